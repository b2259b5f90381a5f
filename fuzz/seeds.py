"""What a fuzzer begins with: the examples of the rules' pages and the files of fixtures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from envguard.engine.selection import built_in
from envguard.project.kinds import classify
from envguard.rules.page import page

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
MAXIMUM_SEED = 20_000

# kinds of which no rule's page and no fixture has an example
_OWN = {
    ".gitlab-ci.yml": "image: a:1\n.a:\n  before_script: [conda activate a]\nb:\n  extends: .a\n"
    "  variables: {A: b}\n  script:\n    - pip install $A\n    - !reference [.a, before_script]\n",
    ".devcontainer/devcontainer.json": '{// a\n"image": "a", "mounts": ["source=/b,target=/c"],\n'
    '"postCreateCommand": {"a": ["pip", "install", "b"]}, "forwardPorts": [8888],}\n',
    "package.json": '{"scripts": {"a": "jupyter lab --ip=0.0.0.0 --token=\'\'"}}\n',
    "Procfile": "web: jupyter lab --ip=0.0.0.0 --port=$PORT\n",
    ".gitconfig": '[alias]\n\ta = !ssh -A b\n[core]\n\tsshCommand = ssh -o "X=y" \\\n -v ; c\n',
    "justfile": "set shell := ['bash', '-c']\na := 'b' + env('C', \"d\")\ne f='g': (h a)\n"
    "  @conda activate {{a}}\n  #!/bin/sh\n  pip install b\n",
    "Caddyfile": 'a.org:80 {\n  reverse_proxy /b* c:8888 {\n    header_up Host "{host}"\n  }\n}\n',
    "group_vars/all.yml": "ansible_ssh_common_args: '-o StrictHostKeyChecking=no'\n",
    "hosts": "[a]\nb ansible_host=c ansible_ssh_args='-o ForwardAgent=yes'\n",
    "pod.yaml": "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: b:1\n"
    "      command: [sh, -c]\n      args: ['jupyter lab --ip=$(A)']\n"
    "      env: [{name: A, value: 0.0.0.0}]\n",
    "ansible.cfg": "[defaults]\nhost_key_checking = False\n[ssh_connection]\nssh_args = -A\n",
    "a.service": '[Service]\nUser=root\nEnvironment=A=b "C=d e"\n'
    "ExecStart=/bin/jupyter lab \\\n  --ip=${A} %h\n",
    "Makefile": "A ?= b\nC := $(A:%=d/%)\ndefine E\npip install a\nendef\n"
    "f: g\n\t@conda activate $(A) && \\\n\tjupyter lab --ip=$$B\n",
}


def _kind(name: str, content: str) -> str | None:
    kind = classify(name, lambda: content)
    return None if kind is None else kind.name


@lru_cache(maxsize=1)
def by_kind() -> dict[str, list[str]]:
    """The texts of each kind of file, short ones first."""
    found: dict[str, set[str]] = {}
    for name, content in (*_OWN.items(), *_of_pages(), *_of_fixtures()):
        kind = _kind(name, content)
        if kind is not None and len(content) <= MAXIMUM_SEED:
            found.setdefault(kind, set()).add(content)
    return {
        kind: sorted(texts, key=lambda text: (len(text), text)) for kind, texts in found.items()
    }


def projects() -> Iterator[dict[str, str]]:
    """The files of each example, by name."""
    for rule in built_in():
        own = page(getattr(import_module(rule.module), rule.function).__doc__)
        yield from (example.files for example in (*own.bad, *own.good))


def _of_pages() -> Iterator[tuple[str, str]]:
    for files in projects():
        yield from files.items()


def _of_fixtures() -> Iterator[tuple[str, str]]:
    for path in sorted(FIXTURES.rglob("*")):
        if path.is_file() and os.path.getsize(path) <= MAXIMUM_SEED:
            text = path.read_bytes().decode("utf-8", "surrogateescape")
            yield path.relative_to(FIXTURES).as_posix(), text


def mended() -> Iterator[tuple[str, str]]:
    """(code, kind) for each example file of a rule that offers fixes."""
    for rule in built_in():
        if rule.fix:
            own = page(getattr(import_module(rule.module), rule.function).__doc__)
            for example in own.bad:
                for name, content in example.files.items():
                    kind = _kind(name, content)
                    if kind is not None:
                        yield rule.code, kind
