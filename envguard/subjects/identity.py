"""Who a text tells of: accounts in paths, names in metadata, addresses, private hosts.

For double-blind review. A false alarm costs a look, a miss costs the review, so what is likely to
be a person counts. Each line is looked at by itself, and of a long one only the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.notebook import NOBODY

_LONGEST_LINE = 20_000
MAXIMUM_TRACES = 2000

# accounts that images and hosted services give to everybody
_NOBODYS = NOBODY | {"jupyter", "root", "admin", "data"}
_HOME = late(
    r"(?:/(?:home|Users)/|[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/))([A-Za-z0-9_][\w.-]{0,63})"
)
_EMAIL = late(
    r"(?<![\w.%+-])([\w.%+-]{1,64})@((?:[A-Za-z0-9-]{1,63}\.){1,8}([a-z]{2,24}))(?![\w(])"
)
_TOP_LEVELS = frozenset((
    "academy", "ai", "app", "biz", "cloud", "com", "dev", "edu", "email", "gov", "health", "info",
    "int", "lab", "mil", "name", "net", "online", "org", "pro", "science", "site", "social",
    "software", "space", "tech", "university", "wiki", "xyz", "local", "internal", "lan",
))  # fmt: skip
_EXAMPLE = late(r"(?:^|\.)(?:example\.(?:com|org|net)|example|invalid|test)$")
_NO_PERSON = frozenset(("git", "noreply", "no-reply", "actions", "hg", "user", "username", "you"))
_ORCID = late(r"(?<!\d)(\d{4})-(\d{4})-(\d{4})-(\d{3}[\dX])(?![\dX-])")
_PRIVATE_HOST = late(
    r"(?<![\w.-])((?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}(?:local|lan|internal|intranet|corp)"
    r"|(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}home\.arpa"
    # requirements have versions of this form: nvidia-curand-cu11==10.2.10.91
    r"|(?:(?<![=<>~!])10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3})(?![\w.-]*\w)"
)
_PUBLIC_NAMES = ("host.docker.internal", "kubernetes.docker.internal", "metadata.google.internal")
_HOST_NAME = late(r"^[ \t]*HostName[ \t=]+\"?([^\s\"#]+)", re.IGNORECASE)
_USER = late(r"^[ \t]*User[ \t=]+\"?([^\s\"#]+)", re.IGNORECASE)
_BATCH = late(r"^#(?:SBATCH|PBS|BSUB)[ \t]+(?:--account[= ]|-A[ \t]*|-P[ \t]+)(\S+)")
_RIGHTS = late(
    r"^\W{0,8}copyright\b[ \t]*(?![ \t])(?:\(c\)|©)?[ \t\d,–-]*(?:by[ \t]+)?(\S.*)", re.IGNORECASE
)
_LICENCE_OWNERS = late(
    r"free software foundation|\[(?:name|full)|<name|\{name|notice|holder|owner|license|"
    r"the authors|statement|and/or|law\b",
    re.IGNORECASE,
)
_FORGE = late(
    r"(?:https?://|git@|ssh://(?:git@)?|git://)(?:[\w.-]{1,100}@)?"
    r"((?:[\w-]{1,63}\.){1,8}[a-z]{2,24})(?::\d+)?[/:]([\w.-]{1,100})/([\w.-]{1,100})"
)
_CODE_HOSTS = late(
    r"git|codeberg|bitbucket|sr\.ht|huggingface|forge|hub\.docker|gitea", re.IGNORECASE
)

_AUTHOR_KEY = late(
    r"^[ \t-]*(?:[\"']?)(authors?|maintainers?|author_email|maintainer_email|creators?|"
    r"contributors?|family-names|given-names|familyName|givenName|affiliation|alias|orcid|corresponding)"
    r"(?:[\"']?)[ \t]*[:=][ \t]*(.*)"
)
_TEX = late(
    r"^[^%\n]{0,200}?\\(author|affil|affiliation|institute|thanks|address)\b[^{]{0,100}\{(.*)"
)
_NOTEBOOK = late(
    r"\"(authors?|displayName|userId|photoUrl|authorship_tag|user_tz_author)\"[ \t]*:[ \t]*(.*)"
)
_LISTS = ("authors", "authors.md", "authors.txt", ".mailmap", "contributors.md")
_NAMES = late(
    r"[\"']?(?:name|family-names|given-names|displayName)[\"']?[ \t]*[:=][ \t]*"
    r"[\"']([^\"']{2,80})[\"']"
)
_QUOTED = late(r"[\"']([^\"']{2,80})[\"']")
_BADGE = late(r"zenodo\.org/badge/(\d{4,12})")
_FULL_NAME = late(r"[A-ZÀ-Þ][\w'’-]{1,40}(?: [A-ZÀ-Þ][\w.'’-]{0,40}){1,3}")
_WORD = late(r"[^\W\d_][\w'’.-]*(?:[ \t]+[^\W\d_][\w'’.-]*){0,3}")


class Trace(NamedTuple):
    """One hint in a text: what kind, the 1-based line, and the words that are to be hidden."""

    kind: str
    line: int
    words: tuple[str, ...]


_Hint = tuple[str, tuple[str, ...]]


class Own(NamedTuple):
    """What is known of the project itself: the owners of its remotes, and its own names."""

    owners: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def traces(content: str, path: str, own: Own) -> Iterator[Trace]:
    """What a file's text tells of its authors, line by line. `path` has forward slashes."""
    base = path.rpartition("/")[2].lower()
    fields = _Fields(_names_authors(base))
    for number, whole in enumerate(content.split("\n"), start=1):
        line = whole[:_LONGEST_LINE]
        for kind, words in (*_of_any(line, own), *fields.take(line, base), *_of_file(line, base)):
            yield Trace(kind, number, words)


