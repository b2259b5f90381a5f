"""Rules for ssh configuration."""
