"""From a text to an SshConfig: every line read, every Include followed as far as the caller can."""

from __future__ import annotations

from envguard.data.ssh_keywords import KEYWORDS, Keyword
from envguard.formats.ssh_config import Directive, parse
from envguard.model import Text
from envguard.subjects.ssh.config import (
    GLOBAL,
    HOST,
    MATCH,
    Block,
    Included,
    IncludeReader,
    Line,
    Placed,
    Release,
    SshConfig,
)
from envguard.subjects.ssh.criteria import asks_final, read_criteria
from envguard.subjects.ssh.expand import Expansion, Unset, expand_variables
from envguard.subjects.ssh.machine import NOWHERE, Machine
from envguard.subjects.ssh.problems import (
    BAD_INCLUDE,
    BAD_VALUE,
    NO_ARGUMENT,
    OPEN_QUOTE,
    UNKNOWN_KEYWORD,
    Problem,
    Refused,
)
from envguard.subjects.ssh.settings import FIRST_ANYWHERE, LAST_ANYWHERE, Setting
from envguard.subjects.ssh.templates import is_template, plain_lines
from envguard.subjects.ssh.values import Surroundings, read_settings

DEEPEST_INCLUDE = 16
MOST_LINES = 100_000
MOST_INCLUDES = 2_000

_TAKES_VARIABLES = frozenset(
    ("forward_agent", "agent", "local_forward", "remote_forward", "dynamic_forward")
)

TOO_MANY = "the includes are too many to read them all"
NOT_READ = "this Include is not read: its files lie outside of the project"


def read_ssh_config(
    text: Text,
    path: str = "",
    include: IncludeReader | None = None,
    home: str | None = None,
    version: str = "9.2",
    machine: Machine | None = None,
    templates: bool = False,
) -> SshConfig:
    """The configuration that a text is for a release of ssh; never fails.

    `include` gives the files that an Include names (None: none can be read); `home` is what `~`
    means, `machine` says more about where ssh would run. What is not known stays unknown.
    `templates`: of what another program fills in before ssh reads it, the plain lines are read.
    """
    if machine is None:
        machine = NOWHERE if home is None else Machine(home, home)
    config = SshConfig(path or text.source.path, read_version(version), machine)
    if templates and is_template(config.path, text):
        config.template = True
        text = plain_lines(text)
    _Reading(config, include).file(text, None, 0)
    return config


def read_version(written: str) -> Release:
    """The release in a text such as "9.2" or "9.2p1"; 9.2 where it is none."""
    major, _, rest = written.partition(".")
    minor = "".join(character for character in rest if character.isdecimal())[:3]
    if "p" in rest:
        minor = rest.partition("p")[0]
    if not (major.isdecimal() and minor.isdecimal() and len(major) < 4 and len(minor) < 4):
        return (9, 2)
    return (int(major), int(minor))


def comment_style(version: Release) -> str:
    """What `#` behind a keyword means: see `envguard.formats.ssh_config.parse`."""
    if version >= (8, 7):
        return "word"
    return "anywhere" if version >= (8, 5) else "never"


def known_keyword(name: str, version: Release) -> Keyword | None:
    """The keyword of that name (in lower case), None where this release has none."""
    keyword = KEYWORDS.get(name)
    return None if keyword is None or keyword.since > version else keyword


