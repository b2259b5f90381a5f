"""Carriers: one module a format, each a function `launches(document)` that finds its commands."""
