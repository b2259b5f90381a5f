"""A target for each format: what it reads, which files of the project's seed it, what it allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from envguard.formats import (
    ansible_inventory,
    bounded_pattern,
    caddyfile,
    compose_words,
    conda_channel,
    conda_constraint,
    conda_lock,
    conda_version,
    conflict_markers,
    dockerfile,
    dockerfile_stages,
    dockerfile_variables,
    dockerfile_words,
    dotenv,
    explicit_lock,
    image_reference,
    ini,
    ipython,
    json,
    just,
    libyaml,
    line_ranges,
    lines,
    make,
    markdown,
    marker,
    match_spec,
    nginx,
    notebook,
    posix_words,
    private_key,
    public_key,
    python_config,
    python_imports,
    requirement,
    selectors,
    shell,
    ssh_config,
    systemd_words,
    toml,
    yaml,
    yaml_types,
)
from envguard.formats.tree import Mapping, Scalar, Sequence, SyntaxProblem, walk
from envguard.model import Text
from envguard.model.edits import replace
from fuzz.places import hold_places, texts

Read = Callable[[Text], Any]

_EDITED = 40
_PUT_IN = ("a", "1.2", "a b", "'", 'x"y', "\n", "é", "")


class Target(NamedTuple):
    """What is run on a text, and the kinds of files (project/kinds.py) or words to begin with."""

    read: Read
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    refusals: tuple[type[Exception], ...] = ()


def run(target: Target, content: str) -> None:
    """Read a text. Whatever comes but a refusal that the format documents is a defect."""
    text = Text.of(content)
    try:
        found = target.read(text)
    except SyntaxProblem as problem:
        _hold_problem(problem)
        return
    except target.refusals:
        return
    hold_places(found)
    for _, place in list(texts(found))[:_EDITED]:
        for value in _PUT_IN:
            edit = replace(place, value)
            assert edit is None or 0 <= edit.location.start <= edit.location.end <= len(content)


def _hold_problem(problem: SyntaxProblem) -> None:
    hold_places(problem.text)
    assert problem.position
    assert problem.reason


def _variables(name: str) -> str | None:
    return {"A": "value", "B": "", "C": "${A}", "D": "a b $A"}.get(name)


def _yaml(text: Text) -> Any:
    found = yaml.parse_all(text)
    assert _spans(found) == _spans(libyaml.documents(text, False))
    for tree in found:
        for node in walk(tree, 2000):
            _look_around(node)
    return found


def _spans(trees: list[Any]) -> list[tuple[Any, ...]]:
    nodes = (node for tree in trees for node in walk(tree, 2000))
    return [(type(node), node.text.start, node.text.end, node.text.value) for node in nodes]


def _look_around(node: Any) -> None:
    if isinstance(node, Scalar):
        yaml.scalar_type(node)
        if node.value:
            yaml_types.leaf_type(node)
        hold_places([lines.removal(node.raw), lines.removal(node.raw, item=True)])
        hold_places([lines.comment_behind(node.raw), lines.comments_above(node.raw)])
        hold_places([lines.line_below(node.raw), lines.rest_of_line(node.raw)])
    elif isinstance(node, Mapping):
        for key, _ in node.pairs():
            assert node.get(key.value) is not None
            hold_places(lines.entry_removal(node, key.value))
    elif isinstance(node, Sequence):
        hold_places([lines.item_removal(node, item) for item in node.items[:20]])


def _json(text: Text) -> Any:
    return [json.parse(text, True), json.parse(text)]


def _notebook(text: Text) -> Any:
    found = notebook.parse(text)
    for offset in (0, len(text) // 2, len(text)):
        notebook.cell_position(found, offset)
    return [found, notebook.kernel(text)]


def _dockerfile_words(text: Text) -> Any:
    words = dockerfile_words.split_words(text, "\\")
    return [
        words,
        dockerfile_words.split_flags(text, "\\"),
        dockerfile_words.heredoc_openings(text),
        [dockerfile_variables.expand(word, _variables) for word in words],
        dockerfile_variables.expand(text, _variables, "`", quotes=False),
    ]


def _systemd(text: Text) -> Any:
    commands = systemd_words.split_commands(text) or []
    words = [systemd_words.specified(word, _variables) for found in commands for word in found]
    return [commands, words, systemd_words.substituted(words, _variables)]


def _make(text: Text) -> Any:
    found = make.parse(text)
    for assignment in found.assignments:
        list(make.references(assignment.value.value))
    return found


def _just(text: Text) -> Any:
    just.evaluate(text.value, {"a": "b", "c": None})
    return [just.parse(text), just.strings(text), just.backticks(text)]


def _platforms(text: Text) -> Any:
    for line in text.lines():
        words = selectors.selector(line.value)
        if words is not None:
            selectors.holds(words, "linux-64")
    kept = [selectors.filtered(text, platform) for platform in ("linux-64", "win-64")]
    return [kept, selectors.filtered(text, "osx-arm64", strict=True)]


def _markers(text: Text) -> Any:
    marker.evaluate(text.value, marker.platform_values("linux-64", "3.11"))
    marker.evaluate(text.value, {})


def _patterns(text: Text) -> Any:
    pattern, _, name = text.value.partition("\n")
    bounded_pattern.matches(pattern, name[:200])


def _versions(text: Text) -> Any:
    left, _, right = text.value.partition("\n")
    one, other = conda_version.parse(left), conda_version.parse(right)
    assert conda_version.compare(one, other) == -conda_version.compare(other, one)


def _constraints(text: Text) -> Any:
    words, _, version = text.value.partition("\n")
    conda_constraint.Constraint.parse(words).allows(version)


def _channels(text: Text) -> Any:
    conda_channel.split_subdir(text.value)
    conda_channel.canonical(text.value)


def _requirements(text: Text) -> Any:
    return [requirement.read_lines(text), [requirement.read(line) for line in text.lines()]]


def _specs(text: Text) -> Any:
    return [match_spec.read(line) for line in text.lines()[:20]]


def _explicit(text: Text) -> Any:
    explicit_lock.is_explicit(text.value)
    explicit_lock.package_parts(text.value)
    return explicit_lock.read(text)


def _toml(text: Text) -> Any:
    toml.load(text)
    return toml.parse(text)


def _ini(text: Text) -> Any:
    return [
        ini.parse_unit(text), ini.parse_configuration(text), ini.parse_configuration(text, ";"),
    ]  # fmt: skip


def _keys(text: Text) -> Any:
    private_key.has_private_key(text.value)
    public_key.public_key(text.value)
    return private_key.private_keys(text)


def _ssh(text: Text) -> Any:
    return [ssh_config.parse(text), ssh_config.parse(text, "line")]


def _ranges(text: Text) -> Any:
    found = line_ranges.line_ranges(text.value)
    assert all(one.start <= one.end <= one.next <= len(text) for one in found)
    return [markdown.assembled(text, found) if found else None, text.lines()]


_SHELL = ("shell", "dockerfile", "makefile", "workflow")
_YAML = ("environment", "compose", "workflow", "gitlab-ci", "kubernetes", "ansible", "helm-values")

FORMATS: dict[str, Target] = {
    "yaml": Target(_yaml, _YAML),
    "json": Target(_json, ("notebook", "devcontainer", "jupyter-json-config", "package-json")),
    "toml": Target(_toml, ("manifest",)),
    "ini": Target(_ini, ("systemd", "git-config", "ansible-config")),
    "shell": Target(lambda text: [shell.parse(text), shell.parse_loosely(text)], _SHELL),
    "dockerfile": Target(
        lambda text: [dockerfile.read(text), dockerfile_stages.parse(text)], ("dockerfile",)
    ),
    "dockerfile-words": Target(_dockerfile_words, ("dockerfile",), ("a ${A:-b} '$B' \"${C%x}\"",)),
    "compose-words": Target(
        lambda text: [
            compose_words.interpolated(text, _variables), compose_words.split_command(text),
        ],
        words=("${A:-${B}} $$A", "a 'b c' \"d\\\"e\""),
    ),
    "posix-words": Target(posix_words.split_words, words=("a 'b c' \"d\\\"\" e\\ f",)),
    "systemd-words": Target(_systemd, ("systemd",), ("/bin/a \"b\" ; /bin/c %h ${A} $D \\x41",)),
    "dotenv": Target(dotenv.parse, words=("export A='b'\nC=\"${A}\\n\" # d\n",)),
    "make": Target(_make, ("makefile",)),
    "just": Target(_just, ("justfile",)),
    "markdown": Target(
        lambda text: [markdown.parse(text), markdown.parse_restructured(text)], ("markdown",)
    ),
    "notebook": Target(_notebook, ("notebook",)),
    "ipython": Target(ipython.parse_cell, ("notebook",), ("%%bash\nls {a}\n", "!pip install $x\n")),
    "python-config": Target(
        python_config.parse, ("jupyter-python-config", "jupyterhub-config"), refusals=()
    ),
    "python-imports": Target(
        lambda text: [python_imports.imports(text), python_imports.imports(text, True)],
        words=("try:\n import a.b as c\nexcept ImportError:\n from . import d\n",),
    ),
    "ssh-config": Target(_ssh, ("ssh-config",)),
    "nginx": Target(nginx.parse, ("nginx",)),
    "caddyfile": Target(caddyfile.parse, ("caddyfile",)),
    "ansible-inventory": Target(
        lambda text: list(ansible_inventory.variables(text)), ("ansible-inventory",)
    ),
    "keys": Target(_keys, ("private-key",), ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ== a@b\n",)),
    "requirement": Target(_requirements, ("requirements",)),
    "marker": Target(_markers, words=("python_version < '3.8' and (os_name == 'nt' or 'a' in b)",)),
    "match-spec": Target(
        _specs,
        words=("conda-forge/linux-64::numpy[version='>=1,<2', build=*py*]", "a >=1.2.*,!=3|4=h1_0"),
    ),
    "bounded-pattern": Target(_patterns, words=("(a+|[b-d]{1,3})*\\w$\nabc",)),
    "conda-version": Target(
        _versions, words=("1!2.0a1+l\n1.2.post3",), refusals=(conda_version.RefusedVersion,)
    ),
    "conda-constraint": Target(
        _constraints,
        words=("(>=1,<2)|~=3.1\n1.5", "^1\\..*$\n1.2"),
        refusals=(conda_constraint.RefusedConstraint, conda_version.RefusedVersion),
    ),
    "conda-channel": Target(
        _channels,
        words=("https://u:p@conda.anaconda.org/t/x/a/linux-64", "file:///a"),
        refusals=(conda_channel.RefusedChannel,),
    ),
    "conda-lock": Target(lambda text: [conda_lock.read_head(text), conda_lock.read(text)],
                         ("lock",)),
    "explicit-lock": Target(_explicit, ("lock",), ("@EXPLICIT\nhttps://a/b-1-0.conda#abc\n",)),
    "selectors": Target(_platforms, ("environment",), ("- a  # [linux and (x86 or not win)]\n",)),
    "image-reference": Target(
        image_reference.image_reference, words=("a.b:5000/c/d:e@sha256:" + "0" * 64,)
    ),
    "conflict-markers": Target(
        conflict_markers.conflict_markers, words=("<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n",)
    ),
    "line-ranges": Target(_ranges, words=("a\rb\r\nc\n\n",)),
}  # fmt: skip
