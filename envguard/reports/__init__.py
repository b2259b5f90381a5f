"""A Result in the words of each reader: people, programs, CI systems."""
