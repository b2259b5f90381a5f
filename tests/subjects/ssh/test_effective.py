"""The options in force, where they come from, and what cannot be known."""

from __future__ import annotations

from pathlib import Path

import pytest

from envguard.model import Text
from envguard.subjects.ssh import (
    Included,
    Machine,
    SshConfig,
    follow_includes,
    host_report,
    project_includes,
    read_ssh_config,
)

HERE = Machine("/home/ada", "/home/ada", "ada", "1000", "desk.example", {"HOME": "/home/ada"})


def read(content: str, machine: Machine | None = HERE, version: str = "9.2") -> SshConfig:
    return read_ssh_config(
        Text.of(content, "config"), include=lambda word: [], machine=machine, version=version
    )


def test_the_first_line_in_force_decides_and_is_the_origin() -> None:
    config = read("Host b\n  User x\nHost *\n  User y\nHost *\n  User z\n")
    option = config.effective("a").options["user"]
    assert option.value == "y"
    assert option.origin is not None
    assert option.origin.location().begin == (4, 3)
    assert [line.directive.number for line in option.beaten] == [6]


def test_a_name_that_only_may_be_set_may_bring_any_of_its_blocks_in_force_on_a_second_pass() -> (
    None
):
    for block in ("Match final host bar", "Match final\nHost bar"):
        answer = read(f"Match exec true\nHostName bar\n{block}\nForwardAgent yes\n").effective(
            "foo"
        )
        assert answer.agent.value == "no"
        assert not answer.agent.certain
        assert [possible.value for possible in answer.agent.others] == ["yes"]
        assert not answer.options["hostname"].certain


def test_an_option_that_only_may_be_set_is_not_filled_in() -> None:
    config = read("Match exec true\nIdentityAgent ~/a.sock\n")
    assert not config.effective("foo").options["identityagent"].certain


@pytest.mark.parametrize(
    ("size", "bytes_"), [("16K#", "16384"), ("16K.5x", "16384"), ("1G:2", "1073741824")]
)
def test_what_follows_the_unit_of_a_size_is_not_looked_at(size: str, bytes_: str) -> None:
    assert read(f"RekeyLimit {size}\n").effective("h").get("rekeylimit") == f"{bytes_} 0"


@pytest.mark.parametrize("size", ["16Kb", "16K1", "1600#"])
def test_a_size_with_more_letters_or_without_a_unit_is_refused(size: str) -> None:
    assert not read(f"RekeyLimit {size}\n").effective("h").ok


def test_many_match_blocks_are_found_by_the_names_that_host_name_makes() -> None:
    blocks = "".join(f"Match host h{n}.x\n  User u{n}\n" for n in range(50))
    config = read(f"Host foo\n  HostName h7.x\nMatch host h7.x\n  HostName h8.x\n{blocks}")
    assert config.effective("foo").get("user") == "u7"
    assert config.effective("h9.x").get("user") == "u9"
    assert config.index.asked_each_time < 10


def test_a_default_has_no_origin() -> None:
    assert read("").effective("a").options["port"].origin is None


def test_lists_add_up_without_duplicates() -> None:
    config = read("Host a\nIdentityFile x\nHost *\nIdentityFile x\nIdentityFile y\n")
    option = config.effective("a").options["identityfile"]
    assert option.value == ("x", "y")
    assert [line.directive.number for line in option.lines] == [2, 5]


def test_sent_variables_can_be_taken_back() -> None:
    assert read("SendEnv A LC_B\nSendEnv -LC_*\n").effective("h").options["sendenv"].value == ("A",)


def test_size_and_time_of_a_rekey_limit_are_decided_apart() -> None:
    assert read("RekeyLimit 1G\nRekeyLimit 2G 1h\n").effective("h").get("rekeylimit") == (
        "1073741824 3600"
    )


def test_a_second_pass_reads_again_under_the_resolved_name() -> None:
    config = read("Match final\nPort 5\nHost foo\nHostName bar\nHost bar\nUser x\n")
    answer = config.effective("foo")
    assert (answer.host_name, answer.user, answer.get("port")) == ("bar", "x", "5")
    assert read("Host foo\nHostName bar\nHost bar\nUser x\n").effective("foo").user == "ada"


def test_values_of_the_first_pass_stay() -> None:
    config = read("Match final\nForwardAgent yes\nHost *\nForwardAgent no\n")
    assert config.effective("h").get("forwardagent") == "no"


def test_not_final_asks_for_a_second_pass_before_10_1() -> None:
    content = "Match !final\nPort 5\nHost foo\nHostName bar\nHost bar\nUser x\n"
    assert read(content).effective("foo").user == "x"
    assert read(content, version="10.1").effective("foo").user == "ada"


def test_match_user_reads_what_was_set_before_it() -> None:
    assert read("Match user git\nPort 5\nHost *\nUser git\n").effective("h").get("port") == "22"
    assert read("User git\nMatch user git\nPort 5\n").effective("h").get("port") == "5"
    assert read("Match user git\nPort 5\n").effective("git@h").get("port") == "5"


