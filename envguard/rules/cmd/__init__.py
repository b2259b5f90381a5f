"""Rules for conda and pip commands."""
