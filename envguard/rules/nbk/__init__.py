"""Rules for notebooks."""