def test_match_exec_leaves_both_values_possible() -> None:
    config = read('Match exec "on-vpn"\n  ForwardAgent yes\nHost *\n  ForwardAgent no\n')
    option = config.effective("h").options["forwardagent"]
    assert (option.value, option.certain, option.possible()) == ("no", False, ["no", "yes"])
    assert "exec" in option.reason
    assert option.others[0].line.directive.number == 2


def test_what_a_sure_line_decides_before_an_unknown_one_is_certain() -> None:
    config = read("ForwardAgent no\nMatch exec x\nForwardAgent yes\n")
    assert config.effective("h").options["forwardagent"].certain


def test_a_negated_unknown_stays_unknown_and_a_failed_criterion_decides() -> None:
    assert not read("Match !exec x\nPort 5\n").effective("h").options["port"].certain
    assert read("Match host z exec x\nPort 5\n").effective("h").options["port"].certain


def test_a_possible_host_name_makes_later_matches_possible() -> None:
    config = read("Match exec x\nHostName z\nMatch host z\nUser q\n")
    user = config.effective("h").options["user"]
    assert (user.value, user.certain, user.possible()) == ("ada", False, ["ada", "q"])


def test_list_items_that_may_be_there_stand_apart() -> None:
    option = read("IdentityFile a\nMatch exec x\nIdentityFile b\n").effective("h").options
    identities = option["identityfile"]
    assert identities.value == ("a",)
    assert [other.value for other in identities.others] == ["b"]


def test_an_unread_include_makes_what_comes_after_it_uncertain() -> None:
    config = read_ssh_config(Text.of("User a\nInclude ~/x\nPort 5\n"), machine=HERE)
    options = config.effective("h").options
    assert options["user"].certain
    assert (options["port"].value, options["port"].certain) == ("5", False)
    assert not options["identitiesonly"].certain


def test_an_unread_include_in_a_block_that_does_not_match_changes_nothing() -> None:
    config = read_ssh_config(Text.of("Host x\nInclude ~/x\nHost *\nPort 5\n"), machine=HERE)
    assert config.effective("h").options["port"].certain


def test_names_that_dns_would_decide_make_their_blocks_possible() -> None:
    content = "CanonicalizeHostname yes\nCanonicalDomains ex.org\nHost foo.ex.org\nUser u\n"
    answer = read(content).effective("foo")
    assert answer.options["user"].possible() == ["ada", "u"]
    assert not answer.options["hostname"].certain


def test_rules_for_aliases_ask_dns_where_nothing_else_does() -> None:
    content = "CanonicalizePermittedCNAMEs *\n"
    answer = read(content).effective("foo")
    assert answer.get("canonicalizepermittedcnames") == "*:*"
    assert not answer.options["hostname"].certain
    assert read(content).effective("10.0.0.1").options["hostname"].certain
    assert read(content + "ProxyCommand x\n").effective("foo").options["hostname"].certain


def test_a_question_to_the_user_needs_a_terminal() -> None:
    assert read("UpdateHostKeys ask\n").effective("h").get("updatehostkeys") == "ask"
    for line in ("RequestTTY no", "RemoteCommand date"):
        answer = read(f"UpdateHostKeys ask\n{line}\n").effective("h")
        assert answer.get("updatehostkeys") == "false"


def test_without_a_machine_nothing_about_it_is_made_up() -> None:
    answer = read("ControlPath ~/%C\nMatch localuser ada\nPort 5\n", machine=None).effective("h")
    assert answer.user is None
    assert answer.get("controlpath") == "~/%C"
    assert not answer.options["port"].certain


def test_tokens_are_filled_in_where_ssh_prints_them_so() -> None:
    config = read("ControlPath ~/%r@%n-%h:%p-%L\nHostName %h.org\nIdentityFile %d/k\n")
    options = config.effective("x").options
    assert options["controlpath"].value == "/home/ada/ada@x-x.org:22-desk"
    assert options["identityfile"].value == ("%d/k",)


@pytest.mark.parametrize(
    ("content", "host", "words"),
    [
        ("Host foo\nHostName %n\n", "foo", "unknown key %n"),
        ("Host foo\nControlPath ${NOPE}\n", "foo", "NOPE"),
        ("ProxyJump foo\n", "foo", "jumphost loop"),
        ("ConnectionAttempts 0\n", "foo", "ConnectionAttempts"),
    ],
)
def test_some_lines_stop_ssh_for_their_hosts_only(content: str, host: str, words: str) -> None:
    config = read(content)
    answer = config.effective(host)
    assert not answer.ok
    assert answer.error is not None
    assert words in answer.error.message


def test_only_the_hosts_of_a_bad_host_name_are_refused() -> None:
    config = read("Host foo\nHostName %n\n")
    assert config.effective("bar").ok


