"""A Jupyter server as it would really start, with the reason for each value."""
