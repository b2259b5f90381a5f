"""What whole runs printed, kept outside of the project and told again while nothing changed.

A kept run is found by what was asked and by what asks: the request, the day, the folder, this very
version, its libraries. It holds only while the footprint of the project is the same, and so is what
the files say that were read. Nothing of it is ever executed or unpickled: it is text behind a
checksum. Two processes may write at once, each puts a whole file in place.
"""

from __future__ import annotations

import os
import sys
import zlib
from contextlib import suppress

from envguard.engine.footprint import contents
from envguard.engine.request import Request
from envguard.model.records import NamedTuple
from envguard.project.writing import replace_file

MOST_KEPT = 40

_BEGINNING = b"envguard's kept run 1\n"
_CHECKSUM = 32
_TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n# Made by envguard, it may be deleted.\n"
# what turns the same words into another output, or other words into the same request
_VARIABLES = (
    "HOME", "USERPROFILE", "TZ", "GITHUB_ACTIONS", "TF_BUILD", "NO_COLOR", "LANG", "LC_ALL",
)  # fmt: skip


class KeptRun(NamedTuple):
    """What a run said. `footprint` is the project's, `checked` the files that were read.

    `output` and `errors` are what it printed, UTF-8 as zlib has it: it may be much.
    """

    footprint: str
    checked: tuple[str, ...]
    code: int
    output: bytes
    errors: bytes


def name_of(request: Request, today: str) -> str:
    """The name under which a run is kept: other words, another day, another program, another name.

    The program is known by the size and time of each of its files, its libraries by the versions
    that are installed beside them.
    """
    from hashlib import blake2b

    stream = sys.stdout
    asked = (
        tuple(request), today, os.getcwd(), getattr(os, "getuid", int)(), sys.version,
        sys.executable, getattr(stream, "encoding", ""), stream.isatty(),
        [os.environ.get(name) for name in _VARIABLES], _program(), _libraries(),
    )  # fmt: skip
    return blake2b(repr(asked).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _program() -> list[tuple[str, int, int]]:
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    found = []
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(one for one in folders if one != "__pycache__")
        for name in sorted(names):
            status = os.stat(os.path.join(folder, name))
            found.append((os.path.join(folder, name), status.st_size, status.st_mtime_ns))
    return found


def _libraries() -> list[str]:
    found = []
    for folder in sys.path:
        with suppress(OSError):
            found += [name for name in os.listdir(folder or ".") if name.endswith("-info")]
    return sorted(found)


def load(folder: str, name: str, footprint: str) -> KeptRun | None:
    """The run of a name, where it was kept and nothing that it looked at has changed."""
    try:
        with open(os.path.join(folder, name), "rb") as stream:
            data = stream.read()
    except OSError:
        return None
    body = data[len(_BEGINNING) + _CHECKSUM :]
    if data[: -len(body)] != _BEGINNING + _checksum(body):
        return None
    head, _, rest = body.partition(b"\n")
    sizes = [int(number) for number in head.split()]
    said, output, errors = (rest[sum(sizes[:n]) : sum(sizes[: n + 1])] for n in range(3))
    known, content, code, *checked = os.fsdecode(zlib.decompress(said)).split("\0")
    if known != footprint or contents(checked) != content:
        return None
    return KeptRun(footprint, tuple(checked), int(code), output, errors)


def save(folder: str, name: str, run: KeptRun) -> None:
    """Keep a run; where that fails, it is not kept."""
    fields = (run.footprint, contents(run.checked), str(run.code), *run.checked)
    parts = (zlib.compress(os.fsencode("\0".join(fields)), 1), run.output, run.errors)
    body = b" ".join(b"%d" % len(part) for part in parts) + b"\n" + b"".join(parts)
    with suppress(OSError):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        tag = os.path.join(folder, "CACHEDIR.TAG")
        if not os.path.exists(tag):
            replace_file(tag, _TAG, follow=False)
        replace_file(os.path.join(folder, name), _BEGINNING + _checksum(body) + body, follow=False)
        _forget_oldest(folder)


def _checksum(body: bytes) -> bytes:
    from hashlib import blake2b

    return blake2b(body, digest_size=_CHECKSUM).digest()


def _forget_oldest(folder: str) -> None:
    with os.scandir(folder) as listing:
        runs = [entry for entry in listing if len(entry.name) == 32 and entry.is_file()]
    for entry in sorted(runs, key=lambda one: one.stat().st_mtime_ns)[:-MOST_KEPT]:
        with suppress(OSError):
            os.unlink(entry.path)


def usual_folder() -> str:
    """Where the platform keeps what may be lost."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(local, "envguard", "Cache")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "envguard")
    around = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(around):
        around = os.path.join(home, ".cache")
    return os.path.join(around, "envguard")
