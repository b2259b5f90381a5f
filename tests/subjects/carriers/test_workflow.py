"""GitHub workflows: what each step's shell gets, where, and with which variables."""

from __future__ import annotations

import pytest

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.subjects.carriers.workflow import launches
from envguard.subjects.command import HOLE, Document, Launch


def found(content: str) -> list[Launch]:
    path = ".github/workflows/x.yml"
    return list(launches(Document(path, Text.of(content), lambda relative: None)))


def script(launch: Launch) -> str:
    assert isinstance(launch.content, Text)
    return launch.content.value


def one(job: str, above: str = "") -> Launch:
    """The launch of a job with one step; `job` are the lines of the job, `above` those over it."""
    lines = "".join(f"    {line}\n" for line in job.splitlines())
    (launch,) = found(f"{above}\njobs:\n  a:\n{lines}")
    return launch


_STEPS = "steps: [{run: ls}]"


@pytest.mark.parametrize(
    ("job", "above", "shell"),
    [
        (f"runs-on: ubuntu-latest\n{_STEPS}", "", "bash"),
        (f"runs-on: windows-2022\n{_STEPS}", "", "powershell"),
        (f"runs-on: [self-hosted, windows]\n{_STEPS}", "", "bash"),
        (
            "strategy: {matrix: {os: [windows-latest]}}\n"
            f"runs-on: ${{{{ matrix.os }}}}\n{_STEPS}",
            "",
            "powershell",
        ),
        (
            "strategy: {matrix: {os: [windows-latest, ubuntu-latest]}}\n"
            f"runs-on: ${{{{ matrix.os }}}}\n{_STEPS}",
            "",
            "bash",
        ),
        (
            f"runs-on: windows-2022\ndefaults: {{run: {{shell: 'bash -el {{0}}'}}}}\n{_STEPS}",
            "",
            "bash",
        ),
        (f"runs-on: x\n{_STEPS}", "defaults: {run: {shell: pwsh}}", "powershell"),
        ("steps: [{run: ls, shell: 'python {0}'}]", "", "python"),
        ("steps: [{run: ls, shell: 'micromamba-shell {0}'}]", "", "bash"),
        ("steps: [{run: ls, shell: cmd}]", "", "cmd"),
        ("steps: [{run: ls, shell: sh}]", "", "sh"),
    ],
)
def test_the_shell_is_the_one_that_the_nearest_place_names(
    job: str, above: str, shell: str
) -> None:
    assert one(job, above).shell == shell


def test_a_step_of_an_unknown_interpreter_has_no_launch() -> None:
    assert found("jobs: {a: {steps: [{run: ls, shell: 'perl {0}'}]}}") == []


def test_the_nearest_environment_counts_and_expressions_are_unknown() -> None:
    launch = one(
        "env: {B: job, C: '${{ env.A }}-x', S: '${{ secrets.S }}'}\n"
        "steps: [{run: ls, env: {B: step, V: 3.10, T: true}}]",
        "env: {A: workflow, B: workflow}",
    )
    values = {name: value.value for name, value in launch.context.environment.items()}
    assert values == {
        "A": "workflow",
        "B": "step",
        "C": "workflow-x",
        "S": HOLE,
        "V": "3.1",
        "T": "true",
    }
    assert launch.context.environment["B"].text.value == "step"


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("pip install x==${{ env.A }}", "pip install x==1"),
        ("pip install x==${{ matrix.v }}", f"pip install x=={HOLE}"),
        ("a ${{ 'b' }} ${{ '}' }}", "a b }"),
        ("a ${{ env.NOT }}", f"a {HOLE}"),
        ("a ${{ open", "a ${{ open"),
    ],
)
def test_expressions_are_put_in_before_the_shell_reads(run: str, expected: str) -> None:
    launch = one(f'env: {{A: "1"}}\nsteps:\n  - run: "{run}"')
    assert script(launch) == expected


@pytest.mark.parametrize(
    ("job", "image", "user", "container"),
    [
        ("runs-on: ubuntu-latest", None, None, False),
        ("runs-on: self-hosted", None, None, None),
        ("container: python:3.11", "python:3.11", "root", True),
        ("container: {image: x/y, options: --cpus 1 --user 0}", "x/y", "root", True),
        ("container: {image: x/y, options: -u ada}", "x/y", "ada", True),
        ("container: {image: '${{ matrix.i }}'}", None, None, True),
    ],
)
def test_a_job_runs_on_a_host_or_in_its_container(
    job: str, image: str | None, user: str | None, container: bool | None
) -> None:
    context = one(f"{job}\n{_STEPS}").context
    assert (context.image, context.user, context.container) == (image, user, container)


def test_directories_come_from_the_step_the_job_or_the_workflow() -> None:
    above = "defaults: {run: {working-directory: w}}"
    assert one(_STEPS, above).context.directory == "w"
    job = f"defaults: {{run: {{working-directory: j}}}}\n{_STEPS}"
    assert one(job, above).context.directory == "j"
    assert one("steps: [{run: ls, working-directory: s}]", above).context.directory == "s"
    step = "steps: [{run: ls, working-directory: '${{ matrix.d }}'}]"
    assert one(step, above).context.directory is None


def test_steps_of_one_job_are_one_group() -> None:
    first, second, other = found(
        "jobs:\n  a: {steps: [{run: x}, {uses: y}, {run: z}]}\n  b: {steps: [{run: w}]}\n"
    )
    assert first.context.group == second.context.group == "a"
    assert other.context.group == "b"
    assert first.context.setting == "ci"


def test_aliases_cannot_make_the_work_grow_without_measure() -> None:
    step = f"x: &s {{run: '{'a' * 20000}'}}\n"
    listed = ", ".join(["*s"] * 5000)
    with pytest.raises(SyntaxProblem, match="too often"):
        found(f"{step}jobs: {{a: {{steps: [{listed}]}}}}")


def test_broken_yaml_is_refused() -> None:
    with pytest.raises(SyntaxProblem):
        found("jobs: [")
