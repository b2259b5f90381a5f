"""`python -m envguard`."""

from envguard.cli.front import program

program()
