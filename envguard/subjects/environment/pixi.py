"""pixi.toml, and `[tool.pixi]` of a pyproject.toml, as the environments that pixi makes of them.

An environment is the default feature with the features that it names. Specs become conda's and
pip's own words, so that rules see one kind of dependency: `python = "3.11.*"` is `python 3.11.*`.
Each stands for its whole entry in the file, and no edit can enter it.
"""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats import match_spec, requirement
from envguard.formats.lines import Entry
from envguard.formats.tree import Mapping, Node, Scalar, Sequence
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.environment.environment import CondaEnvironment, Dependency, PipSection

_KINDS = ("dependencies", "host-dependencies", "build-dependencies")
_VERSION = late(r"[\d*<>=!~^]")
MAXIMUM_ENVIRONMENTS = 50
MAXIMUM_FEATURES = 100


class PixiEnvironment(NamedTuple):
    """One environment: `environment` has each package once, `asked` all that pixi is asked for.

    Each of `asked` comes with the platforms it is asked for on, "" for all of them.
    """

    name: str
    environment: CondaEnvironment
    asked: tuple[tuple[str, Dependency], ...]


class PixiManifest(NamedTuple):
    """What pixi reads from a file. `platforms` are those that it solves for."""

    environments: tuple[PixiEnvironment, ...]
    platforms: tuple[Text, ...]

    @property
    def whole(self) -> CondaEnvironment:
        """All that the environments ask for, each package and channel once, so that a rule speaks
        once of a file. Of several Pythons it is the default's, else the last one's.
        """
        first, *others = (one.environment for one in self.environments)
        made = CondaEnvironment(first.text, first.path)
        made.manifest = "pixi"
        told: set[tuple[str, str]] = set()
        for one in (first, *others) if first.named("python") else (*reversed(others), first):
            made.channels_entry = made.channels_entry or one.channels_entry
            made.dependencies_entry = made.dependencies_entry or one.dependencies_entry
            made.pip_sections.extend(one.pip_sections if not made.pip_sections else ())
            for each in one.dependencies:
                if (each.manager, each.name) not in told or _is_elsewhere(each, made):
                    made.dependencies.append(each)
            told.update((each.manager, each.name) for each in one.dependencies)
            known = {leaf.text.start for leaf in made.channels}
            made.channels.extend(c for c in one.channels if c.text.start not in known)
        made.dependencies.sort(key=_place)
        made.channels.sort(key=_place)
        return made


def read_pixi(text: Text, path: str, document: Mapping) -> PixiManifest | None:
    """The environments of a manifest; None where the document is none of pixi's."""
    own = _pixi_table(document, path)
    workspace = own.mapping("workspace") or own.mapping("project") if own is not None else None
    if own is None or workspace is None:
        return None
    project = document.mapping("project") if own is not document else None
    reader = _Reader(text, path, own, workspace, project)
    platforms = tuple(leaf.text for leaf in _leaves(workspace.get("platforms")))
    return PixiManifest(tuple(reader.environments()), platforms)


def applies(target: str, platform: str) -> bool:
    """Whether a `target` table's name is a platform or a family that it belongs to."""
    system = platform.partition("-")[0]
    families = {"linux": ("linux", "unix"), "osx": ("osx", "unix"), "win": ("win",)}
    return not target or target == platform or target in families.get(system, ())


def _pixi_table(document: Mapping, path: str) -> Mapping | None:
    if path.replace("\\", "/").rpartition("/")[2] != "pyproject.toml":
        return document
    tool = document.mapping("tool")
    return tool.mapping("pixi") if tool is not None else None


