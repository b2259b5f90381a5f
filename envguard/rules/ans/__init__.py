"""Rules for Ansible."""
