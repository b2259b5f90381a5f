"""A rule with a mistake, to see that the others go on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envguard.model import Severity
from envguard.rules import Outcome, rule

if TYPE_CHECKING:
    from envguard.subjects.command import Command


@rule("LAB002", "always-raises", Severity.WARNING, since="1.0")
def always_raises(command: Command) -> Iterator[Outcome]:
    r"""It raises.

    ## Why
    To see what happens.
    """
    raise ZeroDivisionError(command.program)
    yield
