"""Why an environment cannot be solved: the lines that ask for it, then the solver's own tree."""

from __future__ import annotations

from envguard.lock.gathering import Root
from envguard.lock.problem import LockProblem
from envguard.lock.solve.solving import Index, Refusal, Refused, Terms
from envguard.model import Text
from envguard.model.patterns import late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rattler import RepoDataRecord

_BRANCH = late(r"^(?:[├└]─ )?(?:No candidates were found for )?([A-Za-z0-9_][A-Za-z0-9_.-]*)")
_UNMET = late(r"─ ([A-Za-z0-9_][A-Za-z0-9_.-]*) .*, for which no candidates were found")
_HEAD = "Cannot solve the request because of: "
_NONE = "No candidates were found for "
_TOO_NEW = "`{spec}`: no build of it for {platforms} is as old as --exclude-newer demands"
_MAXIMUM_TREE = 60
_MAXIMUM_BUILDS = 4


def explained(refused: Refused, roots: dict[str, list[Root]], terms: Terms) -> LockProblem:
    """The refusals of all platforms as one problem, each dependency with its line."""
    by_tree: dict[str, list[str]] = {}
    by_words: dict[str, list[str]] = {}
    for refusal in refused.refusals:
        for line in _lines(refusal, roots[refusal.platform], terms, refused.index):
            by_words.setdefault(line, []).append(refusal.platform)
        if _says_more(refusal):
            by_tree.setdefault(_tree(refusal), []).append(refusal.platform)
    trees = [f"The solver's answer for {', '.join(p)}:\n{tree}" for tree, p in by_tree.items()]
    messages = [words.format(platforms=", ".join(p)) for words, p in by_words.items()]
    if terms.priority == "strict" and _elsewhere(refused, roots):
        trees.append(
            "A package is taken from the first channel that has it. conda itself is less strict;\n"
            "to let every channel answer: --channel-priority disabled"
        )
    return LockProblem("\n".join(messages), 1, "\n\n".join(trees))


def _says_more(refusal: Refusal) -> bool:
    """Whether the tree tells more than that something is in no channel."""
    return not all(line.startswith(_NONE) for line in _tree_lines(refusal))


def _elsewhere(refused: Refused, roots: dict[str, list[Root]]) -> bool:
    """Whether several channels have something that is asked for, so that their order matters."""
    for refusal in refused.refusals:
        names = {r.asked.name for r in roots[refusal.platform] if r.asked.spec is not None}
        homes: dict[str, set[str | None]] = {}
        for record in refused.index.records(refusal.platform, sorted(names)):
            homes.setdefault(record.name.normalized, set()).add(record.channel)
        if any(len(channels) > 1 for channels in homes.values()):
            return True
    return False


def _tree_lines(refusal: Refusal) -> list[str]:
    return refusal.tree.strip().removeprefix(_HEAD).splitlines()


def _lines(refusal: Refusal, roots: list[Root], terms: Terms, index: Index) -> list[str]:
    """One message for each dependency that no channel has, else for each that the tree names.

    The solver stops at the first name that it does not know; the user wants to hear of them all.
    """
    conda = [root for root in roots if root.asked.spec is not None]
    names = {root.asked.name for root in conda if not _is_virtual(root)}
    known = {one.name.normalized for one in index.records(refusal.platform, sorted(names))}
    found = [
        _unknown(root, refusal.platform, index)
        for root in conda
        if root.asked.name not in known and not _is_virtual(root)
    ]
    for line in _tree_lines(refusal):
        named = _BRANCH.match(line) or _UNMET.search(line)
        for root in conda if named is not None else ():
            if named is None or root.asked.name != named.group(1):
                continue
            if root.asked.name in known or _is_virtual(root):
                words = _absent if line.startswith(_NONE) else _conflict
                found.append(words(root, refusal.platform, terms, index))
    found = found or [f"{refusal.platform}: no set of packages meets what is asked for"]
    return list(dict.fromkeys(found))


def _is_virtual(root: Root) -> bool:
    return root.asked.name.startswith("__")


def _unknown(root: Root, platform: str, index: Index) -> str:
    """A name that no channel has, with the one that may have been meant."""
    from difflib import get_close_matches

    from envguard.subjects.environment.names import conda_name

    name = root.asked.name
    known = index.names(platform)
    of_pypi = conda_name(name)
    near = [of_pypi] if of_pypi in known else get_close_matches(name, known, 1, 0.8)
    words = "no channel has a package `{spec}` for {platforms}"
    return _placed(root.asked.text, words + "".join(f"; is `{one}` meant?" for one in near))


def _conflict(root: Root, platform: str, terms: Terms, index: Index) -> str:
    if terms.exclude_newer is not None and not _old_enough(root, platform, terms, index):
        return _placed(root.asked.text, _TOO_NEW)
    return _placed(root.asked.text, "`{spec}` cannot be met together with the rest on {platforms}")


def _absent(root: Root, platform: str, terms: Terms, index: Index) -> str:
    """What there is instead of a version or build that is not there."""
    name, text = root.asked.name, root.asked.text
    if _is_virtual(root):
        version = terms.virtual.get(platform, {}).get(name, "").partition(" ")[0]
        assumed = f"version {version} is assumed" if version else "none is assumed"
        return _placed(
            text,
            f"`{{spec}}` is not met on {{platforms}}, where {assumed}; for other machines: "
            f"--virtual-package {name}=VERSION",
        )
    records = _old_enough(root, platform, terms, index)
    if not records:
        return _placed(text, _TOO_NEW)
    builds = _other_builds(root, records)
    if builds:
        return _placed(
            text, f"no channel has `{{spec}}` for {{platforms}}; its builds are {builds}"
        )
    newest = max(records, key=lambda one: (one.version, one.build_number))
    return _placed(
        text, f"no channel has `{{spec}}` for {{platforms}}; its newest is {newest.version}"
    )


def _other_builds(root: Root, records: list[RepoDataRecord]) -> str:
    """The newest builds of the version that is asked for, where a build is asked for too."""
    spec = root.asked.spec
    if spec is None or spec.reading.build is None:
        return ""
    limit = spec.constraint
    fitting = [one for one in records if limit is None or limit.allows(str(one.version))]
    fitting.sort(key=lambda one: (one.version, one.build_number), reverse=True)
    names = list(dict.fromkeys(str(one.build) for one in fitting))
    more = f" and {len(names) - _MAXIMUM_BUILDS} more" if len(names) > _MAXIMUM_BUILDS else ""
    return ", ".join(names[:_MAXIMUM_BUILDS]) + more


def _old_enough(root: Root, platform: str, terms: Terms, index: Index) -> list[RepoDataRecord]:
    """The records of a name that --exclude-newer lets through; one without a date is old."""
    records = index.records(platform, [root.asked.name])
    if terms.exclude_newer is None:
        return records
    limit = terms.exclude_newer / 1000
    return [one for one in records if one.timestamp is None or one.timestamp.timestamp() <= limit]


def _placed(text: Text, words: str) -> str:
    place = text.location()
    spec = text.value.replace("{", "{{").replace("}", "}}")
    path = place.path.replace("{", "{{").replace("}", "}}")
    return f"{path}:{place.begin.line}: " + words.replace("{spec}", spec)


def _tree(refusal: Refusal) -> str:
    lines = _tree_lines(refusal)
    if len(lines) > _MAXIMUM_TREE:
        lines = [*lines[:_MAXIMUM_TREE], f"… and {len(lines) - _MAXIMUM_TREE} lines more"]
    return "\n".join(f"  {line}" for line in lines)
