from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.model import Text
from envguard.subjects.command import HOLE, Context, Launch, Word
from envguard.subjects.jupyter.commandline import CommandLine, read
from envguard.subjects.jupyter.options import CLASSIC, LAB, OLD, SERVER
from envguard.subjects.jupyter.settings import unquoted
from envguard.subjects.jupyter.start import start
from envguard.subjects.shell import commands


def line(*values: str, old: bool = False) -> CommandLine:
    words = tuple(Word(Text.of(value), Text.of(value)) for value in values)
    return read(words, OLD if old else LAB, old)


def settings(found: CommandLine) -> list[tuple[str, object]]:
    return [(f"{one.section}.{one.trait}", one.value.value) for one in found.settings]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--ip=0.0.0.0"], ("ServerApp.ip", "0.0.0.0")),
        (["--ip", "0.0.0.0"], ("ServerApp.ip", "0.0.0.0")),
        (["--ip", ""], ("ServerApp.ip", "")),
        (["--ip="], ("ServerApp.ip", "")),
        (["--ServerApp.token="], ("ServerApp.token", "")),
        (["--ServerApp.token", "''"], ("ServerApp.token", "''")),
        (["-ServerApp.token=x"], ("ServerApp.token", "x")),
        (["--notebook-dir=/x"], ("ServerApp.root_dir", "/x")),
        (["--notebook-d=/x"], ("ServerApp.root_dir", "/x")),
        (["--allow-root"], ("ServerApp.allow_root", True)),
        (["--allow-ro"], ("ServerApp.allow_root", True)),
        (["-y"], ("ServerApp.answer_yes", True)),
        (["--ServerApp.ip=-1"], ("ServerApp.ip", "-1")),
        (["--port", "-5"], ("ServerApp.port", "-5")),
    ],
)
def test_options_in_every_spelling(words: list[str], expected: tuple[str, object]) -> None:
    found = line(*words)
    assert settings(found) == [expected]
    assert found.refusal is None
    assert found.ignored == []


@pytest.mark.parametrize(
    "words",
    [
        ["--allow-origin=*"],
        ["--no-auth"],
        ["--allow-root=True"],
        ["-allow-root"],
        ["--allow_root"],
        ["--foo"],
        ["--ServerApp.allow-origin=*"],
        ["--ServerApp.disable_check_xsrf"],
        ["--ip", "--no-browser"],
        ["--IP=0.0.0.0"],
        ["--ServerApp.Token="],
        ["--serverapp.token="],
        ["--no-"],
        [".", "--no-browser", "/tmp"],
        ["--ip:0.0.0.0"],
    ],
)
def test_what_exits_with_an_error_is_refused_at_its_word(words: list[str]) -> None:
    found = line(*words)
    assert found.refusal is not None
    assert found.refusal.word.value in words


@pytest.mark.parametrize(
    "word", ["--token=", "--password=x", "--host=0.0.0.0", "--allow_origin=*", "-ip=0", "-f=x"]
)
def test_a_word_without_a_hyphen_that_nobody_knows_is_ignored(word: str) -> None:
    found = line(word)
    assert [note.word.value for note in found.ignored] == [word]
    assert found.refusal is None
    assert settings(found) == []


def test_an_ignored_option_takes_the_word_behind_it() -> None:
    found = line("-f", "jupyter.py", "--ip=0")
    assert found.files == []
    assert settings(found) == [("ServerApp.ip", "0")]


@pytest.mark.parametrize("word", ["--help", "-h", "--help-all", "--version", "-V"])
def test_what_only_prints_is_a_stop_unless_it_stands_behind_two_dashes(word: str) -> None:
    assert line("--ip=0", word).stop is not None
    assert line("--", word).stop is None


def test_words_behind_two_dashes_are_files() -> None:
    found = line("--", "--ServerApp.token=")
    assert [word.value for word in found.files] == ["--ServerApp.token="]
    assert settings(found) == []


def test_two_options_in_one_word_are_a_value_or_a_file() -> None:
    assert settings(line("--ip=0.0.0.0 --port=1")) == [("ServerApp.ip", "0.0.0.0 --port=1")]
    assert [word.value for word in line("--port 7860").files] == ["--port 7860"]


def test_flags_win_over_values_whatever_their_order() -> None:
    found = line("--allow-root", "--ServerApp.allow_root=False")
    assert found.sections()["ServerApp"]["allow_root"].value is True


