"""Rules for environment.yml."""
