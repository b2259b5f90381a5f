"""The command line as traitlets 5 reads it, measured with 5.16.1."""

from __future__ import annotations

from envguard.model.patterns import late
from envguard.subjects.command import Word
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
from envguard.subjects.jupyter.settings import Setting, spelled

_KNOWN = late(r"-?-[A-Za-z]\w*(\.\w+)*")


class Reader:
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
            if may_be_any(word):
                self.line.open = self.line.open or Note(word, FURTHER)
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
        return not NEGATIVE.fullmatch(value) and " " not in value

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
        target, last = self._alias(word.value), False
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
                self.line.refuse(word, unrecognized(name))
                return 0
            if meant[0] in self.options.flags:
                return self._flag(word, meant[0], equals, following)
            target, last = self.options.aliases[meant[0]], True
        taken = 0
        value, origin, unset = word.value[len(name) + 1 :], word.text, word.unset
        if not equals:
            if following is None or self._is_option(following.value):
                self.line.refuse(word, f"{name} expects a value")
                return 0
            taken, value = 1, following.value
            origin = following.text if value else word.text
            unset = following.unset
        self._pair(target or key, word, spelled(value, origin, unset), last)
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

    def _pair(self, target: str, word: Word, value: Setting, last: bool) -> None:
        section, _, trait = target.rpartition(".")
        if not section and not is_section(trait):
            self.line.ignored.append(Note(word, f"there is no option --{trait}; it has no effect"))
        elif is_section(trait) or not all(is_section(part) for part in section.split(".")):
            self.line.refuse(word, f"{target} is no option: the case of its letters is wrong")
        else:
            one = TraitSetting(section, trait, value, word, last=last)
            self.line.settings.append(one)
