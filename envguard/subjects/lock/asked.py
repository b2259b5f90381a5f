"""What the files that a lock is made from ask for, platform by platform."""

from __future__ import annotations

from envguard.model import Text
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from envguard.formats.match_spec import MatchSpec
    from envguard.formats.requirement import Requirement
    from envguard.subjects.environment.environment import CondaEnvironment
else:
    Protocol = object


class Asked(NamedTuple):
    """One thing asked for: of conda `spec` is set, of pip `requirement`.

    `name` is the one that its manager compares. `may_lack`: the lock may do without it, because
    conda-lock would drop its line, or nobody can tell whether the platform needs it. `any_version`:
    it must be there, and conda-lock does not look at its version. `extra`: the optional part of the
    project that asks for it, which a lock may be made without; "" for none.
    """

    manager: str
    name: str
    text: Text
    path: str
    spec: MatchSpec | None = None
    requirement: Requirement | None = None
    may_lack: bool = False
    any_version: bool = False
    extra: str = ""


class Wanted(NamedTuple):
    """All that a source asks for on a platform, and why parts of it could not be read."""

    asked: list[Asked]
    unknown: list[str]


class LockSource(Protocol):
    """One file that a lock is made from. A new kind of source is one more class like these."""

    @property
    def path(self) -> str:
        """Where it is."""

    @property
    def channels(self) -> list[Text] | None:
        """The channels it names in order; None where it says nothing of them."""

    def wanted(self, platform: str) -> Wanted:
        """What it asks for on a platform."""

    def platforms(self) -> list[Text]:
        """The platforms it is meant for; none where it does not say."""


class UnreadSource:
    """A source that is not there, or that nobody here can read."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        self.channels: list[Text] | None = None

    def wanted(self, platform: str) -> Wanted:
        """Nothing that is known."""
        return Wanted([], [f"{base_name(self.path)}: {self.reason}"])

    def platforms(self) -> list[Text]:
        """None that are known."""
        return []


class EnvironmentSource:
    """An environment.yml, read for each platform without the lines of the others."""

    def __init__(self, environment: CondaEnvironment) -> None:
        self.environment = environment
        self.path = environment.path
        self._read: dict[str, CondaEnvironment] = {environment.text.value: environment}

    @property
    def channels(self) -> list[Text] | None:
        """Its channels; None without the key."""
        if self.environment.channels_entry is None:
            return None
        return [one.text for one in self.environment.channels]

    def platforms(self) -> list[Text]:
        """What stands below `platforms:`, a key of conda-lock's."""
        from envguard.subjects.lock.lock import leaves

        root = self.environment.root
        return [leaf.text for leaf in leaves(root.get("platforms"))] if root is not None else []

    def on(self, text: Text) -> CondaEnvironment:
        """The environment of a text that is a part of the file's."""
        from envguard.subjects.environment.reading import read_environment

        if text.value not in self._read:
            self._read[text.value] = read_environment(text, self.path)
        return self._read[text.value]

    def wanted(self, platform: str) -> Wanted:
        """Its dependencies on a platform, pip's whose markers do not hold there left out."""
        from envguard.formats.selectors import filtered

        lines = filtered(self.environment.text, platform)
        environment = self.on(lines.text)
        if environment.broken is not None:
            return Wanted([], [f"{base_name(self.path)}: it cannot be read"])
        if environment.template:
            return Wanted([], [f"{base_name(self.path)}: it is a template"])
        asked: list[Asked] = []
        unknown: list[str] = []
        has_pip = bool(environment.pip_sections)
        for one in environment.dependencies:
            if one.requirement is not None:
                reason = _from_pip(asked, one.requirement, one.text, self.path)
                if reason:
                    unknown.append(f"{base_name(self.path)}: {reason}")
            elif not one.accepted or not one.name or one.spec is None:
                unknown.append(f"{base_name(self.path)}: conda takes no `{one.text.value}`")
            else:
                # conda-lock asks for a bare pip wherever there is a pip section
                loose = one.name == "pip" and has_pip
                # what the machine has itself, such as __glibc, is no package that a lock holds
                is_virtual = one.name.startswith("__")
                asked.append(
                    Asked(
                        "conda", one.name, one.text, self.path, one.spec,
                        may_lack=is_virtual or lines.is_doubtful(one.text), any_version=loose,
                    )
                )  # fmt: skip
        return Wanted(asked, unknown)


def _from_pip(asked: list[Asked], requirement: Requirement, text: Text, path: str) -> str:
    """Append what a pip line asks for; why it cannot be told, where it cannot."""
    kind = requirement.kind
    if kind in ("editable", "path"):
        return ""  # what lies in the checkout belongs into no lock, and conda-lock skips it
    if kind == "option":
        files = requirement.value_of("--requirement") + requirement.value_of("--constraint")
        return f"pip is handed `{text.value}`" if files else ""
    if not requirement.accepted or not requirement.known:
        return f"pip takes no `{text.value}`"
    name = requirement.normalised_name
    asked.append(Asked("pip", name, text, path, requirement=requirement, may_lack=not name))
    return ""


def base_name(path: str) -> str:
    """The name of a file without its folders."""
    return path.replace("\\", "/").rpartition("/")[2]
