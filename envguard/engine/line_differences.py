"""Which lines of a text are not those of an earlier one."""

from __future__ import annotations

# A longer comparison would take time that grows with the product of both lengths.
_MOST_COMPARISONS = 1_000_000


def blocks(before: str, now: str) -> list[tuple[range, range]]:
    """What differs: 0-based lines of the old text and those that stand in their place now.

    Texts that are too long to compare give one block around all that differs.
    """
    old, new = split(before), split(now)
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    if not (old or new):
        return []
    if is_long(len(old), len(new)) or not (old and new):
        return [(range(first, first + len(old)), range(first, first + len(new)))]
    from difflib import SequenceMatcher

    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        (range(first + a, first + b), range(first + c, first + d))
        for tag, a, b, c, d in codes
        if tag != "equal"
    ]


def is_long(old: int, new: int) -> bool:
    """Whether so many lines are too many to compare one by one."""
    return old * new > _MOST_COMPARISONS


def new_lines(before: str, now: str) -> set[int]:
    """The 1-based lines of `now` that `before` does not have there; behind a deletion, the next."""
    found: set[int] = set()
    for old, new in blocks(before, now):
        if is_long(len(old), len(new)):
            earlier, lines = split(before), split(now)
            known = {earlier[at] for at in old}
            found.update(at + 1 for at in new if lines[at] not in known)
        else:
            found.update(range(new.start + 1, max(new.stop, new.start + 1) + 1))
    return found


def split(content: str) -> list[str]:
    """The lines, without what ends them."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]
