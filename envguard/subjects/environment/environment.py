"""A conda environment as conda reads it from an environment.yml."""

from __future__ import annotations

from envguard.formats.lines import Entry, comment_behind, spelling
from envguard.formats.match_spec import MatchSpec
from envguard.formats.tree import Mapping, Node, Scalar, Sequence
from envguard.model import Text
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import EllipsisType
    from typing import Literal, TypeAlias

    from envguard.formats.conda_constraint import Constraint
    from envguard.formats.requirement import Requirement
    from envguard.subjects.environment.constraints import PinKind

Manifest: TypeAlias = "Literal['environment.yml', 'pixi', 'pyproject']"
"""What an environment is described in. pixi: pixi.toml or `[tool.pixi]`. pyproject: a project whose
packages all come from PyPI."""

Category: TypeAlias = "Literal['syntax', 'duplicate', 'refused', 'misread', 'lost']"
"""What becomes of a file or a part of it.

syntax: YAML refuses the file, or its top level is no mapping. duplicate: a key stands twice, which
conda's loader refuses. refused: conda stops. misread: conda takes the words for something else.
lost: conda goes on without them, as a rule without a word.
"""


class EnvironmentProblem(NamedTuple):
    """One thing that goes wrong while conda reads a file.

    `kind` names it (`unknown-key`, `pip-twice`, `invalid-spec` …). `message` is a constant template
    whose braces `values` fill. `dependency` is set where a single string is meant, `kept` where a
    second place explains it (of two `pip:` blocks the one that stays).
    """

    kind: str
    category: Category
    text: Text
    message: str
    values: dict[str, str]
    dependency: Dependency | None = None
    kept: Text | None = None


class PipSection(NamedTuple):
    """A `pip:` block. Conda reads only the last of several: the others have `lost` True."""

    key: Scalar
    value: Node
    entry: Mapping
    lost: bool

    @property
    def text(self) -> Text:
        """The word `pip`."""
        return self.key.text

    @property
    def items(self) -> list[Node]:
        """Its lines as they stand."""
        return self.value.items if isinstance(self.value, Sequence) else []


class Dependency:
    """One thing an environment asks for.

    `text` is the string, with its place inside any quotes; `node` the leaf that holds it, in
    `sequence`, its list. Of conda's, `spec` is set, of pip's `requirement` and `section`. `name` is
    the package's name as its manager compares names; empty where the line names none (`-r
    file`). `known` is False where a template's hole or a variable stands in it.
    """

    __slots__ = (
        "_comment", "_pin", "_selector", "known", "manager", "name", "node", "requirement",
        "section", "sequence", "spec", "text",
    )  # fmt: skip

    def __init__(
        self,
        manager: Literal["conda", "pip"],
        text: Text,
        node: Scalar,
        sequence: Sequence,
        name: str,
        known: bool,
        spec: MatchSpec | None = None,
        requirement: Requirement | None = None,
        section: PipSection | None = None,
    ) -> None:
        self.manager = manager
        self.text = text
        self.node = node
        self.sequence = sequence
        self.name = name
        self.known = known
        self.spec = spec
        self.requirement = requirement
        self.section = section
        # found out when they are first asked for: several rules ask for each
        self._comment: Text | EllipsisType | None = ...
        self._selector: Text | EllipsisType | None = ...
        self._pin: PinKind | None = None

    @property
    def raw(self) -> Text:
        """The string with its quotes."""
        return self.node.raw

    @property
    def accepted(self) -> bool:
        """Whether its manager takes the string."""
        reader = self.spec or self.requirement
        return reader is None or reader.accepted

    @property
    def version(self) -> str:
        """The version as its manager takes it: `3.11.*` for conda's `=3.11`; empty without one."""
        if self.spec is not None:
            return self.spec.reading.version or ""
        specifier = self.requirement.specifier if self.requirement else None
        return specifier.value if specifier else ""

    @property
    def constraint(self) -> Constraint | None:
        """The versions it allows, None where it names none or they cannot be known."""
        if not self.known:
            return None
        reader = self.spec or self.requirement
        return reader.constraint if reader else None

    @property
    def pin(self) -> PinKind:
        """How it is pinned; "unknown" for a hole, a refused string, a URL or a path."""
        if self._pin is None:
            self._pin = self._read_pin()
        return self._pin

    def _read_pin(self) -> PinKind:
        if not self.known or not self.name:
            return "unknown"
        from envguard.subjects.environment.constraints import pin_kind, pin_kind_of

        if self.spec is not None:
            reading = self.spec.reading
            if reading.refusal:
                return "unknown"
            words = reading.version_words
            return "bare" if words is None else pin_kind_of(words)
        requirement = self.requirement
        if requirement is None or requirement.kind != "requirement" or requirement.refusal:
            return "unknown"
        constraint = requirement.constraint
        if constraint is None and requirement.specifier is not None:
            return "unknown"
        return pin_kind(constraint)

    @property
    def comment(self) -> Text | None:
        """The comment behind it on its line, from its # on."""
        if self._comment is ...:
            self._comment = comment_behind(spelling(self.node))
        return self._comment

    @property
    def selector(self) -> Text | None:
        """What stands in `# [win]`, a comment to conda and a platform to conda-lock."""
        if self._selector is ...:
            self._selector = self._read_selector()
        return self._selector

    def _read_selector(self) -> Text | None:
        comment = self.comment
        if comment is None:
            return None
        inside = comment.value.lstrip("# \t")
        if not inside.startswith("[") or "]" not in inside:
            return None
        begin = len(comment) - len(inside) + 1
        return comment[begin : comment.value.index("]", begin)]

    def __repr__(self) -> str:
        return f"Dependency({self.manager}: {self.text.value!r})"


