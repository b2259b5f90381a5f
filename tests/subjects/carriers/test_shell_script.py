"""Shell scripts: one launch for the whole file, by the shell that its first line names."""

from __future__ import annotations

import pytest

from envguard.model import Text
from envguard.subjects.carriers.shell_script import launches
from envguard.subjects.command import Document, Launch


def found(content: str) -> list[Launch]:
    return list(launches(Document("run.sh", Text.of(content), lambda relative: None)))


@pytest.mark.parametrize(
    ("first", "shell"),
    [
        ("#!/bin/bash", "bash"),
        ("#!/bin/bash -l", "bash"),
        ("#!/usr/bin/env bash", "bash"),
        ("#! /usr/bin/env -S bash -el", "bash"),
        ("#!/bin/sh", "sh"),
        ("#!/bin/dash\r", "sh"),
        ("#!/usr/bin/zsh", "bash"),
        ("# no shebang", "bash"),
    ],
)
def test_the_first_line_says_which_shell(first: str, shell: str) -> None:
    (launch,) = found(f"{first}\nls\n")
    assert launch.shell == shell
    assert (launch.context.carrier, launch.context.setting) == ("shell_script", "script")


@pytest.mark.parametrize(
    "first", ["#!/usr/bin/env python3", "#!/usr/bin/perl", "#!", "#!/usr/bin/env"]
)
def test_a_script_of_another_language_has_no_launch(first: str) -> None:
    assert found(f"{first}\nls\n") == []


@pytest.mark.parametrize(
    ("line", "directory"),
    [
        ("#SBATCH --time=1", None),
        ("#SBATCH --chdir=/work", "/work"),
        ("#SBATCH -D /work", "/work"),
        ("#PBS -d /work", "/work"),
        ("#$ -cwd", None),
        ("#BSUB -n 4", None),
    ],
)
def test_batch_directives_make_it_a_batch_script_on_a_host(
    line: str, directory: str | None
) -> None:
    (launch,) = found(f"#!/bin/bash\n{line}\nls\n")
    context = launch.context
    assert (context.carrier, context.directory, context.container) == ("sbatch", directory, False)


def test_a_comment_that_names_a_variable_is_no_directive() -> None:
    (launch,) = found("#!/bin/bash\n#$HOME is set\n")
    assert launch.context.carrier == "shell_script"
