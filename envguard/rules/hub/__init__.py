"""Rules for JupyterHub: its Python config and the values of its Helm chart."""
