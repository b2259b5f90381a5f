"""How the subjects of each family of files are read; one module a family."""
