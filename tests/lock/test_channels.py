"""Channels that fail: each answer of a server is one clear error, and nothing is written."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from envguard.lock.locking import lock
from envguard.lock.problem import LockProblem
from envguard.lock.request import LockRequest
from envguard.lock.solve import solving
from envguard.lock.solve.channels import locate
from envguard.lock.solve.condarc import Condarc, read_condarc
from envguard.model import Source, Text
from tests.lock.channel import generic, make_channel

pytest.importorskip("rattler", reason="py-rattler is not installed: pip install '.[lock]'")


class Answers(BaseHTTPRequestHandler):
    """Answers every request as the first folder of its path says."""

    def do_GET(self) -> None:
        word = self.path.split("/")[1]
        if word == "silent":
            self.server.released.wait(20)  # type: ignore[attr-defined]
            return
        code = {"lost": 404, "broken": 500, "closed": 401}.get(word, 200)
        self.send_response(code)
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # whoever asked may have heard enough
            self.wfile.write(b"<html>this is no repodata</html>")

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *words: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    found = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    found.released = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{found.server_port}"
    found.released.set()  # type: ignore[attr-defined]
    found.shutdown()
    found.server_close()


@pytest.mark.parametrize("word", ["lost", "broken", "closed", "garbage", "silent"])
def test_what_a_server_answers_is_told_and_nothing_is_written(
    word: str, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "TIMEOUT", 1)
    monkeypatch.setattr(solving, "RETRIES", 0)
    path = tmp_path / "environment.yml"
    path.write_text(
        f"channels: ['{server}/{word}/main']\nplatforms: [linux-64]\ndependencies: [base]\n"
    )
    with pytest.raises(LockProblem) as problem:
        lock(LockRequest(paths=(str(path),)))
    assert problem.value.code == 5
    assert f"environment.yml:1: the channel at {server}/{word}/main" in problem.value.message
    assert not (tmp_path / "conda-lock.yml").exists()


def test_a_channel_is_read_over_http(tmp_path: Path) -> None:
    make_channel(tmp_path / "main", [generic("base", "1.0")])

    class Files(SimpleHTTPRequestHandler):
        def __init__(self, *given: object, **more: object) -> None:
            super().__init__(*given, directory=str(tmp_path), **more)  # type: ignore[arg-type]

        def log_message(self, format: str, *words: object) -> None:
            pass

    found = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    path = tmp_path / "environment.yml"
    path.write_text("channels: [main]\nplatforms: [linux-64]\ndependencies: [base]\n")
    try:
        alias = f"http://127.0.0.1:{found.server_port}"
        written = lock(LockRequest(paths=(str(path),), channel_alias=alias))
    finally:
        found.shutdown()
        found.server_close()
    assert written.counts == {"linux-64": 1}
    assert f"url: {alias}/main/noarch/base-1.0-0.conda" in Path(
        written.paths[0]
    ).read_text().replace("'", "")


def at(name: str, alias: str = "", condarc: Condarc | None = None) -> tuple[str, ...]:
    text = Text.whole(Source("environment.yml", name))
    return locate(text, alias, condarc or Condarc()).addresses


def test_a_name_stands_behind_the_alias() -> None:
    assert at("conda-forge") == ("https://conda.anaconda.org/conda-forge",)
    assert at("conda-forge", "file:///mirror/") == ("file:///mirror/conda-forge",)
    assert at("conda-forge/label/rc/linux-64") == (
        "https://conda.anaconda.org/conda-forge/label/rc",
    )


def test_defaults_are_anacondas_own_channels() -> None:
    assert at("defaults") == (
        "https://repo.anaconda.com/pkgs/main",
        "https://repo.anaconda.com/pkgs/r",
    )
    assert at("defaults", condarc=Condarc(default_channels=("https://mirror/main",))) == (
        "https://mirror/main",
    )


def test_condarc_says_where_channels_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "condarc"
    path.write_text(
        "channel_alias: https://inside.example/conda\n"
        "custom_channels:\n  lab: https://lab.example/channels\n"
    )
    monkeypatch.setenv("CONDARC", str(path))
    monkeypatch.setenv("HOME", str(tmp_path))
    condarc = read_condarc()
    assert at("bioconda", condarc=condarc) == ("https://inside.example/conda/bioconda",)
    assert at("lab", condarc=condarc) == ("https://lab.example/channels/lab",)
    assert at("https://other.example/x", condarc=condarc) == ("https://other.example/x",)


@pytest.mark.parametrize(
    ("url", "published"),
    [
        ("https://me:secret@example.org/main", "https://example.org/main"),
        ("https://example.org/t/abc-123/main", "https://example.org/main"),
        ("https://${USER_NAME}:${PASSWORD}@example.org/main",
         "https://${USER_NAME}:${PASSWORD}@example.org/main"),
        ("https://example.org/t/$TOKEN/main", "https://example.org/t/$TOKEN/main"),
    ],
)  # fmt: skip
def test_only_variables_are_published(
    url: str, published: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("USER_NAME", "PASSWORD", "TOKEN"):
        monkeypatch.setenv(name, "hidden")
    channel = locate(Text.whole(Source("environment.yml", url)), "", Condarc())
    assert channel.published == published
    assert channel.public == (published,)
