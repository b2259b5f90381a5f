"""An installed environment written down as an environment.yml."""
