"""What pip is asked for, by a requirements file or by the `pip:` section of an environment."""
