"""Who gets the agent: SSH001 to SSH008, SSH036, as ssh 9.2p1 forwards it (measured)."""

from __future__ import annotations

import pytest

from envguard.testing import check_files, fix_files


def found(config: str) -> list[str]:
    """Code, severity and line of each finding of the rules about the agent and jump hosts."""
    return [
        f"{r.code} {r.severity.word} {r.finding.location.begin.line}"
        for r in check_files({".ssh/config": config}).reported
        if r.code.startswith("SSH00") or r.code == "SSH036"
    ]


@pytest.mark.parametrize(
    "config",
    [
        "ForwardAgent yes\n",
        "Host *\n  ForwardAgent yes\n",
        "Match all\n  ForwardAgent TRUE\n",
        "Match host *\n  ForwardAgent yes\n",
        "Host * **\n  ForwardAgent /run/agent.sock\n",
        "Host *\n  ForwardAgent $SSH_AUTH_SOCK\n",
        "Host bastion\n  User ada\nHost *\n  ForwardAgent yes\nHost *\n  ForwardAgent no\n",
        "Match localuser ada\n  ForwardAgent yes\n",
    ],
)
def test_a_yes_for_every_host_is_found(config: str) -> None:
    assert [row.rpartition(" ")[0] for row in found(config)] == ["SSH001 error"]


@pytest.mark.parametrize(
    "config",
    [
        "Host *\n  ForwardAgent no\n",
        "Host *\n  ForwardAgent no\nHost *\n  ForwardAgent yes\n",
        "Host gpu-node-*\n  ForwardAgent yes\n\nHost *\n  ForwardAgent no\n",
        "Host *.corp.example\n  ForwardAgent yes\n",
        "Host *.internal 192.168.1.*\n  ForwardAgent yes\n",
        # measured: without an agent of its own ssh has none to forward
        "Host *\n  ForwardAgent yes\n  IdentityAgent none\n",
        "Match user deploy\n  ForwardAgent yes\n",
    ],
)
def test_a_yes_for_named_hosts_or_without_an_agent_is_none(config: str) -> None:
    assert found(config) == []


def test_identities_only_does_not_make_forwarding_harmless() -> None:
    config = "Host *\n  IdentitiesOnly yes\n  IdentityFile ~/.ssh/a\n  ForwardAgent yes\n"
    assert found(config) == ["SSH001 error 4"]


def test_an_unread_include_before_it_makes_the_finding_likely() -> None:
    result = check_files({"ssh_config": "Include ~/outer\nHost *\n  ForwardAgent yes\n"})
    assert [(r.code, r.finding.confidence.value) for r in result.reported] == [("SSH001", "likely")]


def test_what_an_include_beside_says_first_decides() -> None:
    files = {
        ".ssh/config": "Include config.d/*\nHost *\n  ForwardAgent yes\n",
        ".ssh/config.d/first": "ForwardAgent no\n",
    }
    assert [r.code for r in check_files(files).reported] == ["SSH013"]


def test_a_match_on_a_command_is_for_every_host_and_only_likely() -> None:
    config = 'Match exec "test -f /work"\n  ForwardAgent yes\nHost *\n  ForwardAgent no\n'
    result = check_files({".ssh/config": config})
    assert [(r.code, r.finding.confidence.value) for r in result.reported] == [("SSH001", "likely")]


@pytest.mark.parametrize(
    "pattern", ["*.com", "10.*", "192.168.*", "?*", "* !github.com", "*.co.uk"]
)
def test_a_pattern_without_a_name_is_broad(pattern: str) -> None:
    assert found(f"Host {pattern}\n  ForwardAgent yes\n") == ["SSH002 warning 2"]


def test_the_agent_on_a_shared_host_names_who_can_use_it() -> None:
    files = {
        ".ssh/config": "Host login\n  HostName login.cluster.example\n  ForwardAgent yes\n",
        "envguard.toml": 'shared-hosts = ["login.*.example"]\n',
    }
    rows = [r for r in check_files(files).reported if r.code == "SSH002"]
    assert len(rows) == 1
    assert "administrator" in rows[0].finding.message


@pytest.mark.parametrize(
    "config",
    [
        "Host github.com\n  ForwardAgent yes\n",
        "Host gh\n  HostName ssh.github.com\n  ForwardAgent yes\n",
        "Host git.corp.example\n  User git\n  ForwardAgent yes\n",
    ],
)
def test_a_forge_never_needs_the_agent(config: str) -> None:
    assert [row.split()[0] for row in found(config)] == ["SSH003"]
    fixed = fix_files({".ssh/config": config})[".ssh/config"].decode()
    assert "ForwardAgent no" in fixed


