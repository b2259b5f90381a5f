"""The words a launcher adds, and the settings that nobody reads."""

from __future__ import annotations

from envguard.model import Text
from envguard.subjects.command import HOLE, Word
from envguard.subjects.jupyter.commandline import CommandLine, Note
from envguard.subjects.jupyter.generations import Stack
from envguard.subjects.jupyter.program import NAMES, Program
from envguard.subjects.jupyter.surroundings import Surroundings
from envguard.subjects.jupyter.traits import (
    COMMON,
    FRONT,
    GATEWAY,
    IDENTITY,
    LAB,
    NOTEBOOK,
    NOTEBOOK_FRONT,
    PASSWORD,
)


def arguments_of(program: Program, around: Surroundings) -> tuple[Program, tuple[Word, ...]]:
    """The program and its words, as docker-stacks' scripts put them together.

    `start-notebook.py` runs `jupyter ${DOCKER_STACKS_JUPYTER_CMD:-lab} $NOTEBOOK_ARGS "$@"`,
    or the single-user server where JUPYTERHUB_API_TOKEN is set (source of docker-stacks).
    """
    if around.command is not None and "xargs" in around.command.wrappers:
        # what it reads from its input comes behind these words
        more = around.command.text.decoded(HOLE)
        program = program._replace(arguments=(*program.arguments, Word(more, around.command.text)))
    if not program.stacks or program.name == "singleuser":
        return program, program.arguments
    if around.variable("JUPYTERHUB_API_TOKEN") is not None:
        return program._replace(name="singleuser"), program.arguments
    chosen = around.variable("DOCKER_STACKS_JUPYTER_CMD")
    if chosen is not None:
        program = program._replace(name=NAMES.get(chosen.value, program.name))
    given = around.variable("NOTEBOOK_ARGS")
    words = tuple(split(given.text, given.value)) if given is not None else ()
    return program, words + program.arguments


def split(text: Text, value: str) -> list[Word]:
    """A variable's value as `shlex.split` splits it; one unknown word where that fails."""
    if HOLE in value:
        return [Word(text.decoded(HOLE), text)]
    import shlex

    try:
        parts = shlex.split(value)
    except ValueError:
        return [Word(text.decoded(HOLE), text)]
    words, at = [], 0
    for part in parts:
        found = text.value.find(part, at) if part else -1
        piece = text[found : found + len(part)] if found >= 0 else text.decoded(part)
        at = found + len(part) if found >= 0 else at
        words.append(Word(piece, piece))
    return words


def unread(line: CommandLine, stack: Stack, program: Program) -> list[Note]:
    """Words whose trait nobody reads: a wrong name, or a class that is not there."""
    found = []
    for one in line.settings:
        reason = _unread(one.section, one.trait, stack, program)
        if reason and not one.flag:
            found.append(Note(one.word, reason))
    return found


def _unread(section: str, trait: str, stack: Stack, program: Program) -> str | None:
    shimmed = bool(stack.extensions)
    server = stack.kind in ("server1", "server2")
    if section == "ServerApp":
        if not server:
            return "this program has no ServerApp"
        return None if trait in stack.kinds else f"ServerApp has no {trait}"
    if section in ("IdentityProvider", "PasswordIdentityProvider"):
        if stack.kind == "notebook6" or stack.kind == "server1":
            return f"there is no {section} before jupyter_server 2"
        if stack.kind == "gateway" and section == "PasswordIdentityProvider":
            return "the kernel gateway has no passwords"
        there = PASSWORD if section == "PasswordIdentityProvider" else {**IDENTITY, **PASSWORD}
        return None if trait in there else f"{section} has no {trait}"
    if section == "NotebookApp":
        if stack.kind == "notebook6":
            return None if trait in NOTEBOOK else f"NotebookApp has no {trait}"
        if not server or not shimmed:
            return "nothing here reads NotebookApp"
        there_too = trait in stack.names or trait in NOTEBOOK_FRONT
        return None if there_too else f"NotebookApp has no {trait}"
    if section in ("LabApp", "JupyterNotebookApp"):
        if not any(extension.application == section for extension in stack.extensions):
            return f"nothing here reads {section}"
        names = LAB if section == "LabApp" else FRONT
        return None if trait in names or trait in stack.names else f"{section} has no {trait}"
    if section == "KernelGatewayApp":
        if stack.kind != "gateway":
            return "only the kernel gateway reads KernelGatewayApp"
        return None if trait in GATEWAY else f"KernelGatewayApp has no {trait}"
    if section in ("JupyterApp", "Application"):
        everything = {*COMMON, *stack.kinds, *NOTEBOOK, *GATEWAY}
        return None if trait in everything else f"{section} has no {trait}"
    return None
