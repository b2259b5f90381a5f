"""How pip takes one line of a requirements file: URLs, paths, options, markers, odd spellings.

Where a form is too odd to be sure of, packaging is asked whether it is a requirement.
"""

from __future__ import annotations

import re

from envguard.formats.requirement_reading import ARCHIVES, Option, Reading, Span, common
from envguard.model.patterns import late

OPTIONS_WITH_VALUE = {
    "-i": "--index-url", "--pypi-url": "--index-url", "--index-url": "--index-url",
    "--extra-index-url": "--extra-index-url",
    "-f": "--find-links", "--find-links": "--find-links",
    "-r": "--requirement", "--requirement": "--requirement",
    "-c": "--constraint", "--constraint": "--constraint",
    "-e": "--editable", "--editable": "--editable",
    "--no-binary": "--no-binary", "--only-binary": "--only-binary",
    "--trusted-host": "--trusted-host", "--use-feature": "--use-feature",
    "--hash": "--hash", "--global-option": "--global-option",
    "-C": "--config-settings", "--config-setting": "--config-settings",
    "--config-settings": "--config-settings",
    "--all-releases": "--all-releases", "--only-final": "--only-final",
}  # fmt: skip
"""The options that pip takes in a requirements file, by their long name."""

OPTIONS_ALONE = ("--no-index", "--prefer-binary", "--require-hashes", "--pre")

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_TERM = (
    r"(?:python_version|python_full_version|os_name|sys_platform|platform_system|platform_machine"
    r"|platform_python_implementation|implementation_name)"
    r"\ *(?:==|!=|<=|>=|<|>)\ *(?:'[^'\"\\]*'|\"[^'\"\\]*\")"
)
_MARKER = late(rf"{_TERM}(?:\ +(?:and|or)\ +{_TERM})*")
_COMMENT = late(r"(?:^|\s)#.*", re.DOTALL)
_NAMED_URL = late(rf"(?P<name>{_NAME})\s*(?:\[(?P<extras>[^\]]*)\]\s*)?@\s*(?P<url>\S+)")
_SCHEME = late(
    r"(?:(?P<vcs>git|hg|svn|bzr)\+)?(?:https?|file|ftp|ssh|git|hg|svn|bzr|sftp|lp):", re.IGNORECASE
)
_TOKEN = late(r"""(?:"[^"]*"|'[^']*'|\S)+""")
_EGG = late(r"[#&]egg=([^&\[]+)")
_HEAD = late(rf"\s*({_NAME})")
_SINGLE_EQUALS = late(r"[^=!<>~]=[^=]")


def read_line(words: str) -> Reading:
    """Read one logical line of any form. Never raises; a refused line says why."""
    comment = _COMMENT.search(words)
    end = comment.start() if comment else len(words)
    reading = _line(words, end)
    if comment is None:
        return reading
    begin = words.index("#", comment.start())
    return reading._replace(comment=(begin, len(words)))


def _line(words: str, end: int) -> Reading:
    """A line without its comment: what is required, then options."""
    begin = len(words) - len(words.lstrip())
    stop = len(words[:end].rstrip())
    if begin >= stop:
        return Reading("empty")
    options_begin = _options_begin(words, begin, stop)
    options, refusal = _options(words, options_begin, stop)
    required_end = len(words[:options_begin].rstrip())
    if required_end > begin:
        reading = _required(words, begin, required_end)
        return reading._replace(options=options, refusal=reading.refusal or refusal)
    for option in options:
        if option.name == "--editable" and option.value is not None:
            target = _located(words, *option.value)
            return target._replace(kind="editable", options=options, refusal=refusal)
    return Reading("option", refusal, options=options)


def _options_begin(words: str, begin: int, end: int) -> int:
    """Where the first word with a dash in front begins; pip counts all behind it as options."""
    if words[begin] == "-":
        return begin
    at = words.find(" -", begin, end)
    return end if at < 0 else at + 1


def _options(words: str, begin: int, end: int) -> tuple[tuple[Option, ...], str]:
    found: list[Option] = []
    tokens = [match.span() for match in _TOKEN.finditer(words[:end]) if match.start() >= begin]
    index = 0
    while index < len(tokens):
        start, stop = tokens[index]
        index += 1
        token = words[start:stop]
        if not token.startswith("-"):
            continue  # pip's parser skips words that belong to no option
        name, equals, _ = token.partition("=")
        if not token.startswith("--"):
            name, equals = token[:2], token[2:]
        long = OPTIONS_WITH_VALUE.get(name)
        if long is None:
            if name not in OPTIONS_ALONE:
                return tuple(found), f"pip takes no option `{name}` in a requirements file"
            found.append(Option(name, (start, stop), None))
            continue
        value = (start + len(name) + (1 if token.startswith("--") else 0), stop)
        if not equals:
            if index == len(tokens):
                return tuple(found), f"`{name}` has no value"
            value, index = tokens[index], index + 1
        found.append(Option(long, (start, value[1]), _unquoted(words, value)))
    return tuple(found), ""


def _unquoted(words: str, span: Span) -> Span:
    begin, end = span
    quoted = end - begin >= 2 and words[begin] in "'\"" and words[begin] == words[end - 1]
    return (begin + 1, end - 1) if quoted else span


