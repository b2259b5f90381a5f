"""Fuzzers over every reader: one target for each format, each kind of file, and a whole project.

`python -m fuzz` runs them with atheris; tests/properties runs the same targets with hypothesis.
"""
