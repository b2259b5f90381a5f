"""Many clones at once: each checked with its own settings, all of them in one report."""