def test_a_match_of_an_unknown_user_says_nothing_of_forges() -> None:
    assert found("Match final user cc\n  ForwardAgent yes\n") == []


@pytest.mark.parametrize("jump", ["ProxyJump bastion", "ProxyCommand ssh -q -W %h:%p ada@bastion"])
def test_only_the_jump_host_itself_needs_no_agent(jump: str) -> None:
    config = f"Host bastion\n  ForwardAgent yes\nHost inner\n  {jump}\n  ForwardAgent yes\n"
    assert found(config) == ["SSH004 warning 2"]


@pytest.mark.parametrize("value", ["off", "on", "0", "1", "ask", "yes#x", "==yes"])
def test_a_word_that_is_no_socket_is_found(value: str) -> None:
    assert [row.split()[0] for row in found(f"Host a\n  ForwardAgent {value}\n")] == ["SSH005"]


@pytest.mark.parametrize(("value", "after"), [("off", "no"), ("0", "no"), ("on", "on"), ("1", "1")])
def test_only_a_word_that_means_off_is_replaced(value: str, after: str) -> None:
    fixed = fix_files({".ssh/config": f"Host a\n  ForwardAgent {value}\n"})
    assert fixed[".ssh/config"] == f"Host a\n  ForwardAgent {after}\n".encode()


def test_a_closing_no_is_the_usual_fallback() -> None:
    assert found("Host a\n  ForwardAgent yes\nHost a* *\n  ForwardAgent no\n") == []


def test_a_part_that_another_file_includes_is_not_closed_for_all_hosts() -> None:
    part = "Host a.corp.example\n  ForwardAgent yes\n"
    whole = "Include config.d/*\n\nHost b.corp.example\n  ForwardAgent yes\n"
    files = {".ssh/config": whole, ".ssh/config.d/work": part}
    found = check_files(files, profile="paper").reported
    assert [one.finding.location.path for one in found if one.code == "SSH007"] == [".ssh/config"]
    after = fix_files(files | {"envguard.toml": "profile = 'paper'\n"})
    assert after[".ssh/config.d/work"] == part.encode()
    assert after[".ssh/config"] != whole.encode()


def test_a_no_behind_a_no_and_a_yes_is_decided_by_the_first() -> None:
    config = "Host p\n  ForwardAgent no\nHost p q\n  ForwardAgent yes\nHost p\n  ForwardAgent no\n"
    assert found(config) == []


def test_a_no_below_a_wider_yes_comes_too_late() -> None:
    config = "Host p*.example q\n  ForwardAgent yes\nHost prod.example\n  ForwardAgent no\n"
    assert found(config) == ["SSH006 warning 4"]


def test_a_master_without_a_socket_keeps_nothing_open() -> None:
    config = "Host a\n  ForwardAgent yes\n  ControlPersist yes\n"
    assert found(config) == []
    shared = config + "  ControlMaster auto\n  ControlPath ~/.ssh/%C\n"
    assert found(shared) == ["SSH008 warning 3"]


def test_a_jump_host_with_an_address_of_its_own_loops_as_well() -> None:
    config = "Host *\n  ProxyJump bastion\nHost bastion\n  HostName 192.0.2.1\n"
    assert found(config) == ["SSH036 warning 2"]
    assert found("Host bastion\n  ProxyJump none\n" + config) == []


def blocks(pattern: str, number: int) -> str:
    return "".join(f"Host {pattern.format(i)}\n  User git\n" for i in range(number))


def test_hosts_that_are_too_many_to_ask_are_no_pass() -> None:
    forwarded = "Host gpu-7\n  ForwardAgent yes\nHost github.example.org\n  User git\n"
    for before in (blocks("one-{}", 3000), blocks("*a{}b*", 1000)):
        (left_out,) = check_files({"ssh_config": before + forwarded}).unknowns
        assert left_out.code == "EGD001"
        assert left_out.location.line.startswith("Host ")
        assert 1 < left_out.location.begin.line < before.count("\n")


def test_each_of_some_hosts_is_asked() -> None:
    for before in (blocks("one-{}", 2000), blocks("gpu-{}-*", 500)):
        assert check_files({"ssh_config": before}).unknowns == []
