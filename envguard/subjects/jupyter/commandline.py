"""A Jupyter command line as traitlets reads it: what is set, what is ignored, what refuses.

Measured with traitlets 5.16.1 (argparse with every `--Class.trait` predefined) and 4.3.3.
"""

from __future__ import annotations

from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import HOLE, Word
from envguard.subjects.jupyter.options import Options
from envguard.subjects.jupyter.settings import Sections, Setting, unknown


class Note(NamedTuple):
    """A word and what becomes of it."""

    word: Word
    reason: str


class TraitSetting(NamedTuple):
    """One value that the command line gives to one trait, and the word it stands in.

    `flag`: it comes from an option without a value, such as `--allow-root`. `last`: it is an
    abbreviation (`--notebook-d=x`), which replaces what stands before it.
    """

    section: str
    trait: str
    value: Setting
    word: Word
    flag: bool = False
    last: bool = False


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
            twice = before is not None and not one.flag and not one.last
            if before is not None and twice and before.spelled and value.spelled:
                many = (*(before.many or (str(before.value),)), str(value.value))
                value = value._replace(many=many)
            found[one.section][one.trait] = value
        return found


FURTHER = "it may hold further options"

_STOPS = ("-h", "--help", "--help-all", "--version", "-V")
NEGATIVE = late(r"-\d+|-\d*\.\d+")


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
    if old:
        from envguard.subjects.jupyter.traitlets4 import Reader as Old

        Old(line, options).read(words[:end])
    else:
        from envguard.subjects.jupyter.traitlets5 import Reader as New

        New(line, options).read(words[:end])
    for word in words[end + 1 :]:
        line.files.append(word)
    return line


# what these hold is a folder or a name on every machine, never an option
_PLACES = late(r"\"?\$(?:\{?(?:HOME|PWD|OLDPWD|USER|TMPDIR|HOSTNAME)\}?|\(pwd\))\"?")


def may_be_any(word: Word) -> bool:
    """Whether a word's unknown part may be, or name, any option."""
    value = word.value
    if _PLACES.match(word.raw.spelled()):
        return False
    name = value.partition("=")[0]
    return value.startswith(HOLE) or (name.startswith("-") and HOLE in name)


def is_section(name: str) -> bool:
    """Whether traitlets takes a name for a class section: it begins like a class."""
    return bool(name) and name[0].upper() == name[0] and not name.startswith("_")


def unrecognized(name: str) -> str:
    """What argparse says of an option that nobody knows."""
    return f"there is no option {name}; the program exits"


def anything(note: Note) -> Setting:
    """The value of every trait that an open word may set."""
    spelling = note.word.raw.spelled().strip("\"'")
    return unknown(note.word.text, f"{spelling} may hold further options")
