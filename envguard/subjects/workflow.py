"""What a GitHub workflow's jobs use: actions with their options, and what a job is for.

Source of the facts: GitHub's workflow syntax, and the action.yml of actions/setup-python,
conda-incubator/setup-miniconda and mamba-org/setup-micromamba.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from envguard.formats import yaml
from envguard.formats.tree import Mapping as Table
from envguard.formats.tree import Node, Scalar
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.carriers.workflow import environment_of, filled
from envguard.subjects.command import Value, known

_MAXIMUM_JOBS = 300
_VARIABLE = late(r"\$\{\{\s*env\.([A-Za-z_][\w-]*)\s*\}\}")
_MATRIX = late(r"\$\{\{\s*matrix\.([A-Za-z_][\w-]*)\s*\}\}")
_SETUP_MINICONDA = ("conda-incubator/setup-miniconda", "goanpeca/setup-miniconda")
_SETUP_MICROMAMBA = ("mamba-org/setup-micromamba", "mamba-org/provision-with-micromamba")
_PUBLISHERS = late(
    r"^(?:pypa/gh-action-pypi-publish|actions/deploy-pages|peaceiris/actions-gh-pages|"
    r"softprops/action-gh-release|ncipollo/release-action|actions/create-release|"
    r"jamesives/github-pages-deploy-action|docker/build-push-action)$"
)
_PUBLISHING = late(
    r"\btwine upload\b|\bdocker push\b|\banaconda upload\b|\bgh release\b|\bgh-deploy\b|"
    r"\b(?:uv|poetry|flit|npm|hatch) publish\b|\bhelm upgrade\b|\bkubectl apply\b"
)
_RELEASE_NAME = late(r"(?:^|[-_ ])(?:publish|deploy|release|upload)", re.IGNORECASE)


class Action(NamedTuple):
    """One `uses:` of a step. `name` is without its version, `options` are what `with:` says.

    An option's text has `${{ env.X }}` put in; an expression that is not known is a HOLE.
    """

    uses: Text
    name: str
    options: Mapping[str, Scalar]
    job: Job

    @property
    def text(self) -> Text:
        """The words of `uses:`."""
        return self.uses

    def option(self, *names: str) -> Text | None:
        """The value of the first of these options that is given and is known."""
        for name in names:
            for text in self.values(name):
                return text
        return None

    def values(self, name: str) -> list[Text]:
        """Every known value that an option takes: one, or those of the job's matrix."""
        scalar = self.options.get(name)
        if scalar is None:
            return []
        variable = _MATRIX.fullmatch(scalar.value.strip())
        if variable:
            return self.job.matrix(variable.group(1))
        variable = _VARIABLE.fullmatch(scalar.value.strip())
        value = self.job.environment.get(variable.group(1)) if variable else None
        if value is not None:
            # its own words, which show whether they stand in quotes
            return [value.text] if known(value.text.value) else []
        text = filled(scalar.text, self.job.environment)
        return [text] if known(text.value) else []

    @property
    def is_setup_conda(self) -> bool:
        """Whether it makes a conda environment."""
        return self.is_setup_miniconda or self.name in _SETUP_MICROMAMBA

    @property
    def is_setup_miniconda(self) -> bool:
        """Whether it is setup-miniconda."""
        return self.name in _SETUP_MINICONDA