@pytest.mark.parametrize("value", ["off", "on", "0", "1", "ask", "yes#c", "/run/a"])
def test_anything_but_yes_and_no_turns_agent_forwarding_on(value: str) -> None:
    answer = read(f"ForwardAgent {value}\n").effective("h")
    assert answer.agent.value == "yes"
    assert answer.get("forwardagent") == value


def test_a_socket_path_behind_a_no_is_printed_and_forwards_nothing() -> None:
    answer = read("ForwardAgent no\nForwardAgent /run/a\n").effective("h")
    assert (answer.get("forwardagent"), answer.agent.value) == ("/run/a", "no")


def test_jump_and_command_share_one_place() -> None:
    options = read("ProxyJump a\nProxyCommand b\n").effective("h").options
    assert "proxycommand" not in options
    assert [line.directive.name for line in options["proxyjump"].beaten] == ["proxycommand"]
    assert read("ProxyCommand none\nProxyJump a\n").effective("h").get("proxyjump") == ""


def test_newer_releases_let_a_command_follow_a_jump_of_none() -> None:
    content = "ProxyJump none\nProxyCommand b\n"
    assert read(content).effective("h").get("proxycommand") == ""
    assert read(content, version="10.3").effective("h").get("proxycommand") == "b"


def test_hosts_are_read_as_the_command_line_spells_them() -> None:
    config = read("Host foo\nPort 7\n")
    assert config.effective("u@foo").user == "u"
    assert config.effective("ssh://u@foo:9").get("port") == "9"
    assert config.effective("FOO").get("port") == "22"
    assert config.effective("127.1").host_name == "127.0.0.1"
    assert not config.effective("-x").ok


def test_the_report_is_plain_data_with_places() -> None:
    report = host_report(read("Host a\n  ForwardAgent yes\n"), "a")
    assert report["ok"] is True
    assert report["options"]["forwardagent"] == {
        "value": "yes",
        "origin": {"path": "config", "line": 2, "column": 3},
    }
    assert report["options"]["port"] == {"value": "22", "origin": None}
    assert "proxyjump" not in report["options"]


def test_the_report_of_a_refused_file_says_where() -> None:
    report = host_report(read("Host a\nPort x\n"), "b")
    assert report == {
        "ok": False,
        "error": {"message": "Bad port 'x'.", "path": "config", "line": 2},
    }


def test_includes_are_followed_from_home_in_the_order_of_ssh(tmp_path: Path) -> None:
    folder = tmp_path / ".ssh" / "d"
    folder.mkdir(parents=True)
    for name in ("20.conf", "10.conf", ".00.conf"):
        (folder / name).write_text(f"Port {name.strip('.')[:2]}\n")
    machine = HERE._replace(home=str(tmp_path))
    config = read_ssh_config(
        Text.of("Include d/*.conf nope\n"), include=follow_includes(machine), machine=machine
    )
    port = config.effective("h").options["port"]
    assert port.value == "10"
    assert port.origin is not None
    assert port.origin.source.path == str(folder / "10.conf")


def test_an_include_that_anybody_may_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".ssh").mkdir()
    file = tmp_path / ".ssh" / "a"
    file.write_text("Port 5\n")
    file.chmod(0o666)
    include = follow_includes(HERE._replace(home=str(tmp_path)))
    files = include("a")
    assert files is not None
    assert files[0].refusal.startswith("Bad owner or permissions")


def test_a_project_reads_includes_beside_a_dot_ssh_config_only() -> None:
    def beside(name: str) -> list[Text]:
        return [Text.of("Port 5\n", name)]

    inside = project_includes("home/dot_ssh/config", beside)
    assert [str(i.text) for i in inside("~/.ssh/more") or ()] == ["Port 5\n"]
    assert inside("/etc/x") is None
    assert inside("../x") is None
    # it may be there on the machine, and only not in the repository
    assert project_includes(".ssh/config", lambda name: [])("private") is None
    assert project_includes("repo/ssh_config", beside)("more") is None


def test_a_report_says_what_an_uncertain_option_may_be_and_where() -> None:
    report = host_report(read("Match exec true\n  ForwardAgent yes\n"), "a")
    option = report["options"]["forwardagent"]
    assert (option["value"], option["certain"]) == ("no", False)
    assert [(p["value"], p["origin"]["line"]) for p in option["possible"]] == [("yes", 2)]


def test_a_report_says_when_a_printed_socket_is_not_forwarded() -> None:
    report = host_report(read("ForwardAgent no\nForwardAgent /x\n"), "a")
    option = report["options"]["forwardagent"]
    assert option["value"] == "/x"
    assert "stays off: line 1" in option["note"]


def test_what_stands_behind_too_many_includes_is_not_known() -> None:
    def many(word: str) -> list[Included]:
        return [Included(Text.of("Host a\n" * 3_000, f"{word}.conf"))] * 100

    config = read_ssh_config(Text.of("Port 5\nInclude x\nUser y\n", "config"), include=many)
    answer = config.effective("h")
    assert not config.complete
    assert answer.options["port"].certain
    assert not answer.options["forwardagent"].certain
