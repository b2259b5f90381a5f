"""Rules for what pip is asked for."""
