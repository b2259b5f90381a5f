"""Measurements beside envguard's peers; run by hand, never as a test. See `__main__`."""
