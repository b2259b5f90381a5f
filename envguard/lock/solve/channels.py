"""Where channels are: names to addresses for the solve, and addresses to what a lock may say.

A lock is published, so a secret never reaches it: a variable in a channel's address stays a
variable, and credentials that are written out are taken away.
"""

from __future__ import annotations

import os
import re

from envguard.formats.conda_channel import DEFAULTS_MEMBERS, split_subdir
from envguard.lock.credentials import expanded, published, variable_names
from envguard.lock.solve.condarc import Condarc
from envguard.model import Text
from envguard.model.records import NamedTuple

_DEFAULTS_HOST = "https://repo.anaconda.com"


class Channel(NamedTuple):
    """One channel. `words` is what a source says; `addresses` share one place in the order.

    `public` spells each address as a lock may, `variables` are the environment's that it needs,
    `place` is where a source names it.
    """

    words: str
    addresses: tuple[str, ...]
    public: tuple[str, ...]
    variables: tuple[str, ...]
    place: Text | None = None

    @property
    def published(self) -> str:
        """The channel as it stands in a lock's metadata."""
        return published(self.words) if "://" in self.words else self.words


def locate(name: Text, alias: str, condarc: Condarc) -> Channel:
    """Find a channel. `alias` outranks the one of `.condarc`. LockProblem for a variable not set.

    What is written behind the name of a subdir, as in `conda-forge/linux-64`, is not needed.
    """
    words = split_subdir(name.value)[0]
    addresses = tuple(_addresses(words, alias, condarc))
    solvable = tuple(expanded(address, name, "the channel") for address in addresses)
    variables = sorted({name for one in addresses for name in variable_names(one)})
    public = tuple(published(address) for address in addresses)
    return Channel(words, solvable, public, tuple(variables), name)


def _addresses(words: str, alias: str, condarc: Condarc) -> list[str]:
    if "://" in words:
        return [words]
    if re.match(r"[./~]|[A-Za-z]:[\\/]", words):
        from urllib.request import pathname2url

        path = os.path.abspath(os.path.expanduser(words))
        return [f"file://{pathname2url(path)}"]
    if words in ("defaults", *DEFAULTS_MEMBERS) and not alias:
        names = [words] if words != "defaults" else list(condarc.default_channels)
        if names:
            return [one if "://" in one else _named(one, alias, condarc) for one in names]
        return [f"{_DEFAULTS_HOST}/{member}" for member in DEFAULTS_MEMBERS]
    return [_named(words, alias, condarc)]


def _named(words: str, alias: str, condarc: Condarc) -> str:
    first = words.partition("/")[0]
    if words in DEFAULTS_MEMBERS and not alias:
        return f"{_DEFAULTS_HOST}/{words}"
    if not alias and first in condarc.custom_channels:
        return f"{condarc.custom_channels[first].rstrip('/')}/{words}"
    return f"{(alias or condarc.channel_alias).rstrip('/')}/{words}"


def publish(url: str, channels: tuple[Channel, ...]) -> str:
    """A package's URL as a lock may hold it."""
    for channel in channels:
        for address, public in zip(channel.addresses, channel.public):
            if url.startswith(address.rstrip("/") + "/"):
                return public.rstrip("/") + url[len(address.rstrip("/")) :]
    return published(url)
