"""What is to be locked: the sources read together, platform by platform, in conda-lock's order."""

from __future__ import annotations

from envguard.formats.tree import Scalar, Sequence
from envguard.lock.credentials import expanded
from envguard.lock.problem import LockProblem, at
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.project.project import Project
from envguard.subjects.environment.environment import CondaEnvironment
from envguard.subjects.environment.reading import read_environment
from envguard.subjects.lock.asked import Asked, EnvironmentSource
from envguard.subjects.lock.lock import leaves

USUAL_PLATFORMS = ("linux-64", "osx-64", "osx-arm64", "win-64")
"""What conda-lock locks where nothing says for which platforms."""

KNOWN_PLATFORMS = (*USUAL_PLATFORMS, "linux-aarch64", "linux-ppc64le")

_OPTION = (
    "conda-lock cannot read the option `{option}`; list the packages of a file here, and an index "
    "below `pip-repositories:`"
)


class Root(NamedTuple):
    """One thing that a source asks for, and the categories of all sources that ask for it."""

    asked: Asked
    categories: tuple[str, ...]


class Job(NamedTuple):
    """All there is to solve. `channels` are as they are written, without `nodefaults`.

    `indexes` are the package indexes of `pip-repositories:`, a key of conda-lock's, with the
    values of their variables.
    """

    sources: tuple[EnvironmentSource, ...]
    platforms: tuple[str, ...]
    channels: tuple[Text, ...]
    roots: dict[str, list[Root]]
    indexes: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files of the sources, in the order in which they were given."""
        return tuple(source.path for source in self.sources)


def gather(paths: tuple[str, ...], platforms: tuple[str, ...], project: Project) -> Job:
    """Read the sources. LockProblem where one of them cannot be locked."""
    sources = tuple(_source(path, project) for path in paths)
    chosen = _platforms(sources, platforms, project)
    roots = {platform: _roots(sources, platform) for platform in chosen}
    return Job(sources, chosen, _channels(sources), roots, _indexes(sources))


def _source(path: str, project: Project) -> EnvironmentSource:
    if not path.endswith((".yml", ".yaml")):
        raise LockProblem(f"{path}: only environment.yml files can be locked so far", 2)
    text = project.read(path)
    if text is None:
        raise LockProblem(f"{path}: it cannot be read, or lies outside of the project", 2)
    environment = read_environment(text, path)
    _refuse(environment)
    return EnvironmentSource(environment)


def _refuse(environment: CondaEnvironment) -> None:
    """A source that conda refuses, or empties without a word, has no lock."""
    if environment.template:
        raise LockProblem(f"{environment.path}: it is a template; fill it in first", 2)
    for problem in environment.problems_of("syntax", "duplicate", "refused", "lost"):
        if problem.kind == "unknown-key":
            continue  # a key of another tool's; every dependency is there
        words = problem.message.format(**problem.values)
        raise LockProblem(at(problem.text, words), 2)
    if environment.dependencies_entry is None:
        raise LockProblem(f"{environment.path}: it has no `dependencies:`", 2)
    for one in environment.pip_dependencies:
        requirement = one.requirement
        if requirement is not None and requirement.kind == "option":
            raise LockProblem(at(one.text, _OPTION.format(option=one.text.value)), 2)


def _platforms(
    sources: tuple[EnvironmentSource, ...], given: tuple[str, ...], project: Project
) -> tuple[str, ...]:
    """The command line's, else those of the sources, of the settings, or conda-lock's own."""
    for name in given:
        _known(name, "--platform")
    for source in sources:
        _refuse_platforms_without_list(source)
    named = [place for source in sources for place in source.platforms()]
    for place in named:
        _known(place.value, place)
    settings = project.settings.strings("platforms")
    for name in settings:
        _known(name, str(project.settings.origin("platforms")))
    chosen = list(given) or [place.value for place in named] or settings or USUAL_PLATFORMS
    return tuple(sorted(set(chosen)))


def _refuse_platforms_without_list(source: EnvironmentSource) -> None:
    """`platforms: linux-64` would otherwise be no word at all."""
    root = source.environment.root
    node = root.get("platforms") if root is not None else None
    if isinstance(node, Scalar) and node.value not in ("", "~", "null"):
        raise LockProblem(
            at(node.text, f"`platforms:` must be a list: platforms: [{node.value}]"), 2
        )


def _known(platform: str, place: str | Text) -> None:
    if platform in KNOWN_PLATFORMS:
        return
    words = f"`{platform}` is no platform that can be locked ({', '.join(KNOWN_PLATFORMS)})"
    raise LockProblem(f"{place}: {words}" if isinstance(place, str) else at(place, words), 2)


def _channels(sources: tuple[EnvironmentSource, ...]) -> tuple[Text, ...]:
    """The longest list; every other one must be its end, as conda-lock demands."""
    lists = [
        [one for one in source.channels or () if one.value != "nodefaults"] for source in sources
    ]
    longest = max(lists, key=len)
    for own in lists:
        words = [one.value for one in own]
        if words != [one.value for one in longest][len(longest) - len(own) :]:
            raise LockProblem(
                at(own[0], "its channels are not the end of the other sources' list of channels"), 2
            )
    return tuple(longest)


def _roots(sources: tuple[EnvironmentSource, ...], platform: str) -> list[Root]:
    """Of two sources that name one package the later counts; in one file conda takes both.

    The category of the earlier one counts as well, where conda-lock forgets it: whoever installs
    without the later one's category needs the package all the same.
    """
    found: dict[tuple[str, str], list[Root]] = {}
    categories: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        wanted = source.wanted(platform)
        if wanted.unknown:
            raise LockProblem(wanted.unknown[0], 2)
        own: dict[tuple[str, str], list[Root]] = {}
        category = category_of(source)
        for asked in wanted.asked:
            key = (asked.manager, asked.name or asked.text.value)
            asking = categories.setdefault(key, [])
            if category not in asking:
                asking.append(category)
            own.setdefault(key, []).append(Root(asked, tuple(asking)))
        found.update(own)
    for source in sources:
        pip = _pip_itself(source)
        if pip is not None:
            found.setdefault(("conda", "pip"), [Root(pip, ("main",))])
    return [root for roots in found.values() for root in roots]


def _pip_itself(source: EnvironmentSource) -> Asked | None:
    """A source with a `pip:` list asks for pip by that, as conda-lock has it."""
    from envguard.formats.match_spec import MatchSpec
    from envguard.formats.match_spec_reading import read_words

    for section in source.environment.pip_sections:
        if isinstance(section.value, Sequence):
            key = section.key.text
            return Asked("conda", "pip", key, source.path, MatchSpec(key, read_words("pip")))
    return None


def _indexes(sources: tuple[EnvironmentSource, ...]) -> tuple[str, ...]:
    """The addresses below `pip-repositories:`. LockProblem for a variable that is not set."""
    found: dict[str, None] = {}
    for source in sources:
        root = source.environment.root
        for leaf in leaves(root.get("pip-repositories") if root is not None else None):
            found[expanded(leaf.value, leaf.text, "the index")] = None
    return tuple(found)


def category_of(source: EnvironmentSource) -> str:
    """conda-lock's group of a source: its key `category:`, else main."""
    root = source.environment.root
    category = root.get("category") if root is not None else None
    return category.value or "main" if isinstance(category, Scalar) else "main"
