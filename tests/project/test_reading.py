"""Files are read to a bound, and whatever takes a file's place is not waited for."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from envguard.model import regular_files
from envguard.model.regular_files import NotRegular, TooLarge, read_regular
from envguard.project.reading import Unreadable, decode, encode, read_bytes

pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")


@pytest.fixture
def impatient() -> Iterator[None]:
    """A test that waits for a pipe fails instead of hanging."""

    def late(number: int, frame: object) -> None:
        raise AssertionError("it waits for a pipe")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def swapped(monkeypatch: pytest.MonkeyPatch, after: str, swap: Callable[[Path], None]) -> None:
    """Put something else in a file's place right behind a call of the system."""
    original = getattr(os, after)

    def call(path: str, *rest: int) -> object:
        answer = original(path, *rest)
        if os.path.basename(path) == "environment.yml":
            monkeypatch.setattr(os, after, original)
            swap(Path(path))
        return answer

    monkeypatch.setattr(os, after, call)


def as_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pipes
@pytest.mark.usefixtures("impatient")
def test_a_pipe_that_takes_the_files_place_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "environment.yml"
    path.write_text("a")
    swapped(monkeypatch, "stat", as_pipe)
    with pytest.raises(Unreadable, match="not a regular file"):
        read_bytes(str(path))


@pytest.mark.skipif(sys.platform == "win32", reason="an open file keeps its place there")
@pytest.mark.parametrize(
    ("swap", "reason"), [(as_folder, "not a regular file|directory"), (os.unlink, "no such file")]
)
def test_what_vanishes_or_changes_between_looking_and_opening_is_a_reason(
    swap: Callable[[Path], None], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "environment.yml"
    path.write_text("a")
    swapped(monkeypatch, "stat", swap)
    with pytest.raises(Unreadable, match=reason):
        read_bytes(str(path))


@pytest.mark.skipif(sys.platform == "win32", reason="an open file keeps its place there")
def test_a_file_that_vanishes_once_it_is_open_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "environment.yml"
    path.write_text("name: a\n")
    swapped(monkeypatch, "open", os.unlink)
    assert read_bytes(str(path)) == b"name: a\n"


def test_a_file_that_grows_while_it_is_read_is_read_to_the_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "environment.yml"
    path.write_bytes(b"a")
    original, calls = os.read, []

    def growing(descriptor: int, size: int) -> bytes:
        calls.append(size)
        with path.open("ab") as stream:
            stream.write(b"b" * 5000)
        return original(descriptor, size)

    monkeypatch.setattr(regular_files.os, "read", growing)
    with pytest.raises(TooLarge):
        read_regular(str(path), 100_000)
    assert len(calls) < 40


def test_a_file_of_holes_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "environment.yml"
    with path.open("wb") as stream:
        stream.truncate(1 << 40 if sys.platform == "linux" else 1 << 25)
    monkeypatch.setattr(regular_files.os, "read", None)
    with pytest.raises(Unreadable, match="larger than 10 MiB") as refused:
        read_bytes(str(path))
    assert refused.value.unknown


def test_a_file_of_exactly_the_bound_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 9000)
    assert len(read_regular(str(path), 9000)[0]) == 9000
    with pytest.raises(TooLarge):
        read_regular(str(path), 8999)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no such sockets")
def test_a_socket_a_device_and_a_folder_are_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("run.sh")
        for path in ("run.sh", os.devnull, "."):
            with pytest.raises(NotRegular):
                read_regular(path, 10)
            with pytest.raises(Unreadable, match="it is not a regular file"):
                read_bytes(path)


def test_a_null_character_in_a_name_is_a_reason() -> None:
    with pytest.raises(Unreadable, match="null"):
        read_bytes("a\0b")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xef\xbb\xbfa: b\r\n", "a: ä\r\n".encode("utf-16"), b"\xff\xfea",
        b"\xfe\xff\0a\xd8\0", b"\xff\xfe\0\0a\0\0\0", b"\xed\xa0\x80", b"a\0b\x1b[31m\r\n\r\x85",
    ],
)  # fmt: skip
def test_whatever_the_bytes_are_text_goes_back_to_the_same_bytes_or_was_refused(
    content: bytes,
) -> None:
    source = decode("environment.yml", content, strict=False)
    with suppress(Unreadable):
        source = decode("environment.yml", content, strict=True)
        assert encode(source, source.content) == content
    assert isinstance(source.content, str)


def test_an_encoding_that_is_declared_and_is_none_is_passed_over() -> None:
    for name in (b"rot13", b"zip", b"hex", b"base64", b"idna", b"undefined", b"nonsense", b"utf-7"):
        source = decode("jupyter_config.py", b"# coding: " + name + b"\nc = 1\n", strict=False)
        assert "c = 1" in source.content


def test_a_python_file_is_read_in_the_encoding_that_it_declares() -> None:
    data = "# coding: latin-1\nc.ServerApp.ip = 'é'\n".encode("latin-1")
    source = decode("a.py", data, strict=False)
    assert "'é'" in source.content
    assert encode(source, source.content) == data
