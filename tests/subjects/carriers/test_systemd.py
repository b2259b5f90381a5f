"""The systemd carrier: Exec lines, prefixes, specifiers, users, environment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.subjects.carriers.systemd import launches
from envguard.subjects.command import HOLE, Document, Launch


def found(content: str, path: str = "etc/systemd/system/lab.service") -> list[Launch]:
    return list(launches(Document(path, Text.of(content), lambda path: None)))


def service(*lines: str, path: str = "lab.service") -> list[Launch]:
    return found("[Unit]\nDescription=x\n[Service]\n" + "\n".join(lines) + "\n", path)


def argv(launch: Launch) -> list[str]:
    assert isinstance(launch.content, tuple)
    return [word.value for word in launch.content]


def test_every_exec_line_is_a_launch_and_start_is_the_service() -> None:
    lines = ["ExecStartPre=a", "ExecStart=b", "ExecStart=c", "ExecStop=d", "ExecSearchPath=/e"]
    assert [(argv(one), one.context.setting) for one in service(*lines)] == [
        (["a"], "script"),
        (["b"], "service"),
        (["c"], "service"),
        (["d"], "script"),
    ]


def test_an_empty_assignment_takes_away_what_stood_before_it() -> None:
    assert [argv(one) for one in service("ExecStart=a", "ExecStart=", "ExecStart=b")] == [["b"]]


def test_one_line_can_hold_several_commands() -> None:
    assert [argv(one) for one in service("ExecStart=a b ; -c d ; @e f g")] == [
        ["a", "b"],
        ["c", "d"],
        ["e", "g"],
    ]


def test_variables_are_put_in_unless_a_colon_forbids_it() -> None:
    environment = 'Environment="A=x y" B=%n'
    (launch,) = service(environment, "ExecStart=p $A ${A} $B $NOPE $$A")
    assert argv(launch) == ["p", "x", "y", "x y", "lab.service", HOLE, "$A"]
    assert {name: v.value for name, v in launch.context.environment.items()} == {
        "A": "x y",
        "B": "lab.service",
    }
    (launch,) = service(environment, "ExecStart=:p $A")
    assert argv(launch) == ["p", "$A"]


def test_an_empty_environment_line_forgets_what_stood_before_it() -> None:
    (launch,) = service("Environment=A=1", "Environment=", "Environment=B=2", "ExecStart=a")
    assert set(launch.context.environment) == {"B"}


@pytest.mark.parametrize(
    ("path", "word", "expected"),
    [
        ("lab.service", "%N/%p/%t/%h/%%", "lab/lab//run//root/%"),
        ("user@ada.service", "%i %p %n", "ada user user@ada.service"),
        ("user@.service", "%i", HOLE),
        ("lab.service", "%H", HOLE),
        ("config/systemd/user/lab.service", "%h", HOLE),
        ("lab.service.d/override.conf", "%n", "lab.service"),
    ],
)
def test_specifiers_that_the_unit_settles_are_put_in(path: str, word: str, expected: str) -> None:
    (launch,) = service(f"ExecStart=a '{word}'", path=path)
    assert argv(launch)[1] == expected


@pytest.mark.parametrize(
    ("lines", "path", "user"),
    [
        (["ExecStart=a"], "lab.service", "root"),
        (["ExecStart=a", "User=ada"], "lab.service", "ada"),
        (["ExecStart=a", "User=0"], "lab.service", "root"),
        (["ExecStart=a", "User=%i"], "lab@.service", None),
        (["ExecStart=+a", "User=ada"], "lab.service", "root"),
        (["ExecStart=-!a", "User=ada"], "lab.service", "root"),
        (["ExecStart=a", "DynamicUser=yes"], "lab.service", "lab"),
        (["ExecStart=a"], ".config/systemd/user/lab.service", None),
        (["ExecStart=+a"], "user/lab.service", None),
    ],
)
def test_a_system_unit_runs_as_root_and_a_user_unit_does_not(
    lines: list[str], path: str, user: str | None
) -> None:
    (launch,) = service(*lines, path=path)
    assert launch.context.user == user


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", "everywhere"),
        ("PrivateNetwork=yes", "none"),
        ("IPAddressDeny=any\nIPAddressAllow=localhost", "loopback"),
        ("IPAddressDeny=any\nIPAddressAllow=10.0.0.0/8", "everywhere"),
    ],
)
def test_a_host_s_ports_are_everywhere_but_for_what_the_unit_forbids(
    line: str, expected: str
) -> None:
    (launch,) = service("ExecStart=a", line)
    assert (launch.context.published, launch.context.container) == (expected, False)


def test_the_working_directory_is_kept_where_it_is_known() -> None:
    assert service("ExecStart=a", "WorkingDirectory=-/srv")[0].context.directory == "/srv"
    assert service("ExecStart=a", "WorkingDirectory=/home/%i")[0].context.directory == "/home/"
    assert service("ExecStart=a", "WorkingDirectory=~")[0].context.directory is None


def test_a_line_that_systemd_refuses_has_no_command() -> None:
    assert service("ExecStart=a 'b") == []
    assert service("ExecStart=-") == []


def test_a_broken_file_is_a_syntax_problem() -> None:
    with pytest.raises(SyntaxProblem):
        found("[Service\nExecStart=a\n")


@given(st.text(alphabet="ab$%{}'\"\\;@+-:!= \n", max_size=60))
def test_any_lines_raise_nothing_and_words_lie_inside_of_them(lines: str) -> None:
    content = f"[Service]\nEnvironment=a=b\nExecStart={lines}\nUser={lines}\n"
    try:
        read = found(content)
    except SyntaxProblem:
        return
    for launch in read:
        assert argv(launch)[0]
        assert isinstance(launch.content, tuple)
        for word in launch.content:
            assert 0 <= word.start <= word.end <= len(content)
