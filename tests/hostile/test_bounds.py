"""Hostile files end in bounded work, with something clear to say.

Work is counted in calls of Python functions, which no machine changes; twice the file may cost
little more than twice the calls, where a quadratic reader needs four times as many.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from envguard.engine.check import check
from envguard.engine.request import Request
from envguard.engine.result import Result

SIZE = 150


def chained_hosts(count: int) -> str:
    return "".join(f"Host j{i}\n  ProxyJump j{i + 1}\n" for i in range(count))


GROWING: dict[str, tuple[str, Callable[[int], str]]] = {
    "dependencies": (
        "environment.yml",
        lambda n: "name: a\nchannels: [conda-forge]\ndependencies:\n"
        + "".join(f"  - lib{i}=1.2=h{i:07x}_0\n" for i in range(n)),
    ),
    "aliases": ("environment.yml", lambda n: "x: &x {a: b}\ndependencies:\n" + "  - *x\n" * n),
    "merge keys": ("environment.yml", lambda n: "a: &a {x: 1}\nb:\n" + "  <<: *a\n" * n),
    "pip's part": (
        "environment.yml",
        lambda n: "channels: [conda-forge]\ndependencies:\n- python=3.11\n- pip\n- pip:\n"
        + "".join(f"  - p{i}==1.{i}\n" for i in range(n)),
    ),
    "ignores above one line": (
        "environment.yml",
        lambda n: "# envguard: ignore[ENV001] x\n" * n + "dependencies: [a]\n",
    ),
    "ignores behind each line": (
        "environment.yml",
        lambda n: "dependencies:\n" + "  - a  # envguard: ignore[ENV001] x\n" * n,
    ),
    "requirements": ("requirements.txt", lambda n: "".join(f"p{i}\n" for i in range(n))),
    "absent includes": ("requirements.txt", lambda n: "".join(f"-r r{i}.txt\n" for i in range(n))),
    "options": ("ssh_config", lambda n: "Host a\n" + "  IdentityFile ~/.ssh/x\n" * n),
    "chained jumps": ("ssh_config", chained_hosts),
    "RUN": ("Dockerfile", lambda n: "FROM a\n" + "RUN pip install a\n" * n),
    "stages": (
        "Dockerfile",
        lambda n: "".join(f"FROM a{i} AS s{i}\nRUN pip install x\n" for i in range(n)),
    ),
    "commands": ("run.sh", lambda n: "#!/bin/sh\n" + "pip install a\n" * n),
    "pipes": ("run.sh", lambda n: "#!/bin/sh\npip install a" + " | pip install b" * n),
    "wrappers": ("run.sh", lambda n: "#!/bin/sh\n" + "sudo " * n + "pip install a\n"),
    "fences": ("README.md", lambda n: "```sh\npip install a\n```\n" * n),
    "open fences": ("README.md", lambda n: "```sh\n" * n),
    "steps": (
        ".github/workflows/a.yml",
        lambda n: "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
        + "      - run: pip install a\n" * n,
    ),
    "tasks": (
        "playbook.yml",
        lambda n: "- hosts: a\n  tasks:\n" + "    - shell: pip install a\n" * n,
    ),
    "manifests": (
        "k.yaml",
        lambda n: "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n"
        "    - name: a\n      args: [jupyter, lab]\n---\n" * (n // 5),
    ),
    "recipes": ("Makefile", lambda n: "a:\n" + "\tpip install a\n" * n),
    "codes in one comment": (
        "environment.yml",
        lambda n: "dependencies:\n  - a # envguard: ignore["
        + ", ".join(f"ENV9{i:02}" for i in range(n)) + "] x\n",
    ),
    "downloads that run": (
        "run.sh",
        lambda n: "#!/bin/sh\n" + "".join(f"curl https://x.y/{i} | bash\n" for i in range(n)),
    ),
    "downloads that are checked": (
        "run.sh",
        lambda n: "#!/bin/sh\n"
        + "".join(
            f"wget https://x.y/{i}.sh\nsha256sum -c {i}.sh\nbash {i}.sh\n" for i in range(n // 2)
        ),
    ),
    "exports": (
        "run.sh",
        lambda n: "#!/bin/sh\n" + "".join(f"export A{i}=x\npip install $A{i}\n" for i in range(n)),
    ),
    "exports that a sourced file may change": (
        "run.sh",
        lambda n: "#!/bin/sh\n" + "".join(f"export A{i}=x\n. b\npip install a\n" for i in range(n)),
    ),
    "actions of an absent file": (
        ".github/workflows/a.yml",
        lambda n: "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n" + "".join(
            "      - uses: conda-incubator/setup-miniconda@v3\n"
            f"        with: {{environment-file: e{i}.yml}}\n" for i in range(n)
        ),
    ),
    "inherited headers": (
        "nginx.conf",
        lambda n: "http {\nserver {\n" + "".join(f"proxy_set_header X{i} y;\n" for i in range(n))
        + "".join(f"location /{i} {{ proxy_pass http://jupyter:8888; }}\n" for i in range(n))
        + "}}\n",
    ),
    "variables of nginx": (
        "nginx.conf",
        lambda n: "http {\nserver {\n" + "".join(
            f"set $v{i} j;\nlocation /{i} {{ proxy_pass http://$v{i}:80; }}\n" for i in range(n)
        ) + "}}\n",
    ),
    "star patterns": (
        "ssh_config",
        lambda n: "Host " + " ".join(f"*h{i}*" for i in range(n)) + "\n  User x\n",
    ),
    "ignored keywords": (
        "ssh_config",
        lambda n: "IgnoreUnknown " + ",".join(f"Foo{i}" for i in range(n)) + "\n"
        + "".join(f"Foo{i} x\n" for i in range(n)),
    ),
}  # fmt: skip


def calls_of(work: Callable[[], Any]) -> int:
    """How many Python functions some work calls."""
    count = 0

    def counted(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def checked(folder: Path, name: str, content: str) -> Result:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return check(Request(paths=(str(path),)))


@pytest.mark.parametrize("case", GROWING)
def test_twice_the_file_is_twice_the_work(case: str, tmp_path: Path) -> None:
    name, write = GROWING[case]
    checked(tmp_path / "warm", name, write(SIZE))
    once = calls_of(lambda: checked(tmp_path / "once", name, write(SIZE)))
    thrice = calls_of(lambda: checked(tmp_path / "thrice", name, write(3 * SIZE)))
    assert thrice < 4.5 * once


EXPLOSIVE = {
    "alias bomb": (
        "environment.yml",
        "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
        + "dependencies: *a29\n",
    ),
    "deep nesting": ("environment.yml", "dependencies: " + "[" * 20_000 + "]" * 20_000),
    "huge scalar": ("environment.yml", f"name: '{'a' * 2_000_000}'\ndependencies: [a]\n"),
    "doubled shell variable": (
        "run.sh", "#!/bin/sh\nA=a\n" + "A=$A$A\n" * 60 + "jupyter lab --ip=$A\n",
    ),
    "doubled ARG": (
        "Dockerfile",
        "".join(f"ARG A{i}=${{A{i - 1}}}${{A{i - 1}}}\n" for i in range(60)) + "FROM ${A59}\n",
    ),
    "doubled make variable": (
        "Makefile",
        "A0=a\n" + "".join(f"A{i}=$(A{i - 1})$(A{i - 1})\n" for i in range(1, 60))
        + "a:\n\tjupyter lab --ip=$(A59)\n",
    ),
    "doubled Python name": (
        "jupyter_server_config.py", "x = 'x'\n" + "x = x + x\n" * 60 + "c.ServerApp.ip = x\n",
    ),
    "Python powers": (
        "jupyter_server_config.py", "c.ServerApp.port = 9**9**9\nc.ServerApp.ip = 'a' * 10**12\n",
    ),
    "functions that call twice": (
        "run.sh",
        "#!/bin/sh\n" + "".join(f"f{i}() {{ f{i - 1}; f{i - 1}; }}\n" for i in range(1, 60))
        + "f59\npip install a\n",
    ),
    "globs against each other": (
        "ssh_config",
        f"Host {'*a' * 2000}b\n  User x\nHost {'a' * 4000}\n  User y\n",
    ),
    "an include of itself": ("ssh_config", "Include ssh_config\nHost a\n  User b\n"),
    "a list that includes itself": ("requirements.txt", "-r requirements.txt\nnumpy\n"),
    "jobs that extend each other": (
        ".gitlab-ci.yml", "a:\n  extends: b\nb:\n  extends: a\n  script: [pip install a]\n",
    ),
    "doubled extends": (
        ".gitlab-ci.yml",
        "".join(f".a{i}:\n  extends: [.a{i - 1}, .a{i - 1}]\n" for i in range(1, 40))
        + ".a0:\n  script: [pip install a]\nb:\n  extends: .a39\n",
    ),
    "open quotes": ("run.sh", "#!/bin/sh\npip install \"" + "a\n" * 20_000),
    "open substitutions": ("run.sh", "#!/bin/sh\npip install " + "$(" * 3000),
}  # fmt: skip


@pytest.mark.parametrize("case", EXPLOSIVE)
def test_an_explosive_file_is_read_with_bounded_work(case: str, tmp_path: Path) -> None:
    name, content = EXPLOSIVE[case]
    found: list[Result] = []
    work = calls_of(lambda: found.append(checked(tmp_path, name, content)))
    assert work < 3_000_000
    assert not found[0].rule_failed
    assert found[0].checked or found[0].skipped


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "environment.yml")
    (tmp_path / "run.sh").symlink_to("/dev/zero")
    found = check(Request(paths=(str(tmp_path / "environment.yml"), str(tmp_path / "run.sh"))))
    assert not found.checked
    assert {os.path.basename(one.path) for one in found.skipped} == {"environment.yml", "run.sh"}


def test_a_file_that_vanishes_after_it_was_listed_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from envguard.engine import check as module

    (tmp_path / "environment.yml").write_text("dependencies: [python=3.11]\n")
    (tmp_path / "run.sh").write_text("pip install a\n")
    discover = module.discover

    def vanishing(paths: list[str]) -> Any:
        for found in list(discover(paths)):
            if found.path.endswith("environment.yml"):
                os.unlink(found.path)
            yield found

    monkeypatch.setattr(module, "discover", vanishing)
    found = check(Request(paths=(str(tmp_path),)))
    assert [os.path.basename(path) for path, _ in found.checked] == ["run.sh"]
    assert [os.path.basename(one.path) for one in found.skipped] == ["environment.yml"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_not_utf8_are_checked_and_shown(tmp_path: Path) -> None:
    from envguard.reports import json, text

    folder = os.fsencode(tmp_path) + b"/\xff\xfe"
    os.mkdir(folder)
    with open(folder + b"/environment.yml", "wb") as stream:
        stream.write(b"dependencies: [python]\nprefix: /home/ada/x\n")
    found = check(Request(paths=(str(tmp_path),)))
    assert found.reported
    json.render(found).encode("utf-8")
    text.render(found).encode("utf-8")
