"""Rules for the project as a whole."""
