"""One target under atheris: what it finds is written down, and it goes on."""

from __future__ import annotations

import hashlib
import os
import pkgutil
import re
import sys
import tempfile
import traceback
from importlib import import_module

MAXIMUM_LENGTH = 4096
_MAXIMUM_WORDS = 400


def prepare() -> None:
    """Import the readers so that libFuzzer sees their branches; before anything else does."""
    import atheris  # type: ignore[import-untyped]

    # what reads is what is to be driven into its corners; rules only look at what was read
    with atheris.instrument_imports(include=["envguard.formats", "envguard.subjects"]):
        for floor in ("envguard.formats", "envguard.subjects"):
            for found in pkgutil.walk_packages(import_module(floor).__path__, f"{floor}."):
                import_module(found.name)


def forked(name: str, seconds: int, out: str) -> tuple[int, int]:
    """(exit code, executions) of a target in a process of its own, which shares the imports."""
    os.makedirs(out, exist_ok=True)
    log = os.path.join(out, "log")
    child = os.fork()
    if child == 0:
        with open(log, "wb") as stream:
            os.dup2(stream.fileno(), 2)
        fuzz(name, seconds, out)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    with open(log, encoding="utf-8", errors="replace") as lines:
        counts = re.findall(r"^(?:stat::number_of_executed_units: |#)(\d+)", lines.read(), re.M)
    return os.waitstatus_to_exitcode(status), int(counts[-1]) if counts else 0


def fuzz(name: str, seconds: int, out: str) -> None:
    """Run a target for a time. Never returns: libFuzzer ends the process.

    `out` gets `corpus/` and `findings/`, in which each defect is its input and its traceback.
    """
    import atheris

    from fuzz.targets import seeds_of, targets

    folder = tempfile.mkdtemp(prefix="fuzz-")
    run = targets(folder)[name]
    findings, corpus = os.path.join(out, "findings"), os.path.join(out, "corpus")
    os.makedirs(findings, exist_ok=True)
    os.makedirs(corpus, exist_ok=True)
    known: set[str] = set()
    seeds = seeds_of(name)
    for index, seed in enumerate(seeds):
        _write(os.path.join(corpus, f"seed-{index}"), seed)
    words = os.path.join(out, "words")
    _write(words, "".join(f'"{word}"\n' for word in _words(seeds)))

    def once(data: bytes) -> None:
        # odd bytes are carried as envguard's own reader carries them
        content = data.decode("utf-8", "surrogateescape")
        try:
            run(content)
        except Exception as error:
            key = _signature(error)
            if key not in known:
                known.add(key)
                _keep(findings, key, data)

    atheris.Setup(
        [
            sys.argv[0], corpus, f"-max_total_time={seconds}", f"-max_len={MAXIMUM_LENGTH}",
            *([f"-dict={words}"] if os.path.getsize(words) else []),
            f"-artifact_prefix={findings}/", "-timeout=25", "-rss_limit_mb=3000",
            "-len_control=0", "-print_final_stats=1",
        ],
        once,
    )  # fmt: skip
    atheris.Fuzz()


def _signature(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{os.path.basename(frame.filename)}:{frame.lineno}" for frame in frames[-3:]]
    return f"{type(error).__name__} at {' < '.join(reversed(places))}"


def _keep(folder: str, key: str, data: bytes) -> None:
    name = hashlib.sha256(key.encode()).hexdigest()[:12]
    with open(os.path.join(folder, name), "wb") as stream:
        stream.write(data)
    _write(os.path.join(folder, f"{name}.txt"), f"{key}\n{traceback.format_exc()}")
    print(f"FOUND {key}", flush=True)


def _words(seeds: list[str]) -> list[str]:
    """Words of the seeds for libFuzzer's dictionary."""
    found = dict.fromkeys(
        word for seed in seeds for word in re.findall(r"[A-Za-z_.-]{2,24}|[^\w\s]{2,3}", seed)
    )
    return [
        re.sub(r'(["\\])', r"\\\1", word) for word in found if word.isascii() and word.isprintable()
    ][:_MAXIMUM_WORDS]


def _write(path: str, content: str) -> None:
    with open(path, "wb") as stream:
        stream.write(content.encode("utf-8", "surrogateescape"))
