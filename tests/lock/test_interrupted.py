"""A run that is interrupted, or whose channel never answers, loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("rattler", reason="py-rattler is not installed: pip install '.[lock]'")

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_an_interrupt_in_the_middle_leaves_the_lock_as_it_was(tmp_path: Path) -> None:
    asked, released = threading.Event(), threading.Event()

    class Silent(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            released.wait(60)

        def log_message(self, format: str, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    (tmp_path / "environment.yml").write_text(
        f"channels: ['{address}/main']\nplatforms: [linux-64]\ndependencies: [base]\n"
    )
    (tmp_path / "conda-lock.yml").write_text("version: 1\nmetadata: {}\npackage: []\n")
    running = subprocess.Popen(
        [sys.executable, "-m", "envguard", "lock"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        # a shell's `pytest &` ignores the signal, and what it starts inherits that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        assert asked.wait(60)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)
    finally:
        running.kill()
        running.communicate()
        released.set()
        server.shutdown()
        server.server_close()
    assert running.returncode == 130
    assert told == "envguard: interrupted; no lock was touched\n"
    assert (tmp_path / "conda-lock.yml").read_text().startswith("version: 1\nmetadata: {}")
    names = sorted(one.name for one in tmp_path.iterdir())
    assert names == ["conda-lock.yml", "environment.yml"]
