"""Which hosts a file is judged for, what covers what, and keywords nobody knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.model import Text
from envguard.subjects.ssh import SshConfig, judged_hosts, read_ssh_config
from envguard.subjects.ssh.coverage import (
    ALWAYS,
    NEVER,
    SOMETIMES,
    contains,
    covers,
    nearest_keyword,
    never_matches,
    set_too_late,
    shadowed_lines,
    unknown_keywords,
)
from envguard.subjects.ssh.judged import (
    ANY_HOST,
    FORGES,
    decided_hosts,
    forwarding,
    holding,
    jump_hosts,
)
from envguard.subjects.ssh.patterns import in_list, in_words, matches


def read(content: str) -> SshConfig:
    return read_ssh_config(Text.of(content, "config"))


def test_hosts_come_from_every_place_that_names_one() -> None:
    config = read(
        "Host a *.b.org !c\nHostName d\nMatch host e,f* originalhost g\nProxyJump u@h,i:2\n"
        "Host *\nHostName %h.org\n"
    )
    assert judged_hosts(config) == [
        "a",
        "x.b.org",
        "d",
        "e",
        "fx",
        "g",
        "h",
        "i",
        *FORGES,
        ANY_HOST,
    ]


def test_names_that_ssh_refuses_are_not_judged() -> None:
    assert judged_hosts(read("Host -x a$b ok\n")) == ["ok", *FORGES, ANY_HOST]


def test_thousands_of_names_are_cut_off() -> None:
    config = read("".join(f"Host h{n}\n" for n in range(5000)))
    assert len(judged_hosts(config, limit=100)) == 106


def test_options_are_told_with_the_hosts_they_hold_for() -> None:
    config = read("Host a\nForwardAgent yes\nHost *\nForwardAgent no\n")
    held = {h.host: h.option.value for h in holding(config, "forwardagent", ["a", "b"])}
    assert held == {"a": "yes", "b": "no"}
    lines = {
        line.directive.number: hosts
        for line, hosts in decided_hosts(config, "forwardagent").items()
    }
    assert lines[2] == ["a"]
    assert ANY_HOST in lines[4]
    assert [h.host for h in forwarding(config) if h.option.value == "yes"] == ["a"]


def test_jump_hosts_are_found_with_their_lines() -> None:
    found = jump_hosts(read("Host x\nProxyJump a,u@b:22\nHost y\nProxyJump none\n"))
    assert {host: [line.directive.number for line in lines] for host, lines in found.items()} == {
        "a": [2],
        "b": [2],
    }


@pytest.mark.parametrize(
    ("written", "everything"),
    [
        ("Host *", True), ("Host a *", True), ("Host **", True), ("Host * !a", False),
        ("Host a", False), ("Match all", True), ("Match host *", True), ("Match user *", True),
        ("Match host *,!a", False), ("Match !all", False), ("Match final all", False),
        ("Match exec x", False), ("Match host a all", False),
    ],
)  # fmt: skip
def test_blocks_for_every_host_are_known(written: str, everything: bool) -> None:
    config = read(f"{written}\nUser x\n")
    assert config.blocks[0].for_everything
    assert config.blocks[1].for_everything is everything


def test_a_block_is_covered_by_an_earlier_wider_one() -> None:
    blocks = read("Host *.org db\nHost a.org db\nHost *.org.uk\nHost *x.org\n").blocks
    wide, narrow, other, tail = blocks[1:]
    assert covers(wide, narrow)
    assert not covers(wide, other)
    assert covers(wide, tail)
    assert not covers(narrow, wide)


def test_lines_that_can_never_take_effect_are_found() -> None:
    config = read("Host *\nUser a\nHost db\nUser b\nPort 5\nHost d*\nPort 6\nHost db\nPort 7\n")
    found = [(s.line.directive.number, s.by.directive.number) for s in shadowed_lines(config)]
    assert found == [(4, 2), (9, 5)]


def test_lists_are_never_shadowed() -> None:
    config = read("Host *\nIdentityFile a\nSendEnv A\nHost b\nIdentityFile b\nSendEnv B\n")
    assert list(shadowed_lines(config)) == []


@pytest.mark.parametrize(
    ("written", "never"),
    [
        ("Host !a", True), ("Host a,b", True), ("Host x[12]", True), ("Host a,b c", False),
        ("Host A", False), ("Match !all", True), ("Match host !a", True), ("Match host a", False),
    ],
)  # fmt: skip
def test_blocks_that_can_never_match_are_known(written: str, never: bool) -> None:
    block = read(f"{written}\nUser x\n").blocks[1]
    assert (never_matches(block) is not None) is never


def test_a_match_that_asks_for_what_is_set_later_is_known() -> None:
    late = read("Match user git\nPort 5\nHost *\nUser git\n")
    assert (set_too_late(late, late.blocks[1]) or late.lines[0]).directive.number == 4
    early = read("User git\nMatch user git\nPort 5\n")
    assert set_too_late(early, early.blocks[1]) is None


@pytest.mark.parametrize(
    ("content", "ignored"),
    [
        ("UseKeychain yes\n", NEVER),
        ("IgnoreUnknown UseKeychain\nUseKeychain yes\n", ALWAYS),
        ("IgnoreUnknown Use*,B\nHost x\nUseKeychain yes\n", ALWAYS),
        ("IgnoreUnknown B\nIgnoreUnknown UseKeychain\nUseKeychain yes\n", NEVER),
        ("Host x\nIgnoreUnknown UseKeychain\nHost *\nUseKeychain yes\n", SOMETIMES),
        (
            "Host x\nIgnoreUnknown B\nHost *\nIgnoreUnknown UseKeychain\nUseKeychain yes\n",
            SOMETIMES,
        ),
        ("UseKeychain yes\nIgnoreUnknown UseKeychain\n", NEVER),
    ],
)
def test_unknown_keywords_say_whether_they_are_ignored(content: str, ignored: str) -> None:
    assert [found.ignored for found in unknown_keywords(read(content))] == [ignored]


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("ForwardAgnet", "ForwardAgent"), ("Hostnam", "Hostname"), ("Users", "User"),
        ("Zork", None), ("UseKeychain", None), ("x" * 100_000, None), ("Prot", "Port"),
    ],
)  # fmt: skip
def test_the_nearest_keyword_is_told_where_one_is_near(written: str, nearest: str | None) -> None:
    assert nearest_keyword(written) == nearest


@pytest.mark.parametrize(
    ("pattern", "name", "matched"),
    [
        ("*", "", True), ("?", "", False), ("a*b", "ab", True), ("a*b", "acb", True),
        ("*a*a*a*b", "a" * 500, False), ("a?c", "abc", True), ("?", "é", False), ("??", "é", True),
        ("*.x?.org", "a.xb.org", True), ("[a]", "a", False), ("a*?", "a", False),
        ("*b*", "abc", True), ("a*a", "a", False), ("*a?*c", "xabc", True),
        ("", "", True), ("a.c", "abc", False),
    ],
)  # fmt: skip
def test_patterns_know_stars_and_question_marks_only(
    pattern: str, name: str, matched: bool
) -> None:
    assert matches(pattern, name) is matched


def test_a_negated_pattern_rejects_whatever_the_order() -> None:
    assert in_list("*,!b", "a")
    assert not in_list("*,!b", "b")
    assert not in_words(("!b", "*"), "b")
    assert not in_words(("!b",), "a")


def slow_match(pattern: str, name: str) -> bool:
    """The meaning of a pattern, written for sight and not for speed."""
    if not pattern:
        return not name
    if pattern[0] == "*":
        return any(slow_match(pattern[1:], name[at:]) for at in range(len(name) + 1))
    return bool(name) and pattern[0] in ("?", name[0]) and slow_match(pattern[1:], name[1:])


SHORT = st.text(st.sampled_from("ab*?"), max_size=7)


@given(SHORT, st.text(st.sampled_from("ab"), max_size=7))
def test_matching_agrees_with_its_meaning(pattern: str, name: str) -> None:
    assert matches(pattern, name) is slow_match(pattern, name)


@given(SHORT, SHORT, st.text(st.sampled_from("ab"), max_size=5))
def test_a_pattern_that_contains_another_matches_all_of_its_names(
    wide: str, narrow: str, name: str
) -> None:
    if contains(wide, narrow) and matches(narrow, name):
        assert matches(wide, name)


@given(st.text(st.sampled_from("Host Match user*!?,\n\t=\"'#1yesno%${}~/:[]"), max_size=80))
def test_any_text_has_an_answer(content: str) -> None:
    config = read(content)
    config.effective("a")
    list(shadowed_lines(config))
    unknown_keywords(config)
    judged_hosts(config)


def test_a_large_file_is_judged_for_the_first_name_of_every_block() -> None:
    blocks = "".join(f"Host h{n} a{n} b{n}\n  HostName c{n}.example\n" for n in range(2_000))
    assert set(judged_hosts(read(blocks))) >= {f"h{n}" for n in range(2_000)}
