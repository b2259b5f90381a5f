"""Rules for envguard itself."""
