"""An installed environment held against its lock."""
