"""JupyterHub as it is configured: a Python config, or the values of its Helm chart."""
