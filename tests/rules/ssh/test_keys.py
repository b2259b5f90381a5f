"""Private keys in a project: SSH028 and PRJ004, and that no finding shows one."""

from __future__ import annotations

import base64

import pytest

from envguard.reports.text import render
from envguard.testing import check_files

# looks like key material and is none
NOTHING = b"This is no key, it only has the length and the look of one. " * 3
BODY = base64.b64encode(NOTHING).decode()
LINE = "\n"


def pem(kind: str = "RSA ", headers: str = "", body: str = BODY) -> str:
    """A file that begins and ends as a key of a kind does."""
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{headers}{body}\n-----END {kind}PRIVATE KEY-----\n"


def openssh(cipher: bytes) -> str:
    """The same in OpenSSH's own format, whose head names the cipher."""
    head = b"openssh-key-v1\0" + len(cipher).to_bytes(4, "big") + cipher
    return pem("OPENSSH ", body=base64.b64encode(head + NOTHING).decode())


PUTTY = (
    "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: x\nPublic-Lines: 1\nAAAA\n"
    f"Private-Lines: 1\n{BODY}\n"
)


def codes(files: dict[str, str]) -> list[str]:
    """The codes of all findings."""
    return [r.code for r in check_files(files).reported]


@pytest.mark.parametrize(
    "name", ["id_rsa", "a/server.key", "cert.pem", "deploy_key", "x/.ssh/work", "k.p8"]
)
def test_a_key_is_found_by_what_it_holds(name: str) -> None:
    assert codes({name: pem()}) == ["PRJ004"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("id_rsa.pub", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 ada@home\n"),
        ("cert.pem", f"-----BEGIN CERTIFICATE-----\n{BODY}\n-----END CERTIFICATE-----\n"),
        ("public.key", f"-----BEGIN PUBLIC KEY-----\n{BODY}\n-----END PUBLIC KEY-----\n"),
        ("sample.pem", pem(body="... your key here ...")),
        ("slides.key", "PK\x03\x04 a presentation"),
        ("id_rsa", "$ANSIBLE_VAULT;1.1;AES256\n6162\n"),
    ],
)
def test_what_is_no_private_key(name: str, content: str) -> None:
    assert codes({name: content}) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pem(), "RSA private key, without a passphrase"),
        (pem(headers="Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"),
         "RSA private key, with a passphrase"),
        (pem("ENCRYPTED "), "private key, with a passphrase"),
        (openssh(b"none"), "OPENSSH private key, without a passphrase"),
        (openssh(b"aes256-ctr"), "OPENSSH private key, with a passphrase"),
        (PUTTY, "PuTTY key, without a passphrase"),
    ],
)  # fmt: skip
def test_the_message_says_what_it_is_and_whether_a_passphrase_protects_it(
    content: str, words: str
) -> None:
    found = check_files({"a.ppk": content}).reported
    assert [r.finding.values["kind"] + r.finding.values["passphrase"] for r in found] == [words]


@pytest.mark.parametrize(
    "files",
    [
        {"a.pem": pem()},
        {"a.pem": pem().replace(LINE, "")},
        {"a.pem": "  " + pem().replace("\n", "\r")},
        {"Dockerfile": f'FROM debian:12.7\nENV SSH_PRIVATE_KEY="{pem().replace(LINE, "")}"\n'},
        {"a.sh": f"echo '{pem()}' | ssh-add -\n"},
        {"a.sh": "echo '" + pem().replace("\n", " ") + "' | ssh-add -\n"},
        {"a.sh": f"echo {base64.b64encode(pem().encode()).decode()} | ssh-add -\n"},
    ],
)  # fmt: skip
def test_no_report_shows_the_key(files: dict[str, str]) -> None:
    result = check_files(files, select=("SSH", "PRJ004"))
    assert result.reported
    shown = render(result) + repr([r.finding for r in result.reported])
    encoded = base64.b64encode(pem().encode()).decode()
    assert BODY[:40] not in shown
    assert encoded[:60] not in shown


def test_a_key_beside_the_configuration_is_the_configurations() -> None:
    files = {".ssh/config": "Host a\n  User b\n", ".ssh/work": pem(), "other/work": pem()}
    assert codes(files) == ["SSH028", "PRJ004"]


CONFIG = "Host a\n  IdentityFile ./keys/a\n  IdentitiesOnly yes\n"


def test_an_identity_that_is_seen_inside_the_project_is_certain() -> None:
    files = {"ssh_config": CONFIG, "keys/a": pem()}
    found = [r for r in check_files(files).reported if r.code == "SSH028"]
    assert [(r.severity.word, r.finding.confidence.value) for r in found] == [("error", "certain")]


def test_an_identity_that_would_lie_inside_the_project_is_likely() -> None:
    found = check_files({"ssh_config": CONFIG + "Host b\n  IdentityFile ./keys/a\n"}).reported
    rows = [(r.code, r.finding.confidence.value) for r in found if r.code == "SSH028"]
    assert rows == [("SSH028", "likely")]


@pytest.mark.parametrize("value", ["~/.ssh/a", "/etc/keys/a", "%d/.ssh/a", "none", "keys/a.pub"])
def test_an_identity_elsewhere(value: str) -> None:
    config = f"Host a\n  IdentityFile {value}\n  IdentitiesOnly yes\n"
    assert "SSH028" not in codes({"ssh_config": config})


def test_a_key_for_tests_is_an_error_as_well_and_can_be_ignored() -> None:
    files = {"tests/data/a.key": pem()}
    assert [r.severity.word for r in check_files(files).reported] == ["error"]
    files["envguard.toml"] = '[per-file-ignores]\n"tests/data/*" = ["PRJ004"]\n'
    assert [r.ignored is not None for r in check_files(files).reported] == [True]
