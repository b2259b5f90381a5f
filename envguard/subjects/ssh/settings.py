"""One setting that a line makes, before it is known for which hosts it is in force."""

from __future__ import annotations

from envguard.model.records import NamedTuple
from envguard.subjects.ssh.forwards import Forward
from envguard.subjects.ssh.jump import Jump

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

FIRST_WINS = "first wins"
ADDS = "adds"
ADDS_ONCE = "adds once"
REMOVES = "removes"
LAST_ANYWHERE = "last anywhere"
FIRST_ANYWHERE = "first anywhere"

MOST_BEATEN = 50
"""So many lines are remembered that come too late to decide a slot."""

PROXY = "proxy"
"""The slot that ProxyJump and ProxyCommand share: the first of the two wins, `none` too."""

AGENT_PATH = "forwardagent path"
"""The slot of the socket or variable that ForwardAgent may name instead of yes or no."""

Value: TypeAlias = "str | tuple[str, ...] | Forward | Jump"


class Setting(NamedTuple):
    """`slot` is the option it sets, or a part of one ("rekeylimit size").

    `how` says what it does to what is there: FIRST_WINS; ADDS; ADDS_ONCE (no duplicates);
    REMOVES what a pattern names. Two options heed no block at all (measured): of SyslogFacility
    the first line of the file wins, of StreamLocalBindMask the last.
    """

    slot: str
    value: Value
    how: str = FIRST_WINS
