"""What `envguard init` writes: settings, the hook's entry, the workflow."""

from __future__ import annotations

import re

from envguard import REPOSITORY, __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"

_HOOKS = ("envguard", "envguard-lock-check")


def settings(python: str) -> str:
    """envguard.toml; `python` is "" where the project's files name several."""
    lines = ["# Every setting: `envguard check --show-settings`"]
    if python:
        lines += ["# the Python that this project runs on", f'python = "{python}"']
    else:
        lines += ["# the environments of this project are for several Pythons", '# python = "3.11"']
    return "\n".join(lines) + "\n"


def hook_entry(indent: str = "  ") -> str:
    """The entry of `repos:` in .pre-commit-config.yaml."""
    inner = f"{indent}    "
    hooks = "".join(f"{inner}- id: {name}\n" for name in _HOOKS)
    return (
        f"{indent}- repo: https://github.com/{REPOSITORY}\n"
        f"{indent}  rev: v{__version__}\n"
        f"{indent}  hooks:\n{hooks}"
    )


def hook_file() -> str:
    """A whole .pre-commit-config.yaml."""
    return f"repos:\n{hook_entry()}"


def with_hook(content: str) -> str | None:
    """A .pre-commit-config.yaml with the entry behind the others; None where that is not certain.

    Nothing else in the file changes, comments included, and the result is read back.
    """
    import yaml

    try:
        node = yaml.compose(content, Loader=yaml.SafeLoader)
        before = yaml.safe_load(content)
        place = _end_of_repos(node, content)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if place is None or not isinstance(before, dict) or not isinstance(before.get("repos"), list):
        return None
    at, indent = place
    head = content[:at]
    newline = "\r\n" if "\r\n" in content else "\n"
    gap = "" if not head or head.endswith("\n") else newline
    after = head + gap + hook_entry(indent).replace("\n", newline) + content[at:]
    try:
        found = yaml.safe_load(after)
        wanted = {**before, "repos": [*before["repos"], *yaml.safe_load(hook_entry(""))]}
        return after if found == wanted else None
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _end_of_repos(node: Any, content: str) -> tuple[int, str] | None:
    """The offset behind the last entry of `repos:`, and the entries' indentation."""
    import yaml

    if not isinstance(node, yaml.MappingNode):
        return None
    for key, value in node.value:
        if key.value == "repos" and isinstance(value, yaml.SequenceNode):
            if value.flow_style or not value.value:
                return None
            last = len(content[: _last_offset(value)].rstrip())
            line_end = content.find("\n", last)
            column = value.start_mark.column
            return (len(content) if line_end < 0 else line_end + 1), " " * column
    return None


def _last_offset(node: Any) -> int:
    """Where the last word below a node ends; a block's own end lies behind the blank lines."""
    import yaml

    ends: set[int] = set()
    while not isinstance(node, yaml.ScalarNode) and not node.flow_style and node.value:
        # an alias leads back, at worst to a node that holds itself
        if id(node) in ends:
            raise ValueError("a list that holds itself")
        ends.add(id(node))
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.index)


def has_hook(content: str) -> bool:
    """Whether the hooks are there already."""
    return re.search(r"^[ \t-]*id:[ \t]*[\"']?envguard\b", content, re.MULTILINE) is not None


def workflow(action: str = "") -> str:
    """.github/workflows/envguard.yml; `action` such as `owner/name@commit`."""
    uses = action or f"{REPOSITORY}@v{__version__} # better: the full hash of this release's commit"
    return f"""\
name: envguard

on:
  push:
    branches: [main, master]
  pull_request:

permissions: {{}}

concurrency:
  group: ${{{{ github.workflow }}}}-${{{{ github.ref }}}}
  cancel-in-progress: true

jobs:
  envguard:
    name: What will not reproduce
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read # to check the repository out
    steps:
      - uses: {CHECKOUT}
        with:
          fetch-depth: 2 # the base of a pull request comes along
          persist-credentials: false
      - uses: {uses}
        with:
          changed-since: auto # report what touches changed lines; everything is checked
          lock: check
"""
