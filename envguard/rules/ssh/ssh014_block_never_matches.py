"""SSH014: block-never-matches."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.ssh_config import Argument, lower
from envguard.model import Fix, Severity, finding, related
from envguard.model.edits import fix, write
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import at
from envguard.subjects.command import HOLE
from envguard.subjects.ssh.config import HOST, MATCH, Block
from envguard.subjects.ssh.coverage import never_matches, set_too_late
from envguard.subjects.ssh.judged import FORGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig

MOST_BLOCKS = 2_000

_PUBLIC = (".com", ".org", ".net", ".edu", ".gov")


@rule("SSH014", "block-never-matches", Severity.WARNING, fix="safe", since="0.1.0", tempered=False)
def block_never_matches(config: SshConfig) -> Iterator[Outcome]:
    r"""A pattern that no host name can match, so its block holds for nobody.

    ## Why
    `Host` parts its patterns with spaces; a comma or a bracket is a letter like any other. Only
    patterns with `!` never match by themselves: `Host !a` needs a `*` beside it. And a `Match
    user` or `Match host` sees only what was set above it, so it does not match where `User` or
    `HostName` comes later.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host foo,bar
        User ada
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host foo bar
        User ada
    ```

    ## Fix
    Safe for a comma between plain names: it becomes a space.

    ## References
    - https://man.openbsd.org/ssh_config#PATTERNS
    - https://man.openbsd.org/ssh_config#Host
    """
    for block in config.blocks[:MOST_BLOCKS]:
        directive = block.directive
        if directive is None or directive.line.source.path != config.path:
            continue
        if HOLE in directive.rest.value:
            continue
        order = block.lines[0].order if block.lines else 0
        bad = [argument for argument in block.pattern_arguments if _has_letter(argument)]
        for argument in bad:
            yield finding(
                argument.raw,
                "No host name matches `{pattern}`: in a Host line commas and brackets are letters. "
                "Write each name by itself, with spaces between them.",
                confidence=at(config, order),
                fix=_parted(argument),
                pattern=argument.value,
            )
        reason = None if bad else never_matches(block)
        if reason is not None:
            yield finding(
                directive.text,
                "This block holds for no host: {reason}.",
                confidence=at(config, order),
                reason=reason,
            )
        if block.kind == MATCH and not config.template:
            yield from _too_late(config, block)
        yield from _capitals(config, block, order)


def _has_letter(argument: Argument) -> bool:
    value = argument.value
    address = value.lstrip("!").startswith("[")
    return "," in value or (("[" in value or "]" in value) and not address)


def _too_late(config: SshConfig, block: Block) -> Iterator[Outcome]:
    later = set_too_late(config, block)
    if later is not None and block.directive is not None:
        yield finding(
            block.directive.text,
            "This Match does not see {keyword}, which is set only below: ssh reads from top to "
            "bottom. Move the block behind it.",
            confidence=at(config, later.order, certain=False),
            related=(related(later.directive.text, "set here"),),
            keyword=later.directive.written,
        )


def _capitals(config: SshConfig, block: Block, order: int) -> Iterator[Outcome]:
    """Case counts in Host: a public domain in capitals matches only where it is typed so."""
    if block.kind != HOST:
        return
    for argument in block.pattern_arguments:
        small = lower(argument.value)
        public = small in FORGES or small.endswith(_PUBLIC)
        if public and small != argument.value and small not in block.patterns:
            yield finding(
                argument.raw,
                "Case counts here: this matches only where the name is typed with the same "
                "capitals, and URLs have it in small letters.",
                severity=Severity.INFO,
                confidence=at(config, order),
            )


def _parted(argument: Argument) -> Fix | None:
    raw = argument.raw
    names = raw.value.split(",")
    if "[" in raw.value or argument.quoted or not all(_is_plain(name) for name in names):
        return None
    return fix("safe", "part the names with spaces", write(raw, " ".join(names)))


def _is_plain(name: str) -> bool:
    return bool(name) and name.replace("-", "").replace(".", "").replace("_", "").isalnum()
