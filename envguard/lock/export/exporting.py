"""A clean environment.yml from an installed environment."""

from __future__ import annotations

import json
import os
import re

from envguard.formats.match_spec_reading import read_words
from envguard.lock.export.channel_order import channel_name, channel_of, channels_of
from envguard.lock.export.pip_requirement import Requirement, requirement_of
from envguard.lock.installed.distribution import Distribution
from envguard.lock.installed.history import option_values, spec_name
from envguard.lock.installed.own_packages import own_distributions, own_records, required_keys
from envguard.lock.installed.prefix import Prefix
from envguard.lock.installed.record import CondaRecord
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

_PLAIN = late(r"(?:--)?[A-Za-z0-9_./][\w.+!=<>@:/#%&~*$,{}\[\] -]*", re.ASCII)
_YAML_WORDS = late(
    r"(?:true|false|yes|no|on|off|y|n|null|nan|inf|[-+.\d][\d_.,:a-fox+-]*)",
    re.ASCII | re.IGNORECASE,
)
_FORBIDDEN = late(r"[\s/\\:#]+")
_FOLDERS_OF_MANY = (".conda", "conda", "env", "envs", "venv", ".venv", "environment", ".env", "")


class Export(NamedTuple):
    """The file's content, and what its reader has to be told of what could not be written."""

    content: str
    notes: list[str]


def export(prefix: Prefix, from_history: bool = False) -> Export:
    """Write an environment down: everything in it, or what was asked for at the versions there.

    Builds and the prefix stay out, and so does what only envguard needs.
    """
    own = (own_records(prefix), own_distributions(prefix))
    notes: list[str] = []
    if own[0] | own[1]:
        names = ", ".join(sorted(own[0] | own[1]))
        notes.append(f"left out, as only envguard needs them: {names}")
    channels = channels_of(prefix, own[0])
    records = [one for one in prefix.records if one.name not in own[0]]
    chosen = _asked_for(prefix, records, notes) if from_history else records
    qualified = _qualified(prefix, channels) if from_history else {}
    conda = [f"{qualified.get(one.name, '')}{one.name}={one.version}" for one in chosen]
    pip = [requirement_of(one) for one in _distributions(prefix, own[1], from_history)]
    notes += [one.note for one in pip if one.note]
    if any(one.line for one in pip) and not any(one.name == "pip" for one in chosen):
        installed = next((one for one in records if one.name == "pip"), None)
        conda.append(f"pip={installed.version}" if installed else "pip")
    unknown = [one.shown for one in chosen if not channel_of(one)]
    if unknown:
        notes.append(f"no channel is known of: {', '.join(unknown)}")
    lines = [
        f"name: {_word(_name(prefix))}",
        *_listed("channels", channels),
        *_dependencies(sorted(dict.fromkeys(conda), key=_bare), pip),
        *_variables(prefix.variables, notes),
    ]
    return Export("".join(f"{line}\n" for line in lines), notes)


def _asked_for(prefix: Prefix, records: list[CondaRecord], notes: list[str]) -> list[CondaRecord]:
    """The packages that somebody asked for by name, and Python, whose version decides the rest."""
    if prefix.history.told:
        names = set(prefix.history.requested)
    else:
        names = {spec_name(spec) for one in records for spec in one.requested}
    if any(one.name in names for one in records):
        return [one for one in records if one.name in names or one.name == "python"]
    needed = {spec_name(words) for one in records for words in one.depends}
    leaves = [one for one in records if one.name not in needed or one.name == "python"]
    if leaves:
        notes.append(
            "no record tells what was asked for: these are the packages that no other one needs"
        )
    return leaves


def _qualified(prefix: Prefix, channels: list[str]) -> dict[str, str]:
    """`channel::` of the specs that named one other than the first, which needs no word."""
    specs = list(prefix.history.requested.values())
    if not prefix.history.told:
        specs = [spec for one in prefix.records for spec in one.requested]
    found = {}
    for spec in specs:
        reading = read_words(spec)
        channel = channel_name(reading.channel) if reading.channel else ""
        if channel and channels and channel != channels[0] and channel in channels:
            found[spec_name(spec)] = f"{channel}::"
    return found


def _distributions(prefix: Prefix, own: set[str], from_history: bool) -> list[Distribution]:
    found = {one.key: one for one in prefix.distributions if one.key not in own}
    if not from_history:
        return list(found.values())
    needed = required_keys(prefix, own)
    return [one for one in found.values() if one.requested or one.key not in needed]


def _name(prefix: Prefix) -> str:
    """The folder's name; where that says nothing the name it was made with, or the project's."""
    whole = os.path.abspath(prefix.path).rstrip("/\\")
    folder, above = os.path.basename(whole), os.path.basename(os.path.dirname(whole))
    if folder.lower() in _FOLDERS_OF_MANY:
        made = [
            name
            for command in prefix.history.commands
            if "create" in command[:4]
            for name in option_values(command, "-n", "--name")
        ]
        folder = made[0] if made else above
    name = _FORBIDDEN.sub("-", folder).strip("-. ")
    # conda's own environment, which an update from this file would rearrange
    return name if name and name.lower() not in ("base", "root") else "my-project"


def _bare(spec: str) -> str:
    return spec.rpartition("::")[2]


def _dependencies(conda: list[str], pip: list[Requirement]) -> list[str]:
    lines = _listed("dependencies", conda)
    options = dict.fromkeys(one.option for one in pip if one.option)
    asked = [*options, *(one.line for one in pip if one.line)]
    comments = [one.comment for one in pip if one.comment]
    if asked:
        if lines == ["dependencies: []"]:
            lines = ["dependencies:"]
        lines += ["  - pip:", *(f"      - {_word(line)}" for line in asked)]
    indent = "      " if asked else "  "
    return lines + [f"{indent}# {_one_line(comment)}" for comment in comments]


def _variables(variables: dict[str, str], notes: list[str]) -> list[str]:
    from envguard.subjects.secrets import is_secret

    secret = sorted(name for name, value in variables.items() if is_secret(name, value))
    if secret:
        notes.append(f"left out, as they hold secrets: the variables {', '.join(secret)}")
    kept = {name: value for name, value in sorted(variables.items()) if name not in secret}
    lines = [f"  {_word(name)}: {_quoted(value)}" for name, value in kept.items()]
    return ["variables:", *lines] if lines else []


def _listed(key: str, values: list[str]) -> list[str]:
    return [f"{key}:", *(f"  - {_word(value)}" for value in values)] if values else [f"{key}: []"]


def _word(value: str) -> str:
    """A string as YAML spells it, in quotes only where it needs them."""
    is_plain = _PLAIN.fullmatch(value) and not _YAML_WORDS.fullmatch(value)
    if is_plain and ": " not in value and " #" not in value and value[-1] not in ": ":
        return value
    return _quoted(value)


def _quoted(value: str) -> str:
    """In double quotes; JSON's pairs of surrogates are two characters to YAML."""

    def escaped(found: re.Match[str]) -> str:
        code = ord(found.group())
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

    return re.sub(r"[^ -~]", escaped, json.dumps(value, ensure_ascii=False))


def _one_line(words: str) -> str:
    return re.sub(r"[^ -~]+", "?", " ".join(words.split()))
