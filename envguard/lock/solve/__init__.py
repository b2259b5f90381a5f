"""Conda's part: where channels are, what their packages are, and which of them go together."""
