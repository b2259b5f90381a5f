"""SSH017: unportable-syntax."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Edit, Fix, Severity, finding, related
from envguard.model.edits import fix, write
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.portability import (
    BLANK,
    BLANKS,
    COMMENT,
    CONTINUATION,
    LINE_BREAK,
    MARK,
    MATCH_EQUALS,
    MATCH_NEW,
    MATCH_QUOTES,
    SEMICOLON,
    Spelling,
    spellings,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig

_MESSAGES = {
    MARK: "A byte order mark is part of the first keyword, so ssh refuses the whole file: save it "
    "as UTF-8 without one.",
    BLANK: "This blank is no space for ssh but part of the keyword, so it refuses the whole file: "
    "put an ordinary space there.",
    LINE_BREAK: "ssh breaks lines at line feeds only, so this and all behind it is one line to it: "
    "save the file with Unix line ends.",
    SEMICOLON: "Only `#` begins a comment; ssh takes this for a keyword and refuses the whole file.",
    CONTINUATION: "ssh knows no continued lines: the next line stands for itself, and the backslash "
    "belongs to this value.",
    MATCH_EQUALS: "ssh 9.9 and newer refuse or read this `=` in another way than older ones: write "
    "`Match host name` with a space.",
    MATCH_QUOTES: "Before OpenSSH 9.9 single quotes mean nothing in a Match line: use double quotes.",
    MATCH_NEW: "`Match` with {value} or newer; an older ssh refuses the whole file.",
}
_REFUSED = (MARK, BLANK, SEMICOLON)


@rule("SSH017", "unportable-syntax", Severity.WARNING, fix="safe", since="0.1.0", tempered=False)
def unportable_syntax(config: SshConfig) -> Iterator[Outcome]:
    r"""A spelling that some ssh refuses, or reads in another way than it looks.

    ## Why
    ssh's grammar is small: lines end at line feeds, only `#` begins a comment, nothing continues
    a line, and a byte order mark or a no-break space belongs to the word beside it. Match changed
    in 9.9: `host = foo` was fine before and is refused since, single quotes count only since. A
    comment behind a value needs OpenSSH 8.5 (8.7 with quotes); RHEL 8 has 8.0.

    ## Bad
    ```sshconfig title=".ssh/config"
    Match host = foo
        User ada
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Match host foo
        User ada
    ```

    ## Fix
    Safe for a blank that is no space, and for `=` in Match.

    ## References
    - https://man.openbsd.org/ssh_config
    - https://www.openssh.com/releasenotes.html
    """
    comments: list[Spelling] = []
    said: set[tuple[str, int]] = set()
    refused = _refused_numbers(config)
    for one in spellings(config):
        if one.kind == COMMENT:
            comments.append(one)
        elif not (config.template and one.kind in (SEMICOLON, LINE_BREAK)):
            number = one.line.directive.number
            if (one.kind, number) in said:
                continue
            said.add((one.kind, number))
            yield finding(
                one.text,
                _MESSAGES[one.kind],
                severity=Severity.ERROR if one.kind in _REFUSED or number in refused else None,
                confidence=confidence(config, one.line),
                fix=_mended(one),
                value=one.value,
            )
    if comments:
        yield finding(
            comments[0].text,
            "A comment behind a value needs OpenSSH 8.5: older ones, such as that of RHEL 8, take it "
            "for more words and refuse the file. Put it on a line of its own.",
            severity=Severity.INFO,
            confidence=confidence(config, comments[0].line),
            related=tuple(related(one.text, "and here") for one in comments[1:20]),
        )


def _refused_numbers(config: SshConfig) -> set[int]:
    """The numbers of lines for which the release in use refuses the file.

    Not of those that need a newer release: the file is right for whoever has it.
    """
    newer = {one.line.directive.number for one in spellings(config) if one.kind == MATCH_NEW}
    problems = (p.problem for p in (*config.problems, *config.unknown_keywords))
    found = {
        problem.directive.number
        for problem in problems
        if problem.directive is not None and problem.text.source.path == config.path
    }
    return found - newer


def _mended(one: Spelling) -> Fix | None:
    if one.kind == BLANK:
        mended = "".join(" " if c in BLANKS else c for c in one.text.value)
        return fix("safe", "put a space", write(one.text, mended))
    if one.kind == MATCH_EQUALS:
        return fix("safe", "put a space", *_without_equals(one))
    return None


def _without_equals(one: Spelling) -> list[Edit | None]:
    """Every `=` of the Match line that parts a criterion from its value becomes a space."""
    directive = one.line.directive
    edits: list[Edit | None] = []
    arguments = directive.arguments
    for index, argument in enumerate(arguments):
        raw = argument.raw
        at = raw.value.find("=")
        if at < 0 or argument.quoted:
            continue
        if raw.value == "=" and 0 < index < len(arguments) - 1:
            gap = directive.line[arguments[index - 1].end : arguments[index + 1].start]
            edits.append(write(gap, " "))
        elif at == 0:
            edits.append(write(raw[:1], ""))
        elif at == len(raw) - 1:
            edits.append(write(raw[at:], ""))
        else:
            edits.append(write(raw[at : at + 1], " "))
    return edits
