"""What git leaves in a file that was merged and not settled."""

from __future__ import annotations

import re
from itertools import islice

from envguard.model import Text
from envguard.model.patterns import late

_MARKER = late(r"^(?:<{7} |>{7} |\|{7} |={7}\r?$)[^\n]*", re.MULTILINE)
_MAXIMUM = 100
_OPENING = late(r"^<{7} ", re.MULTILINE)


def conflict_markers(text: Text) -> list[Text]:
    """The first lines with markers, in order; none where no `<<<<<<<` opens a conflict."""
    value = text.value
    if "<<<<<<<" not in value or _OPENING.search(value) is None:
        return []
    markers = islice(_MARKER.finditer(value), _MAXIMUM)
    return [text[found.start() : found.end()].strip("\r") for found in markers]
