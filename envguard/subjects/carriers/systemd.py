"""Commands in systemd units: ExecStart and its kin, cut into words as systemd cuts them.

Sources: systemd.service(5), systemd.exec(5), systemd.unit(5), of systemd 252.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping

from envguard.formats.ini import Entry, Ini, parse_unit
from envguard.formats.systemd_words import specified, split_commands, substituted
from envguard.model.patterns import late
from envguard.subjects.carriers.images import user_name
from envguard.subjects.command import HOLE, Context, Document, Launch, Value, known

_SECTIONS = ("Service", "Socket", "Mount", "Swap")
_KEYS = {
    "ExecCondition", "ExecReload", "ExecStart", "ExecStartPost", "ExecStartPre", "ExecStop",
    "ExecStopPost", "ExecStopPre",
}  # fmt: skip
_PREFIX = late(r"[-@:+!|]*")
_SYSTEM_FOLDERS = {
    "t": "/run", "S": "/var/lib", "C": "/var/cache", "L": "/var/log", "E": "/etc", "T": "/tmp",
    "V": "/var/tmp", "h": "/root", "u": "root", "U": "0", "g": "root", "G": "0", "s": "/bin/sh",
}  # fmt: skip
_TRUE = ("1", "yes", "y", "true", "t", "on")


def launches(document: Document) -> Iterator[Launch]:
    """Every command of a unit in file order. SyntaxProblem for a broken file."""
    unit = _Unit(document)
    for section in unit.file.sections:
        if section.name.value in _SECTIONS:
            for entry in section.entries:
                if entry.key.value in _KEYS and not unit.reset_later(section.name.value, entry):
                    yield from unit.commands(section.name.value, entry)


class _Unit:
    def __init__(self, document: Document) -> None:
        self.file: Ini = parse_unit(document.text)
        self.path = document.path.replace("\\", "/")
        self.for_user = "user" in self.path.split("/")[:-1]
        self.specifiers = self._specifiers()
        self.contexts: dict[str, Context] = {}
        self.resets = self._resets()

    def _specifiers(self) -> dict[str, str]:
        """The `%` specifiers that the unit's own name and the manager's folders settle."""
        folder, name = posixpath.split(self.path)
        if folder.endswith(".d"):
            name = posixpath.basename(folder)[:-2]
        stem = name.rpartition(".")[0] or name
        prefix, at, instance = stem.partition("@")
        found = {} if self.for_user else dict(_SYSTEM_FOLDERS)
        if not at:
            found |= {"n": name, "N": stem, "p": prefix, "i": "", "I": ""}
        else:
            found["p"] = prefix
            if instance:
                found |= {"n": name, "N": stem, "i": instance}
        return found

    def _resets(self) -> dict[tuple[str, str], int]:
        """Where an empty assignment takes away all that a key held before it."""
        return {
            (section.name.value, entry.key.value): entry.text.start
            for section in self.file.sections
            for entry in section.entries
            if not entry.value
        }

    def reset_later(self, section: str, entry: Entry) -> bool:
        """Whether a later empty assignment of the same key takes this one away."""
        return entry.text.start <= self.resets.get((section, entry.key.value), -1)

    def commands(self, section: str, entry: Entry) -> Iterator[Launch]:
        context = self._context(section)
        if entry.key.value != "ExecStart":
            context = context._replace(setting="script")
        for words in split_commands(entry.value) or ():
            prefix = _PREFIX.match(words[0].value)
            marks = prefix.group() if prefix else ""
            argv = [words[0][len(marks) :], *words[1:]]
            if "@" in marks:
                # the second word is only the name that the program is given
                del argv[1:2]
            argv = [specified(word, self.specifiers.get) for word in argv]
            if ":" not in marks:
                argv = argv[:1] + substituted(argv[1:], _lookup(context.environment))
            if not argv[0]:
                continue
            privileged = "+" in marks or "!" in marks
            if privileged and not self.for_user:
                yield Launch(tuple(argv), context._replace(user="root"))
            else:
                yield Launch(tuple(argv), context)

    def _context(self, section: str) -> Context:
        if section not in self.contexts:
            directory = self._word(section, "WorkingDirectory").lstrip("-")
            self.contexts[section] = Context(
                "systemd",
                "service",
                posixpath.basename(self.path),
                self._user(section),
                directory if directory.startswith("/") and known(directory) else None,
                self._environment(section),
                container=False,
                published=self._published(section),
            )
        return self.contexts[section]

    def _word(self, section: str, key: str) -> str:
        value = self.file.value(section, key)
        return specified(value, self.specifiers.get).value if value is not None else ""

    def _user(self, section: str) -> str | None:
        """A system unit runs as root unless it says otherwise, a user's unit as that user."""
        user = self._word(section, "User")
        if user:
            return user_name(user)
        if self.for_user:
            return None
        if self._word(section, "DynamicUser").lower() in _TRUE:
            return self.specifiers.get("N")
        return "root"

    def _environment(self, section: str) -> Mapping[str, Value]:
        found: dict[str, Value] = {}
        for entry in self.file.entries(section, "Environment"):
            if not entry.value:
                found = {}
            for words in split_commands(entry.value) or ():
                for word in words:
                    text = specified(word, self.specifiers.get)
                    name, equals, _ = text.value.partition("=")
                    if equals:
                        value = text[len(name) + 1 :]
                        found[name] = Value(value.value, value)
        for entry in self.file.entries(section, "PassEnvironment"):
            for name in entry.value.value.split():
                found[name] = Value(HOLE, entry.value)
        return found

    def _published(self, section: str) -> str:
        """On a host nothing stands before a port but what the unit itself puts there."""
        if self._word(section, "PrivateNetwork").lower() in _TRUE:
            return "none"
        denied = self._word(section, "IPAddressDeny").split()
        allowed = self._word(section, "IPAddressAllow").split()
        local = all(word == "localhost" or word.startswith(("127.", "::1")) for word in allowed)
        if "any" in denied and local:
            return "loopback" if allowed else "none"
        return "everywhere"


def _lookup(environment: Mapping[str, Value]) -> Callable[[str], str | None]:
    def find(name: str) -> str | None:
        found = environment.get(name)
        return found.value if found else None

    return find
