"""No password and no token is ever shown or written."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from envguard.cli.front import main
from envguard.lock.credentials import masked, published
from tests.lock.channel import make_channel, python_package, python_stub
from tests.lock.installed import wheel
from tests.lock.test_locking import environment

SECRET = "s3kr3t"


@pytest.mark.parametrize(
    ("url", "bare", "starred"),
    [
        ("https://joe:s3kr3t@host/x", "https://host/x", "https://***@host/x"),
        ("https://joe:s3@kr3t@host/x", "https://host/x", "https://***@host/x"),
        ("https://s3kr3t@host/x", "https://host/x", "https://***@host/x"),
        ("git+https://s3kr3t@host/x@v1", "git+https://host/x@v1", "git+https://***@host/x@v1"),
        ("https://host/t/s3kr3t/main/noarch", "https://host/main/noarch",
         "https://host/t/***/main/noarch"),
        ("git+ssh://git@host/x", "git+ssh://git@host/x", "git+ssh://git@host/x"),
        ("ssh://joe:s3kr3t@host/x", "ssh://host/x", "ssh://***@host/x"),
        ("https://$JOE:${WORD}@host/t/$TOKEN/x", "https://$JOE:${WORD}@host/t/$TOKEN/x",
         "https://$JOE:${WORD}@host/t/$TOKEN/x"),
        ("https://host/a@b", "https://host/a@b", "https://host/a@b"),
    ],
)  # fmt: skip
def test_variables_and_users_of_ssh_stay_and_all_else_goes(
    url: str, bare: str, starred: str
) -> None:
    assert published(url) == bare
    assert masked(f"cannot read `{url}`, sorry") == f"cannot read `{starred}`, sorry"


class Private(BaseHTTPRequestHandler):
    """A package index behind a password, with relative addresses."""

    file = b""

    def do_GET(self) -> None:
        expected = base64.b64encode(f"joe:{SECRET}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            self.send_response(401)
            self.send_header("WWW-Authenticate", "Basic")
            self.end_headers()
            return
        digest = hashlib.sha256(self.file).hexdigest()
        name = "secluded-1.0-py3-none-any.whl"
        page = f'<a href="../../{name}#sha256={digest}">{name}</a>'.encode()
        body = self.file if self.path.endswith(".whl") else page
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *words: object) -> None:
        pass


@pytest.fixture
def index(tmp_path: Path) -> Iterator[str]:
    Private.file = wheel(tmp_path / "wheels", "secluded", "1.0").read_bytes()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Private)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}/simple"
    server.shutdown()
    server.server_close()


@pytest.fixture
def channels(tmp_path: Path) -> str:
    pytest.importorskip("rattler", reason="py-rattler is not installed: pip install '.[lock]'")
    packages = [python_stub("3.12.4", "linux-64"), python_package("pip", "24.2")]
    make_channel(tmp_path / "channels/main", packages)
    return (tmp_path / "channels").as_uri()


@pytest.mark.parametrize("kind", ["lock", "explicit"])
@pytest.mark.parametrize("password", [SECRET, "$PASSWORD"])
def test_the_password_of_an_index_stays_out_of_the_lock(
    index: str, channels: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str,
    password: str, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    pytest.importorskip("uv", reason="uv is not installed: pip install '.[lock]'")
    monkeypatch.setenv("PASSWORD", SECRET)
    monkeypatch.setenv("UV_NO_CACHE", "1")
    head = f"pip-repositories: ['http://joe:{password}@{index}']\n"
    head += "channels: [main]\nplatforms: [linux-64]\n"
    path = environment(tmp_path, "python", "pip: [secluded]", head=head)
    assert main(["lock", "--channel-alias", channels, "--kind", kind, path]) == 0
    name = "conda-lock.yml" if kind == "lock" else "conda-linux-64.lock"
    written = (tmp_path / name).read_text()
    assert "secluded-1.0-py3-none-any.whl" in written
    shown = capsys.readouterr()
    assert SECRET not in written + shown.out + shown.err


def test_a_variable_of_an_index_that_is_not_set_is_named(
    channels: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.delenv("PASSWORD", raising=False)
    head = "pip-repositories: ['http://joe:$PASSWORD@h/x']\nchannels: [main]\n"
    path = environment(tmp_path, "python", "pip: [secluded]", head=head)
    assert main(["lock", "--channel-alias", channels, path]) == 2
    told = capsys.readouterr().err
    assert ":1: the index needs the environment variable PASSWORD, which is not set" in told


@pytest.mark.parametrize(
    "content",
    [
        f"channels: ['http://127.0.0.1:9/t/{SECRET}/main']\ndependencies: [base]\n",
        f"channels: ['http://joe:{SECRET}@127.0.0.1:9/main']\ndependencies: [base]\n",
        "channels: ['http://127.0.0.1:9/t/$TOKEN/main']\ndependencies: [base]\n",
        f"dependencies: [base, pip: ['--index-url http://joe:{SECRET}@h/x', a]]\n",
        f"dependencies: [base, pip: ['a @ http://joe:{SECRET}@h/a.whl']]\n",
    ],
)
def test_no_error_shows_a_secret(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    pytest.importorskip("rattler", reason="py-rattler is not installed: pip install '.[lock]'")
    monkeypatch.setattr("envguard.lock.solve.solving.RETRIES", 0)
    monkeypatch.setenv("TOKEN", SECRET)
    (tmp_path / "environment.yml").write_text(f"platforms: [linux-64]\n{content}")
    assert main(["lock", str(tmp_path / "environment.yml")]) in (2, 5)
    shown = capsys.readouterr()
    assert shown.err
    assert SECRET not in shown.out + shown.err
