"""The files that conda and pip commands name, and what the same text does about them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from envguard.model import Text
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
    "tar", "unzip", "bsdtar", "7z", "svn", "hg", "dvc", "gdown", "rsync", "scp", "cp", "mv",
    "cookiecutter", "copier", "kaggle", "gsutil", "s5cmd", "rclone", "aws", "gh",
)  # fmt: skip
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


def brought(file: CommandFile, wanted: NamedFile) -> str:
    """How the same text may put a file into its place, in a few words; "" where it does not."""
    name = wanted.base_name
    if file.bringer:
        return file.bringer
    for command in file.commands:
        if command is wanted.command or command.argv == wanted.command.argv:
            continue
        program, values = command.program, command.values
        if program in _READS and {"clone", "download", "submodule", "checkout"} & set(values):
            return "another repository is fetched"
        if program in _BRINGERS and (program not in ("cp", "mv") or _mentions(values, name)):
            return f"{program} may bring it"
        if any(base_name(one.file) == name for one in downloads(command)):
            return "it is downloaded"
        if any(r.target is not None and base_name(r.target.value) == name and ">" in r.operator
               for r in command.redirects):  # fmt: skip
            return "it is written"
        if package_command(command) is None and _mentions(values, name):
            return f"{program} names it"
        if package_command(command) is not None and _is_written_by(command, name):
            return "it is written"
    return _tested(wanted) or _copied(file, wanted)


def _mentions(values: list[str], name: str) -> bool:
    return any(name in value for value in values[1:])


def _is_written_by(command: Command, name: str) -> bool:
    """`conda env export -f environment.yml` writes what it names."""
    read = package_command(command)
    return read is not None and "export" in read.verb and _mentions(command.values, name)


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
