"""Policy: one rule, one module, one function, one page. See `rule` for how one is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from envguard.model import Finding, Severity, Unknown
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    _Function = TypeVar("_Function", bound="Check")

Outcome = Finding | Unknown
Check = Callable[..., Iterator[Outcome]]


class Rule(NamedTuple):
    """What the engine knows of a rule without importing it.

    `subject` is the name of the type whose every instance it is run on, `parameters` the type
    names of all its parameters in order. `fix` is "", "safe" or "unsafe". `profiles`: "default"
    rules run always, "paper" ones in that profile or when selected. `paper` is the severity in
    the paper profile where it differs. `tempered`: below test paths it is no more than an info.
    """

    code: str
    name: str
    severity: Severity
    profile: str
    paper: Severity | None
    fix: str
    since: str
    tempered: bool
    module: str
    function: str
    subject: str
    parameters: tuple[str, ...]


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    fix: str = "",
    since: str,
    profile: str = "default",
    paper: Severity | None = None,
    tempered: bool = True,
) -> Callable[[_Function], _Function]:
    """Declare a function as a rule; its docstring is its page, its first parameter its subject.

    >>> @rule("ENV004", "prefix-leaked", Severity.WARNING, fix="safe", since="0.1.0")
    ... def prefix_leaked(environment: CondaEnvironment) -> Iterator[Outcome]: ...
    """

    def declare(function: _Function) -> _Function:
        names = tuple(
            # a module without `from __future__ import annotations` has the types themselves
            str(getattr(annotation, "__name__", annotation)).rpartition(".")[2]
            for key, annotation in function.__annotations__.items()
            if key != "return"
        )
        declared = Rule(
            code, name, severity, profile, paper, fix, since, tempered,
            function.__module__, function.__name__, names[0], names,
        )  # fmt: skip
        function.rule = declared  # type: ignore[attr-defined]
        return function

    return declare


def rule_of(function: Any) -> Rule | None:
    """The declaration of a rule's function, None of any other function."""
    return getattr(function, "rule", None)
