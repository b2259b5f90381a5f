"""Conda environments: what an environment.yml says to conda, and what gets lost on the way."""
