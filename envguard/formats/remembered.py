"""The trees of the files read last: several readers ask for the same one, one after the other."""

from __future__ import annotations

import sys
from collections.abc import Callable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Concatenate, ParamSpec, TypeVar

    from envguard.model import Text

    _Tree = TypeVar("_Tree")
    _Options = ParamSpec("_Options")

MAXIMUM_KEPT = 16
# of the files, which stay in memory as long as their trees; the last is kept however large it is
MAXIMUM_BYTES = 8 * 1024 * 1024


def remembered(
    parse: Callable[Concatenate[Text, _Options], _Tree],
) -> Callable[Concatenate[Text, _Options], _Tree]:
    """A parser that gives the same tree again for the same stretch of the same Source.

    Trees are never changed once they are made. A Source is one file as it was read, so another
    text under the same name has another tree; what is refused is parsed anew.
    """
    kept: dict[object, tuple[_Tree, int]] = {}
    weight = 0

    def ask(text: Text, /, *options: _Options.args, **named: _Options.kwargs) -> _Tree:
        nonlocal weight
        key = (text.source, text.value, text.pieces, options, tuple(named.items()))
        if key in kept:
            return kept[key][0]
        tree = parse(text, *options, **named)
        size = sys.getsizeof(text.source.content)
        while kept and (len(kept) >= MAXIMUM_KEPT or weight + size > MAXIMUM_BYTES):
            weight -= kept.pop(next(iter(kept)))[1]
        kept[key] = tree, size
        weight += size
        return tree

    ask.__doc__ = parse.__doc__
    return ask
