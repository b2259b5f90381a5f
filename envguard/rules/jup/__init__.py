"""Rules for Jupyter servers."""