class CondaEnvironment:
    """What conda makes of one file.

    `channels_entry`, `prefix` and `variables` are entries (a key and its value), None where the
    key is absent. `channels` are the leaves of the list, in order. `dependencies` holds
    conda's and pip's in file order, a lost `pip:` block's left out. `template` says that holes
    ({{ … }}) were read as unknown. `broken` is the problem that kept the file from being read.

    What `manifest` says was read from another kind of file: its dependencies are in conda's and
    pip's words, their places are the file's own, and no edit can enter them.
    """

    __slots__ = (
        "_of_conda", "_of_pip", "broken", "channels", "channels_entry", "dependencies",
        "dependencies_entry", "manifest", "name", "path", "pip_sections", "prefix", "problems",
        "root", "template", "text", "variables",
    )  # fmt: skip

    def __init__(self, text: Text, path: str) -> None:
        self.text = text
        self.path = path
        self.root: Mapping | None = None
        self.name: Scalar | None = None
        self.channels: list[Scalar] = []
        self.channels_entry: Entry | None = None
        self.dependencies: list[Dependency] = []
        self.dependencies_entry: Entry | None = None
        self.pip_sections: list[PipSection] = []
        self.prefix: Entry | None = None
        self.variables: Entry | None = None
        self.problems: list[EnvironmentProblem] = []
        self.template = False
        self.manifest: Manifest = "environment.yml"
        self.broken: EnvironmentProblem | None = None
        # asked for by most rules, once all is read
        self._of_conda: list[Dependency] | None = None
        self._of_pip: list[Dependency] | None = None

    @property
    def channels_valid(self) -> bool:
        """Whether `channels` is a list that conda takes; False where the key is absent."""
        return self.channels_entry is not None and not any(
            problem.kind.startswith("channels") for problem in self.problems
        )

    @property
    def conda_dependencies(self) -> list[Dependency]:
        """What conda installs itself."""
        if self._of_conda is None:
            self._of_conda = [one for one in self.dependencies if one.manager == "conda"]
        return self._of_conda

    @property
    def pip_dependencies(self) -> list[Dependency]:
        """What conda hands to pip, options included."""
        if self._of_pip is None:
            self._of_pip = [one for one in self.dependencies if one.manager == "pip"]
        return self._of_pip

    def named(self, name: str) -> list[Dependency]:
        """Conda's dependencies of a name."""
        return [one for one in self.dependencies if one.name == name and one.manager == "conda"]

    def pin_of(self, name: str, series: str) -> str:
        """How a series of a package is asked for in this kind of file, for messages."""
        return f'{name} = "{series}.*"' if self.manifest == "pixi" else f"{name}={series}"

    def problems_of(self, *categories: Category) -> list[EnvironmentProblem]:
        """The problems of some categories, in file order."""
        return [problem for problem in self.problems if problem.category in categories]

    def __repr__(self) -> str:
        return f"CondaEnvironment({self.path!r}, {len(self.dependencies)} dependencies)"


DeclaredEnvironment = CondaEnvironment
"""An environment in whichever file describes it: what a rule takes that holds for all of them.

A rule on CondaEnvironment is run on environment.yml alone.
"""
