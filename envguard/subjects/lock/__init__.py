"""Locks: what they hold, what they were made from, and whether the two still agree."""
