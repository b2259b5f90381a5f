"""A policy (`--settings FILE`) outranks the project; what it locks, nothing below it weakens.

A locked key is the policy's alone: the project's own value and the command line's are not looked
at, and where the policy sets none the default holds. The rules that a locked key is about cannot be
exempted by comments, by other settings, or by the baseline either:

- `select`: the rules that it names; `severity`: the codes in its table;
- `ignore` or `per-file-ignores`: every rule, for nobody but the policy exempts anything;
- a key such as `python` or `allowed-channels`: the rules that judge by it.
"""

from __future__ import annotations

from envguard.project.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Which rules judge by a setting; a test holds this against the rules themselves.
JUDGED_BY = {
    "allowed-channels": ("ENV007", "ENV026"),
    "environment-name": ("ENV023",),
    "lock": ("LCK001",),
    "platforms": ("ENV017", "LCK003"),
    "python": ("CIW002", "ENV002", "NBK002"),
    "require-ignore-reason": ("EGD003",),
    "shared-hosts": ("JUP023", "SSH002", "SSH050"),
}


def under(policy: Settings, found: Settings) -> Settings:
    """The settings of a project as a policy leaves them."""
    locked = set(policy.strings("locked"))
    values = {key: value for key, value in found.values.items() if key not in locked}
    origins = {key: origin for key, origin in found.origins.items() if key in values}
    return Settings(found.root, {**values, **policy.values}, {**origins, **policy.origins}, policy)


def overruled(settings: Settings, given: dict[str, Any]) -> list[str]:
    """What to say of the command line's settings that are locked."""
    locked = settings.strings("locked")
    return [
        f"the policy locks `{key}`: --{key} changes nothing"
        for key in given
        if key in locked and settings.policy is not None
    ]


def protects(settings: Settings, code: str, name: str) -> bool:
    """Whether a policy keeps the project from exempting a rule."""
    policy = settings.policy
    if policy is None or not policy.values.get("locked"):
        return False
    locked = policy.strings("locked")
    if "ignore" in locked or "per-file-ignores" in locked:
        return True
    patterns: list[str] = []
    if "select" in locked:
        patterns += policy.strings("select")
    if "severity" in locked:
        patterns += policy.table("severity")
    for key in locked:
        if key in policy.values:
            patterns += JUDGED_BY.get(key, ())
    return any(p.upper() == "ALL" or code.startswith(p.upper()) or p == name for p in patterns)


def is_policys(settings: Settings, key: str) -> bool:
    """Whether the value in force is the policy's own, which may exempt what it likes."""
    policy = settings.policy
    return policy is not None and (key in policy.values or key in policy.strings("locked"))
