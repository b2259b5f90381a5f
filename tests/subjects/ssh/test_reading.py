"""What makes ssh refuse a file, what it passes over, and how blocks come about."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from envguard.model import Text
from envguard.subjects.ssh import Included, SshConfig, read_ssh_config
from envguard.subjects.ssh.problems import (
    BAD_ALGORITHM,
    BAD_INCLUDE,
    BAD_MATCH,
    BAD_VALUE,
    EXTRA_ARGUMENT,
    MISSING_ARGUMENT,
    NO_ARGUMENT,
    OPEN_QUOTE,
)


def read(content: str, version: str = "9.2", **files: str) -> SshConfig:
    def include(word: str) -> Sequence[Included] | None:
        return [Included(Text.of(files[word], word))] if word in files else []

    return read_ssh_config(Text.of(content, "config"), include=include, version=version)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Port", NO_ARGUMENT),
        ("Zork", NO_ARGUMENT),
        ("User 'x", OPEN_QUOTE),
        ("User a b", EXTRA_ARGUMENT),
        ('User ""', MISSING_ARGUMENT),
        ("User # x", MISSING_ARGUMENT),
        ("LocalForward 80", MISSING_ARGUMENT),
        ("IdentitiesOnly on", BAD_VALUE),
        ("Compression true", BAD_VALUE),
        ("Port 65536", BAD_VALUE),
        ("ConnectTimeout 1x", BAD_VALUE),
        ("ForwardAgent $a-b", BAD_VALUE),
        ("Ciphers arcfour", BAD_ALGORITHM),
        ("HostKeyAlgorithms zork*", BAD_ALGORITHM),
        ('Host ""', BAD_VALUE),
        ("Match", NO_ARGUMENT),
        ("Match hots foo", BAD_MATCH),
        ("Match all host foo", BAD_MATCH),
        ("Match tagged x", BAD_MATCH),
    ],
)
def test_a_bad_line_is_refused_even_in_a_block_that_never_matches(written: str, kind: str) -> None:
    config = read(f"Host !x\n{written}\nHost *\nUser u\n")
    assert [placed.problem.kind for placed in config.problems] == [kind]
    answer = config.effective("other")
    assert not answer.ok
    assert answer.error is not None
    assert answer.error.text.location().begin.line == 2


@pytest.mark.parametrize(
    "written",
    [
        "Protocol 2", "Protocol 1 2 3", "RSAAuthentication yes", "IdentitiesOnly true",
        "SendEnv # c", "Include nope", "UserKnownHostsFile # c", "LocalCommand =x # y",
        "Host #", "StreamLocalBindMask 7z", "RekeyLimit 1.5G 1h", "KexAlgorithms +,",
    ],
)  # fmt: skip
def test_odd_lines_that_ssh_accepts_are_accepted(written: str) -> None:
    assert read(written + "\n").effective("host").ok


def test_all_problems_are_found_and_the_first_one_is_told() -> None:
    config = read("User a b\nZork 1\nPort x\n")
    assert [p.order for p in config.problems] == [1, 3]
    error = config.effective("h").error
    assert error is not None
    assert error.message.startswith("keyword user extra")


def test_an_unknown_keyword_is_refused_unless_an_earlier_line_in_force_ignores_it() -> None:
    assert not read("Zork 1\nIgnoreUnknown Zork\n").effective("h").ok
    assert read("IgnoreUnknown a,Z*\nHost x\nZork 1\n").effective("h").ok
    assert not read("IgnoreUnknown A\nIgnoreUnknown Zork\nZork 1\n").effective("h").ok
    narrow = read("Host x\nIgnoreUnknown Zork\nHost *\nZork 1\n")
    assert narrow.effective("x").ok
    assert not narrow.effective("h").ok


def test_ignoring_does_not_excuse_bad_values() -> None:
    assert not read("IgnoreUnknown *\nPort x\n").effective("h").ok


def test_a_keyword_of_a_later_release_is_unknown_before_it() -> None:
    assert not read("Tag x\n", "9.3").effective("h").ok
    assert read("Tag x\n", "9.4").effective("h").ok


@pytest.mark.parametrize(
    ("written", "version", "ok"),
    [
        ("Match host = foo", "9.8", True),
        ("Match host = foo", "9.9", False),
        ("Match host=foo", "9.9", True),
        ('Match command ""', "9.9", False),
        ('Match command ""', "10.0", True),
        ("HostKeyAlgorithms ssh-dss", "9.9", True),
        ("HostKeyAlgorithms ssh-dss", "10.0", False),
        ("User x # c", "8.4", False),
        ("User x # c", "8.5", True),
        ("KexAlgorithms mlkem768x25519-sha256", "9.8", False),
        ("KexAlgorithms mlkem768x25519-sha256", "9.9p2", True),
    ],
)
def test_releases_differ(written: str, version: str, ok: bool) -> None:
    assert read(written + "\n", version).effective("foo").ok is ok


def test_a_host_name_with_a_comma_is_refused_since_10_0() -> None:
    assert read("").effective("a,b").ok
    assert not read("", "10.0").effective("a,b").ok


def test_an_include_inherits_its_block_and_leaves_it_as_it_was() -> None:
    config = read(
        "Host foo\nInclude a\nPort 5\n", a="Host bar\nUser q\nHost *\nIdentitiesOnly yes\n"
    )
    foo, bar = config.effective("foo"), config.effective("bar")
    assert (foo.get("port"), foo.get("identitiesonly"), foo.user) == ("5", "yes", None)
    assert (bar.get("port"), bar.get("identitiesonly")) == ("22", "no")


def test_an_include_that_includes_itself_is_refused_even_where_inactive() -> None:
    config = read("Host x\nInclude a\n", a="Include a\nUser u\n")
    assert [p.problem.kind for p in config.problems] == [BAD_INCLUDE]
    assert len(config.lines) < 50


def test_sixteen_includes_deep_are_read_and_seventeen_refused() -> None:
    files = {f"f{n}": f"Include f{n + 1}\n" for n in range(1, 17)}
    assert read("Include f1\n", **files, f17="").effective("h").ok is False
    assert read("Include f2\n", **files, f17="Port 7\n").effective("h").get("port") == "7"


def test_files_that_fan_out_are_bounded() -> None:
    files = {f"f{n}": f"Include f{n + 1} f{n + 1} f{n + 1}\n" for n in range(1, 16)}
    config = read("Include f1\n", **files, f16="User u\n" * 100)
    assert not config.complete
    assert len(config.lines) < 250_000


def test_a_refused_include_is_a_problem_at_the_include_line() -> None:
    config = read_ssh_config(
        Text.of("User u\nInclude x\n", "config"),
        include=lambda word: [Included(Text.of("", "x"), "Bad owner or permissions on x")],
    )
    error = config.effective("h").error
    assert error is not None
    assert error.message == "Bad owner or permissions on x"
    assert error.text.location().begin.line == 2


def test_variables_decide_when_the_environment_is_not_known() -> None:
    config = read("ForwardAgent ${SOCK}\nRemoteForward 80 ${X}\nControlPath ${Y}\n")
    assert config.effective("h").ok
    assert [problem.value for problem in config.unknowns] == ["${SOCK}", "80 ${X}"]
