"""Proxies that stand before a server: nginx, Caddy, Traefik."""
