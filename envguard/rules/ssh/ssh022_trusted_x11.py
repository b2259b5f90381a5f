"""SSH022: trusted-x11."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.ssh_config import lower
from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.coverage import shadowed_lines
from envguard.subjects.ssh.judged import holding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import Line, SshConfig
    from envguard.subjects.ssh.options import OptionValue


@rule("SSH022", "trusted-x11", Severity.WARNING, since="0.1.0", tempered=False)
def trusted_x11(config: SshConfig) -> Iterator[Outcome]:
    r"""Programs on the other side get full control of the display.

    ## Why
    With `ForwardX11Trusted yes`, whoever is root on the other side can read every key that you
    type in any window, and type for you. OpenSSH's own default is no, but Debian and Ubuntu build
    it with yes (measured with 9.2, 10.0 and 10.6), so `ForwardX11 yes` alone is enough there.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        ForwardX11 yes
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host lab
        ForwardX11 yes
        ForwardX11Trusted no
    ```

    ## References
    - https://man.openbsd.org/ssh_config#ForwardX11Trusted
    """
    dead = {found.line.order for found in shadowed_lines(config)}
    trusted: dict[int, tuple[Line, OptionValue]] = {}
    for held in holding(config, "forwardx11"):
        other = held.answer.options.get("forwardx11trusted")
        if held.option.value != "yes" or not held.option.lines or other is None:
            continue
        if other.value == "yes":
            trusted.setdefault(held.option.lines[0].order, (held.option.lines[0], other))
    for order in sorted(trusted):
        line, other = trusted[order]
        if order in dead or not config.is_own(line) or lower(line.directive.name) != "forwardx11":
            continue
        by_default = not other.lines
        if by_default and config.template:
            continue
        yield finding(
            line.directive.text,
            "Root on the other side can read and type in all of your windows where ssh is built as "
            "Debian does it: add `ForwardX11Trusted no`."
            if by_default
            else "Root on the other side can read and type in all of your windows: set "
            "`ForwardX11Trusted no`, and name the hosts that need X11.",
            confidence=confidence(config, line, certain=not by_default),
            related=tuple(related(one.directive.text, "trusted here") for one in other.lines[:1]),
        )
