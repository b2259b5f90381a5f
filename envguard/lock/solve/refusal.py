"""Why an environment cannot be solved: the lines that ask for it, then the solver's own tree."""

from __future__ import annotations

import re

from envguard.lock.gathering import Root
from envguard.lock.problem import LockProblem
from envguard.lock.solve.solving import Index, Refusal, Refused, Terms
from envguard.model import Text

_BRANCH = re.compile(r"^(?:[├└]─ )?(?:No candidates were found for )?([A-Za-z0-9_][A-Za-z0-9_.-]*)")
_UNMET = re.compile(r"─ ([A-Za-z0-9_][A-Za-z0-9_.-]*) [^,]*, for which no candidates were found")
_HEAD = "Cannot solve the request because of: "
_NONE = "No candidates were found for "
_MAXIMUM_TREE = 60


def explained(refused: Refused, roots: dict[str, list[Root]], terms: Terms) -> LockProblem:
    """The refusals of all platforms as one problem, each dependency with its line."""
    messages: list[str] = []
    by_tree: dict[str, list[str]] = {}
    by_words: dict[str, list[str]] = {}
    for refusal in refused.refusals:
        for line in _lines(refusal, roots[refusal.platform], terms, refused.index):
            by_words.setdefault(line, []).append(refusal.platform)
        if not all(
            line.startswith(_NONE) for line in refusal.tree.strip().removeprefix(_HEAD).splitlines()
        ):
            by_tree.setdefault(_tree(refusal), []).append(refusal.platform)
    trees = [f"The solver's answer for {', '.join(p)}:\n{tree}" for tree, p in by_tree.items()]
    for words, platforms in by_words.items():
        messages.append(words.format(platforms=", ".join(platforms)))
    if terms.priority == "strict" and len(terms.channels) > 1:
        trees.append(
            "A package is taken from the first channel that has it. conda itself is less strict;\n"
            "to let every channel answer: --channel-priority disabled"
        )
    return LockProblem("\n".join(messages), 1, "\n\n".join(trees))


def _lines(refusal: Refusal, roots: list[Root], terms: Terms, index: Index) -> list[str]:
    """One message for each dependency that the tree's first level names."""
    found: list[str] = []
    for line in refusal.tree.removeprefix(_HEAD).splitlines():
        named = _BRANCH.match(line) or _UNMET.search(line)
        for root in roots if named is not None else ():
            if named is None or root.asked.name != named.group(1) or root.asked.spec is None:
                continue
            absent = line.startswith(_NONE)
            words = _absent(root, refusal.platform, terms, index) if absent else _conflict(root)
            if words not in found:
                found.append(words)
    return found or [f"{refusal.platform}: no set of packages meets what is asked for"]


def _conflict(root: Root) -> str:
    return _placed(root.asked.text, "`{spec}` cannot be met together with the rest on {platforms}")


def _absent(root: Root, platform: str, terms: Terms, index: Index) -> str:
    """What the channels have instead of something that they have not."""
    records = index.records(platform, [root.asked.name])
    limit = terms.exclude_newer
    if limit is not None:
        dated = [one for one in records if one.timestamp is not None]
        older = [one for one in dated if one.timestamp and one.timestamp.timestamp() * 1e3 <= limit]
        if records and len(older) < len(dated) and not older:
            return _placed(
                root.asked.text, "`{spec}`: no build of it for {platforms} is as old as is demanded"
            )
        records = older
    if not records:
        return _placed(root.asked.text, "no channel has a package `{spec}` for {platforms}")
    newest = max(records, key=lambda one: (one.version, one.build_number))
    return _placed(
        root.asked.text,
        "no channel has `{spec}` for {platforms}; its newest is %s" % newest.version,  # noqa: UP031
    )


def _placed(text: Text, words: str) -> str:
    place = text.location()
    spec = text.value.replace("{", "{{").replace("}", "}}")
    path = place.path.replace("{", "{{").replace("}", "}}")
    return f"{path}:{place.begin.line}: " + words.replace("{spec}", spec)


def _tree(refusal: Refusal) -> str:
    lines = refusal.tree.strip().removeprefix(_HEAD).splitlines()
    if len(lines) > _MAXIMUM_TREE:
        lines = [*lines[:_MAXIMUM_TREE], f"… and {len(lines) - _MAXIMUM_TREE} lines more"]
    return "\n".join(f"  {line}" for line in lines)
