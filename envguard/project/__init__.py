"""Which files there are, what kind each is, and what the project says about itself."""
