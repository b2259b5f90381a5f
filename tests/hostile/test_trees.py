"""Trees that git cannot hold: circles of links, pipes, sockets, odd names, what may not be read."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from envguard.cli.front import main
from envguard.engine.check import check
from envguard.engine.request import Request
from envguard.engine.result import Result
from envguard.project import settings as settings_files
from tests.hostile.test_bounds import calls_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="such trees are made on POSIX")

GOOD = "name: a\nchannels: [conda-forge]\ndependencies: [python=3.11]\n"
BAD = "pip install a\n"
Said = pytest.CaptureFixture[str]


@pytest.fixture(params=["in a repository", "in a mere folder"])
def tree(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    if request.param == "in a repository":
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    monkeypatch.chdir(folder)
    settings_files.forget()
    return folder


def checked(*paths: str, **options: object) -> Result:
    settings_files.forget()
    return check(Request(paths=paths or (".",), select=("ALL",), **options))  # type: ignore[arg-type]


def names(found: Result) -> list[str]:
    return [path for path, _ in found.checked]


def reasons(found: Result) -> dict[str, str]:
    return {one.path: one.reason for one in found.skipped}


def test_links_in_circles_end(tree: Path) -> None:
    (tree / "environment.yml").write_text(GOOD)
    (tree / "a").symlink_to("b")
    (tree / "b").symlink_to("a")
    (tree / "run.sh").symlink_to("run.sh")
    (tree / "sub").mkdir()
    (tree / "sub" / "up").symlink_to("..")
    (tree / "sub" / "here").symlink_to(".")
    (tree / "requirements.txt").write_text(
        "-r sub/up/sub/here/up/requirements.txt\n-r a\n-r run.sh\n"
    )
    (tree / "ssh_config").write_text("Include sub/up/ssh_config a run.sh\nHost a\n  User b\n")
    found: list[Result] = []
    assert calls_of(lambda: found.append(checked())) < 300_000
    assert names(found[0]) == ["environment.yml", "requirements.txt", "ssh_config"]
    assert not found[0].rule_failed
    given = checked("run.sh", "a", "sub/up/environment.yml")
    assert not given.rule_failed
    assert "run.sh" in reasons(given)


def test_links_out_of_the_project_are_not_followed(tree: Path) -> None:
    secret = tree.parent / "secret.sh"
    secret.write_text(BAD)
    (tree / "run.sh").symlink_to(secret)
    (tree / "out").symlink_to(tree.parent)
    (tree / "requirements.txt").write_text("-r out/secret.txt\n-r ../secret.sh\n")
    found = checked()
    assert names(found) == ["requirements.txt"]
    assert not [one for one in found.reported if "secret.sh" in one.finding.location.path]
    if (tree / ".git").exists():
        assert reasons(checked("run.sh")) == {"run.sh": "it is a link that leaves the project"}


def test_no_fix_goes_through_a_folder_that_leads_out_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    outside = tmp_path / "out" / "environment.yml"
    outside.write_text(GOOD + "prefix: /home/ada/a\n")
    clone = tmp_path / "clone"
    (clone / "own").mkdir(parents=True)
    (clone / "own" / "environment.yml").write_text(GOOD + "prefix: /home/ada/a\n")
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    (clone / "sub").symlink_to(tmp_path / "out")
    (clone / "inside").symlink_to("own")
    monkeypatch.chdir(clone)
    found = checked("sub/environment.yml", "inside/environment.yml", fix=True)
    assert reasons(found) == {"sub/environment.yml": "it is a link that leaves the project"}
    assert "prefix" in outside.read_text()
    assert "prefix" not in (clone / "own" / "environment.yml").read_text()


def test_pipes_sockets_and_devices_are_skipped_with_a_reason(tree: Path) -> None:
    os.mkfifo("environment.yml")
    os.mkfifo("requirements.txt")
    os.mkfifo("envguard.toml")
    os.mkfifo("pyproject.toml")
    os.mkfifo("CODEOWNERS")
    if not (tree / ".git").exists():
        os.mkfifo(".gitignore")
    (tree / "run.sh").write_text(BAD)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("ssh_config")
        found = checked()
        given = checked("environment.yml", "ssh_config", os.devnull)
    assert names(found) == ["run.sh"]
    wanted = dict.fromkeys(("environment.yml", "ssh_config"), "it is not a regular file")
    assert wanted.items() <= reasons(given).items()
    assert not given.checked
    assert not found.rule_failed


def test_folders_that_are_called_like_files_are_folders(tree: Path) -> None:
    for name in ("environment.yml", "pyproject.toml", "envguard.toml", ".gitignore", "Dockerfile"):
        (tree / name).mkdir()
    (tree / "environment.yml" / "run.sh").write_text(BAD)
    (tree / "requirements.txt").write_text("-r environment.yml\nnumpy==1.26.4\n")
    found = checked()
    assert names(found) == ["environment.yml/run.sh", "requirements.txt"]
    assert not found.rule_failed


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize("kind", ["text", "github", "markdown", "html", "json", "sarif"])
def test_names_of_any_bytes_are_shown_and_never_obeyed(kind: str, tree: Path, capsys: Said) -> None:
    odd = (b"\xff\xfe.sh", b"\x1b[2J\x07.sh", b"a\n::error::b.sh", b"\xe2\x80\xaehs.sh", b"-rf.sh")
    for name in odd:
        with open(os.fsencode(tree) + b"/" + name, "wb") as stream:
            stream.write(BAD.encode())
    assert main(["check", "--output-format", kind, "--fail-on", "info", "."]) == 1
    said = capsys.readouterr()
    for sign in ("\x1b", "\x07", "\u202e", "\udcff"):
        assert sign not in said.out + said.err
    assert not [line for line in said.out.splitlines() if line.startswith("::error::")]


def without_rights(folder: Path, *arguments: str) -> tuple[int, str]:
    """(exit code, all output) of a run by somebody who may not read everything."""
    with (folder.parent / "said").open("wb") as said:
        child = os.fork()
        if child == 0:
            code = 99
            try:
                if os.getuid() == 0:
                    os.setgroups([])
                    os.setgid(65534)
                    os.setuid(65534)
                for stream in (1, 2):
                    os.dup2(said.fileno(), stream)
                sys.stdout = sys.stderr = open(1, "w", closefd=False)  # noqa: SIM115
                code = main(list(arguments))
                sys.stdout.flush()
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), (folder.parent / "said").read_text()


def test_what_may_not_be_read_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for above in (tmp_path, *tmp_path.parents[:2]):
        above.chmod(0o755)
    tree = tmp_path / "tree"
    (tree / "closed").mkdir(parents=True)
    monkeypatch.chdir(tree)
    (tree / "environment.yml").write_text("a: [\n")
    for name in ("run.sh", "closed/run.sh"):
        (tree / name).write_text("curl https://a.org/x.sh | sh\n")
    # somebody without rights may find no more of Python than is in memory
    settings_files.forget()
    checks = [("check", "."), ("check", "--diff", "--unsafe-fixes", "run.sh")]
    for arguments in checks:
        main(list(arguments))
    (tree / "environment.yml").chmod(0)
    (tree / "closed").chmod(0)
    try:
        found = [without_rights(tree, *arguments) for arguments in checks]
        given = without_rights(tree, "check", "environment.yml")
    finally:
        (tree / "closed").chmod(0o755)
    assert "Permission denied" in found[0][1]
    assert "run.sh" in found[0][1]
    assert "Permission denied" in given[1]
    assert [code for code, _ in (*found, given)] == [1, 1, 1]
    assert not [words for _, words in (*found, given) if "Traceback" in words]


def test_a_git_that_does_not_come_back_is_not_waited_for(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(command: list[str], **options: object) -> None:
        assert options["timeout"]
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(subprocess, "run", late)
    (tree / "environment.yml").write_text(GOOD)
    assert names(checked()) == ["environment.yml"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 999, b"gitdir: ../../../../../../..", b"gitdir: .git", b"gitdir: /dev/zero",
     b"gitdir: a\0b", b"\xff" * 9000],
)  # fmt: skip
def test_garbage_in_the_place_of_git_is_walked_around(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").write_bytes(content)
    (tmp_path / "environment.yml").write_text(GOOD)
    (tmp_path / ".gitignore").write_text("environment.yml\n")
    found = checked()
    assert not found.rule_failed
    assert names(found) == ["environment.yml"]


@pytest.mark.parametrize("name", ["config", "index", "HEAD", "info/exclude"])
def test_a_broken_repository_is_walked_around(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    (tmp_path / ".git" / "info").mkdir(exist_ok=True)
    (tmp_path / ".git" / name).write_bytes(b"[\0\xff" * 999)
    (tmp_path / "environment.yml").write_text(GOOD)
    (tmp_path / "run.sh").write_text(BAD)
    found = checked()
    assert sorted(names(found)) == ["environment.yml", "run.sh"]
    assert not found.rule_failed


def test_what_a_partial_clone_lacks_is_not_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone, sprung, bait = tmp_path / "clone", tmp_path / "sprung", tmp_path / "bait.sh"
    bait.write_text(f"#!/bin/sh\ntouch {sprung}\nexit 1\n")
    bait.chmod(0o755)
    (clone / "sub").mkdir(parents=True)
    (clone / "environment.yml").write_text(GOOD)
    (clone / "sub" / ".gitignore").write_text("secret\n")
    monkeypatch.chdir(clone)

    def git(*arguments: str, code: int = 0) -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.org", *arguments]
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        assert done.returncode == code, done.stderr
        return done.stdout

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "a")
    # git reads the .gitignore of a folder that a sparse checkout leaves out from its objects
    blob = git("rev-parse", "HEAD:sub/.gitignore").strip()
    git("update-index", "--skip-worktree", "sub/.gitignore")
    (clone / "sub" / ".gitignore").unlink()
    (clone / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    (clone / "sub" / "new.yml").write_text("a: b\n")
    with open(clone / ".git" / "config", "a", encoding="utf-8") as config:
        config.write(
            "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n"
            f'[remote "origin"]\n\turl = {tmp_path}\n\tuploadpack = {bait}\n'
            f'\tpromisor = true\n[protocol "file"]\n\tallow = always\n'
        )
    git("ls-files", "-co", "--exclude-standard")
    # a git without precautions takes the bait
    sprung.unlink()
    assert names(checked()) == ["environment.yml"]
    assert not sprung.exists()


def test_a_huge_gitignore_of_stars_is_bounded(tree: Path) -> None:
    lines = [f"{'**/' * (i % 9)}*a{i}*b*\n!c{i}/*/d?[a-z]*\n" for i in range(2000)]
    (tree / ".gitignore").write_text("".join(lines) + "*" * 3000 + "x\n" + "**/" * 2000 + "y\n")
    (tree / "environment.yml").write_text(GOOD)
    found: list[Result] = []
    assert calls_of(lambda: found.append(checked())) < 400_000
    assert names(found[0]) == ["environment.yml"]


def test_a_fix_that_cannot_be_spelled_in_the_files_encoding_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from envguard.engine.fixing import WriteProblem, _write
    from envguard.project.reading import decode

    path = tmp_path / "jupyter_server_config.py"
    content = b"# coding: ascii\nc.ServerApp.ip = '*'  # \xff\n"
    path.write_bytes(content)
    source = decode(str(path), content, strict=False)
    with pytest.raises(WriteProblem, match="not written"):
        _write(source, source.content + "é")
    assert path.read_bytes() == content
