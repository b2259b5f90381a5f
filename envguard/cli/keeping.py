"""A run over many unchanged files says again what it said last time."""

from __future__ import annotations

import os
import sys
import time
import zlib
from codecs import getincrementaldecoder
from collections.abc import Callable

from envguard.engine.footprint import Footprint, footprint
from envguard.engine.kept_runs import KeptRun, load, name_of, save, usual_folder
from envguard.project.today import today

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from envguard.engine.check import Check
    from envguard.engine.request import Request

# A change within one tick of the file system's clock may leave a file's time as it is, so what has
# just changed is not kept; two seconds is the longest tick (FAT), as git has it for its index.
SETTLED = 2_000_000_000

_PIECE = 1 << 20


def may_be_kept(request: Request) -> bool:
    """Whether a run over folders does nothing but print what it would say again."""
    does_more = (
        request.no_cache, request.fix, request.diff, request.outputs, request.baseline is not None,
        request.write_baseline is not None, request.changed_since, request.trusted,
        request.settings, request.show_files, request.show_settings,
    )  # fmt: skip
    # the other formats name the time of the run, or cost more than they are asked for
    return not any(does_more) and request.output_format in ("text", "json")


def kept(check: Check, run: Callable[[], int]) -> int:
    """The exit code of a run, which only takes place where it is not kept from last time."""
    request = check.request
    folder, name = _folder(check), name_of(request, today(request.as_of).day)
    started, before = time.time_ns(), _footprint(check, folder)
    if before is None:
        return run()
    last = load(folder, name, before.digest)
    if last is not None:
        _say_again(last.errors, sys.stderr)
        _say_again(last.output, sys.stdout)
        return last.code
    output, errors = _Heard(sys.stdout), _Heard(sys.stderr)
    sys.stdout, sys.stderr = output, errors
    try:
        code = run()
    finally:
        sys.stdout, sys.stderr = output.stream, errors.stream
    if code in (0, 1) and before.newest < started - SETTLED and _is_told_again(check):
        checked = tuple(path for path, _ in check.gathered.checked)
        # what changed meanwhile may have been seen in part
        unchanged = _footprint(check, folder) == before
        if unchanged and name_of(request, today(request.as_of).day) == name:
            said = (output.heard(), errors.heard())
            save(folder, name, KeptRun(before.digest, checked, code, *said))
    return code


class _Heard:
    """A stream that goes on as it is, and what was written to it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self._packer = zlib.compressobj(1)
        self._packed: list[bytes] = []

    def write(self, words: str) -> int:
        """Write, and keep what could be written."""
        count = self.stream.write(words)
        self._packed.append(self._packer.compress(words.encode("utf-8", "surrogateescape")))
        return count

    def heard(self) -> bytes:
        """All that was written, packed."""
        return b"".join((*self._packed, self._packer.flush()))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def _say_again(packed: bytes, stream: TextIO) -> None:
    unpacker = zlib.decompressobj()
    decoder = getincrementaldecoder("utf-8")("surrogateescape")
    while packed:
        stream.write(decoder.decode(unpacker.decompress(packed, _PIECE)))
        packed = unpacker.unconsumed_tail
    stream.flush()


def _footprint(check: Check, folder: str) -> Footprint | None:
    return footprint(check.request.paths, [one.path for one in check.found()], folder)


def _is_told_again(check: Check) -> bool:
    """Whether nothing but the project's files and envguard itself had a say in a run."""
    return check.terms.plugins is None and not any(
        settings.text("extends") for settings in check.terms.all_settings()
    )


def _folder(check: Check) -> str:
    settings = check.terms.settings(os.path.join(check.request.paths[0], "file"))
    named = settings.text("cache-dir")
    return os.path.join(settings.root, os.path.expanduser(named)) if named else usual_folder()
