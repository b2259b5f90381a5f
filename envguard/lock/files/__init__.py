"""The lock files themselves, as text."""
