"""All servers that a file has a part in, for what is said once a file."""

from __future__ import annotations

from envguard.model import Text
from envguard.subjects.jupyter.server import JupyterServer


class ServerFile:
    """A file and the servers that its words launch or configure. There is at least one."""

    __slots__ = ("servers", "text")

    spans_files = True
    """As for JupyterServer: a finding counts in the file it stands in."""

    def __init__(self, text: Text, servers: tuple[JupyterServer, ...]) -> None:
        self.text = text
        self.servers = servers

    def holds(self, text: Text) -> bool:
        """Whether words stand in this file and not in another one of the same launch."""
        return text.source is self.text.source
