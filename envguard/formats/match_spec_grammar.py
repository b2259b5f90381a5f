"""How conda 26.7.1 takes any match spec apart, in its own order, from the outside in."""

from __future__ import annotations

from envguard.formats import conda_channel
from envguard.formats.conda_channel import RefusedChannel
from envguard.formats.conda_constraint import Constraint, RefusedConstraint
from envguard.formats.match_spec_brackets import Brackets, RefusedBrackets, read_brackets
from envguard.formats.match_spec_reading import PACKAGE_EXTENSIONS, Reading, Span
from envguard.model.patterns import late

_NAME = late(
    r"(?:[a-z0-9]|_(?!_))[._-]?(?:[a-z0-9]+(?:[._-]|$))*"
    r"|__[a-z0-9][._-]?(?:[a-z0-9]+(?:[._-]|$))*"
)
_FORBIDDEN = late(r"[^a-z0-9._-]")
_NAME_END = late(r"[ =<>!~]")
_BUILD_CANNOT_HOLD = late(r"[-=,|<>~](?=[^-=,|<>~]*$)")


def read_any(words: str) -> Reading:
    """What conda takes a string for. Never raises; a refused spec says why."""
    try:
        return _Reader(words).reading()
    except (RefusedSpec, RefusedConstraint, RefusedBrackets, RefusedChannel) as refused:
        return Reading(refusal=str(refused))


DROPPED_EXTRAS = "what stands in the brackets is dropped: conda has no extras"
"""What is said of `dask[dataframe]`, which is read as `dask`."""


class RefusedSpec(ValueError):
    """A match spec that conda refuses."""


class _Reader:
    def __init__(self, words: str) -> None:
        self.original = words
        self.words = words
        # where each character of `words` stands, once a part has been cut out of the middle
        self.places: list[int] | None = None
        self.misread = ""

    def reading(self) -> Reading:
        if not self.original:
            return Reading(misread="an empty entry asks for any package")
        if self.original.endswith("@"):
            return Reading(misread=f"a request for the feature {self.original[:-1]!r}")
        self._cut_comment()
        if self.words.lower().endswith(PACKAGE_EXTENSIONS):
            return _package_file(self.words)
        brackets = self._take_brackets()
        self._drop_parentheses()
        channel_place, begin = self._channel()
        name_span, version_begin = self._name(begin)
        version_span, build_span, version, build = self._version_and_build(version_begin)
        channel, subdir, subdir_span = self._channel_words(channel_place)
        channel_span = None if channel_place is None else self._place(channel_place)
        if brackets is not None:
            channel, subdir = brackets.channel or channel, brackets.subdir or subdir
            channel_span = brackets.spans.get("channel", channel_span)
            subdir_span = brackets.spans.get("subdir", subdir_span)
            if "version" in brackets.values:
                version = fuzzy(brackets.values["version"], None)
                version_span = brackets.spans["version"]
            if "build" in brackets.values:
                build, build_span = brackets.values["build"], brackets.spans["build"]
        constraint = None if version is None else Constraint.parse(version)
        self._note_swapped_operator(version, version_span)
        return Reading(
            "",
            self.misread,
            self.words[name_span[0] : name_span[1]].lower(),
            None if constraint is None else constraint.words,
            build,
            channel,
            subdir,
            version,
            self._place(name_span),
            version_span,
            build_span,
            channel_span,
            subdir_span,
            None if brackets is None else brackets.span,
        )

    def _place(self, span: Span) -> Span:
        """A span of the original, from one of what is left after cutting."""
        if self.places is None:
            return span
        begin, end = span
        return self.places[begin], self.places[end - 1] + 1

    def _cut(self, part: str) -> None:
        """Remove every occurrence of a part, as conda does."""
        places = self.places or list(range(len(self.words)))
        kept: list[int] = []
        at = 0
        while True:
            found = self.words.find(part, at)
            kept.extend(places[at : found if found >= 0 else len(self.words)])
            if found < 0:
                break
            at = found + len(part)
        self.words, self.places = self.words.replace(part, ""), kept

    def _cut_comment(self) -> None:
        self.words = self.words.partition("#")[0]
        self.words, condition, _ = self.words.partition(" if ")
        if condition:
            self.misread = "what stands behind `if` is dropped"

    def _last_pair(self, opening: str, closing: str) -> Span:
        """The last opening sign that is closed, to the last closing one, in the first line."""
        line = self.words.partition("\n")[0]
        last = line.rfind(closing)
        begin = line.rfind(opening, 0, max(last, 0))
        return (begin, last + 1) if begin >= 0 else (0, 0)

    def _take_brackets(self) -> Brackets | None:
        begin, end = self._last_pair("[", "]")
        if end == 0:
            return None
        part = self.words[begin:end]
        brackets = read_brackets(part, begin)
        if brackets.unread:
            self.misread = DROPPED_EXTRAS
            if brackets.values:
                self.misread = f"`{brackets.unread}` in the brackets is dropped"
        self._cut(part)
        return brackets

    def _drop_parentheses(self) -> None:
        begin, end = self._last_pair("(", ")")
        if end == 0:
            return
        part = self.words[begin:end]
        self._cut(part)
        self.misread = f"`{part}` is dropped: conda skips what stands in parentheses"

    def _channel(self) -> tuple[Span | None, int]:
        """The channel's span and where the name begins: `channel:namespace:name`."""
        last = self.words.rfind(":")
        if last < 0:
            return None, 0
        second = self.words.rfind(":", 0, last)
        if second < 0:
            skipped = self.words[: last + 1]
            if last:
                self.misread = f"`{skipped}` is dropped: a channel needs two colons"
            return None, last + 1
        if second == 0:
            return None, last + 1
        return (0, second), last + 1

    def _channel_words(self, span: Span | None) -> tuple[str | None, str | None, Span | None]:
        if span is None:
            return None, None, None
        written = self.words[span[0] : span[1]]
        channel, subdir = conda_channel.canonical(written)
        if subdir is None:
            return channel, None, None
        at = span[0] + written.find(f"/{subdir}") + 1
        return channel, subdir, self._place((at, at + len(subdir)))

    def _name(self, begin: int) -> tuple[Span, int]:
        found = _NAME_END.search(self.words, begin)
        end = found.start() if found else len(self.words)
        if end == begin:
            raise RefusedSpec("it names no package")
        name = self.words[begin:end].lower()
        if "*" not in name:
            forbidden = "".join(dict.fromkeys(_FORBIDDEN.findall(name)))
            if forbidden:
                raise RefusedSpec(f"a package name cannot hold {' '.join(forbidden)}")
            if not _NAME.fullmatch(name):
                raise RefusedSpec(f"`{name}` is no package name")
        return (begin, end), end

    def _version_and_build(
        self, begin: int
    ) -> tuple[Span | None, Span | None, str | None, str | None]:
        rest = self.words[begin:].partition("\n")[0]
        stripped = rest.strip()
        if len(rest) == 1 or not stripped:
            if stripped:
                self.misread = f"the `{stripped}` with nothing behind it is dropped"
            return None, None, None, None
        if "[" in stripped:
            raise RefusedSpec("it has more than one pair of brackets")
        begin += rest.index(stripped)
        end = _version_end(stripped)
        version = stripped[:end].replace(" ", "")
        # the gap before a build belongs to neither
        version_span = self._place((begin, begin + len(stripped[:end].rstrip())))
        if end == len(stripped):
            return version_span, None, fuzzy(version, None), None
        build = stripped[end + 1 :].strip()
        build_begin = begin + stripped.index(build, end + 1)
        build_span = self._place((build_begin, build_begin + len(build)))
        return version_span, build_span, fuzzy(version, build), build

    def _note_swapped_operator(self, version: str | None, span: Span | None) -> None:
        if version is None or span is None or version[0] not in "<>":
            return
        written = self.original[span[0] : span[1]].replace(" ", "")
        if written.startswith(("=>", "=<")):
            self.misread = f"`{written[:2]}` is read as the version `{version}`"


