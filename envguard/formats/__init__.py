"""Syntax: texts in, trees whose every leaf is a Text out. Nothing here knows what a file means."""
