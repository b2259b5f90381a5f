"""pip's part: what an index has for each platform, around what conda brings."""
