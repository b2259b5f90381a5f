"""The report that goes with a paper: what the environment is, how to have it, what was found."""
