"""SSH024: unknown-algorithm."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.data.ssh_keywords import KEYWORDS
from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import at, confidence
from envguard.subjects.ssh.algorithms import is_retired, release_of, unknown_names
from envguard.subjects.ssh.problems import BAD_ALGORITHM, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.ssh.config import SshConfig

_NEWEST = (10, 0)


@rule("SSH024", "unknown-algorithm", Severity.ERROR, since="0.1.0", tempered=False)
def unknown_algorithm(config: SshConfig, settings: Settings) -> Iterator[Outcome]:
    r"""An algorithm that ssh does not know, for which it refuses the whole file.

    ## Why
    `Bad SSH2 cipher spec` ends every ssh, for every host, also where the block does not match.
    arcfour, blowfish and cast128 left OpenSSH in 7.6, DSA (`ssh-dss`) in 10.0. Only a list that
    takes away (`-arcfour*`) may name anything.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host old
        Ciphers arcfour
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host old
        Ciphers +aes256-cbc
    ```

    ## References
    - https://man.openbsd.org/ssh_config#Ciphers
    - https://www.openssh.com/releasenotes.html
    """
    if config.template:
        return
    said = set()
    for placed in config.problems:
        problem = placed.problem
        if problem.kind != BAD_ALGORITHM or problem.text.source.path != config.path:
            continue
        said.add(placed.order)
        names = _names(problem, config.version)
        release = max(map(release_of, names), default="") if names else ""
        if release:
            yield finding(
                problem.text,
                "{names} needs OpenSSH {release}: older ones refuse the whole file, for every host. "
                "Say in the settings which is the oldest (`ssh-version`).",
                severity=None if settings.origin("ssh-version").path else Severity.WARNING,
                confidence=Confidence.LIKELY,
                names=", ".join(names[:4]),
                release=release,
            )
            continue
        yield finding(
            problem.text,
            "ssh does not know {names} and refuses the whole file, for every host: take it out.",
            confidence=at(config, placed.order),
            names=", ".join(names[:4]) or f"`{problem.value}`",
        )
    for line in config.own_directives() if config.version < _NEWEST else ():
        keyword = KEYWORDS.get(line.directive.name)
        if keyword is None or keyword.kind != "algorithms" or not line.directive.arguments:
            continue
        value = line.directive.arguments[0].value
        gone = [n for n in unknown_names(keyword.option, value, _NEWEST) if is_retired(n)]
        if gone and line.order not in said:
            yield finding(
                line.directive.arguments[0].raw,
                "OpenSSH 10.0 and newer do not know {names} and refuse the whole file, for every host: "
                "take it out.",
                severity=Severity.WARNING,
                confidence=confidence(config, line),
                names=", ".join(gone[:4]),
            )


def _names(problem: Problem, version: tuple[int, int]) -> list[str]:
    """The names at fault; those of a newer release only where there is no other."""
    keyword = KEYWORDS.get(problem.directive.name) if problem.directive is not None else None
    names = unknown_names(keyword.option, problem.value, version) if keyword is not None else []
    never = [name for name in names if name and not release_of(name)]
    return never or [name for name in names if name]
