"""CMD012: secret-on-command-line."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.credentials import (
    Secret,
    known_token,
    secret_in_address,
    secret_value,
)
from envguard.subjects.package_command import CONDA_PROGRAMS, package_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command, Word

_OTHERS = (
    "git",
    "curl",
    "wget",
    "uv",
    "poetry",
    "pdm",
    "pixi",
    "conda-lock",
    "huggingface-cli",
    "hf",
)
# options whose value is a secret, by program
_OPTIONS = {
    "anaconda": ("-t", "--token"),
    "twine": ("-p", "--password"),
    "huggingface-cli": ("--token",),
    "hf": ("--token",),
    "uv": ("--token", "--password"),
    "poetry": (),
    "wandb": (),
}


@rule("CMD012", "secret-on-command-line", Severity.ERROR, since="0.1.0", tempered=False)
def secret_on_command_line(command: Command) -> Iterator[Outcome]:
    r"""A token or a password is an argument of a command.

    ## Why
    Written out, it is published with the file. By a variable it still ends in the list of
    processes, in logs, in an image's history and in `.git/config`, where the address is kept.

    ## Bad
    ```sh title="setup.sh"
    pip install git+https://ada:s3cr3t9f@git.example.org/lab/tools.git@1.2.0
    ```

    ## Bad, by a variable
    ```sh title="setup.sh"
    git clone https://oauth2:${LAB_TOKEN}@git.example.org/lab/tools.git
    ```

    ## Good
    ```sh title="setup.sh"
    git clone git@git.example.org:lab/tools.git
    ```

    In a Dockerfile, `RUN --mount=type=secret` hands a token to one command and leaves no trace.

    ## References
    - https://docs.docker.com/build/building/secrets/
    - https://git-scm.com/docs/gitcredentials
    """
    for secret in _secrets(command):
        if secret.literal:
            yield finding(
                secret.text,
                "This secret is published with the file: withdraw it, and hand a new one in by a "
                "credential helper, an ssh key or a secret mount.",
                severity=Severity.WARNING if command.context.setting == "prose" else None,
            )
        elif command.context.setting != "prose":
            yield finding(
                secret.text,
                "This secret can be read in the list of processes, in logs and in what the command "
                "leaves behind: use a credential helper, an ssh key or a secret mount.",
                severity=Severity.WARNING,
            )


def _secrets(command: Command) -> Iterator[Secret]:
    program = command.program
    speaks = program in CONDA_PROGRAMS or program in _OTHERS or package_command(command) is not None
    if not speaks and program not in _OPTIONS:
        return
    seen = set()
    for word, before in zip(command.argv[1:], command.argv):
        secret = _of_word(word, before, program, speaks)
        if secret is not None and secret.text.start not in seen:
            seen.add(secret.text.start)
            yield secret


def _of_word(word: Word, before: Word, program: str, speaks: bool) -> Secret | None:
    spelled = word.raw.spelled()
    options = _OPTIONS.get(program, ())
    if before.value in options:
        return secret_value(word.text, spelled)
    name, equals, _ = word.value.partition("=")
    if equals and name in options:
        return secret_value(word.text[len(name) + 1 :], spelled)
    if not speaks:
        return None
    return secret_in_address(word.text, spelled) or known_token(word.text)
