"""A lock: the very packages of an environment, platform by platform, whatever tool wrote it."""

from __future__ import annotations

from envguard.formats.tree import Mapping, Scalar
from envguard.model import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from envguard.formats.conda_lock import CondaLockFile
    from envguard.formats.explicit_lock import ExplicitFile
    from envguard.formats.tree import SyntaxProblem

LockKind: TypeAlias = "Literal['conda-lock', 'explicit', 'pixi', 'uv', 'pylock', 'poetry']"

PYTHON_LOCKS = ("uv", "pylock", "poetry")
"""Locks that hold pip's part alone."""

ANY_PLATFORM = ""
"""The platform of packages that a lock lists for all of them, as uv.lock and poetry.lock do."""


class LockedPackage:
    """One package. `build` is empty where the lock does not tell it; `name` is the manager's.

    `category` is conda-lock's group, or pixi's environment. `text` spans its entry.
    """

    __slots__ = (
        "_end", "_start", "_whole", "build", "category", "dependencies", "manager", "md5", "name",
        "platform", "sha256", "url", "version",
    )  # fmt: skip

    def __init__(
        self,
        whole: Text,
        span: tuple[int, int],
        manager: str,
        name: str,
        version: str,
        platform: str,
        build: str = "",
        url: str = "",
        md5: str = "",
        sha256: str = "",
        category: str = "main",
        dependencies: tuple[str, ...] = (),
    ) -> None:
        self._whole = whole
        self._start, self._end = span
        self.manager = manager
        self.name = name
        self.version = version
        self.platform = platform
        self.build = build
        self.url = url
        self.md5 = md5
        self.sha256 = sha256
        self.category = category
        self.dependencies = dependencies

    @property
    def text(self) -> Text:
        """Its place in the lock."""
        return self._whole[self._start : self._end]

    @property
    def shown(self) -> str:
        """Name, version and build in conda's order, for messages."""
        return " ".join(word for word in (self.name, self.version, self.build) if word)

    def __repr__(self) -> str:
        return f"LockedPackage({self.manager}: {self.shown} @{self.platform})"


class Metadata:
    """What a lock says of itself. The lists hold the leaves as they stand in the file.

    `content_hash` has a leaf by platform; `channels` are URLs or names; `custom` is free text.
    """

    __slots__ = ("channels", "content_hash", "custom", "platforms", "sources")

    def __init__(self) -> None:
        self.content_hash: dict[str, Text] = {}
        self.channels: list[Text] = []
        self.platforms: list[Text] = []
        self.sources: list[Text] = []
        self.custom: dict[str, str] = {}


class Lock:
    """One lock file.

    `conflicts` are git's markers of an unsettled merge; where there are any, or the file does not
    parse (`refused`), nothing else is read of it. `file` is the file as its format has it, for
    rules that look at its form.
    """

    __slots__ = (
        "_by_name", "conflicts", "explicit", "file", "kind", "metadata", "packages", "path",
        "refused", "text",
    )  # fmt: skip

    def __init__(self, text: Text, path: str, kind: LockKind) -> None:
        self.text = text
        self.path = path
        self.kind: LockKind = kind
        self.metadata = Metadata()
        self.packages: list[LockedPackage] = []
        self.conflicts: list[Text] = []
        self.refused: SyntaxProblem | None = None
        self.file: CondaLockFile | None = None
        self.explicit: ExplicitFile | None = None
        self._by_name: dict[tuple[str, str, str], list[LockedPackage]] | None = None

    @property
    def readable(self) -> bool:
        """Whether what it holds could be read."""
        return not self.conflicts and self.refused is None

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms it locks, as it says itself, else those of its packages."""
        named = [platform.value for platform in self.metadata.platforms]
        return tuple(dict.fromkeys(named or [one.platform for one in self.packages]))

    def named(self, platform: str, manager: str, name: str) -> list[LockedPackage]:
        """The packages of a name on a platform; a pip name is compared as PyPI does."""
        return self._index().get((platform, manager, name), [])

    def on(self, platform: str) -> list[LockedPackage]:
        """All packages of a platform."""
        return [one for one in self.packages if one.platform in (platform, ANY_PLATFORM)]

    def _index(self) -> dict[tuple[str, str, str], list[LockedPackage]]:
        if self._by_name is None:
            self._by_name = {}
            for one in self.packages:
                key = (one.platform, one.manager, one.name)
                self._by_name.setdefault(key, []).append(one)
        return self._by_name

    def __repr__(self) -> str:
        return f"Lock({self.path!r}, {self.kind}, {len(self.packages)} packages)"


def leaves(node: object) -> list[Scalar]:
    """The leaves of a list, or of the values of a mapping; none of anything else."""
    from envguard.formats.tree import Sequence

    if isinstance(node, Sequence):
        return [item for item in node.items if isinstance(item, Scalar)]
    if isinstance(node, Mapping):
        return [value for _, value in node.pairs() if isinstance(value, Scalar)]
    return []