class _Reader:
    def __init__(
        self, text: Text, path: str, own: Mapping, workspace: Mapping, project: Mapping | None
    ) -> None:
        self.text = text
        self.path = path
        self.own = own
        self.workspace = workspace
        self.project = project

    def environments(self) -> Iterator[PixiEnvironment]:
        """The default environment, then the others in their order.

        Where Python comes from features alone, nobody works in the default environment.
        """
        found = [self._environment("default", ["default"])]
        for key, value in _pairs(self.own.mapping("environments"))[:MAXIMUM_ENVIRONMENTS]:
            table = value if isinstance(value, Mapping) else None
            listed = _leaves(table.get("features") if table else value)
            features = [one.value for one in listed[:MAXIMUM_FEATURES]]
            bare = table.scalar("no-default-feature") if table is not None else None
            if bare is None or bare.value != "true":
                features.append("default")
            one = self._environment(key.value, features)
            if key.value == "default":
                found[0] = one
            else:
                found.append(one)
        first, *others = found
        if not _has_python(first) and any(_has_python(one) for one in others):
            yield from others
        else:
            yield from found

    def _environment(self, name: str, features: list[str]) -> PixiEnvironment:
        made = CondaEnvironment(self.text, self.path)
        made.manifest = "pixi"
        asked: list[tuple[str, Dependency]] = []
        channels = [self.workspace.entry("channels")]
        for feature in features:
            table = self._feature(feature)
            if table is None:
                continue
            if feature != "default":
                channels.append(table.entry("channels"))
            asked.extend(self._feature_asks(made, table))
        if "default" in features and self.project is not None:
            asked.extend(self._project_asks(asked))
        for entry in channels:
            if entry is not None:
                made.channels_entry = made.channels_entry or Entry(*entry)
                made.channels.extend(_channels(entry[1]))
        told: set[tuple[str, str]] = set()
        for _, one in asked:
            if (one.manager, one.name) not in told or not one.name:
                made.dependencies.append(one)
            # what only one platform asks for may well be asked for twice
            told.add((one.manager, one.name))
            if one.section is not None and not made.pip_sections:
                made.pip_sections.append(one.section)
        return PixiEnvironment(name, made, tuple(asked))

    def _feature(self, name: str) -> Mapping | None:
        if name == "default":
            return self.own
        features = self.own.mapping("feature")
        return features.mapping(name) if features is not None else None

    def _feature_asks(
        self, made: CondaEnvironment, table: Mapping
    ) -> Iterator[tuple[str, Dependency]]:
        tables = [("", table)]
        for key, value in _pairs(table.mapping("target")):
            if isinstance(value, Mapping):
                tables.append((key.value, value))
        for target, one in tables:
            for kind in _KINDS:
                entry = one.entry(kind)
                if entry is None or not isinstance(entry[1], Mapping):
                    continue
                if not target and made.dependencies_entry is None:
                    made.dependencies_entry = Entry(*entry)
                for key, value in entry[1].pairs():
                    found = _conda(key, value)
                    if found is not None:
                        yield target, found
            entry = one.entry("pypi-dependencies")
            if entry is not None and isinstance(entry[1], Mapping):
                section = PipSection(entry[0], entry[1], one, False)
                for key, value in entry[1].pairs():
                    found = _pypi(key, value, section)
                    if found is not None:
                        yield target, found

    def _project_asks(
        self, asked: list[tuple[str, Dependency]]
    ) -> Iterator[tuple[str, Dependency]]:
        """What pixi takes of `[project]`: its dependencies, and its Python where none is named."""
        assert self.project is not None
        python = self.project.entry("requires-python")
        named = any(one.manager == "conda" and one.name == "python" for _, one in asked)
        if python is not None and isinstance(python[1], Scalar) and not named:
            found = _spec(f"python {python[1].value}", *python)
            if found is not None:
                yield "", found
        entry = self.project.entry("dependencies")
        if entry is not None:
            section = PipSection(entry[0], entry[1], self.project, False)
            for leaf in _leaves(entry[1]):
                yield "", pip_dependency(leaf.value, leaf.text, leaf, section)


