"""POSIX and bash scripts to statements with spans, by tree-sitter-bash.

Only what a linter needs is kept: which words each command gets, what it assigns, where its
output goes, and in which branches it stands. Nothing is expanded here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from envguard.formats.byte_index import ByteIndex
from envguard.formats.shell_quoting import ansi_c, bare, double_quotes, single_quotes, unescaped
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAXIMUM_DEPTH = 150
MAXIMUM_HEREDOCS = 50

_BRANCHES = {
    "if_statement", "while_statement", "for_statement", "c_style_for_statement", "case_item",
    "function_definition", "elif_clause", "else_clause", "subshell",
}  # fmt: skip
_TESTS = {"test_command", "negated_command"}
_WORDS = {
    "word", "string", "raw_string", "ansi_c_string", "translated_string", "concatenation",
    "simple_expansion", "expansion", "command_substitution", "number", "process_substitution",
    "arithmetic_expansion", "brace_expression", "variable_name", "regex", "special_variable_name",
}  # fmt: skip


class Expansion(NamedTuple):
    """`$NAME`, `${NAME:-word}` or `$(…)` inside a word.

    `name` is "" for what no variable names; `operator` is "", ":-", ":=", "-", "=", ":+", "+",
    ":?" or "other"; `argument` are the parts behind the operator. `quoted`: no word splitting.
    """

    text: Text
    name: str
    operator: str = ""
    argument: tuple[Part, ...] = ()
    quoted: bool = False


Part = Text | Expansion


class ShellWord(NamedTuple):
    """A word before expansion: its spelling, and its literal and expanded parts in order."""

    raw: Text
    parts: tuple[Part, ...]
    quoted: bool


class Assignment(NamedTuple):
    """`NAME=word`; `word` is None where only the running script knows the value.

    `keyword` is "" or export, declare, local, readonly, typeset, for, read.
    """

    name: str
    word: ShellWord | None
    text: Text
    keyword: str = ""


class ShellRedirect(NamedTuple):
    """`operator` as written (>, >>, <, <<, <<<, &>); `target` is None for a heredoc's `body`."""

    operator: str
    target: ShellWord | None
    body: Text | None


class Statement:
    """A simple command, or assignments alone (then `words` is empty).

    `inside` is the statement in whose `$( )` or `<( )` it stands. `branch` holds the ids of the
    conditional constructs around it, outermost first; `pipeline` is the same number for all
    commands of one pipe; `heredoc` bodies are in the redirects. `function` is the name of the
    innermost function around it, "" for none.
    """

    __slots__ = (
        "assignments", "branch", "function", "inside", "pipeline", "redirects", "text", "words",
    )  # fmt: skip

    def __init__(self, text: Text, branch: tuple[int, ...], pipeline: int) -> None:
        self.text = text
        self.inside: Statement | None = None
        self.function = ""
        self.branch = branch
        self.pipeline = pipeline
        self.words: list[ShellWord] = []
        self.assignments: list[Assignment] = []
        self.redirects: list[ShellRedirect] = []


def parse(text: Text) -> list[Statement]:
    """The statements of a script in the order in which they begin; broken parts are left out."""
    return _Reader(text).statements()


def parse_loosely(text: Text) -> list[Statement]:
    """As `parse`, but where the script is broken each line stands for itself.

    For prose, in which an apostrophe is no open quote that swallows the rest.
    """
    reader = _Reader(text)
    if not reader.root.has_error:
        return reader.statements()
    return [statement for line in _logical_lines(text) for statement in parse(line)]


def _long_lines(value: str) -> Iterator[tuple[int, int]]:
    """Where the lines are that are long enough to hold that many here-documents."""
    if value.count("<<") <= MAXIMUM_HEREDOCS:
        return
    at = 0
    for line in value.splitlines(keepends=True):
        if len(line) > 2 * MAXIMUM_HEREDOCS:
            yield at, at + len(line)
        at += len(line)


def _logical_lines(text: Text) -> list[Text]:
    found: list[Text] = []
    begin = at = 0
    for line in text.value.splitlines(keepends=True):
        at += len(line)
        if not line.rstrip("\r\n").endswith("\\"):
            found.append(text[begin:at])
            begin = at
    if begin < at:
        found.append(text[begin:at])
    return found


@lru_cache(maxsize=1)
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_bash

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


