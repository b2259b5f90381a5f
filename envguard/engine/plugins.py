"""Rules of other packages, found by the names that the settings list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from envguard.project.settings import Settings, SettingsProblem
from envguard.rules import Rule, rule_of

GROUP = "envguard.rules"


def plugin_rules(names: tuple[str, ...], settings: Settings) -> tuple[Rule, ...]:
    """The rules of the named entry points of the group `envguard.rules`.

    An entry point is a rule's function, or a module whose rule functions are all taken.
    SettingsProblem where a name is not installed or gives no rule.
    """
    from importlib.metadata import entry_points

    installed = {point.name: point for point in entry_points(group=GROUP)}
    found: list[Rule] = []
    for name in names:
        point = installed.get(name)
        if point is None:
            known = ", ".join(sorted(installed)) or "none"
            raise SettingsProblem(
                f"{settings.origin('plugins')}: no installed package gives the plugin `{name}` "
                f"(installed: {known})"
            )
        try:
            loaded = point.load()
        except Exception as error:
            raise SettingsProblem(
                f"{settings.origin('plugins')}: the plugin `{name}` does not load: {error}"
            ) from None
        rules = [declared for function in _functions(loaded) if (declared := rule_of(function))]
        if not rules:
            raise SettingsProblem(f"{settings.origin('plugins')}: the plugin `{name}` has no rule")
        found.extend(rules)
    return tuple(found)


def _functions(loaded: Any) -> Iterable[Callable[..., Any]]:
    return [loaded] if callable(loaded) else list(vars(loaded).values())