class _Fields:
    """The fields of authors in metadata: on one line, or as a list on those below it."""

    def __init__(self, looks: bool) -> None:
        self.looks = looks
        self.inside = False

    def take(self, line: str, base: str) -> Iterator[_Hint]:
        """What one more line says."""
        field = _AUTHOR_KEY.match(line) if self.looks else None
        if field is None and base.endswith(".ipynb"):
            field = _NOTEBOOK.search(line)
        if field is not None:
            value = field.group(2).strip(" \t[{,\"'")
            self.inside = not value
            if value:
                kind = "notebook metadata" if base.endswith(".ipynb") else "author field"
                yield kind, _names(field.group(2))
        elif self.inside:
            if line.strip()[:1] in ("]", "}") or (line.strip() and line[:1] not in " \t-"):
                self.inside = False
            elif (found := _NAMES.search(line) or _QUOTED.search(line)) is not None:
                yield "author field", _names(found.group(1))


def _of_file(line: str, base: str) -> Iterator[_Hint]:
    """What counts in files of some names alone."""
    if base.endswith((".tex", ".ltx")):
        tex = _TEX.match(line)
        if tex is not None and "anonymous" not in tex.group(2).lower():
            yield "author in LaTeX", _names(tex.group(2))
    elif base.startswith(("license", "licence", "copying", "notice", "copyright")):
        rights = _RIGHTS.match(line)
        if rights is not None and not _LICENCE_OWNERS.search(rights.group(1)):
            yield "copyright line", _names(rights.group(1))
    elif base in _LISTS and line.strip() and not line.startswith("#"):
        yield "list of authors", tuple(_FULL_NAME.findall(line)[:4])
    if (batch := _BATCH.match(line)) is not None:
        yield "account of a cluster", (batch.group(1),)
    badge = _BADGE.search(line)
    if badge is not None or (base == "citation.cff" and line.startswith("doi:")):
        yield "identifier of the deposit", (badge.group(1),) if badge is not None else ()


