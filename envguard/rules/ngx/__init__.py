"""Rules for proxies before Jupyter: nginx, Caddy, Traefik."""
