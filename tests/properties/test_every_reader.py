"""Every format, every kind of file with its subjects and rules, and every fix, on any text.

The targets are those of the fuzzers; here each gets a few texts made of what it really reads.
"""

from __future__ import annotations

import ast
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import envguard.formats
from envguard.engine.selection import built_in
from envguard.project import settings as settings_files
from envguard.project.kinds import BY_NAME, KINDS, classify
from fuzz import formats, kinds, seeds
from fuzz.targets import Run, seeds_of, targets

NAMES = tuple(targets(""))
# of one target some seeds are enough for a run of all tests; the fuzzers take all of them
SEEDS = 25
ODD = (
    "\0", "\r", "\x85", "\u2028", "\ufeff", "\ud800", "\udcff", "é", "\U0001f600", "\t", "\\", "'",
    '"', "`", "$(", "${", "}", "{{", "}}", "[", "]", ": ", "- ", "&a ", "*a", "<<: ", "#", "\n\n",
    "<<E", "@", "!", "%", "=", ";", "|", "&&", "  ",
)  # fmt: skip


@pytest.fixture(scope="module")
def runs() -> Iterator[dict[str, Run]]:
    settings_files.forget()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        yield targets(os.path.realpath(folder))
    settings_files.forget()


@st.composite
def texts(draw: st.DrawFn, found: list[str]) -> str:
    """A seed with a few of its slices moved, left out, doubled or replaced by odd characters."""
    text = draw(st.sampled_from(found))[:1500]
    for _ in range(draw(st.integers(0, 4))):
        low, high = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        high = min(high, low + draw(st.sampled_from((0, 1, 5, 60))))
        other = draw(
            st.sampled_from((*ODD, "", text[low:high] * 2, draw(st.sampled_from(found))[:99]))
        )
        text = text[:low] + other + text[high:]
    return text


@pytest.mark.parametrize("name", NAMES)
def test_any_text_is_read_and_mended_or_refused(name: str, runs: dict[str, Run]) -> None:
    found = seeds_of(name)
    step = max(1, len(found) // SEEDS)
    chosen = found[::step]

    @settings(max_examples=25, suppress_health_check=list(HealthCheck), database=None)
    @given(texts(chosen))
    def hold(content: str) -> None:
        runs[name](content)

    hold()


@pytest.mark.parametrize("name", NAMES)
def test_what_every_target_begins_with_holds(name: str, runs: dict[str, Run]) -> None:
    found = seeds_of(name)
    assert found, f"{name} has nothing to begin with: give fuzz/ a few words of it"
    for content in found[:: max(1, len(found) // SEEDS)]:
        runs[name](content)


def test_every_kind_of_file_has_a_target_under_a_name_that_it_goes_by() -> None:
    assert set(kinds.NAMES) == {kind.name for kind in KINDS}
    for kind, name in kinds.NAMES.items():
        example = next(iter(seeds.by_kind()[kind]))
        found = classify(name, lambda example=example: example)  # type: ignore[misc]
        assert found is BY_NAME[kind] or kind in ("lock", "manifest", "ansible-variables"), kind


def imported(path: Path) -> set[str]:
    """The modules of formats/ that a file imports, now or late."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "envguard.formats":
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "envguard.formats."
        ):
            found.add(str(node.module).rpartition(".")[2])
    return found


def test_every_format_is_read_by_a_target_of_formats() -> None:
    """A new module in formats/ belongs into fuzz/formats.py, or one that does reads by it."""
    folder = Path(envguard.formats.__file__).parent
    modules = {path.stem: imported(path) for path in folder.glob("*.py")}
    pending, reached = imported(Path(str(formats.__file__))), set[str]()
    while pending:
        reached |= pending
        pending = {one for name in pending for one in modules[name]} - reached
    assert set(modules) - reached == {"__init__"}


def test_every_rule_with_a_fix_has_a_seed_that_it_mends() -> None:
    """The pages' Bad examples are seeds, so each fix is among what the targets of kinds mend."""
    wanted = {rule.code for rule in built_in() if rule.fix}
    shown = {code for code, kind in seeds.mended() if kind in kinds.NAMES}
    assert wanted <= shown
