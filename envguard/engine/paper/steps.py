"""Ready, not ready, or cannot tell; and at most three next steps."""

from __future__ import annotations

from envguard.engine.paper.answers import Known
from envguard.engine.paper.model import EnvironmentFacts, FindingFacts, State
from envguard.model import Severity

MAXIMUM_STEPS = 3
_OF_LOCKS = ("LCK001", "LCK002")
# who gets in, and how: no word on whether the results can be had again
_OF_ACCESS = ("JUP", "HUB", "NGX", "SSH", "ANS", "IMG004", "IMG005", "IMG008", "CMD012")


def judged(known: Known, fail_on: str, failed: bool) -> tuple[State, str, tuple[str, ...]]:
    """The state, the reason in a sentence, and the steps, the most useful first."""
    threshold = Severity[fail_on.upper()]
    counted = [one for one in known.findings if one.severity >= threshold]
    unsure = [one for one in known.open_points if not one.code.startswith(_OF_ACCESS)]
    steps = _steps(known, counted, bool(unsure))
    main = known.environments[0] if known.environments else None
    bad = _bad(known, counted)
    if bad:
        return "not ready", f"{_sentence(bad)}.", steps
    doubts = _doubts(main, len(unsure), failed)
    if doubts:
        return "cannot tell", f"{_sentence(doubts)}.", steps
    return (
        "ready",
        "The environment is locked, the lock holds what is asked for, and nothing that was checked "
        "speaks against it.",
        steps,
    )


def _bad(known: Known, counted: list[FindingFacts]) -> list[str]:
    said = []
    if any(one.code == "LCK001" for one in counted):
        said.append("no lock holds the environment")
    if any(one.code == "LCK002" for one in counted) or _is_stale(known):
        said.append("the lock does not hold what is asked for")
    others = sum(one.code not in _OF_LOCKS for one in counted)
    if others:
        said.append(f"{_count(others, 'finding')} speak{'s' if others == 1 else ''} against it")
    if known.traces:
        said.append(f"{_count(len(known.traces), 'place')} tell who the authors are")
    return said


def _is_stale(known: Known) -> bool:
    """Whether the paper's environment has stale locks only."""
    main = known.environments[0] if known.environments else None
    return main is not None and bool(main.locks) and all(k.state == "stale" for k in main.locks)


def _doubts(main: EnvironmentFacts | None, unsure: int, failed: bool) -> list[str]:
    said = []
    if main is None:
        said.append("no file says what is to be installed")
    elif not main.locks and not main.exact:
        said.append("nothing holds the versions of all packages")
    elif main.locks and all(lock.state == "unknown" for lock in main.locks):
        said.append(f"whether the lock fits is unknown: {main.locks[0].reason}")
    if failed:
        said.append("a rule failed, so a part was not checked")
    if unsure:
        said.append(f"{_count(unsure, 'point')} cannot be known from the files")
    return said


def _steps(known: Known, counted: list[FindingFacts], unsure: bool) -> tuple[str, ...]:
    main = known.environments[0] if known.environments else None
    steps: list[str] = []
    if main is None:
        steps.append(
            "Write an environment.yml with the Python and the packages that the code needs."
        )
    if any(one.code == "LCK001" for one in counted) and main is not None:
        steps.append(f"Lock the environment: `envguard lock {_file(counted, 'LCK001')}`.")
    elif main is not None and (any(one.code == "LCK002" for one in counted) or _is_stale(known)):
        steps.append(
            "Lock the environment again, with the versions that the results were made with: "
            "`envguard lock`."
        )
    if known.traces:
        first = known.traces[0].place.shown
        more = f" and {len(known.traces) - 1} more" if len(known.traces) > 1 else ""
        steps.append(f"Remove what tells of the authors: `{first}`{more}.")
    by_rule: dict[str, list[FindingFacts]] = {}
    for one in counted:
        if one.code not in _OF_LOCKS:
            by_rule.setdefault(one.code, []).append(one)
    worst = sorted(by_rule.values(), key=_urgency)
    for found in worst:
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        first_one = found[0]
        steps.append(f"`{first_one.place.shown}` {first_one.code}: {first_one.message}{more}")
    if main is not None and not main.locks and not main.exact and len(steps) < MAXIMUM_STEPS:
        if main.kind != "environment":
            steps.append(
                "Let a lock hold the versions: write an environment.yml and `envguard lock` it, or "
                "use uv's lock."
            )
        elif not any("envguard lock" in step for step in steps):
            steps.append(f"Let a lock hold the versions: `envguard lock {main.path}`.")
    if unsure:
        steps.append("Look at the open points below: the files leave them undecided.")
    return tuple(steps[:MAXIMUM_STEPS])


def _urgency(found: list[FindingFacts]) -> tuple[bool, int, int]:
    """What keeps the environment from being had again comes before who may log in."""
    return found[0].code.startswith(_OF_ACCESS), -found[0].severity, -len(found)


def _file(counted: list[FindingFacts], code: str) -> str:
    return next(one.place.path for one in counted if one.code == code)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _sentence(parts: list[str]) -> str:
    words = ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]
    return words[0].upper() + words[1:]
