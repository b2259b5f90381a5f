"""The process that a plugin's rules run in. Whatever they do there, they do to it alone.

One line of JSON asks and one answers. The first asks for the plugin's rules, each later one for
what some of them say of a file, which is answered rule by rule.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from envguard.engine.check import Check
from envguard.engine.examine import examine, stand_in
from envguard.engine.plugin_answers import Garbage, outcome_of, plain, plain_rule
from envguard.engine.request import Request
from envguard.engine.selection import RulesInForce, built_in
from envguard.engine.subjects import subjects
from envguard.model import Source
from envguard.project.kinds import BY_NAME
from envguard.rules import Rule, rule_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

GROUP = "envguard.rules"
MAXIMUM_MEMORY = 2 * 1024**3
LOADING_SECONDS = 60.0


def serve(incoming: int, outgoing: int) -> None:
    """Answer until nobody asks any more."""
    incoming, outgoing = os.dup(incoming), os.dup(outgoing)
    _keep_to_itself()
    with open(incoming, "rb") as questions, open(outgoing, "wb") as answers:
        first = json.loads(questions.readline())
        rules: dict[str, tuple[Rule, Callable[..., Any]]] = {}
        _answer(answers, partial(_loaded, first["plugin"], rules), {})
        check = Check(_request(first["request"]))
        for line in questions:
            asked = json.loads(line)
            source = Source(asked["path"], asked["content"], asked["encoding"], asked["mark"])
            for code in asked["codes"]:
                say = partial(_said, check, source, asked, rules[code])
                _answer(answers, say, {"number": asked["number"], "code": code})


def _request(values: list[Any]) -> Request:
    lists: list[Any] = [tuple(value) if isinstance(value, list) else value for value in values]
    return Request(*lists)


def _keep_to_itself() -> None:
    """Leave the terminal to the one who asks, and the machine some memory."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    try:
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if soft == resource.RLIM_INFINITY or soft > MAXIMUM_MEMORY:
            resource.setrlimit(resource.RLIMIT_DATA, (MAXIMUM_MEMORY, hard))
    except (ImportError, AttributeError, OSError, ValueError):
        # Windows has no such limit
        pass


def _answer(answers: Any, find: Callable[[], dict[str, Any]], about: dict[str, Any]) -> None:
    """Send what is found, or what went wrong, also where it is no error but an exit."""
    try:
        found = json.dumps(find() | about)
    except BaseException as problem:
        found = json.dumps({"failed": summary(problem)} | about)
    finally:
        _watch(0)
    answers.write(found.encode() + b"\n")
    answers.flush()


def summary(problem: BaseException) -> str:
    """What went wrong, in a line; an exception may be as broken as the rule that raised it."""
    if isinstance(problem, Garbage):
        return str(problem)[:200]
    try:
        return f"{type(problem).__name__}: {problem}"[:200]
    except BaseException:
        return type(problem).__name__[:200]


def _watch(seconds: float) -> None:
    """End this process after some time, whatever it does then; 0 calls it off."""
    import faulthandler

    faulthandler.cancel_dump_traceback_later()
    if seconds > 0:
        # a thread of the interpreter's own: no `except` and no loop in C holds it up
        faulthandler.dump_traceback_later(seconds, exit=True, file=_nowhere())


@lru_cache(maxsize=1)
def _nowhere() -> TextIO:
    return open(os.devnull, "w")


def _loaded(name: str, rules: dict[str, tuple[Rule, Callable[..., Any]]]) -> dict[str, Any]:
    """Import a plugin and declare its rules."""
    from importlib.metadata import entry_points

    installed = {point.name: point for point in entry_points(group=GROUP)}
    if name not in installed:
        known = ", ".join(sorted(installed)) or "none"
        return {"problem": f"no installed package gives the plugin `{name}` (installed: {known})"}
    _watch(LOADING_SECONDS)
    try:
        loaded = installed[name].load()
    except BaseException as error:
        return {"problem": f"the plugin `{name}` does not load: {summary(error)}"}
    functions = [loaded] if callable(loaded) else list(vars(loaded).values())
    for function in functions:
        rule = rule_of(function)
        if isinstance(rule, Rule):
            rules[rule.code] = rule, function
            if unread := _unread(rule):
                return {"problem": f"the plugin `{name}` does not load: {unread}"}
    return {"rules": [plain_rule(rule, function.__doc__) for rule, function in rules.values()]}


def _unread(rule: Rule) -> str:
    """Why a rule would never run; "" where it would."""
    known = {one.subject for one in built_in()}
    if rule.subject in known:
        return ""
    from difflib import get_close_matches

    near = get_close_matches(rule.subject, known, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"{rule.code} is run on a {rule.subject}, which no file holds{hint}"


def _said(
    check: Check, source: Source, asked: dict[str, Any], known: tuple[Rule, Callable[..., Any]]
) -> dict[str, Any]:
    """What one rule says of a file, of whose subjects no other rule has seen these."""
    rule, function = known
    kind = BY_NAME[asked["kind"]]
    project = check.terms.project(source.path)
    project.remember(source)
    found: list[tuple[str, Any]] = []
    try:
        found.extend(subjects(source, kind, project))
    except Exception as problem:
        # the rules of envguard itself say so
        found.append(("", problem))
    stand_in(rule, _checked(function, source))
    failed = next(one for one in built_in() if one.code == "EGD004")
    _watch(asked["seconds"])
    examined = examine(source, kind, RulesInForce((rule, failed)), project, found)
    return {
        "reported": [[one.code, plain(one.finding)] for one in examined.reported],
        "extents": [[extent.start, extent.stop] for extent in examined.extents],
        "unknowns": [plain(one) for one in examined.unknowns],
    }


def _checked(function: Callable[..., Any], source: Source) -> Callable[..., Any]:
    """The rule's function; what it yields that is no finding is a mistake of its own."""

    def run(*arguments: Any) -> Iterator[Any]:
        for outcome in function(*arguments):
            yield outcome_of(json.loads(json.dumps(plain(outcome))), source)

    return run
