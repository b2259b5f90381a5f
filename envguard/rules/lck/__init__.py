"""LCK: locks."""