def ssh_traces(content: str) -> Iterator[Trace]:
    """What an ssh configuration tells: hosts that are not everybody's, and accounts on them."""
    for number, line in enumerate(content.split("\n"), start=1):
        host = _HOST_NAME.match(line[:_LONGEST_LINE])
        if host is not None and not _CODE_HOSTS.search(host.group(1)):
            yield Trace("host", number, (host.group(1),))
        user = _USER.match(line[:_LONGEST_LINE])
        if user is not None and user.group(1).lower() not in NOBODY | {"git", "root"}:
            yield Trace("user name", number, (user.group(1),))


def _of_any(line: str, own: Own) -> Iterator[_Hint]:
    """What counts in every file."""
    if "/home/" in line or "Users" in line:
        for found in _HOME.finditer(line):
            account = found.group(1).rstrip(".-")
            if _is_account(account) and not _in_address(line, found.start()):
                yield "user name in a path", (account,)
    if "@" in line:
        for found in _EMAIL.finditer(line):
            if _is_address(found):
                hidden = (found.group(), found.group(1), found.group(2))
                yield "e-mail address or login", hidden
    if line.count("-") >= 3:
        for found in _ORCID.finditer(line):
            if _is_orcid("".join(found.groups())):
                yield "ORCID", (found.group(),)
    if "." in line:
        for found in _PRIVATE_HOST.finditer(line):
            if found.group(1).lower() not in _PUBLIC_NAMES:
                yield "private host", (found.group(1),)
    if "://" in line or "git@" in line:
        for found in _FORGE.finditer(line):
            owner, name = found.group(2).lower(), found.group(3).lower().removesuffix(".git")
            if not _CODE_HOSTS.search(found.group(1)):
                continue
            if owner in own.owners or name.replace("_", "-") in own.names:
                yield "address of the project", (found.group(), found.group(2))


def _is_account(name: str) -> bool:
    return name.lower() not in _NOBODYS and not name.startswith("your")


def _names_authors(base: str) -> bool:
    return base in (
        "pyproject.toml", "setup.cfg", "setup.py", "citation.cff", "codemeta.json", ".zenodo.json",
        "package.json", "description", "project.toml", "pixi.toml", "cargo.toml", "_config.yml",
        "mkdocs.yml", "conf.py", "meta.yaml", "recipe.yaml", "dvc.yaml", "_quarto.yml",
    ) or base.endswith((".cff", ".qmd", ".rmd"))  # fmt: skip


def _names(words: str) -> tuple[str, ...]:
    """The names in a value: what is to be hidden wherever it is found."""
    quoted = [found.group(1) for found in _NAMES.finditer(words)]
    plain = re.sub(r"<[^>]{0,200}>", " ", words).strip(" \t\"',[]{}\\")
    found = quoted or [match.group() for match in _WORD.finditer(plain)][:8]
    parts = [part for name in found for part in name.split()]
    kept = [one.strip(".,;\"'") for one in (*found, *(p for p in parts if p[:1].isupper()))]
    return tuple(dict.fromkeys(one for one in kept if len(one) > 2 and one.lower() not in _PLAIN))


_PLAIN = frozenset((
    "the", "and", "name", "email", "author", "authors", "all", "rights", "reserved", "inc", "team",
    "university", "anonymous", "of", "for", "und", "von", "van", "der", "department", "python",
    "true", "false", "null", "none",
))  # fmt: skip


def _is_address(found: re.Match[str]) -> bool:
    account, host, top = found.group(1).lower(), found.group(2).lower(), found.group(3)
    if account in _NO_PERSON or _EXAMPLE.search(host) or account.startswith("$"):
        return False
    return len(top) == 2 or top in _TOP_LEVELS


def _in_address(line: str, at: int) -> bool:
    """Whether a path is a part of a URL: a forge's page may have /home/ in its address."""
    before = re.split(r"[\s\"'(<=,;]", line[max(0, at - 200) : at])[-1]
    return "://" in before and not before.startswith("file:")


def _is_orcid(digits: str) -> bool:
    """ISO 7064 MOD 11-2, as ORCID's own page on its identifiers describes it."""
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits[-1] == ("X" if check == 10 else str(check))
