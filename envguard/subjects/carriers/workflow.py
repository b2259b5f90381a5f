"""GitHub workflows and composite actions: the `run:` of every step.

An action that starts git has no script, but its git heeds GIT_SSH_COMMAND all the same.
GitHub puts the value of `${{ … }}` into the text before a shell sees it. The step's `env`
outranks the job's, which outranks the workflow's. Source: the workflow syntax reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from envguard.formats import yaml
from envguard.formats.image_reference import image_reference
from envguard.formats.tree import Mapping as Table
from envguard.formats.tree import Node, Scalar, Sequence
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.carriers.images import base_image, user_name
from envguard.subjects.carriers.scripts import Interpreter, bounded, interpreter
from envguard.subjects.carriers.templates import between, fill, without
from envguard.subjects.command import Context, Document, Launch, Value, known

_ENVIRONMENT = late(r"env\.([A-Za-z_][\w-]*)")
_MATRIX = late(r"\$\{\{\s*matrix\.([A-Za-z_][\w-]*)\s*\}\}")
_NUMBER = late(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_USER_OPTION = late(r"(?:^|\s)(?:--user|-u)[=\s]\s*([^\s]+)")
_MAXIMUM_JOBS = 1000
_MAXIMUM_VALUE = 10_000
_MAXIMUM_VARIABLES = 500
_DEFAULT = Interpreter("bash")
GIT_COMMAND = "GIT_SSH_COMMAND"
_POWERSHELL = Interpreter("powershell")


class _Defaults(NamedTuple):
    """What a job gives each of its steps."""

    context: Context
    interpreter: Interpreter | None


_LONE = _Defaults(Context("workflow", "ci"), _DEFAULT)


def launches(document: Document) -> Iterator[Launch]:
    """The scripts of a workflow's or a composite action's steps, in file order.

    A list of steps alone, as documentation shows it, is read like a job of its own.
    """
    root = yaml.parse(document.text)
    if isinstance(root, Table):
        yield from bounded(_launches(root), document.text)
    steps = root.sequence("steps") if isinstance(root, Table) else root
    if isinstance(steps, Sequence):
        yield from bounded(_steps(steps, _LONE), document.text)


def _launches(root: Table) -> Iterator[Launch]:
    environment = environment_of(root, {})
    jobs = root.mapping("jobs")
    for name, job in islice(jobs.pairs(), _MAXIMUM_JOBS) if jobs else ():
        if isinstance(job, Table):
            yield from _steps(job.sequence("steps"), _job_defaults(root, job, name, environment))
    runs = root.mapping("runs")
    if runs:
        context = Context("workflow", "ci", "action", environment=environment)
        yield from _steps(runs.sequence("steps"), _Defaults(context, _DEFAULT))


def environment_of(node: Table, outer: Mapping[str, Value]) -> dict[str, Value]:
    """The variables of a node's `env:` on top of the outer ones, as its steps receive them."""
    found = dict(outer)
    table = node.mapping("env")
    for name, value in islice(table.pairs(), _MAXIMUM_VARIABLES) if table else ():
        if isinstance(value, Scalar):
            text = filled(value.text, outer)
            found[name.value] = Value(_as_string(value, text.value), text)
    return found


def filled(text: Text, environment: Mapping[str, Value]) -> Text:
    """The text with `${{ env.NAME }}` and literals put in; every other expression is a HOLE."""

    def answer(spelled: str) -> str | None:
        expression = spelled[3:-2].strip()
        found = _ENVIRONMENT.fullmatch(expression)
        if found:
            value = environment.get(found.group(1))
            return value.value if value is not None and _is_short(value.value) else None
        if len(expression) > 1 and expression[0] == expression[-1] == "'":
            inner = expression[1:-1].replace("''", "\0")
            return None if "'" in inner else inner.replace("\0", "'")
        return None

    return fill(text.through(without("${{")), between(text.value, "${{", "}}"), answer)


def _is_short(value: str) -> bool:
    return known(value) and len(value) <= _MAXIMUM_VALUE


def _as_string(scalar: Scalar, value: str) -> str:
    """GitHub's string of a YAML scalar: an unquoted 3.10 is the number 3.1."""
    if scalar.style != "plain":
        return value
    if value in ("~", "null", "Null", "NULL"):
        return ""
    if value.lower() in ("true", "false"):
        return value.lower()
    if len(value) < 40 and _NUMBER.fullmatch(value):
        return f"{float(value):.15g}"
    return value