class _Reading:
    def __init__(self, config: SshConfig, include: IncludeReader | None) -> None:
        self.config = config
        self.include = include
        self.around = Surroundings(config.version, config.machine)
        self.order = 0
        self.includes = 0
        self.words = 0
        self.stopped = False

    def file(self, text: Text, parent: Block | None, depth: int) -> None:
        """All lines of one file, in the block that includes it."""
        block = self._begin(GLOBAL, None, parent)
        for directive in parse(text, comment_style(self.config.version)).directives:
            self.order += 1
            if self.order > MOST_LINES:
                self._leave_out(directive)
                return
            block = self._directive(directive, block, parent, depth)

    def _directive(
        self, directive: Directive, block: Block, parent: Block | None, depth: int
    ) -> Block:
        """Reads one line; gives the block in which the next one stands."""
        config = self.config
        if not directive.has_rest:
            return self._refuse(directive, block, NO_ARGUMENT, "no argument after keyword")
        keyword = known_keyword(directive.name, config.version)
        if keyword is None:
            message = f"Bad configuration option: {directive.name}"
            problem = Problem(
                UNKNOWN_KEYWORD, directive.keyword, message, directive, directive.written
            )
            config.unknown_keywords.append(Placed(self.order, problem))
            if directive.problem is None:
                return self._add(directive, block)
        if directive.problem is not None:
            # measured: an open quote refuses even a line that IgnoreUnknown covers
            return self._refuse(directive, block, OPEN_QUOTE, directive.problem)
        assert keyword is not None
        if keyword.kind == "host":
            return self._host(directive, parent)
        if keyword.kind == "match":
            return self._match(directive, parent)
        if keyword.kind == "include":
            return self._include(directive, block, depth)
        return self._setting(keyword, directive, block)

    def _setting(self, keyword: Keyword, directive: Directive, block: Block) -> Block:
        settings: list[Setting] = []
        try:
            settings = read_settings(keyword, directive, self.around)
        except Refused as refused:
            self.config.problems.append(Placed(self.order, refused.problem(directive)))
        if self.config.machine.environment is None and keyword.kind in _TAKES_VARIABLES:
            self._variable(directive)
        return self._add(directive, block, tuple(settings))

    def _variable(self, directive: Directive) -> None:
        if "${" in directive.rest.value:
            message = "whether ssh takes this line depends on a variable"
            problem = Problem(BAD_VALUE, directive.text, message, directive, directive.rest.value)
            self.config.unknowns.append(problem)

    def _host(self, directive: Directive, parent: Block | None) -> Block:
        block = self._begin(HOST, directive, parent)
        for argument in directive.arguments:
            if not argument.value:
                refused = Refused(BAD_VALUE, f"keyword {directive.name} empty argument", argument)
                self.config.problems.append(Placed(self.order, refused.problem(directive)))
                break
        return block

    def _match(self, directive: Directive, parent: Block | None) -> Block:
        block = self._begin(MATCH, directive, parent)
        try:
            block.criteria = read_criteria(directive, self.config.version)
        except Refused as refused:
            self.config.problems.append(Placed(self.order, refused.problem(directive)))
        if asks_final(block.criteria, self.config.version):
            self.config.reads_twice = True
        return block

    def _include(self, directive: Directive, block: Block, depth: int) -> Block:
        unread = ""
        found: list[Included] = []
        for argument in directive.arguments:
            if not argument.value:
                message = f"keyword {directive.name} empty argument"
                refused = Refused(BAD_VALUE, message, argument)
                self.config.problems.append(Placed(self.order, refused.problem(directive)))
                continue
            self.words += 1
            if self.words > MOST_INCLUDES:
                # each word may be a glob, for which a folder has to be read
                self.config.complete = False
                unread = NOT_READ
                break
            files = self._files(argument.value)
            if files is None:
                unread = NOT_READ
            found.extend(files or ())
        self._add(directive, block, (), unread)
        for included in found:
            if not self._enter(included, directive, block, depth):
                break
        return block

    def _files(self, word: str) -> list[Included] | None:
        if self.include is None:
            return None
        if self.config.version >= (9, 9) and ("%" in word or "${" in word):
            if "%" in word:
                return None
            try:
                word = expand_variables(word, self.config.machine.environment)
            except Expansion:
                return []
            except Unset:
                return None
        files = self.include(word)
        return None if files is None else list(files)

    def _enter(self, included: Included, directive: Directive, block: Block, depth: int) -> bool:
        """Reads an included file; False where ssh would stop for good."""
        self.includes += 1
        message = included.refusal
        if depth >= DEEPEST_INCLUDE:
            message = "Too many recursive configuration includes"
        if message:
            problem = Problem(BAD_INCLUDE, directive.text, message, directive)
            self.config.problems.append(Placed(self.order, problem))
            self.stopped = True
        if self.stopped:
            return False
        if self.includes > MOST_INCLUDES or self.order > MOST_LINES:
            self._leave_out(directive)
            return False
        self.file(included.text, block, depth + 1)
        return True

    def _leave_out(self, directive: Directive) -> None:
        """What comes from here on is not read, so what no line has set yet is not known."""
        if self.config.complete:
            self.config.complete = False
            # other hosts' blocks may follow, so this concerns every host
            self._add(directive, self._begin(GLOBAL, None, None), (), TOO_MANY)

    def _begin(self, kind: str, directive: Directive | None, parent: Block | None) -> Block:
        block = Block(kind, len(self.config.blocks), directive, parent)
        self.config.blocks.append(block)
        if directive is not None:
            # the line that opens a block belongs to it, so that it is evaluated in its place
            self._add(directive, block)
        return block

    def _add(
        self,
        directive: Directive,
        block: Block,
        settings: tuple[Setting, ...] = (),
        unread: str = "",
    ) -> Block:
        line = Line(directive, block, self.order, settings, unread)
        block.lines.append(line)
        self.config.lines.append(line)
        for setting in settings:
            if setting.how == LAST_ANYWHERE:
                self.config.everywhere[setting.slot] = line
            elif setting.how == FIRST_ANYWHERE:
                self.config.everywhere.setdefault(setting.slot, line)
        return block

    def _refuse(self, directive: Directive, block: Block, kind: str, message: str) -> Block:
        if kind == NO_ARGUMENT:
            message = f'{message} "{directive.name}"'
        problem = Problem(kind, directive.text, message, directive, directive.rest.value)
        self.config.problems.append(Placed(self.order, problem))
        return self._add(directive, block)
