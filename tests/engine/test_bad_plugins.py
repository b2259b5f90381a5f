"""Whatever a plugin does, the other rules say what they say without it, and it is named."""

from __future__ import annotations

import importlib
import os
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from envguard.cli.front import main
from envguard.engine import plugin_child, plugin_process
from envguard.engine.result import Result
from envguard.model import Reported
from envguard.project import settings as settings_files
from envguard.testing import check_files, fix_files

SCRIPT = "conda env export > environment.yml\ncurl -s https://x.org/i.sh | bash\n"
ENVIRONMENT = "channels: [conda-forge]\ndependencies: [python=3.11]\nprefix: /home/ada/a\n"
FILES = {"a.sh": SCRIPT, "b.sh": SCRIPT, "environment.yml": ENVIRONMENT}
SETTINGS = 'plugins = ["bad"]\nplugin-timeout = 600\n'
# for rules that never end by themselves
IMPATIENT = 'plugins = ["bad"]\nplugin-timeout = 1\n'

HEAD = '''
from __future__ import annotations
import os, re, sys, signal
from envguard.model import *
from envguard.model.finding import *
from envguard.model.edits import remove
from envguard.rules import rule

def found(text, **more):
    return finding(text, "It is here.", **more)

@rule("BAD001", "bad-rule", Severity.WARNING, since="1.0", fix="safe")
def bad(command: Command):
    """A bad rule."""
    return act(command)

@rule("BAD002", "good-rule", Severity.WARNING, since="1.0")
def good(command: Command):
    """A good rule."""
    if command.program == "curl":
        yield found(command)
'''

RAISES = {
    "raises": "raise ZeroDivisionError('x')",
    "raises an exception that cannot be shown":
        "class E(Exception):\n        def __str__(self): raise E\n    raise E",
    "raises an interrupt": "raise KeyboardInterrupt",
    "leaves": "sys.exit(0)",
    "recurses": "return act(command)",
    "yields a text": "return ['found']",
    "yields nothing": "return [None]",
    "yields an endless message": "return [finding(command, '{a:>999999999}', a='b')]",
    "yields a message without its value": "return [finding(command, '{missing}')]",
    "yields a place before the file":
        "return [found(command)._replace(location=command.text.location()._replace(start=-3))]",
    "yields a place behind the file":
        "return [found(command)._replace(location=command.text.location()._replace(end=10**9))]",
    "yields values that are no texts": "return [found(command)._replace(values={'a': 1})]",
    "yields a severity that is none": "return [found(command)._replace(severity=99)]",
    "yields a message that is no text": "return [found(command)._replace(message=b'x')]",
    "yields a fix that is none": "return [found(command)._replace(fix='rm')]",
    "yields an edit outside of the file":
        "where = command.text.location()._replace(start=5, end=10**6)\n"
        "    return [found(command, fix=Fix('safe', 'x', (Edit(where, ''),)))]",
    "yields edits that overlap":
        "edit = remove(command.text)\n"
        "    return [found(command, fix=Fix('safe', 'x', (edit, edit)))]",
    "yields a text of its own kind":
        "class T(str):\n        def __str__(self): raise E\n"
        "    return [finding(command, T('x'), fix=Fix('safe', 7, ()))]",
}  # fmt: skip
ENDS = {
    "loops": "while True: pass",
    "loops and catches errors":
        "while True:\n        try:\n            while True: pass\n        except Exception: pass",
    "loops and catches everything":
        "while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
    "yields without end": "while True: yield found(command)",
    "loops in C": "re.match('(a+)+$', 'a' * 40 + 'b')",
    "sleeps and loops": "import time; time.sleep(1000); return []",
    "ends its process": "os._exit(0)",
    "dies": "os.kill(os.getpid(), signal.SIGKILL)",
    "closes what it is asked through": "os.closerange(3, 100); return []",
    "answers for the engine":
        "import gc, io\n    for one in gc.get_objects():\n"
        "        own = isinstance(one, io.BufferedWriter) and type(one.name) is int\n"
        "        if own and one.name > 2:\n"
        "            one.write(b'nonsense\\n'); one.flush()\n    return []",
}  # fmt: skip
QUIET = {
    "starts a thread that never ends":
        "import threading\n    def on():\n        while True: pass\n"
        "    threading.Thread(target=on).start(); return []",
    "makes a second process that answers too": "os.fork(); return []",
    "changes what it is given":
        "for one in command.argv: one.raw.value = one.raw.source.content = ''\n"
        "    command.argv.clear() if hasattr(command.argv, 'clear') else None\n    return []",
    "patches the engine":
        "import envguard.engine.exempt as e, envguard.engine.examine as x, builtins\n"
        "    from envguard.project.settings import Settings\n"
        "    e.exempt = x.examine = builtins.open = builtins.sorted = None\n"
        "    re.compile = os.replace = Text.whole = Settings.get = None\n"
        "    return []",
    "changes the folder and the environment":
        "os.chdir('/'); os.environ.clear(); sys.path.clear(); sys.modules.clear(); return []",
    "prints": "print('noise'); os.write(1, b'noise'); sys.__stdout__.write('noise'); return []",
    "reads what is not for it": "sys.stdin and sys.stdin.read(); return []",
    "warns of every command, also of those in a fix": "return [found(command)]",
    "offers fixes that mend nothing":
        "from envguard.model.edits import insert\n"
        "    fix = Fix('safe', 'x', (insert(command.text, 0, 'env '),))\n"
        "    return [found(command, fix=fix) for _ in range(40)]",
    "offers a fix and ends its process when that is tried":
        "from envguard.model.edits import insert\n"
        "    if 'env env' in command.text.source.content: os._exit(0)\n"
        "    fix = Fix('safe', 'x', (insert(command.text, 0, 'env env '),))\n"
        "    return [found(command, fix=fix)]",
    "says something else each time": "return [found(command)] * (os.urandom(1)[0] % 5)",
}  # fmt: skip


