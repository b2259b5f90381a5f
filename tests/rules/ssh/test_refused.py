"""What ssh refuses, drops or reads in another way: SSH010 to SSH018, SSH024, SSH034, SSH035."""

from __future__ import annotations

import pytest

from envguard.testing import check_files, fix_files


def codes(config: str, path: str = ".ssh/config", settings: str = "") -> list[str]:
    """The codes of all findings about a configuration."""
    files = {path: config} | ({"envguard.toml": settings} if settings else {})
    return [r.code for r in check_files(files).reported]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("Host a\n  ForwardAgnet no\n", ["SSH010"]),
        ("Host a\n  Password x\n", ["SSH010"]),
        ("IgnoreUnknown Pass*\nHost a\n  Password x\n", []),
        ("Host a\n  IgnoreUnknown Password\nHost b\n  Password x\n", ["SSH010"]),
        ("Host *\n  UseKeychain yes\n", ["SSH011"]),
        ("IgnoreUnknown x\nIgnoreUnknown UseKeychain\nUseKeychain yes\n", ["SSH013", "SSH011"]),
        ("IgnoreUnknown x,UseKeychain\nUseKeychain yes\n", []),
        ("Host *\n  Tag work\n", ["SSH011"]),
        ("Host *\n  GSSAPIAuthentication yes\n  GSSAPIDelegateCredentials no\n", []),
        ("Host *\n  GSSAPIKeyExchange yes\n", ["SSH011"]),
        ("Host *\n  IdentitiesOnly on\n", ["SSH012"]),
        ("Host *\n  User\n", ["SSH012"]),
        ("Host *\n  User a b\n", ["SSH012"]),
        ("Host *\n  User 'a\n", ["SSH012"]),
        ("Host a\n  KeepAlive yes\n  DSAAuthentication yes\n", ["SSH018", "SSH018"]),
        ("Host a\n  Ciphers arcfour\n", ["SSH024"]),
        ("Host a\n  Ciphers -arcfour*\n", []),
        ("Host a\n  HostKeyAlgorithms +ssh-dss\n", ["SSH024"]),
        ("Host a\n  KexAlgorithms ^mlkem768x25519-sha256\n", ["SSH024"]),
        ("Host a\n  HostName %n\n", ["SSH035"]),
        ("Host a\n  HostName %h.x\n  User a%b\n", []),
        ("Host a\n  ProxyJump b\n  ProxyCommand none\n", ["SSH034"]),
    ],
)
def test_each_rule_speaks_of_its_own(config: str, expected: list[str]) -> None:
    assert codes(config) == expected


def test_a_newer_ssh_in_the_settings_knows_its_own_words() -> None:
    config = "Host a\n  Tag work\n  KexAlgorithms ^mlkem768x25519-sha256\n"
    assert codes(config, settings='ssh-version = "10.0"\n') == []


def test_one_line_ignores_all_foreign_keywords() -> None:
    config = "Host *\n  UseKeychain yes\n  NoneEnabled no\n"
    fixed = fix_files({".ssh/config": config})[".ssh/config"].decode()
    assert fixed == "IgnoreUnknown UseKeychain,NoneEnabled\n" + config


def test_the_list_that_is_there_is_made_longer() -> None:
    config = "IgnoreUnknown Foo\nHost *\n  UseKeychain yes\n"
    fixed = fix_files({".ssh/config": config})[".ssh/config"].decode()
    assert fixed == config.replace("Foo", "Foo,UseKeychain")


def test_a_repeated_value_is_no_more_than_noted() -> None:
    config = "Host *\n  Port 22\nHost a\n  Port 22\n  User x\nHost a\n  User y\n"
    rows = [(r.code, r.severity.word) for r in check_files({".ssh/config": config}).reported]
    assert rows == [("SSH013", "info"), ("SSH013", "warning")]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("Host a,b\n  User x\n", ["SSH014"]),
        ("Host web[12]\n  User x\n", ["SSH014"]),
        ("Host !a\n  User x\n", ["SSH014"]),
        ("Host * !a\n  User x\n", []),
        ("Match user git\n  Port 23\nHost g\n  User git\n", ["SSH014"]),
        ("Host g\n  User git\nMatch user git\n  Port 23\n", []),
        ("Host MyServer\n  User x\n", []),
        ("Host GitHub.com\n  User x\n", ["SSH014"]),
        ("Host a\n  User x\n\nPort 23\n", ["SSH015"]),
        ("Host a\nUser x\nPort 23\n", []),
        ("Host *\n  User x\n\nPort 23\n", []),
        ("Host a\n  User x\nInclude ~/.ssh/b\n", ["SSH016"]),
        ("Include ~/.ssh/b\nHost a\n  User x\n", []),
        ("; a comment\nHost a\n  User x\n", ["SSH017"]),
        ("\ufeffHost a\n  User x\n", ["SSH017"]),
        ("Host a\n\u00a0\u00a0User x\n", ["SSH017"]),
        ("Host a # the first\n  User x\n", ["SSH017"]),
        ("Match host 'a'\n  User x\n", ["SSH017"]),
        ("Match exec \"sh -c 'a = b'\"\n  User x\n", []),
        ("Match localnetwork 10.0.0.0/8\n  User x\n", ["SSH017"]),
    ],
)
def test_what_looks_otherwise_than_ssh_reads_it(config: str, expected: list[str]) -> None:
    assert codes(config) == expected


def test_a_relative_include_means_another_folder_than_the_files_own() -> None:
    files = {"ssh_config": "Include more.conf\n", "more.conf": "User ada\n"}
    assert [r.code for r in check_files(files).reported] == ["SSH016"]
    assert codes("Include more.conf\n", "ssh_config") == []
    linked = {"ssh/config": "Include x.d/*\n", "ssh/x.d/a": "User ada\n"}
    assert check_files(linked).reported == []


def test_a_file_that_ssh_refuses_is_judged_all_the_same() -> None:
    config = "Host *\n  UseKeychain yes\nHost github.com\n  ForwardAgent yes\n"
    assert sorted(codes(config)) == ["SSH003", "SSH011"]


def test_what_depends_on_a_variable_is_unknown() -> None:
    result = check_files({".ssh/config": "Host a\n  RemoteForward ${X}/s ${Y}/s\n"})
    assert ([r.code for r in result.reported], [u.code for u in result.unknowns]) == (
        [],
        ["SSH012"],
    )


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("Host a\n  User x\rPort 22\r\n", ["SSH017 error"]),
        ("Host a\r  User x\r\n", ["SSH017 warning"]),
        ("Match host = foo\n  User x\n", ["SSH017 warning"]),
        ("Match tagged x\n  User x\n", ["SSH017 warning"]),
    ],
)
def test_a_spelling_is_an_error_where_ssh_refuses_it(config: str, expected: list[str]) -> None:
    found = check_files({".ssh/config": config}).reported
    assert [f"{r.code} {r.severity.word}" for r in found if r.code == "SSH017"] == expected