class _Reader:
    def __init__(self, text: Text) -> None:
        self.text = text
        if any(
            text.value.count("<<", *span) > MAXIMUM_HEREDOCS for span in _long_lines(text.value)
        ):
            # of which the parser looks at each for every other one
            raise SyntaxProblem(text[:0], "a line opens too many here-documents")
        encoded = text.value.encode("utf-8", "surrogatepass")
        self.index = ByteIndex(encoded, len(text.value))
        self.root = _parser().parse(encoded).root_node
        self.found: list[Statement] = []

    def statements(self) -> list[Statement]:
        self._visit(self.root, (), (), 0)
        self.found.sort(key=lambda statement: statement.text.start)
        return self.found

    def _slice(self, node: Node, begin: int = 0, end: int = 0) -> Text:
        """The node's text, `begin` bytes later and `end` bytes earlier (quotes are one byte)."""
        return self._between(node.start_byte + begin, node.end_byte - end)

    def _visit(
        self,
        node: Node,
        branch: tuple[int, ...],
        redirects: tuple[Node, ...],
        depth: int,
        pipeline: int = 0,
    ) -> None:
        if depth > MAXIMUM_DEPTH:
            return
        kind = node.type
        if kind in ("command", "declaration_command", "unset_command"):
            self._command(node, branch, redirects, depth, pipeline)
        elif kind == "variable_assignment":
            statement = self._statement(node, branch, pipeline)
            statement.assignments.append(self._assignment(node, ""))
            self._nested(node, branch, depth)
        elif kind == "redirected_statement":
            body = node.child_by_field_name("body")
            own = tuple(c for c in node.children if c.type.endswith("_redirect"))
            # `a | b > f`: the shell gives the redirection to the last command of the pipe
            if body is not None:
                self._visit(body, branch, redirects + own, depth + 1, pipeline)
            for redirect in own:
                self._nested(redirect, branch, depth)
        elif kind == "pipeline":
            members = [c for c in node.children if c.is_named]
            for member in members:
                last = member is members[-1]
                number = pipeline or node.start_byte + 1
                self._visit(member, branch, redirects if last else (), depth + 1, number)
        elif kind in ("heredoc_body", "comment", "raw_string", "test_command"):
            self._nested(node, branch, depth)
        else:
            if kind in _BRANCHES:
                branch = (*branch, node.start_byte)
            if kind == "for_statement":
                self._loop_variable(node, branch)
            before = len(self.found)
            self._children(node, branch, redirects, depth)
            name = node.child_by_field_name("name") if kind == "function_definition" else None
            if name is not None:
                for statement in self.found[before:]:
                    statement.function = statement.function or self._slice(name).value

    def _children(
        self, node: Node, branch: tuple[int, ...], redirects: tuple[Node, ...], depth: int
    ) -> None:
        conditional = False
        before: Node | None = None
        # the tree looks for a node's siblings and parent from its root, so they are kept here
        for child in node.children:
            # `a && b > f`: the grammar gives the redirection to the list, the shell to b
            own = () if node.type == "list" and child is not node.children[-1] else redirects
            if node.type == "list" and not child.is_named:
                # `a && b` reads as a sequence that stops at a failure; a test is a condition
                tested = before is not None and before.type in _TESTS
                conditional = conditional or child.type == "||" or tested
            elif child.is_named:
                inner = (*branch, child.start_byte) if conditional else branch
                self._visit(child, inner, own, depth + 1)
            before = child

    def _nested(
        self, node: Node, branch: tuple[int, ...], depth: int, outer: Statement | None = None
    ) -> None:
        """Commands in `$( )`, backquotes and `<( )` anywhere below a node."""
        if depth > MAXIMUM_DEPTH:
            return
        for child in node.children:
            if child.type in ("command_substitution", "process_substitution"):
                before = len(self.found)
                self._children(child, branch, (), depth + 1)
                for statement in self.found[before:]:
                    statement.inside = statement.inside or outer
            elif child.child_count:
                self._nested(child, branch, depth + 1, outer)

    def _statement(self, node: Node, branch: tuple[int, ...], pipeline: int) -> Statement:
        statement = Statement(self._slice(node), branch, pipeline or node.start_byte + 1)
        self.found.append(statement)
        return statement

    def _loop_variable(self, node: Node, branch: tuple[int, ...]) -> None:
        variable = node.child_by_field_name("variable")
        if variable is not None:
            statement = Statement(self._slice(variable), branch, node.start_byte + 1)
            name = self._slice(variable)
            statement.assignments.append(Assignment(name.value, None, name, "for"))
            self.found.append(statement)

    def _command(
        self,
        node: Node,
        branch: tuple[int, ...],
        redirects: tuple[Node, ...],
        depth: int,
        pipeline: int,
    ) -> None:
        statement = self._statement(node, branch, pipeline)
        declares = node.type in ("declaration_command", "unset_command")
        own: list[Node] = []
        keyword = ""
        for child in node.children:
            kind = child.type
            if kind == "variable_assignment":
                statement.assignments.append(self._assignment(child, keyword))
            elif kind == "command_name":
                inner = child.children[0] if child.children else child
                statement.words.append(self._word(inner))
            elif kind.endswith("_redirect"):
                own.append(child)
                self._words_behind(child, statement)
            elif declares and not child.is_named:
                keyword = kind
                statement.words.append(self._word(child))
            elif kind in _WORDS or child.is_named or kind in ("==", "=~", "="):
                statement.words.append(self._word(child))
        for redirect in redirects:
            statement.redirects.extend(self._redirect(redirect))
            self._words_behind(redirect, statement)
        for redirect in own:
            statement.redirects.extend(self._redirect(redirect))
        self._nested(node, branch, depth, statement)

    def _words_behind(self, redirect: Node, statement: Statement) -> None:
        """`cmd >log --option`: the parser gives the words behind the target to the redirection."""
        words = [child for child in redirect.children if child.type in _WORDS]
        statement.words.extend(self._word(word) for word in words[1:])

    def _redirect(self, node: Node) -> list[ShellRedirect]:
        if node.type == "heredoc_redirect":
            found = [
                ShellRedirect("<<", None, self._slice(child))
                for child in node.children
                if child.type == "heredoc_body"
            ]
            for child in node.children:
                if child.type.endswith("_redirect"):
                    found.extend(self._redirect(child))
            return found
        operator = next((c.type for c in node.children if not c.is_named), "")
        target = next((c for c in node.children if c.type in _WORDS), None)
        return [ShellRedirect(operator, self._word(target) if target else None, None)]

    def _assignment(self, node: Node, keyword: str) -> Assignment:
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        text = self._slice(name) if name is not None else self._slice(node)
        appended = any(child.type == "+=" for child in node.children)
        if appended or (value is not None and value.type == "array") or "[" in text.value:
            return Assignment(text.value.partition("[")[0], None, text, keyword)
        if value is None:
            end = self._slice(node)
            return Assignment(text.value, ShellWord(end[len(end) :], (), True), text, keyword)
        return Assignment(text.value, self._word(value), text, keyword)

    def _word(self, node: Node) -> ShellWord:
        parts: list[Part] = []
        self._parts(node, parts, False, 0)
        return ShellWord(self._slice(node), tuple(parts), "string" in node.type)

    def _parts(self, node: Node, parts: list[Part], quoted: bool, depth: int) -> None:
        kind = node.type
        if depth > MAXIMUM_DEPTH:
            parts.append(Expansion(self._slice(node), "", "other"))
        elif kind == "raw_string":
            parts.append(self._slice(node, 1, 1).through(single_quotes))
        elif kind in ("string", "translated_string"):
            self._string(node, parts, depth)
        elif kind == "ansi_c_string":
            parts.append(ansi_c(self._slice(node, 2, 1)))
        elif kind == "simple_expansion":
            name = self._slice(node).value[1:]
            parts.append(Expansion(self._slice(node), name, quoted=quoted))
        elif kind == "expansion":
            parts.append(self._expansion(node, quoted, depth))
        elif kind in ("command_substitution", "arithmetic_expansion", "process_substitution"):
            parts.append(Expansion(self._slice(node), "", "other", quoted=quoted))
        elif kind == "concatenation":
            for child in node.children:
                self._parts(child, parts, quoted, depth + 1)
        else:
            parts.extend(unescaped(self._slice(node), bare, outside=True))

    def _string(self, node: Node, parts: list[Part], depth: int) -> None:
        """A double-quoted string: what lies between its expansions is literal."""
        at = node.start_byte + (2 if node.type == "translated_string" else 1)
        end = node.end_byte - 1
        begin = len(parts)
        for child in node.children:
            if child.type == "string":  # a translated string's own string
                self._string(child, parts, depth + 1)
                return
            if child.is_named and child.type != "string_content":
                self._literal(at, child.start_byte, parts)
                self._parts(child, parts, True, depth + 1)
                at = child.end_byte
        self._literal(at, end, parts)
        if len(parts) == begin:
            parts.append(self._between(at, at).through(double_quotes))

    def _literal(self, begin: int, end: int, parts: list[Part]) -> None:
        if begin < end:
            parts.extend(unescaped(self._between(begin, end), double_quotes, outside=False))

    def _between(self, begin: int, end: int) -> Text:
        return self.text[self.index.character(begin) : self.index.character(end)]

    def _expansion(self, node: Node, quoted: bool, depth: int) -> Expansion:
        text = self._slice(node)
        operator = name = ""
        argument: list[Part] = []
        for child in node.children:
            if child.type in ("variable_name", "special_variable_name") and not name:
                name = self._slice(child).value
            elif child.type in (":-", ":=", "-", "=", ":+", "+", ":?", "?"):
                operator = child.type
            elif child.type not in ("${", "}"):
                if operator:
                    self._parts(child, argument, quoted, depth + 1)
                else:
                    operator = "other"
        return Expansion(text, name, operator, tuple(argument), quoted)
