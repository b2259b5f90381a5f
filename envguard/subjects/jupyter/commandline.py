"""A Jupyter command line as traitlets reads it: what is set, what is ignored, what refuses.

Measured with traitlets 5.16.1 (argparse with every `--Class.trait` predefined) and 4.3.3.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from envguard.subjects.command import HOLE, Word, known
from envguard.subjects.jupyter.options import Options
from envguard.subjects.jupyter.settings import Sections, Setting, read_old, spelled, unknown


class Note(NamedTuple):
    """A word and what becomes of it."""

    word: Word
    reason: str


class TraitSetting(NamedTuple):
    """One value that the command line gives to one trait, and the word it stands in.

    `flag`: it comes from an option without a value, such as `--allow-root`.
    """

    section: str
    trait: str
    value: Setting
    word: Word
    flag: bool = False


class CommandLine:
    """What a command line comes to.

    `refusal`: the program exits with an error at this word; `stop`: it does something else than
    serving (`--help`, `--version`); `ignored`: words without effect; `open`: a word that may
    hold further options (`$ARGS`); `files`: the words that are no options.
    """

    __slots__ = ("files", "ignored", "open", "refusal", "settings", "stop")

    def __init__(self) -> None:
        self.settings: list[TraitSetting] = []
        self.ignored: list[Note] = []
        self.files: list[Word] = []
        self.refusal: Note | None = None
        self.stop: Note | None = None
        self.open: Note | None = None

    def refuse(self, word: Word, reason: str) -> None:
        """Keep the first refusal."""
        if self.refusal is None:
            self.refusal = Note(word, reason)

    def sections(self) -> Sections:
        """The settings by section and trait: flags win, several values stay several."""
        found: Sections = {}
        for one in self.settings:
            before = found.setdefault(one.section, {}).get(one.trait)
            value = one.value
            if before is not None and not one.flag and before.spelled and value.spelled:
                many = (*(before.many or (str(before.value),)), str(value.value))
                value = value._replace(many=many)
            found[one.section][one.trait] = value
        return found


_STOPS = ("-h", "--help", "--help-all", "--version", "-V")
_KNOWN = re.compile(r"-?-[A-Za-z]\w*(\.\w+)*")
_NEGATIVE = re.compile(r"-\d+|-\d*\.\d+")
_OLD_PAIR = re.compile(r"--[A-Za-z][\w-]*(\.[\w-]+)*=")
_OLD_FLAG = re.compile(r"--?\w+[\w-]*")
_OLD_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
ABSENT = ("no-auth", "no-token", "allow-origin", "allow-remote-access", "disable-check-xsrf")


def read(words: tuple[Word, ...], options: Options, old: bool = False) -> CommandLine:
    """Read the words behind the program; `old` for traitlets 4."""
    line = CommandLine()
    end = next((at for at, word in enumerate(words) if word.value == "--"), len(words))
    if words and words[0].value == "help":
        line.stop = Note(words[0], "it shows the help")
        return line
    for word in words[:end]:
        if word.value in _STOPS:
            line.stop = Note(word, f"{word.value} prints and exits")
            return line
    reader = _Old(line, options) if old else _New(line, options)
    reader.read(words[:end])
    for word in words[end + 1 :]:
        line.files.append(word)
    return line


class _New:
    """traitlets 5: argparse in which each `--name` and `--Class.trait` takes one value."""

    def __init__(self, line: CommandLine, options: Options) -> None:
        self.line = line
        self.options = options
        self.flags: list[TraitSetting] = []
        self.runs = 0

    def read(self, words: tuple[Word, ...]) -> None:
        """Read all words in order."""
        at = 0
        free = False
        while at < len(words):
            word = words[at]
            if _may_be_any(word.value):
                self.line.open = self.line.open or Note(word, "it may hold any option")
                at += 1
                free = False
            elif self._is_option(word.value):
                following = words[at + 1] if at + 1 < len(words) else None
                at += 1 + self._option(word, following)
                free = False
            else:
                if not free:
                    self.runs += 1
                free = True
                if self.runs > 1:
                    self.line.refuse(word, "unrecognized arguments: files stand in two places")
                self.line.files.append(word)
                at += 1
        self.line.settings.extend(self.flags)

    def _is_option(self, value: str) -> bool:
        if not value.startswith("-") or value == "-":
            return False
        name = value.partition("=")[0]
        if self._alias(value) or _KNOWN.fullmatch(name):
            return True
        if self._abbreviated(name):
            return True
        return not _NEGATIVE.fullmatch(value) and " " not in value

    def _alias(self, value: str) -> str | None:
        """The trait of an alias that is spelled in full, as `--ip` or `--ip=…`."""
        name = value.partition("=")[0]
        if not name.startswith("--") and len(name) != 2:
            return None
        key = name.lstrip("-")
        return None if key in self.options.flags else self.options.aliases.get(key)

    def _abbreviated(self, name: str) -> list[str]:
        """The options with a hyphen in their name that an abbreviation may mean."""
        if not name.startswith("--"):
            return []
        short = name[2:]
        every = {**self.options.aliases, **self.options.flags}
        return sorted(option for option in every if option.startswith(short))

    def _option(self, word: Word, following: Word | None) -> int:
        """Take one option; the number of further words that it takes."""
        name, equals, _ = word.value.partition("=")
        key = name[2:] if name.startswith("--") else name[1:]
        target = self._alias(word.value)
        if (
            target is None
            and key in self.options.flags
            and (name.startswith("--") or len(key) == 1)
        ):
            return self._flag(word, key, equals, following)
        if target is None and not _KNOWN.fullmatch(name):
            meant = self._abbreviated(name)
            if len(meant) > 1:
                self.line.refuse(word, f"{name} is ambiguous: it could be --{' or --'.join(meant)}")
                return 0
            if not meant:
                self.line.refuse(word, _unrecognized(name))
                return 0
            if meant[0] in self.options.flags:
                return self._flag(word, meant[0], equals, following)
            target = self.options.aliases[meant[0]]
        taken = 0
        value, origin = word.value[len(name) + 1 :], word.text
        if not equals:
            if following is None or self._is_option(following.value):
                self.line.refuse(word, f"{name} expects a value")
                return 0
            taken, value = 1, following.value
            origin = following.text if value else word.text
        self._pair(target or key, word, spelled(value, origin))
        return taken

    def _flag(self, word: Word, key: str, equals: str, following: Word | None) -> int:
        taken = 0
        if key in self.options.aliases:
            if equals:
                return 0
            taken = int(following is not None and not self._is_option(following.value))
        elif equals:
            self.line.refuse(word, f"--{key} takes no value")
            return 0
        if not taken:
            for section, trait, value in self.options.flags[key]:
                setting = Setting(value, word.text)
                self.flags.append(TraitSetting(section, trait, setting, word, True))
        return taken

    def _pair(self, target: str, word: Word, value: Setting) -> None:
        section, _, trait = target.rpartition(".")
        if not section and not _is_section(trait):
            self.line.ignored.append(Note(word, f"there is no option --{trait}; it has no effect"))
        elif _is_section(trait) or not all(_is_section(part) for part in section.split(".")):
            self.line.refuse(word, f"{target} is no option: the case of its letters is wrong")
        else:
            self.line.settings.append(TraitSetting(section, trait, value, word))


class _Old:
    """traitlets 4: argparse for aliases and flags, then `--Class.trait=literal` for the rest."""

    def __init__(self, line: CommandLine, options: Options) -> None:
        self.line = line
        self.options = options

    def read(self, words: tuple[Word, ...]) -> None:
        """Read all words in order; settings come out in the order in which they take effect."""
        every = sorted({*self.options.aliases, *self.options.flags})
        values: list[TraitSetting] = []
        flags: list[TraitSetting] = []
        rest: list[Word] = []
        at = 0
        while at < len(words):
            word = words[at]
            at += 1
            name, equals, _ = word.value.partition("=")
            if HOLE in name or not name.startswith("-"):
                rest.append(word)
                continue
            key = name.lstrip("-")
            meant = [key] if key in every else []
            if not meant and name.startswith("--") and len(name) > 2:
                meant = [option for option in every if option.startswith(key)]
            if len(meant) > 1:
                self.line.refuse(word, f"{name} is ambiguous: it could be --{' or --'.join(meant)}")
                return
            if not meant or (len(name) - len(key) == 1 and len(key) > 1):
                rest.append(word)
                continue
            target = self.options.aliases.get(meant[0])
            sets = self.options.flags.get(meant[0])
            following = words[at] if at < len(words) else None
            free = following is not None and not following.value.startswith("-")
            if target is None or (sets is not None and not equals and not free):
                if equals:
                    self.line.refuse(word, f"--{meant[0]} takes no value")
                    return
                for section, trait, held in sets or ():
                    one = TraitSetting(section, trait, Setting(held, word.text), word, True)
                    flags.append(one)
                continue
            value = word.value[len(name) + 1 :]
            if not equals:
                if following is None or not free:
                    self.line.refuse(word, f"{name} expects a value")
                    return
                at, value = at + 1, following.value
            section, _, trait = target.rpartition(".")
            setting = _old_setting(value, word)
            values.append(TraitSetting(section, trait, setting, word))
        self.line.settings = [*values, *flags]
        for word in rest:
            self._rest(word)

    def _rest(self, word: Word) -> None:
        value = word.value
        name = value.partition("=")[0]
        if _may_be_any(value):
            self.line.open = self.line.open or Note(word, "it may hold any option")
        elif _OLD_PAIR.match(value):
            target = name.lstrip("-")
            section, _, trait = target.rpartition(".")
            if not _OLD_NAME.fullmatch(target) or _is_section(trait):
                self.line.refuse(word, f"invalid argument: {name}")
            elif not section or not _is_section(section.split(".")[0]):
                reason = f"there is no option {name}; it has no effect"
                self.line.ignored.append(Note(word, reason))
            else:
                setting = _old_setting(value[len(name) + 1 :], word)
                self.line.settings.append(TraitSetting(section, trait, setting, word))
        elif value.startswith("-"):
            self.line.refuse(word, _unrecognized(name))
        else:
            self.line.files.append(word)


def _old_setting(value: str, word: Word) -> Setting:
    if not known(value):
        return spelled(value, word.text)
    return Setting(read_old(value), word.text)


def _may_be_any(value: str) -> bool:
    """Whether a word's unknown part may be, or name, any option."""
    name = value.partition("=")[0]
    return value.startswith(HOLE) or (name.startswith("-") and HOLE in name)


def _is_section(name: str) -> bool:
    return bool(name) and name[0].upper() == name[0] and not name.startswith("_")


def _unrecognized(name: str) -> str:
    return f"there is no option {name}; the program exits"


def anything(note: Note) -> Setting:
    """The value of every trait that an open word may set."""
    return unknown(note.word.text, f"`{note.word.raw.value}`: {note.reason}")
