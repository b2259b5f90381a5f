"""The table of all rows, for a terminal and as the page of results."""

from __future__ import annotations

from benchmarks.figures import Row, goal_text, verdict
from benchmarks.machine import Machine

HEAD = ("what", "figure", "envguard", "beside", "peer's", "ratio", "goal", "kept")

INTRODUCTION = """\
# What it costs

One run of `python -m benchmarks --markdown docs/benchmarks.md`, from a checkout with its extra
`benchmarks`. The times are this machine's; only the ratios say something elsewhere, and only
between figures of one run. Each figure is the least of {runs} whole processes, taken in turns with
those it stands beside; CPU is user and system time with all children, files a second are by wall
time, memory is the highest peak. The files are made by `benchmarks/corpora`, the same for everyone:
lengths, pins, pip sections and comments as in public repositories, which are not copied.
"""

COMPARED = """\
## What is compared

The peers do not do what envguard does, nor it what they do: a ratio tells how long one waits. Each
peer runs with its own default rules, without its cache and without the network.

- yamllint reads the same file.
- check-jsonschema holds the same file to a schema that it brings along: for a workflow the one of
  workflows, elsewhere the one of Dependabot, which refuses the file after reading it.
- zizmor reads workflows and no environment.yml: beside one of those it reads one workflow.
- hadolint reads Dockerfiles, ruff notebooks. No peer reads an ssh_config or a requirements.txt.
- python is `python -c pass`, which every program in Python pays first.
- `git ls-files` is `git ls-files -co --exclude-standard`, the floor of every tool that asks git.
"""


def text(rows: list[Row]) -> str:
    """The table in columns, a repeated name left out."""
    lines = [list(HEAD)]
    before: list[str] = []
    for row in rows:
        cells = _cells(row)
        lines.append(["", "", "", *cells[3:]] if before == cells[:3] else cells)
        before = cells[:3]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines
    )


def page(rows: list[Row], machine: Machine, runs: int) -> str:
    """The page of results, Markdown; says first which goals are not kept."""
    parts = [INTRODUCTION.format(runs=runs), _goals(rows), "## The table\n", _markdown(rows), "",
             COMPARED, "## The machine\n", *machine.lines(), ""]  # fmt: skip
    return "\n".join(parts)


def _goals(rows: list[Row]) -> str:
    judged = [row for row in rows if row.goal is not None]
    missed = [row for row in judged if row.kept is False]
    unknown = [row for row in judged if row.kept is None]
    if not judged:
        return "No goal was judged.\n"
    lines = [f"{len(judged) - len(missed) - len(unknown)} of {len(judged)} goals are kept."]
    lines += [f"- Not kept: {_sentence(row)}" for row in missed]
    lines += [f"- Cannot be said: {_sentence(row)}" for row in unknown]
    return "\n\n".join((lines[0], "\n".join(lines[1:]), "")) if lines[1:] else lines[0] + "\n"


def _sentence(row: Row) -> str:
    cells = _cells(row)
    reached = f"{cells[5]} of {row.peer}'s" if row.peer else cells[2]
    if row.kept is None:
        reached = f"{row.peer}: {row.why}"
    return f"{row.what}, {row.figure}: {reached}, to be {goal_text(row)}."


def _markdown(rows: list[Row]) -> str:
    lines = ["| " + " | ".join(HEAD) + " |", "|---|---|--:|---|--:|--:|--:|---|"]
    lines += ["| " + " | ".join(_cells(row)) + " |" for row in rows]
    return "\n".join(lines)


def _cells(row: Row) -> list[str]:
    theirs = row.why if row.theirs is None else str(row.theirs)
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return [row.what, row.figure, str(row.ours), row.peer, theirs, ratio, goal_text(row),
            verdict(row)]  # fmt: skip
