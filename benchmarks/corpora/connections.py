"""Configurations of ssh."""

from __future__ import annotations

import random


def ssh_config(luck: random.Random) -> str:
    """An ssh_config of a group's machines."""
    lines = ["# the group's machines"]
    for number in range(luck.randrange(3, 25)):
        lines += [f"Host gpu-{number:02d}", f"    HostName gpu{number}.cluster.example.org"]
        lines += ["    User ada", "    IdentityFile ~/.ssh/id_ed25519"]
        if luck.random() < 0.3:
            lines.append("    ProxyJump login.example.org")
        if luck.random() < 0.1:
            lines.append("    ForwardAgent yes")
    lines += ["Host *", "    ServerAliveInterval 60"]
    return "\n".join(lines) + "\n"
