"""What the functions of a script are handed where the script itself calls them."""

from __future__ import annotations

from collections.abc import Sequence

from envguard.model import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.shell import ShellWord, Statement

Handed = dict[str, "Sequence[ShellWord] | None"]
"""The arguments of each function; None where calls differ, or its own words change them."""

_CHANGING = ("shift", "set", "getopts")


def arguments_of_functions(statements: Sequence[Statement]) -> Handed:
    """The functions that a script defines and calls, with the words of the call.

    Calls with the same words count as one. A function that nothing in sight calls, or whose
    name may come out of a variable, is not in the answer.
    """
    defined = {one.function for one in statements if one.function}
    if not defined:
        return {}
    found: Handed = {}
    for one in statements:
        name = one.words[0].raw.value if one.words else ""
        if name in _CHANGING and one.function:
            found[one.function] = None
        if name.startswith(("$", '"$')) and not one.function:
            return {}
        if name not in defined:
            continue
        given = one.words[1:]
        if name not in found:
            found[name] = given if one.function != name and _is_fixed(given) else None
        elif _spelled(found[name]) != _spelled(given):
            found[name] = None
    return found


def put_in(word: ShellWord, handed: Sequence[ShellWord] | None) -> Sequence[ShellWord]:
    """A word of a function with the call's words for `"$@"` and `$1`; itself where unknown."""
    if handed is None or len(word.parts) != 1 or isinstance(word.parts[0], Text):
        return (word,)
    expansion = word.parts[0]
    if expansion.operator:
        return (word,)
    if expansion.name == "@" or (expansion.name == "*" and not word.quoted):
        return handed
    if expansion.name.isdigit() and 0 < int(expansion.name[:4]) <= len(handed):
        return (handed[int(expansion.name[:4]) - 1],)
    return (word,)


def _is_fixed(words: Sequence[ShellWord]) -> bool:
    """Whether words mean the same where the function stands as where it is called."""
    return not any(
        not isinstance(part, Text) and part.name not in ("@", "*")
        for word in words
        for part in word.parts
    )


def _spelled(words: Sequence[ShellWord] | None) -> list[str]:
    return [word.raw.value for word in words or ()]
