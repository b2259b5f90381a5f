"""A plugin's process, as the run sees it: started, asked, and ended when it takes too long."""

from __future__ import annotations

import json
import os
import sys
import time
import weakref
from collections.abc import Iterator
from contextlib import suppress

from envguard.engine import plugin_process
from envguard.engine.request import Request
from envguard.model import Source
from envguard.project.kinds import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# the process watches its own time; this is for one that took its watch off
GRACE_SECONDS = 5.0
MAXIMUM_ANSWER = 64 * 1024**2

# a process without a fork starts with what this one would import, and nothing of its folder
_STARTED = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from envguard.engine.plugin_process import serve; serve(0, 1)"
)


_living: weakref.WeakSet[Child] = weakref.WeakSet()


class Ended(Exception):
    """The process is gone; the message says why, in words that go on after the rule's name."""


class Child:
    """One process for one plugin. `declarations` is what it says of its rules."""

    def __init__(self, plugin: str, request: Request) -> None:
        self.parent = os.getpid()
        self.lives = True
        self._waiting = bytearray()
        self._asked = 0
        start = _forked if hasattr(os, "fork") and not _has_threads() else _spawned
        try:
            self._asking, self._told, self._end = start()
        except OSError as error:
            raise Ended(f"its process does not start: {error.strerror}") from None
        self._finalizer = weakref.finalize(self, _closed, self.parent, self._end)
        self._send({"plugin": plugin, "request": list(request)})
        _living.add(self)
        self.declarations = self._answer(plugin_process.LOADING_SECONDS)

    @property
    def handles(self) -> tuple[int, ...]:
        """The ends of the pipes that are open here."""
        return (self._asking, self._told) if self.lives else ()

    def ask(
        self, codes: list[str], source: Source, kind: Kind, seconds: float
    ) -> Iterator[dict[str, Any]]:
        """What each of the rules says of a file, in turn. Ended where one ends the process."""
        self._asked += 1
        self._send({
            "number": self._asked, "path": source.path, "content": source.content,
            "encoding": source.encoding, "mark": source.mark, "kind": kind.name, "codes": codes,
            "seconds": seconds,
        })  # fmt: skip
        for code in codes:
            answer = self._answer(seconds)
            if answer.get("code") != code or answer.get("number") != self._asked:
                raise self._ended(seconds, 0.0, "its process answered what was not asked")
            yield answer

    def _send(self, question: dict[str, Any]) -> None:
        line = json.dumps(question).encode() + b"\n"
        with suppress(BrokenPipeError):
            # that it is gone shows when it does not answer
            at = 0
            while at < len(line):
                at += os.write(self._asking, line[at : at + 2**20])

    def _answer(self, seconds: float) -> dict[str, Any]:
        begun = time.monotonic()
        sought = 0
        # of a long answer, no part is looked through or copied twice
        while (end := self._waiting.find(b"\n", sought)) < 0:
            sought = len(self._waiting)
            left = begun + seconds + GRACE_SECONDS - time.monotonic()
            arrived = os.read(self._told, 2**16) if _is_ready(self._told, left) else b""
            if not arrived or len(self._waiting) > MAXIMUM_ANSWER:
                raise self._ended(seconds, time.monotonic() - begun)
            self._waiting += arrived
        line = bytes(self._waiting[:end])
        del self._waiting[: end + 1]
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self._ended(seconds, 0.0, "its process said nothing sensible")
        return found

    def _ended(self, seconds: float, lasted: float, reason: str = "") -> Ended:
        """End what is left of the process and say why it is gone."""
        self.lives = False
        self._finalizer.detach()
        status = self._end()
        if reason:
            return Ended(reason)
        if len(self._waiting) > MAXIMUM_ANSWER:
            return Ended(f"it says more than {MAXIMUM_ANSWER >> 20} MiB of one file")
        if lasted >= seconds:
            return Ended(f"it ran for more than {seconds:g} s")
        if status < 0:
            return Ended(f"its process was ended by signal {-status}")
        return Ended(f"its process ended by itself with exit code {status}")


def _is_ready(handle: int, seconds: float) -> bool:
    """Whether there is something to read in time; where pipes cannot be asked, there will be."""
    if os.name == "nt":
        return True
    import select

    return bool(select.select([handle], [], [], max(0.0, seconds))[0])


def _has_threads() -> bool:
    """Whether a copy of this process might wait for a lock that a thread had when it was made."""
    threading = sys.modules.get("threading")
    return threading is not None and threading.active_count() > 1


def _closed(parent: int, end: Any) -> None:
    if os.getpid() == parent:
        end()


def _forked() -> tuple[int, int, Any]:
    """A copy of this process, which has imported all it needs."""
    question, asking = os.pipe()
    told, answer = os.pipe()
    number = os.fork()
    if not number:
        try:
            os.setpgid(0, 0)
            # a pipe to another plugin that stays open here would never end there
            for handle in (asking, told, *(h for child in _living for h in child.handles)):
                with suppress(OSError):
                    os.close(handle)
            plugin_process.serve(question, answer)
        finally:
            os._exit(0)
    os.close(question)
    os.close(answer)
    with suppress(OSError):
        # on both sides: who comes first is not known
        os.setpgid(number, number)

    def end() -> int:
        os.close(asking)
        os.close(told)
        _kill_all(number)
        try:
            return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        except ChildProcessError:
            return 0

    return asking, told, end


def _kill_all(number: int) -> None:
    """End a process that leads a group, and what it started."""
    import signal

    with suppress(OSError):
        os.killpg(number, signal.SIGKILL)


def _spawned() -> tuple[int, int, Any]:
    """A new interpreter, where there is no fork."""
    import subprocess

    started = subprocess.Popen(
        [sys.executable, "-I", "-c", _STARTED, json.dumps(sys.path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
        start_new_session=True,
    )  # fmt: skip
    assert started.stdin is not None
    assert started.stdout is not None
    asking, told = started.stdin, started.stdout

    def end() -> int:
        asking.close()
        told.close()
        if hasattr(os, "killpg"):
            _kill_all(started.pid)
        started.kill()
        return started.wait()

    return asking.fileno(), told.fileno(), end
