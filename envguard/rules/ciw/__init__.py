"""Rules for workflows."""
