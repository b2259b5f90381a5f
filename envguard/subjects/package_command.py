"""What a conda or pip command line asks for: the verb, the environment, the packages."""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import Command, Word, known

CONDA_PROGRAMS = ("conda", "mamba", "micromamba", "conda.exe", "mamba.exe", "micromamba.exe")

_CONDA_VALUED = {
    "-n", "--name", "-p", "--prefix", "-c", "--channel", "-f", "--file", "--revision", "--clone",
    "--solver", "--experimental-solver", "--platform", "--subdir", "--repodata-fn", "--format",
    "-r", "--root-prefix", "--experimental", "--console", "--override-channels-file", "--date",
}  # fmt: skip
_PIP_VALUED = {
    "-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-i", "--index-url",
    "--pypi-url", "--extra-index-url", "-f", "--find-links", "-t", "--target", "--prefix",
    "--root", "--src", "--platform", "--python-version", "--implementation", "--abi",
    "--upgrade-strategy", "--progress-bar", "--log", "--cache-dir", "--timeout", "--retries",
    "--trusted-host", "--cert", "--client-cert", "--global-option", "--config-settings", "-C",
    "--no-binary", "--only-binary", "--report", "--proxy", "--exists-action", "--use-feature",
    "--python", "-p", "--group", "--resolution", "--torch-backend", "--default-index", "--index",
}  # fmt: skip
_PIP = late(r"pip(?:3(?:\.\d+)?)?(?:\.exe)?")
_PYTHON = late(r"(?:python|py)(?:\d(?:\.\d+)?)?(?:\.exe)?")

# A word in capitals, angle brackets or braces, or one that says it is to be replaced.
_PLACEHOLDER = late(
    r"[<>{}…]|\.\.\.|^\[.*\]$|^[A-Z][A-Z0-9_-]{2,}$|^(?:your|my)[-_]|"
    r"^(?:some[-_]?)?(?:package|pkg|packages|packagename|package[-_]?names?|foo|bar|xxx?|library|module|name)\d*$",
)


class Option(NamedTuple):
    """An option with its value; `value` is an empty text at the option where it has none."""

    name: str
    value: Text
    word: Word


class PackageCommand(NamedTuple):
    """A conda or pip command line.

    `manager` is conda or pip; `verb` its sub-command ("create", "env create", "install", …);
    `packages` are the words that are neither options nor their values.
    """

    command: Command
    manager: str
    verb: str
    verb_word: Word
    packages: tuple[Word, ...]
    options: tuple[Option, ...]

    def option(self, *names: str) -> Option | None:
        """The last option of one of these names."""
        return next((o for o in reversed(self.options) if o.name in names), None)

    def has(self, *names: str) -> bool:
        """Whether one of these options is given."""
        return self.option(*names) is not None

    @property
    def environment(self) -> str | None:
        """The name or prefix of the environment that it works on, None where it does not say."""
        given = self.option("-n", "--name", "-p", "--prefix")
        return given.value.value if given else None


def package_command(command: Command) -> PackageCommand | None:
    """Read a command as conda's, mamba's or pip's; None where it is none of these."""
    program, argv = command.program, command.argv
    if program in CONDA_PROGRAMS:
        return _read(command, "conda", 1, _CONDA_VALUED)
    if _PIP.fullmatch(program):
        return _read(command, "pip", 1, _PIP_VALUED)
    if _PYTHON.fullmatch(program) and len(argv) > 2:
        for index, word in enumerate(argv[1:-1], 1):
            if word.value == "-m":
                if argv[index + 1].value == "pip":
                    return _read(command, "pip", index + 2, _PIP_VALUED)
                return None
            if not word.value.startswith("-"):
                return None
    if program == "uv" and len(argv) > 2 and argv[1].value == "pip":
        return _read(command, "pip", 2, _PIP_VALUED)
    return None


