"""The files that conda and pip commands name, and what the same text does about them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import Command, known
from envguard.subjects.downloads import base_name, downloads
from envguard.subjects.group import CommandFile
from envguard.subjects.package_command import package_command

_OPTIONS = {
    "conda": ("-f", "--file"),
    "pip": ("-r", "--requirement", "-c", "--constraint"),
}
_VERBS = {
    "conda": ("create", "install", "update", "env create", "env update"),
    "pip": ("install", "sync", "wheel", "download"),
}
# they bring files whose names cannot be seen
_BRINGERS = (
    "tar", "unzip", "bsdtar", "7z", "svn", "hg", "dvc", "gdown", "rsync", "scp",
    "cookiecutter", "copier", "kaggle", "gsutil", "s5cmd", "rclone", "aws", "gh",
)  # fmt: skip
_PARTS = late(r"[\s=:,'\"()<>|;&]+")
_READS = ("git", "hf", "huggingface-cli")


class NamedFile(NamedTuple):
    """A file that a command reads; `text` is the path as written."""

    text: Text
    command: Command

    @property
    def path(self) -> str:
        """The path as the command gets it, with forward slashes."""
        return self.text.value.replace("\\", "/")

    @property
    def base_name(self) -> str:
        """Its last part."""
        return base_name(self.path)

    @property
    def place(self) -> Text:
        """Where the command names it: `$FILE` itself, not the line that sets FILE."""
        for word in self.command.argv:
            if word.text == self.text:
                return word.raw
        return self.text


def named_files(file: CommandFile) -> Iterator[NamedFile]:
    """The files that conda and pip are told to read, in file order; addresses are left out."""
    for command in file.commands:
        read = package_command(command)
        if read is None or read.verb not in _VERBS[read.manager]:
            continue
        for option in read.options:
            value = option.value.value
            if option.name not in _OPTIONS[read.manager] or not value or value == "-":
                continue
            if known(value) and "://" not in value and not _is_example(value):
                yield NamedFile(option.value, command)


def _is_example(path: str) -> bool:
    return any(
        mark in path for mark in ("<", ">", "{", "}", "...", "…", "*", "$", "%", "path/to", "/dev/")
    )


class Surroundings(NamedTuple):
    """What the rest of a text does about files: gathered once, asked for each file.

    `fetched` says why any file may be there, "" where nothing brings some. `names` are the base
    names that commands other than conda's and pip's speak of, write or download.
    """

    fetched: str
    names: frozenset[str]


def surroundings(file: CommandFile, own: set[str]) -> Surroundings:
    """What the commands of a file fetch, write and name; `own` are the project's own names."""
    fetched = file.bringer
    names: set[str] = set()
    for command in file.commands:
        program, values = command.program, command.values
        if program in _READS and fetches_another(values, own):
            fetched = fetched or "another repository is fetched"
        elif program in _BRINGERS:
            fetched = fetched or f"{program} may bring it"
        read = package_command(command)
        if read is None or "export" in read.verb:
            names.update(base_name(part) for value in values[1:] for part in _PARTS.split(value))
        names.update(base_name(one.file) for one in downloads(command))
        names.update(
            base_name(redirect.target.value)
            for redirect in command.redirects
            if redirect.target is not None and ">" in redirect.operator
        )
    return Surroundings(fetched, frozenset(names))


def fetches_another(values: list[str], own: set[str]) -> bool:
    """Whether another repository is fetched; a page often begins with a clone of its own."""
    if "clone" in values:
        return not any(
            base_name(value).removesuffix(".git").lower().replace("_", "-") in own
            for value in values[values.index("clone") + 1 :]
        )
    return bool({"download", "submodule"} & set(values))


def brought(file: CommandFile, around: Surroundings, wanted: NamedFile) -> str:
    """How the same text may put a file into its place, in a few words; "" where it does not."""
    if around.fetched:
        return around.fetched
    if wanted.base_name in around.names:
        return "the text speaks of it elsewhere"
    return _tested(wanted) or _copied(file, wanted)


def _tested(wanted: NamedFile) -> str:
    """A condition in front of the command may ask whether the file is there."""
    if not wanted.command.conditional:
        return ""
    before = wanted.command.text.source.content[: wanted.command.text.start]
    return "it is tested for" if wanted.base_name in before else ""


def _copied(file: CommandFile, wanted: NamedFile) -> str:
    """COPY and ADD by name, from another stage, or of something that only the build knows."""
    if wanted.command.context.carrier != "dockerfile":
        return ""
    for copy in file.copies:
        sources = [source.value for source in copy.sources]
        if copy.stage is not None or any("://" in s or not known(s) for s in sources):
            return "a COPY may bring it"
    spoken = sum(wanted.base_name in value for c in file.commands for value in c.values)
    if wanted.text.source.content.count(wanted.base_name) > spoken:
        # a COPY, a mount of a RUN, or an ADD
        return "the Dockerfile names it elsewhere"
    return ""


def copied_folders(file: CommandFile) -> list[str]:
    """What COPY and ADD take that may be a folder, as written."""
    return [
        source.value
        for copy in file.copies
        for source in copy.sources
        if "*" in source.value
        or "." not in posixpath.basename(source.value.rstrip("/").lstrip("."))
    ]


def directories(file: CommandFile) -> list[str]:
    """The folders that the text changes to, relative ones only, the place it starts in first."""
    found = [""]
    for command in file.commands:
        words = command.values
        if command.program in ("cd", "pushd", "chdir") and len(words) > 1:
            found.append(words[1])
        for index, word in enumerate(words[:-1]):
            if word in ("-C", "--chdir", "--cwd", "--directory"):
                found.append(words[index + 1])
        if command.context.directory:
            found.append(command.context.directory)
    kept = [one for one in found if known(one) and not one.startswith(("/", "~"))]
    return list(dict.fromkeys(kept + [one.rpartition("/")[2] for one in kept]))