def test_an_option_that_is_given_twice_keeps_both_values() -> None:
    found = line("--ip=a", "--ServerApp.ip=b").sections()["ServerApp"]["ip"]
    assert found.many == ("a", "b")


def test_a_variable_in_a_value_leaves_only_the_value_unknown() -> None:
    found = line(f"--ip={HOLE}", f"--ServerApp.token=x{HOLE}")
    ip, token = (one.value for one in found.settings)
    assert (ip.known, ip.filled, token.known, token.filled) == (False, False, False, True)
    assert found.open is None


@pytest.mark.parametrize("word", [HOLE, f"--{HOLE}=x", f"--ServerApp.{HOLE}=x", f"{HOLE} --ip=0"])
def test_a_variable_that_may_hold_options_leaves_the_line_open(word: str) -> None:
    assert line("--ip=0.0.0.0", word).open is not None


def test_origins_are_the_words_themselves() -> None:
    text = Text.of("jupyter lab --ip 0.0.0.0 --ServerApp.token=''")
    words = tuple(Word(text[a:b], text[a:b]) for a, b in [(12, 16), (17, 24), (25, 45)])
    found = read(words, SERVER)
    assert [one.value.origin.spelled() for one in found.settings if one.value.origin] == [
        "0.0.0.0",
        "--ServerApp.token=''",
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--ip=0.0.0.0"], ("NotebookApp.ip", "0.0.0.0")),
        (["--ip", "0.0.0.0"], ("NotebookApp.ip", "0.0.0.0")),
        (["--NotebookApp.token="], ("NotebookApp.token", "")),
        (["--NotebookApp.token=''"], ("NotebookApp.token", "")),
        (['--NotebookApp.token=""'], ("NotebookApp.token", "")),
        (["--NotebookApp.token=\"''\""], ("NotebookApp.token", "''")),
        (["--NotebookApp.port=80"], ("NotebookApp.port", 80)),
        (["--allow"], ("NotebookApp.allow_root", True)),
    ],
)
def test_traitlets_4_reads_values_as_literals(words: list[str], expected: object) -> None:
    found = line(*words, old=True)
    assert settings(found) == [expected]
    assert found.refusal is None


@pytest.mark.parametrize(
    "words",
    [
        ["--foo"],
        ["-ip=0.0.0.0"],
        ["--allow-origin=*"],
        ["--NotebookApp.token", ""],
        ["--allow-root=1"],
        ["--p=1"],
    ],
)
def test_traitlets_4_refuses(words: list[str]) -> None:
    assert line(*words, old=True).refusal is not None


def test_traitlets_4_takes_the_last_value_and_the_full_name_over_the_alias() -> None:
    found = line("--NotebookApp.ip=c", "--ip=a", "--ip=b", old=True)
    assert found.sections()["NotebookApp"]["ip"].value == "c"
    assert line("--ip=a", "--ip=b", old=True).sections()["NotebookApp"]["ip"].value == "b"


@pytest.mark.parametrize(
    ("spelled", "read_as"),
    [
        ("''", ""),
        ("\"''\"", ""),
        ('""', '""'),
        ("'\"\"'", '""'),
        ("'*'", "*"),
        ("' '", " "),
        ("''#", "''#"),
        ("'", "'"),
        ("“”", "“”"),
        ("\\'\\'", "\\'\\'"),
    ],
)
def test_quotes_that_reach_the_program_are_taken_off_as_traitlets_5_does(
    spelled: str, read_as: str
) -> None:
    assert unquoted(spelled) == read_as


words_ = st.lists(
    st.text("-=.'\" $aAiIpPtT" + HOLE, max_size=12)
    | st.sampled_from(["--ip", "--allow-root", "--", "-y", "--watch", "--pylab", "--ServerApp.ip"]),
    max_size=8,
)


@given(words_, st.booleans())
def test_no_words_lead_to_an_exception_and_every_note_names_one(
    values: list[str], old: bool
) -> None:
    words = tuple(Word(Text.of(value), Text.of(value)) for value in values)
    found = read(words, CLASSIC if old else LAB, old)
    found.sections()
    notes = [*found.ignored, found.refusal, found.stop, found.open]
    assert all(note.word in words for note in notes if note)
    assert all(one.word in words for one in found.settings)


def test_a_folder_of_the_user_is_no_option() -> None:
    launch = Launch(Text.of('jupyter lab --ip=0.0.0.0 "$HOME/work"'), Context("shell", "script"))
    server = start(commands([launch])[0], (), "new")
    assert (server.listens.value, server.authentication.value) == ("all", "token")