def _read(command: Command, manager: str, begin: int, valued: set[str]) -> PackageCommand | None:
    verb, verb_word, packages, options = "", None, [], []
    argv, at = command.argv, begin
    only_words = False
    while at < len(argv):
        word, value = argv[at], argv[at].value
        at += 1
        if value == "--" and not only_words:
            only_words = True
        elif value.startswith("-") and len(value) > 1 and not only_words:
            name, equals, _ = value.partition("=")
            if equals and name.startswith("--"):
                options.append(Option(name, word.text[len(name) + 1 :], word))
            elif value in valued and at < len(argv):
                options.append(Option(value, argv[at].text, word))
                at += 1
            elif value[:2] in valued and not value.startswith("--"):
                options.append(Option(value[:2], word.text[2:], word))
            else:
                options.append(Option(value, word.text[len(value) :], word))
        elif verb_word is None or verb in ("env", "cache"):
            verb = f"{verb} {value}".strip()
            verb_word = word
        else:
            packages.append(word)
    if verb_word is None:
        return None
    return PackageCommand(command, manager, verb, verb_word, tuple(packages), tuple(options))


def is_placeholder(word: Word) -> bool:
    """Whether a package's word stands for something that the reader puts in, or is not known."""
    return not known(word.value) or bool(_PLACEHOLDER.search(word.value))


def is_path(word: Word) -> bool:
    """Whether a package's word names a file, a folder, an address or a wheel."""
    value = word.value
    bare = value.partition("[")[0]
    return (
        bare in (".", "..")
        or "/" in bare.partition("::")[2 if "::" in bare else 0]
        or "\\" in bare
        or "://" in value
        or bare.endswith((".whl", ".zip", ".tar.gz", ".conda", ".tar.bz2", ".txt", ".yml", ".yaml"))
    )


_NAME = late(r"(?:[\w.:/-]+::)?([A-Za-z0-9_][\w.-]*)(\[[^\]]*\])?(.*)", re.DOTALL)


def package_name(word: Word) -> str:
    """The name in a package's word, lower case, extras and version taken off; "" if none."""
    found = _NAME.fullmatch(word.value.strip())
    return found.group(1).lower() if found else ""


def is_bare(word: Word) -> bool:
    """Whether a package's word has no version constraint at all."""
    found = _NAME.fullmatch(word.value.strip())
    return found is not None and not found.group(3).partition(";")[0].strip()


_REPOSITORY = late(
    r"(?:^|@[ \t]*)git\+[a-z]+://[^/]+/([^@#?]+?)(?:\.git)?/?(?:@([^#]*))?(?:#(.*))?$"
)
_ARCHIVE = late(
    r"://(?:www\.)?(?:github|gitlab)\.com/[^/]+/([^/]+)/(?:-/)?archive/(.{1,300}?)\.(?:zip|tar\.gz)"
)
_MOVING = ("", "main", "master", "HEAD", "develop", "dev", "trunk")


def moving_source(word: Word) -> str:
    """What a git address, or the archive of a branch, installs, where it moves on; else ""."""
    if not known(word.value) or "{" in word.value:
        return ""
    repository = _REPOSITORY.search(word.value)
    if repository is not None:
        if (repository.group(2) or "") not in _MOVING:
            return ""
        egg = re.search(r"egg=([\w.-]+)", repository.group(3) or "")
        return (egg.group(1) if egg else repository.group(1).rpartition("/")[2]).lower()
    archive = _ARCHIVE.search(word.value)
    if archive is not None and archive.group(2).removeprefix("refs/heads/") in _MOVING:
        return archive.group(1).lower()
    return ""


def swallowed(install: PackageCommand, word: Word) -> str:
    """The bound in `pip install a>=1` that the shell takes for a redirection to a file; else ""."""
    for redirect in install.command.redirects:
        target = redirect.target
        if redirect.operator == ">" and target is not None and re.match(r"=\s*\d", target.value):
            between = target.raw.start - word.raw.end
            if target.raw.source is word.raw.source and between == 1:
                return f">{target.value}"
    return ""
