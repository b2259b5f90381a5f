"""The command line as traitlets 4 reads it, measured with 4.3.3."""

from __future__ import annotations

from envguard.model.patterns import late
from envguard.subjects.command import HOLE, Word, known
from envguard.subjects.jupyter.commandline import (
    FURTHER,
    NEGATIVE,
    CommandLine,
    Note,
    TraitSetting,
    is_section,
    may_be_any,
    unrecognized,
)
from envguard.subjects.jupyter.options import Options
from envguard.subjects.jupyter.settings import Setting, read_old, spelled

_PAIR = late(r"--[A-Za-z][\w-]*(\.[\w-]+)*=")
_NAME = late(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


class Reader:
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
            free = following is not None and self._is_value(following.value, every)
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

    def _is_value(self, value: str, every: list[str]) -> bool:
        """Whether argparse takes a word for the value of the option before it."""
        if not value.startswith("-") or value == "-" or NEGATIVE.fullmatch(value):
            return True
        key = value.partition("=")[0].lstrip("-")
        return " " in value and not any(option.startswith(key) for option in every)

    def _rest(self, word: Word) -> None:
        value = word.value
        name = value.partition("=")[0]
        if may_be_any(word):
            self.line.open = self.line.open or Note(word, FURTHER)
        elif _PAIR.match(value):
            target = name.lstrip("-")
            section, _, trait = target.rpartition(".")
            if not _NAME.fullmatch(target) or is_section(trait):
                self.line.refuse(word, f"invalid argument: {name}")
            elif not section or not is_section(section.split(".")[0]):
                reason = f"there is no option {name}; it has no effect"
                self.line.ignored.append(Note(word, reason))
            else:
                setting = _old_setting(value[len(name) + 1 :], word)
                self.line.settings.append(TraitSetting(section, trait, setting, word))
        elif value.startswith("-"):
            self.line.refuse(word, unrecognized(name))
        else:
            self.line.files.append(word)


def _old_setting(value: str, word: Word) -> Setting:
    if not known(value):
        return spelled(value, word.text, word.unset)
    return Setting(read_old(value), word.text)