def _version_end(words: str) -> int:
    """Where the version ends and a space or = leads to the build; the length where none does."""
    last = _BUILD_CANNOT_HOLD.search(words)
    # a build holds no operator, so only its own = can be the last sign that it cannot hold
    for at in range(max(1, last.start() if last else 1), len(words) - 1):
        if words[at] in " =" and words[at - 1] not in "=!|,<>~":
            return at
    return len(words)


def fuzzy(version: str, build: str | None) -> str:
    """A leading = turned into what it means: `=1.2` is `1.2*`, `==1.2` is `1.2`."""
    if not version.startswith("=") or version in ("=", "=="):
        return version
    bare = version.lstrip("=")
    if version.startswith("==") and build is None:
        return bare
    if any(sign in bare for sign in "=,|"):
        return version
    return bare if build is not None or bare.endswith("*") else f"{bare}*"


def _package_file(words: str) -> Reading:
    """A URL or a path of one package; only below a platform's folder is its name trusted."""
    folder, _, file = words.replace("\\", "/").rpartition("/")
    channel, subdir = conda_channel.canonical(folder)
    if subdir is None or not folder.lower().endswith(f"/{subdir}".lower()):
        return Reading()
    stem = file[: -len(next(end for end in PACKAGE_EXTENSIONS if file.lower().endswith(end)))]
    parts = stem.rsplit("-", 2)
    if len(parts) < 3:
        return Reading(refusal=f"`{file}` is no name of a package file")
    name, version, build = parts
    begin = len(folder) + 1
    version_begin = begin + len(name) + 1
    build_begin = version_begin + len(version) + 1
    constraint = Constraint.parse(version)
    return Reading(
        "", "", name.lower(), constraint.words, build, channel, subdir, version,
        (begin, begin + len(name)), (version_begin, build_begin - 1),
        (build_begin, build_begin + len(build)), (0, len(folder) - len(subdir) - 1),
        (len(folder) - len(subdir), len(folder)),
    )  # fmt: skip
