"""What click takes: one module for the commands of one kind, `line` for all of them."""
