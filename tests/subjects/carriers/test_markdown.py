"""Markdown: the commands that a page's code blocks show."""

from __future__ import annotations

import pytest

from envguard.model import Text
from envguard.subjects.carriers.markdown import launches
from envguard.subjects.command import Document, Launch
from envguard.subjects.shell import commands


def found(page: str, path: str = "README.md") -> list[Launch]:
    return list(launches(Document(path, Text.of(page), lambda relative: None)))


def scripts(language: str, *lines: str) -> list[str]:
    page = "\n".join([f"```{language}", *lines, "```", ""])
    return [launch.content.value for launch in found(page) if isinstance(launch.content, Text)]


@pytest.mark.parametrize("language", ["bash", "sh", "shell", "zsh", "console", "shell-session"])
def test_a_block_without_prompts_is_all_commands(language: str) -> None:
    assert scripts(language, "a", "# c", "b") == ["a\n# c\nb"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("$ ls", "ls"),
        ("(env) $ ls", "ls"),
        ("(env) ada@gpu:~/x$ ls", "ls"),
        ("[ada@gpu x]$ ls", "ls"),
        ("~/x $ ls", "ls"),
        ("bash-5.1$ ls", "ls"),
        ("ada@gpu x % ls", "ls"),
        ("% ls", "ls"),
        ("root@gpu:~# ls", "ls"),
        ("$conda list", "conda list"),
        ("❯ ls", "ls"),
    ],
)
def test_prompts_are_taken_away_and_output_left_out(line: str, words: str) -> None:
    assert scripts("console", line, "output of it", line) == [f"{words}\n{words}"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["$ a \\", "    b", "out"], ["a \\\n    b"]),
        (["$ a \\", "> b", "out"], ["a \\\nb"]),
        (["$ cat <<E", "> b", "> E", "out"], ["cat <<E\nb\nE"]),
        (["# conda list", "out"], ["conda list"]),
        (["# install", "$ a"], ["a"]),
        (["# install", "a"], ["# install\na"]),
        ([">>> import x"], []),
        (["$ python", ">>> import x", "$ a"], ["python\na"]),
        (["$ "], []),
    ],
)
def test_a_session_keeps_what_was_typed(lines: list[str], expected: list[str]) -> None:
    assert scripts("console", *lines) == expected


def test_in_a_shell_fence_plain_commands_between_prompts_stay() -> None:
    assert scripts("bash", "$ a", "out", "conda activate x") == ["a\nconda activate x"]
    assert scripts("console", "$ a", "out", "conda activate x") == ["a"]


@pytest.mark.parametrize(
    ("lines", "plain"),
    [
        (["conda activate x", "", "# c", "pip install \\", "  y"], True),
        (["X=1 python a.py"], True),
        (["./run.sh --a"], True),
        (["$ anything"], True),
        (["conda activate x", "and then"], False),
        (["# only a comment"], False),
        (["{", '  "a": 1', "}"], False),
        (["% a comment of LaTeX"], False),
        (["docker/", "src/"], False),
        ([], False),
    ],
)
def test_a_block_without_a_language_is_read_only_if_it_is_plainly_shell(
    lines: list[str], plain: bool
) -> None:
    assert bool(scripts("", *lines)) is plain
    assert bool(scripts("", *lines)) is plain


@pytest.mark.parametrize(
    ("line", "argv"),
    [
        ("conda create -n <name> python=3.9", ["conda", "create", "-n", "<name>", "python=3.9"]),
        ("ssh <user>@<host name>", ["ssh", "<user>@<host name>"]),
        ("a '<b>' \"<c d>\" <e>", ["a", "<b>", "<c d>", "<e>"]),
        ("a your-env ... [options]", ["a", "your-env", "...", "[options]"]),
        ("a <in.txt >out.txt", ["a"]),
        ("a <(b)", None),
    ],
)
def test_placeholders_stay_words(line: str, argv: list[str] | None) -> None:
    first = commands(found(f"```bash\n{line}\n```\n"))[0]
    assert first.values[: len(argv or ())] == (argv or [])
    for word in first.argv:
        if word.value.startswith("<"):
            assert word.text.spelled() == word.value


def test_windows_prompts_name_their_shell() -> None:
    page = "```powershell\nPS C:\\x> a\nout\n```\n\n```bat\nC:\\>b\nC:\\> c\n```\n"
    launches = found(page)
    assert [(x.shell, x.content.value) for x in launches if isinstance(x.content, Text)] == [
        ("powershell", "a"),
        ("cmd", "c"),
    ]


def test_a_page_is_one_group_of_prose() -> None:
    first, second = found("```sh\na\n```\n\n```sh\nb\n```\n")
    assert first.context.group == second.context.group
    assert (first.context.carrier, first.context.setting) == ("markdown", "prose")


def test_a_fence_of_another_format_that_it_refuses_is_passed_over() -> None:
    page = '```yaml\nservices: [\n```\n```json\n{"scripts": {...}}\n```\n```sh\na\n```\n'
    assert len(found(page)) == 1


def test_stages_in_two_dockerfile_fences_are_two_groups() -> None:
    fence = "```dockerfile\nFROM x\nRUN a\n```\n"
    first, second = found(fence + fence)
    assert first.context.group != second.context.group
    assert {first.context.setting, second.context.setting} == {"prose"}


def test_restructured_text_is_read_by_its_own_marks() -> None:
    page = "Install::\n\n    $ pip install x\n\n.. code-block:: bash\n\n   a\n"
    assert len(found(page, "docs/index.rst")) == 2
    assert found("`pip install x`\n") == []