def _required(words: str, begin: int, end: int) -> Reading:
    line = words[begin:end]
    named = _NAMED_URL.match(line)
    if named is not None:
        return _named_url(words, begin, end, named)
    if _SCHEME.match(line) or _looks_like_path(line):
        stop, marker = end, None
        separator = "; " if _SCHEME.match(line) else ";"
        at = line.find(separator)
        if at >= 0:
            stop, marker = begin + at, _trimmed(words, begin + at + 1, end)
        return _located(words, begin, stop)._replace(marker=marker)
    body, semicolon, behind = line.partition(";")
    found = common(body)
    if found is not None and (not semicolon or _MARKER.fullmatch(behind.strip())):
        span = _trimmed(line, len(body) + 1, len(line)) if semicolon else None
        return _shifted(found._replace(marker=span), begin)
    return _odd(line, begin)


def _looks_like_path(line: str) -> bool:
    bare = line.partition(";")[0].strip()
    return bare.startswith(".") or "/" in bare or "\\" in bare or bare.lower().endswith(ARCHIVES)


def _named_url(words: str, begin: int, end: int, named: re.Match[str]) -> Reading:
    start, stop = named.span("url")
    line = words[begin:end]
    marker = None
    if line[stop:].strip():
        if not line[stop:].lstrip().startswith(";"):
            return Reading("url", "only a marker can stand behind the URL", named.span("name"))
        marker = _trimmed(words, begin + line.index(";", stop) + 1, end)
    reading = _located(words, begin + start, begin + stop)
    refusal = _refusal(line) if "file:" not in line else ""
    extras = named.span("extras") if named.group("extras") else None
    return reading._replace(
        kind="url",
        refusal=refusal,
        name=_moved(named.span("name"), begin),
        extras=_moved(extras, begin),
        marker=marker,
    )


def _located(words: str, begin: int, end: int) -> Reading:
    """A URL or path: its version control, its revision, and its name where `#egg=` tells one."""
    url = words[begin:end].rstrip()
    scheme = _SCHEME.match(url)
    egg = _EGG.search(url)
    name = _moved(egg.span(1), begin) if egg else _wheel_name(url, begin)
    if scheme is None:
        bare = len(url.partition("[")[0]) if url.endswith("]") else len(url)
        extras = (begin + bare + 1, begin + len(url) - 1) if url.endswith("]") else None
        return Reading("path", "", name, extras, url=(begin, begin + bare))
    span = (begin, begin + len(url))
    vcs = (scheme.group("vcs") or "").lower()
    revision = None
    if vcs:
        place = url.partition("#")[0]
        path = place.find("/", scheme.end() + 2)
        at = place.rfind("@")
        if at > path >= 0 and at + 1 < len(place):
            revision = (begin + at + 1, begin + len(place))
    return Reading("url", "", name, url=span, vcs=vcs, revision=revision)


def _wheel_name(url: str, begin: int) -> Span | None:
    place = re.split(r"[?#]", url, maxsplit=1)[0]
    if not place.lower().endswith(".whl"):
        return None
    start = max(place.rfind("/"), place.rfind("\\")) + 1
    dash = place.find("-", start)
    return (begin + start, begin + dash) if dash > start else None


def _odd(line: str, begin: int) -> Reading:
    """A form that only packaging can judge; its parts as far as they can be told."""
    head = _HEAD.match(line)
    name = _moved(head.span(1), begin) if head else None
    marker_at = line.find(";")
    body = line if marker_at < 0 else line[:marker_at]
    marker = _trimmed(line, marker_at + 1, len(line)) if marker_at >= 0 else None
    opened = body.find("[") + 1
    closed = body.find("]", opened) if opened else -1
    sign = re.search(r"[=<>!~(]", body)
    specifier = _trimmed(line, sign.start(), len(body)) if sign else None
    return Reading(
        "requirement",
        _refusal(line),
        name,
        _moved((opened, closed), begin) if closed >= 0 and body[opened:closed].strip() else None,
        _moved(specifier, begin),
        _moved(marker, begin),
    )


def _refusal(line: str) -> str:
    """Why pip refuses a requirement; empty where packaging accepts it."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        Requirement(line)
    except InvalidRequirement as error:
        if _SINGLE_EQUALS.search(line.partition(";")[0]):
            return "`=` is no operator to pip: it needs `==`"
        return str(error).partition("\n")[0]
    except (ValueError, RecursionError):
        return "it cannot be read"
    return ""


def _trimmed(words: str, begin: int, end: int) -> Span | None:
    part = words[begin:end]
    kept = part.strip()
    start = begin + len(part) - len(part.lstrip())
    return (start, start + len(kept)) if kept else None


def _moved(span: Span | None, by: int) -> Span | None:
    return None if span is None else (span[0] + by, span[1] + by)


def _shifted(reading: Reading, by: int) -> Reading:
    if by == 0:
        return reading
    return reading._replace(
        name=_moved(reading.name, by),
        extras=_moved(reading.extras, by),
        specifier=_moved(reading.specifier, by),
        marker=_moved(reading.marker, by),
    )
