"""An installed environment, read from its own records."""
