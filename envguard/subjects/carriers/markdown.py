"""Markdown and reStructuredText: the fences and code blocks that show commands.

A fence in the language of another carrier (a Dockerfile, a compose file, a workflow) is read
by that carrier. Whatever is found stands in prose: nobody has run it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

from envguard.formats.markdown import CodeBlock, parse, parse_restructured
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.subjects.carriers.console import (
    commands_of,
    plain_commands_of,
    windows_commands_of,
)
from envguard.subjects.command import Context, Document, Launch

_SHELL = {
    "bash", "sh", "shell", "zsh", "ksh", "shell-script", "shellscript", "commandline", "command",
    "cli", "fish",
}  # fmt: skip
_CONSOLE = {
    "console", "shell-session", "shellsession", "sh-session", "bash-session", "terminal",
    "session", "sh-console",
}  # fmt: skip
_PLAIN = {""}
_WINDOWS = {
    "powershell": "powershell", "ps1": "powershell", "ps": "powershell", "pwsh": "powershell",
    "posh": "powershell", "ps1con": "powershell", "cmd": "cmd", "bat": "cmd", "batch": "cmd",
    "batchfile": "cmd", "dos": "cmd", "doscon": "cmd",
}  # fmt: skip
_IPYTHON = {"ipython", "ipython3", "jupyter", "code-cell", "python", "python3", "py"}
_CARRIERS = {
    "dockerfile": "dockerfile", "docker": "dockerfile", "containerfile": "dockerfile",
    "makefile": "makefile", "make": "makefile", "just": "justfile", "justfile": "justfile",
    "procfile": "procfile", "systemd": "systemd",
}  # fmt: skip
# what a structured fence is, by words that its carrier needs anyway
_CONTENT = {
    "yaml": (
        ("compose", r"^services[ \t]*:"),
        ("kubernetes", r"^apiVersion[ \t]*:"),
        ("workflow", r"^jobs[ \t]*:|^[ \t]*(?:-[ \t]+)?(?:run|uses)[ \t]*:[ \t]+\S"),
        ("gitlab_ci", r"^[ \t]+(?:before_|after_)?script[ \t]*:"),
        (
            "ansible",
            r"^[ \t]*(?:-[ \t]+)?(?:ansible\.\w+\.)?(?:shell|command|raw|script)[ \t]*:|"
            r"^-[ \t]+hosts[ \t]*:",
        ),
    ),
    "json": (
        ("devcontainer", r"\"(?:postCreate|postStart|postAttach|onCreate|updateContent)Command\""),
        ("package_json", r"\"scripts\"[ \t]*:"),
    ),
    "ini": (("systemd", r"^\[Service\]"),),
}
_ALIASES = {
    "yml": "yaml", "jsonc": "json", "json5": "json", "conf": "ini", "unit": "ini", "toml": "ini",
    "service": "ini",
}  # fmt: skip


def launches(document: Document) -> Iterator[Launch]:
    """The commands of a page's code blocks, in file order."""
    restructured = document.path.lower().endswith(".rst")
    blocks = parse_restructured(document.text) if restructured else parse(document.text)
    for number, block in enumerate(blocks, 1):
        yield from _block(block, number, document)


def _block(block: CodeBlock, number: int, document: Document) -> Iterator[Launch]:
    language = _ALIASES.get(block.language, block.language)
    context = Context("markdown", "prose", "page")
    script: Text | None = None
    shell = "bash"
    if language in _SHELL or language in _CONSOLE:
        script = commands_of(block.content, language in _CONSOLE)
    elif language in _PLAIN:
        script = plain_commands_of(block.content)
    elif language in _WINDOWS:
        script, shell = windows_commands_of(block.content), _WINDOWS[language]
    elif language in _IPYTHON:
        yield from _cell(block.content, context)
    else:
        carrier = _CARRIERS.get(language) or _by_content(language, block.content.value)
        if carrier:
            yield from _delegated(carrier, block.content, number, document)
    if script is not None and script.value.strip():
        yield Launch(script, context, shell)


def _cell(content: Text, context: Context) -> Iterator[Launch]:
    from envguard.subjects.carriers.notebook import cell_launches

    yield from cell_launches(content, context, {})


def _by_content(language: str, value: str) -> str | None:
    for carrier, pattern in _CONTENT.get(language, ()):
        if re.search(pattern, value, re.MULTILINE):
            return carrier
    return None


def _delegated(carrier: str, content: Text, number: int, document: Document) -> Iterator[Launch]:
    """What another carrier finds in a fence; a fence that it refuses is only an excerpt."""
    module = import_module(f"envguard.subjects.carriers.{carrier}")
    try:
        for launch in module.launches(document._replace(text=content)):
            context = launch.context
            group = f"block {number} {context.group}"
            yield launch._replace(context=context._replace(setting="prose", group=group))
    except SyntaxProblem:
        return
