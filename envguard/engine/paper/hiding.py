"""For double-blind review: where the project tells who its authors are, and how to keep silent."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from envguard.engine.paper.model import Place, Trace
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.project.discovery import listed
from envguard.project.own_names import own_names
from envguard.project.project import Project
from envguard.project.reading import Unreadable, decode, read_bytes
from envguard.subjects.identity import MAXIMUM_TRACES, Own, ssh_traces, traces
from envguard.subjects.identity import Trace as Hint

MAXIMUM_FILES = 5000
MAXIMUM_BYTES = 2 * 1024 * 1024
HIDDEN = "[hidden]"

_UNREAD = (
    ".png", ".jpg", ".jpeg", ".gif", ".pdf", ".zip", ".gz", ".bz2", ".xz", ".npz", ".npy", ".pt",
    ".pth", ".h5", ".hdf5", ".parquet", ".pkl", ".so", ".whl", ".csv", ".tsv",
)  # fmt: skip
# long lists that their tools write: the addresses in them are those of packages
_LISTS = ("package-lock.json", "yarn.lock", "pnpm-lock.yaml", "cargo.lock", "renv.lock")
_OF_LOCKS = ("user name in a path", "address of the project")
_REMOTE = late(r"^[ \t]*url[ \t]*=[ \t]*(\S+)[ \t]*$", re.MULTILINE)
_OWNER = late(r"[/:]([\w.-]{1,100})/[\w.-]{1,100}$")
_HOMES = late(
    r"(?:/home/|/Users/|[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/))[A-Za-z0-9_][\w.-]{0,63}"
)
_ADDRESS = late(r"[\w.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}")


# a URL's server, with who logs in to it
_SERVER = late(
    r"(?<=://)(?:[^\s/@]{1,200}@)?([A-Za-z0-9](?:[\w.-]{0,252}\w)?)(?::\d{1,5})?(?![\w@])"
)
_PUBLIC_SERVERS = frozenset((
    "codeberg.org", "crates.io", "cran.r-project.org", "doi.org", "files.pythonhosted.org",
    "github.com", "gitlab.com", "huggingface.co", "micro.mamba.pm", "pypi.org", "pypi.python.org",
    "raw.githubusercontent.com", "test.pypi.org", "zenodo.org",
))  # fmt: skip
_PUBLIC = frozenset((
    "anaconda", "bioconda", "conda-forge", "defaults", "fastai", "huggingface", "intel",
    "microsoft", "nodefaults", "nvidia", "plotly", "pypi", "pyg", "pytorch", "pytorch3d", "r",
    "rapidsai", "xformers",
))  # fmt: skip


# words of names that tell of nobody, and without which no path could be found again
_EVERYBODYS = frozenset((
    "admin", "build", "code", "commons", "community", "conda", "config", "contributors",
    "copyright", "core", "corporation", "data", "developers", "docker", "docs", "environment",
    "foundation",
    "github", "gitlab", "group", "html", "http", "https", "inc", "institute", "jupyter", "lab",
    "labs", "licence", "license", "linux", "main", "master", "model", "models", "news", "notebook",
    "notebooks", "notice", "package", "project", "readme", "requirements", "research", "science",
    "scripts", "server", "software", "source", "src", "team", "technologies", "test", "tests",
    "txt", "ubuntu", "version", "www", "yaml", "yml",
))  # fmt: skip


class Hiding:
    """What may be said: everything, or everything but what tells of the authors."""

    def __init__(self, hidden: Iterable[str] | None = None) -> None:
        self.anonymous = hidden is not None
        kept = {word for word in hidden or () if len(word) > 1 and word.lower() not in _EVERYBODYS}
        words = sorted(kept, key=lambda word: (-len(word), word))
        spelled = "|".join(re.escape(word) for word in words)
        self._words = re.compile(rf"(?<![^\W_])(?:{spelled})(?![^\W_])", re.I) if words else None

    def name(self, text: str) -> str:
        """The name of a package or a channel: public, unless all of it is a word to be hidden.

        A company in the copyright line of its paper does not hide the packages of its name.
        """
        if not self.anonymous or text.lower() in _PUBLIC:
            return text
        if re.fullmatch(r"[A-Za-z0-9_.-]+", text):
            hidden = self._words is not None and self._words.fullmatch(text) is not None
            return HIDDEN if hidden else text
        return self.words(text)

    def words(self, text: str) -> str:
        """A text of a file as it may be repeated."""
        if not self.anonymous:
            return text
        text = _SERVER.sub(_public_server, text) if "://" in text else text
        text = _HOMES.sub(HIDDEN, _ADDRESS.sub(HIDDEN, text))
        return self._words.sub(HIDDEN, text) if self._words is not None else text


def _public_server(found: re.Match[str]) -> str:
    """A server as it may be repeated: one that serves everybody tells of nobody."""
    from envguard.data.conda_channels import MIRROR_HOSTS, PUBLIC_HOSTS
    from envguard.data.wheel_indexes import VENDOR_HOSTS

    host = found.group(1).lower()
    listed_ones = (*PUBLIC_HOSTS.split(), *VENDOR_HOSTS.split())
    public = host in _PUBLIC_SERVERS or host in MIRROR_HOSTS or host in listed_ones
    return host if public else HIDDEN


class Found(NamedTuple):
    """All traces of a project, the words they are made of, and how many files were not read."""

    traces: tuple[Trace, ...]
    words: tuple[str, ...]
    unread: int


def find_traces(folder: str, project: Project, checked: dict[str, str]) -> Found:
    """Look through every text file below a folder. `checked` has the kinds by path."""
    own = _own(folder, project)
    words: dict[str, None] = dict.fromkeys([*own.owners])
    rows: list[tuple[str, str, int]] = []
    unread = 0
    names = listed(folder)
    for path in names[:MAXIMUM_FILES]:
        relative = os.path.relpath(path, folder).replace(os.sep, "/")
        if relative.lower().endswith(_UNREAD) or relative.lower().endswith(_LISTS):
            continue
        content = _content(path)
        if content is None:
            unread += 1
            continue
        if checked.get(path) == "lock":
            # versions look like private addresses there, and what leaks is a finding of LCK005
            found = [one for one in traces(content, relative, own) if one.kind in _OF_LOCKS]
        else:
            found = list(traces(content, relative, own))
        if checked.get(path) == "environment":
            found += _channel_traces(path, project)
        if checked.get(path) == "ssh-config":
            found += ssh_traces(content)
        for one in found[: MAXIMUM_TRACES - len(rows)]:
            rows.append((relative, one.kind, one.line))
            words.update(dict.fromkeys(one.words))
    hide = Hiding(words)
    kept = {(kind, hide.words(path), line) for path, kind, line in rows}
    shown = [Trace(kind, Place(path, line)) for kind, path, line in kept]
    shown.sort(key=lambda one: (one.place, one.kind))
    return Found(tuple(shown), tuple(words), unread + max(0, len(names) - MAXIMUM_FILES))


def _channel_traces(path: str, project: Project) -> list[Hint]:
    """The servers of channels that are one institute's own."""
    from envguard.subjects.environment.channels import channels_named, is_private
    from envguard.subjects.environment.reading import read_environment

    text = project.read(path)
    if text is None:
        return []
    return [
        Hint("private host", one.text.location().begin.line, (one.host,))
        for one in channels_named(read_environment(text, path))
        if is_private(one)
    ]


def _content(path: str) -> str | None:
    try:
        if os.path.getsize(path) > MAXIMUM_BYTES:
            return None
        data = read_bytes(path)
        if b"\0" in data[:4096]:
            return ""
        return decode(path, data, strict=False).content
    except (OSError, Unreadable):
        return None


def _own(folder: str, project: Project) -> Own:
    """The owners of the remotes, and the names of the project itself."""
    owners = []
    config = project.read(os.path.join(project.root, ".git", "config"))
    for url in _REMOTE.findall(config.value) if config is not None else ():
        owner = _OWNER.search(url.removesuffix("/").removesuffix(".git"))
        if owner is not None:
            owners.append(owner.group(1).lower())
    names = frozenset(name for name in own_names(project) if len(name) > 3)
    return Own(frozenset(owners), names)