def _is_elsewhere(one: Dependency, made: CondaEnvironment) -> bool:
    """Whether it comes from a repository, a URL or a folder that is not told of yet."""
    if one.requirement is None or one.requirement.url is None:
        return False
    return all(one.text.start != each.text.start for each in made.dependencies)


def _place(one: Dependency | Scalar) -> int:
    return one.text.start


def _has_python(one: PixiEnvironment) -> bool:
    return any(each.name == "python" and each.manager == "conda" for _, each in one.asked)


def _conda(key: Scalar, value: Node) -> Dependency | None:
    """A spec of conda's; None of a package that is built from a folder or a repository."""
    if isinstance(value, Scalar):
        return _spec(f"{key.value} {value.value}", key, value)
    if not isinstance(value, Mapping) or any(
        value.get(one) is not None for one in ("git", "path", "url")
    ):
        return None
    version, build, channel = (_word(value, one) for one in ("version", "build", "channel"))
    words = " ".join(word for word in (key.value, version or ("*" if build else ""), build) if word)
    return _spec(f"{channel}::{words}" if channel else words, key, value)


def _spec(words: str, key: Scalar, value: Node) -> Dependency | None:
    place = Entry(key, value).text
    bare = words.removesuffix(" *") if words.count(" ") == 1 else words
    spec = match_spec.read(place.decoded(bare))
    if spec.reading.refusal:
        return None
    sequence = Sequence(place, [], True)
    return Dependency("conda", spec.text, key, sequence, spec.reading.name, True, spec)


def _pypi(key: Scalar, value: Node, section: PipSection) -> Dependency | None:
    """A requirement in pip's words; None of one that pixi reads in no such way."""
    place = Entry(key, value).text
    name = key.value
    if isinstance(value, Scalar):
        words = value.value.strip()
        if not _VERSION.match(words):
            return None
        version = "" if words == "*" else words if not words[0].isdigit() else f"=={words}"
        return pip_dependency(name + version, place, key, section)
    if not isinstance(value, Mapping):
        return None
    extras = ",".join(leaf.value for leaf in _leaves(value.get("extras")))
    name += f"[{extras}]" if extras else ""
    source = source_words(value)
    if source is None:
        version = _word(value, "version")
        source = "" if version in ("", "*") else version
        source = f"=={source}" if source[:1].isdigit() else source
    return pip_dependency(name + source, place, key, section)


def source_words(value: Mapping) -> str | None:
    """Where a package of pixi's or uv's comes from, in pip's words; None of one from an index."""
    git = _word(value, "git")
    if git:
        revision = _word(value, "rev") or _word(value, "tag") or _word(value, "branch")
        address = git if git.startswith("git+") else f"git+{git}"
        return f" @ {address}@{revision}" if revision else f" @ {address}"
    url, path = _word(value, "url"), _word(value, "path")
    return f" @ {url or path}" if url or path else None


def pip_dependency(words: str, place: Text, node: Scalar, section: PipSection) -> Dependency:
    """A requirement that stands for a place of another format."""
    read = requirement.read(place.decoded(words) if words != place.value else place)
    name = read.normalised_name
    sequence = Sequence(place, [], True)
    return Dependency(
        "pip", read.text, node, sequence, name, read.known, None, read, section
    )  # fmt: skip


def _channels(value: Node) -> Iterator[Scalar]:
    for item in value.items if isinstance(value, Sequence) else ():
        named = item.get("channel") if isinstance(item, Mapping) else item
        if isinstance(named, Scalar):
            yield named


def _leaves(node: Node | None) -> list[Scalar]:
    items = node.items if isinstance(node, Sequence) else []
    return [item for item in items if isinstance(item, Scalar)]


def _pairs(table: Mapping | None) -> list[tuple[Scalar, Node]]:
    return list(table.pairs()) if table is not None else []


def _word(table: Mapping, key: str) -> str:
    found = table.scalar(key)
    return found.value if found is not None else ""