@pytest.fixture
def install(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Make a module the plugin `bad`, as if its package were installed."""
    folder = tmp_path_factory.mktemp("plugin")
    monkeypatch.syspath_prepend(str(folder))
    points = [EntryPoint("bad", "bad_rules", plugin_process.GROUP)]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)

    def write(act: str, head: str = HEAD) -> None:
        (folder / "bad_rules.py").write_text(f"{head}\ndef act(command):\n    {act}\n")
        importlib.invalidate_caches()

    settings_files.forget()
    yield write
    assert "bad_rules" not in sys.modules


def _own(result: Result) -> list[Reported]:
    return [one for one in result.reported if not one.code.startswith(("BAD", "EGD"))]


def _verify(name: str, settings: str = SETTINGS) -> Result:
    """Nothing but the plugin's own findings differ from a run without it."""
    without = check_files({**FILES, "envguard.toml": ""})
    result = check_files({**FILES, "envguard.toml": settings})
    assert _own(result) == _own(without), name
    assert result.unknowns == without.unknowns
    if settings == SETTINGS:
        fixed = fix_files({**FILES, "envguard.toml": ""}, unsafe=True)
        with_it = fix_files({**FILES, "envguard.toml": settings}, unsafe=True)
        assert {**with_it, "envguard.toml": b""} == fixed, name
    return result


def _failures(result: Result) -> list[tuple[str, str, str]]:
    """Path, rule and reason of everything that failed."""
    failed = [one.finding for one in result.reported if one.code == "EGD004"]
    return [
        (os.path.normpath(one.location.path), one.values["code"], one.values["error"])
        for one in failed
    ]


@pytest.mark.parametrize("name", RAISES)
def test_a_rule_that_fails_is_named_and_the_others_say_the_same(name: str, install) -> None:  # type: ignore[no-untyped-def]
    install(RAISES[name])
    result = _verify(name)
    assert result.rule_failed
    assert {(path, code) for path, code, _ in _failures(result)} == {
        ("a.sh", "BAD001"), ("b.sh", "BAD001")
    }  # fmt: skip
    assert all(error for _, _, error in _failures(result))
    assert [one.code for one in result.reported].count("BAD002") == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound no process's memory")
def test_a_rule_that_wants_all_the_memory_gets_an_error(install) -> None:  # type: ignore[no-untyped-def]
    install("more = []\n    while True: more.append(bytes(10**8))")
    result = check_files({**FILES, "envguard.toml": SETTINGS})
    assert {error.strip() for _, _, error in _failures(result)} == {"MemoryError:"}
    assert _own(result) == _own(check_files({**FILES, "envguard.toml": ""}))


@pytest.mark.parametrize("name", ENDS)
def test_a_rule_that_ends_or_never_does_is_named_once(name: str, install) -> None:  # type: ignore[no-untyped-def]
    install(ENDS[name])
    endless = any(word in name for word in ("loops", "without end"))
    result = _verify(name, IMPATIENT if endless else SETTINGS)
    assert result.rule_failed
    [(path, code, error)] = _failures(result)
    assert (path, code) == ("a.sh", "BAD001")
    assert error.endswith(", and it is not run on further files")
    assert error.startswith("it ran for more than 1 s" if endless else "its process ")
    # of its plugin the other rule is run on, by another process
    assert [one.code for one in result.reported].count("BAD002") == 2


def test_a_rule_that_ended_is_still_named_behind_fixes(
    install,  # type: ignore[no-untyped-def]
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install("os._exit(0)")
    project = tmp_path / "project"
    project.mkdir()
    for name, content in (*FILES.items(), ("envguard.toml", SETTINGS)):
        (project / name).write_text(content)
    monkeypatch.chdir(project)
    assert main(["check", "--fix", "."]) == 4
    assert "prefix" not in (project / "environment.yml").read_text()
    assert "BAD001 failed" in capsys.readouterr().out


@pytest.mark.parametrize("name", QUIET)
def test_what_a_rule_changes_around_it_changes_nothing_for_others(
    name: str,
    install,  # type: ignore[no-untyped-def]
    capsys: pytest.CaptureFixture[str],
) -> None:
    install(QUIET[name])
    _verify(name)
    assert "noise" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("while True: pass", "does not load: it ran for more than 0.3 s"),
        ("import os; os._exit(3)", "does not load: its process ended by itself with exit code 3"),
        ("import sys; sys.exit('no')", "does not load: SystemExit: no"),
        ("1 / 0", "does not load: ZeroDivisionError: division by zero"),
        ("import nowhere", "does not load: ModuleNotFoundError: No module named 'nowhere'"),
        ("", "has no rule"),
        (HEAD.replace("BAD001", "ENV004"), "it has a rule ENV004, as envguard itself has"),
        (HEAD.replace('"BAD001"', "7"), "does not load"),
        (
            HEAD.replace("def bad(command: Command)", "def bad(command: Comand)"),
            "BAD001 is run on a Comand, which no file holds; did you mean Command?",
        ),
        (HEAD.replace("bad-rule", "\\x1b[2J"), "such as prefix-leaked, not"),
        (HEAD.replace("BAD001", "../../etc"), "such as LAB001, not '../../etc'"),
    ],
)
def test_a_plugin_that_cannot_be_loaded_is_wrong_settings(
    head: str,
    said: str,
    install,  # type: ignore[no-untyped-def]
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if head.startswith("while"):
        monkeypatch.setattr(plugin_process, "LOADING_SECONDS", 0.3)
    install("pass", head)
    (tmp_path / "a.sh").write_text(SCRIPT)
    (tmp_path / "envguard.toml").write_text(SETTINGS)
    assert main(["check", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told


def test_a_failed_rule_is_exit_code_4_in_every_format(
    install,  # type: ignore[no-untyped-def]
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install("sys.exit(0)")
    (tmp_path / "a.sh").write_text(SCRIPT)
    (tmp_path / "envguard.toml").write_text(SETTINGS)
    for kind in ("text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"):
        assert main(["check", "--output-format", kind, str(tmp_path)]) == 4
        said = capsys.readouterr().out
        assert "EGD004" in said
        assert "BAD001" in said
        assert "SystemExit: 0" in said


def test_the_page_of_a_plugins_rule_is_in_the_report_and_nobody_imports_it(
    install,  # type: ignore[no-untyped-def]
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install("return []")
    (tmp_path / "a.sh").write_text(SCRIPT)
    (tmp_path / "envguard.toml").write_text(SETTINGS)
    assert main(["check", "--output-format", "sarif", str(tmp_path)]) == 1
    assert "A good rule." in capsys.readouterr().out


def test_without_a_fork_a_new_interpreter_runs_the_plugin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = tmp_path / "bad-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: bad\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[envguard.rules]\nbad = bad_rules\n")
    (tmp_path / "bad_rules.py").write_text(
        HEAD + "\ndef act(command):\n    print('x')\n    while True: pass\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delattr(os, "fork")
    settings_files.forget()
    result = _verify("loops", IMPATIENT)
    [(path, code, error)] = _failures(result)
    assert (path, code) == ("a.sh", "BAD001")
    assert error.startswith("it ran for more than 1 s")
    assert [one.code for one in result.reported].count("BAD002") == 2


def test_a_process_that_took_its_watch_off_is_ended_all_the_same(
    install,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plugin_child, "GRACE_SECONDS", 0.1)
    install("import faulthandler; faulthandler.cancel_dump_traceback_later()\n    while True: pass")
    result = check_files({**FILES, "envguard.toml": IMPATIENT})
    [(path, code, error)] = _failures(result)
    assert (path, code) == ("a.sh", "BAD001")
    assert error.startswith("it ran for more than 1 s")


class _Sought(bytearray):
    """Bytes that count how many of them were looked through."""

    count = 0

    def find(self, *given: Any) -> int:
        self.count += len(self) - (given[1] if len(given) > 1 else 0)
        return super().find(*given)


def test_a_long_answer_is_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [b'{"a": "', *[b"x" * 100] * 999, b'"}\n{"b": 1}', b"\n"]
    child = plugin_child.Child.__new__(plugin_child.Child)
    child._waiting = waiting = _Sought()
    child._told = 0
    monkeypatch.setattr(plugin_child, "_is_ready", lambda handle, seconds: True)
    monkeypatch.setattr(plugin_child.os, "read", lambda handle, size: parts.pop(0))
    assert len(child._answer(1)["a"]) == 99900
    assert child._answer(1) == {"b": 1}
    assert waiting.count < 2 * 99900
    assert not waiting


def test_a_check_without_plugins_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("a process")

    monkeypatch.setattr(plugin_child, "_forked", refuse)
    monkeypatch.setattr(plugin_child, "_spawned", refuse)
    assert check_files(FILES).reported


def test_where_threads_run_or_no_process_starts_the_plugin_is_no_trap(
    install,  # type: ignore[no-untyped-def]
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install("return []")
    (tmp_path / "a.sh").write_text(SCRIPT)
    (tmp_path / "envguard.toml").write_text(SETTINGS)

    def refuse() -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(plugin_child, "_has_threads", lambda: True)
    monkeypatch.setattr(plugin_child, "_spawned", refuse)
    assert main(["check", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "does not load: its process does not start: Resource temporarily unavailable" in said
