"""The second job: solve an environment, write its lock, hold an installed one against it."""
