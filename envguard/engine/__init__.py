"""The main job: from paths to a Result."""
