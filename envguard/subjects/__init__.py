"""Meaning: what a file says once it is read as the program would read it."""
