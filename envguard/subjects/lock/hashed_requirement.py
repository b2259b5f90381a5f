"""How conda-lock 4.0.3 writes down a pip requirement and a channel before it hashes them."""

from __future__ import annotations

from envguard.formats.marker import evaluate, platform_values
from envguard.formats.requirement_reading import common, normalised
from envguard.model.patterns import late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TOKEN_PATH = late(r"(.*)(/t/\$?\{?[a-zA-Z0-9_-]*\}?)(/.*)")
_KNOWN_VALUES = ("sys_platform", "platform_system", "os_name")
_URL_STARTS = ("git+", "https://", "ssh://")


class Unhashable(Exception):
    """A source that conda-lock refuses, or whose hash depends on the machine; says what of it."""


def requirement(line: str, group: str, platform: str) -> dict[str, Any] | None:
    """A line of a `pip:` section as conda-lock dumps it; None where its marker does not hold.

    Raises Unhashable.
    """
    words, markers = line, None
    if ";" in line:
        words, markers = (part.strip() for part in line.rsplit(";", 1))
        if not _holds(markers, platform):
            return None
    name, url, extras, specifier, hash_ = _parsed(words)
    common = {"name": normalised(name), "manager": "pip", "category": group, "markers": markers}
    if url is None:
        version = ",".join(sorted(_conda_clause(c) for c in specifier.split(","))) or "*"
        return {
            **common, "extras": sorted(extras), "version": version, "build": None,
            "conda_channel": None, "hash": hash_,
        }  # fmt: skip
    if url.startswith("git+"):
        source, revision, folder = _git(url)
        return {
            **common, "extras": [], "source": source, "vcs": "git", "rev": revision,
            "subdirectory": folder,
        }  # fmt: skip
    if url.startswith(_URL_STARTS):
        address, _, fragment = url.partition("#")
        return {
            **common, "extras": sorted(extras), "url": address,
            "hashes": [fragment.replace("=", ":")],
        }  # fmt: skip
    raise Unhashable(f"`{line}`: of addresses it knows git+, https:// and ssh:// alone")


_Parsed = tuple[str, "str | None", list[str], str, "str | None"]
"""Name, URL, extras, specifier, hash."""


def _parsed(words: str) -> _Parsed:
    return _common(words) or _any(words)


def _common(words: str) -> _Parsed | None:
    """The usual forms, without importing packaging; None for all others."""
    found = common(words)
    if found is None or found.name is None:
        return None
    name, extras, specifier = (
        "" if span is None else words[span[0] : span[1]]
        for span in (found.name, found.extras, found.specifier)
    )
    clauses = [clause.replace(" ", "") for clause in specifier.split(",")]
    # packaging folds 1.0 and 1.0.0 under one operator
    if len({clause[:2] for clause in clauses}) < len(clauses):
        return None
    return name, None, [one.strip() for one in extras.split(",") if one], ",".join(clauses), None


def _any(words: str) -> _Parsed:
    from packaging.requirements import InvalidRequirement, Requirement

    if words.startswith(_URL_STARTS):
        repository = words.split("/")[-1].split("@")[0].removesuffix(".git")
        words = f"{repository} @ {words}"
    hash_: str | None = None
    pieces = words.split(" --hash=")
    if len(pieces) == 2:
        words, hash_ = pieces
    try:
        found = Requirement(words)
    except (InvalidRequirement, RecursionError):
        raise Unhashable(f"pip's `{words}`") from None
    return found.name, found.url, list(found.extras), str(found.specifier), hash_


def _conda_clause(clause: str) -> str:
    return clause.replace(" ", "").replace("===", "==")


def _holds(markers: str, platform: str) -> bool:
    """conda-lock knows the platform alone; a clause about anything else counts as true."""
    values = {k: v for k, v in platform_values(platform).items() if k in _KNOWN_VALUES}
    return evaluate(markers, values) is not False


def _git(url: str) -> tuple[str, str | None, str | None]:
    url = url.removesuffix(".git").removeprefix("git+")
    revision: str | None = None
    folder: str | None = None
    parts = url.split("@")
    if len(parts) == 2:
        url, revision = parts
    elif len(parts) == 3:
        url, revision = f"{parts[0]}@{parts[1]}", parts[2]
    elif len(parts) > 3:
        raise Unhashable(f"the address `{url}`")
    if revision and "#subdirectory=" in revision:
        pieces = revision.split("#subdirectory=")
        if len(pieces) != 2:
            raise Unhashable(f"the address `{url}`")
        revision, folder = pieces
    return url, revision, folder


def channel_words(name: str) -> str:
    """A channel as conda-lock dumps it; credentials count by the variable they are written as."""
    import json

    variables: set[str] = set()
    url = name
    if "://" in name:
        url = _with_variables(name, variables)
    dumped = {"url": url, "used_env_vars": sorted(variables)}
    return json.dumps(dumped, separators=(",", ":"), ensure_ascii=False)


def _with_variables(name: str, variables: set[str]) -> str:
    from urllib.parse import urlparse, urlunparse

    try:
        parts = urlparse(name)
        user, password, host, port = parts.username, parts.password, parts.hostname, parts.port
    except ValueError:
        raise Unhashable(f"the channel `{name}`") from None
    changed = parts
    if user:
        user = _variable(user, variables)
        if password:
            password = _variable(password, variables)
        place = f"{host}:{port}" if port else str(host)
        # as conda-lock does: the password as it is written first, then with its variable
        account = f"{user}:{password}" if password else user
        changed = changed._replace(netloc=f"{account}@{place}")
    token = _TOKEN_PATH.match(parts.path)
    if token and token.group(2)[3:]:
        variable = _variable(token.group(2)[3:], variables)
        changed = changed._replace(path=f"{token.group(1)}/t/{variable}{token.group(3)}")
    return urlunparse(changed)


def _variable(word: str, variables: set[str]) -> str:
    """`${NAME}` for a variable; a literal secret may be a variable of the one who locked."""
    if not word.startswith("$"):
        raise Unhashable(
            "a secret that is written out in a channel; write the name of a variable, $TOKEN"
        )
    name = word.lstrip("$").strip("{}")
    variables.add(name)
    return f"${{{name}}}"