def _job_defaults(
    root: Table, job: Table, name: Scalar, environment: Mapping[str, Value]
) -> _Defaults:
    container = job.get("container")
    inner = dict(environment)
    if isinstance(container, Table):
        inner = {**environment_of(container, {}), **inner}
    inner = environment_of(job, inner)
    image, user = _container(container, inner)
    hosted = _labels(job)
    context = Context(
        "workflow",
        "ci",
        name.value,
        user=user,
        directory=_run_default(root, job, "working-directory", inner),
        environment=inner,
        container=True if container is not None else (False if hosted else None),
        image=image,
    )
    shell = _run_default(root, job, "shell", inner)
    if shell is not None:
        return _Defaults(context, interpreter(shell.split()))
    windows = bool(hosted) and all("windows" in label for label in hosted)
    return _Defaults(context, _POWERSHELL if windows else _DEFAULT)


def _container(
    node: Node | None, environment: Mapping[str, Value]
) -> tuple[str | None, str | None]:
    """The image of a job's container and its user, None where nothing says."""
    image = node.scalar("image") if isinstance(node, Table) else node
    options = node.scalar("options") if isinstance(node, Table) else None
    name = filled(image.text, environment) if isinstance(image, Scalar) else None
    user = None
    if options:
        found = _USER_OPTION.search(options.value)
        user = user_name(found.group(1).strip("\"'")) if found else None
    if name is None or not name or not known(name.value):
        return None, user
    return name.value, user or base_image(image_reference(name)).user


def _run_default(root: Table, job: Table, key: str, environment: Mapping[str, Value]) -> str | None:
    """`defaults.run.KEY` of the job, else of the workflow; None where unset or not known."""
    for node in (job, root):
        defaults = node.mapping("defaults")
        run = defaults.mapping("run") if defaults else None
        scalar = run.scalar(key) if run else None
        if scalar:
            value = filled(scalar.text, environment).value
            return value if known(value) else None
    return None


def _labels(job: Table) -> list[str]:
    """The machines that `runs-on` may pick, in lower case; one of a matrix gives its values."""
    node = job.get("runs-on")
    if isinstance(node, Table):
        node = node.get("labels")
    found: list[str] = []
    for item in node.items if isinstance(node, Sequence) else [node]:
        if not isinstance(item, Scalar):
            continue
        variable = _MATRIX.fullmatch(item.value.strip())
        if variable:
            found.extend(_matrix_values(job, variable.group(1)))
        elif "${{" not in item.value:
            found.append(item.value.lower())
    return [] if "self-hosted" in found else found


def _matrix_values(job: Table, name: str) -> list[str]:
    strategy = job.mapping("strategy")
    matrix = strategy.mapping("matrix") if strategy else None
    if matrix is None:
        return []
    listed = matrix.sequence(name)
    included = matrix.sequence("include")
    nodes: list[Node | None] = list(listed.items) if listed else []
    nodes += [
        row.get(name) for row in (included.items if included else ()) if isinstance(row, Table)
    ]
    return [node.value.lower() for node in nodes if isinstance(node, Scalar)]


def _steps(steps: Sequence | None, defaults: _Defaults) -> Iterator[Launch]:
    said: set[tuple[int, int] | None] = set()
    for step in steps or ():
        if not isinstance(step, Table):
            continue
        script = step.scalar("run")
        context = defaults.context
        environment = environment_of(step, context.environment)
        if script is None:
            # GIT_SSH_COMMAND is given to a shell: git(1)
            command = environment.get(GIT_COMMAND)
            place = (command.text.start, command.text.end) if command else None
            if command is not None and place not in said and step.scalar("uses") is not None:
                said.add(place)
                inner = context._replace(group=GIT_COMMAND, environment={})
                yield Launch(command.text, inner, "sh")
            continue
        directory = step.scalar("working-directory")
        if directory is not None:
            value = filled(directory.text, environment).value
            context = context._replace(directory=value if known(value) else None)
        reader = defaults.interpreter
        shell = step.scalar("shell")
        if shell is not None:
            value = filled(shell.text, environment).value
            reader = interpreter(value.split()) if known(value) else _DEFAULT
        if reader is not None:
            content = filled(script.text, environment)
            context = context._replace(environment=environment, login=reader.login)
            yield Launch(content, context, reader.shell)