class Job:
    """A job, or the steps of a composite action (then `name` is the word `runs`)."""

    __slots__ = ("_actions", "environment", "name", "table")

    def __init__(self, name: Text, table: Table, environment: Mapping[str, Value]) -> None:
        self.name = name
        self.table = table
        self.environment = environment
        self._actions: list[Action] | None = None

    def matrix(self, name: str) -> list[Text]:
        """The known values of a matrix variable, `include:` among them."""
        strategy = self.table.mapping("strategy")
        matrix = strategy.mapping("matrix") if strategy else None
        if matrix is None:
            return []
        listed, included = matrix.sequence(name), matrix.sequence("include")
        nodes: list[Node | None] = list(listed.items) if listed else []
        rows = included.items if included else []
        nodes += [row.get(name) for row in rows if isinstance(row, Table)]
        return [node.text for node in nodes if isinstance(node, Scalar) and "${{" not in node.value]

    def steps(self) -> Iterator[Table]:
        """The steps in order."""
        steps = self.table.sequence("steps")
        for step in steps.items if steps else ():
            if isinstance(step, Table):
                yield step

    def actions(self) -> list[Action]:
        """The steps that use an action; read once."""
        if self._actions is None:
            self._actions = list(self._read_actions())
        return self._actions

    def _read_actions(self) -> Iterator[Action]:
        for step in self.steps():
            uses = step.scalar("uses")
            if uses is not None:
                options = step.mapping("with")
                given = {
                    key.value: value
                    for key, value in (islice(options.pairs(), 100) if options else ())
                    if isinstance(value, Scalar)
                }
                name = uses.value.partition("@")[0].strip().lower()
                yield Action(uses.text, name, given, self)

    def mentions(self, name: str) -> bool:
        """Whether a script of the job names a file, which it may then make."""
        scripts = (step.scalar("run") for step in self.steps())
        return any(script is not None and name in script.value for script in scripts)

    @property
    def publishes(self) -> bool:
        """Whether the job puts its results where others get them."""
        if self.table.get("environment") is not None or _RELEASE_NAME.search(self.name.value):
            return True
        for step in self.steps():
            uses, script = step.scalar("uses"), step.scalar("run")
            if uses and _PUBLISHERS.match(uses.value.partition("@")[0].lower()):
                return True
            if script and _PUBLISHING.search(script.value):
                return True
        return False


class Workflow(NamedTuple):
    """A workflow file's jobs in file order."""

    path: str
    text: Text
    jobs: tuple[Job, ...]

    def actions(self) -> Iterator[Action]:
        """The actions of all jobs in file order."""
        for job in self.jobs:
            yield from job.actions()

    def bringer(self) -> str:
        """What may put files beside those of the project, "" where nothing does."""
        for action in self.actions():
            if action.name == "actions/checkout" and {"repository", "path"} & set(action.options):
                return "another repository is checked out, or this one elsewhere"
            if action.name in ("actions/download-artifact", "actions/cache"):
                return f"{action.name} may bring it"
        return ""

    def environment_names(self) -> tuple[str, ...] | None:
        """The environments that the actions make; None where a name cannot be known."""
        found: list[str] = []
        for action in self.actions():
            if action.name.startswith("./"):
                # an action of the repository's own may make any
                return None
            if not action.is_setup_conda:
                continue
            option = "activate-environment" if action.is_setup_miniconda else "environment-name"
            names = action.values(option)
            if option in action.options and not names:
                return None
            found.extend(name.value for name in names)
            if action.is_setup_miniconda:
                # what the action makes where nothing names one
                found.append("test")
        return tuple(found)


def read_workflow(text: Text, path: str) -> Workflow:
    """The jobs of a workflow, or of a composite action. SyntaxProblem for a broken file."""
    root = yaml.parse(text)
    return Workflow(path, text, tuple(_jobs(root)) if isinstance(root, Table) else ())


def _jobs(root: Table) -> Iterator[Job]:
    outer = environment_of(root, {})
    jobs = root.mapping("jobs")
    for name, job in islice(jobs.pairs(), _MAXIMUM_JOBS) if jobs else ():
        if isinstance(job, Table):
            yield Job(name.text, job, environment_of(job, outer))
    runs = root.entry("runs")
    if runs and isinstance(runs[1], Table):
        yield Job(runs[0].text, runs[1], outer)


def python_versions(action: Action) -> list[Text]:
    """The versions that an action installs Python in, as written; a list is one line each."""
    if not (action.name == "actions/setup-python" or action.is_setup_miniconda):
        return []
    return [
        line.strip()
        for text in action.values("python-version")
        for line in text.lines()
        if line.value.strip()
    ]


def is_number_cut_short(version: Text) -> bool:
    """Whether YAML reads a version as a number that loses its last digit: 3.10 without quotes."""
    before = version.source.content[max(0, version.start - 1) : version.start]
    return bool(re.fullmatch(r"\d+\.\d*0", version.value)) and before not in ("'", '"')
