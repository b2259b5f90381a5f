"""CMD006: installer-unverified."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related, unknown
from envguard.rules import Outcome, rule
from envguard.subjects.checksums import Checks, Runners
from envguard.subjects.downloads import base_name, downloads, is_piped_to_shell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command
    from envguard.subjects.group import CommandGroup


_FETCHED = (
    "{file} is downloaded and run, and nothing compares it with a checksum: add "
    '`echo "SHA256  {file}" | sha256sum -c -` before it runs.'
)
_ADDED = (
    "{file} is downloaded and run, and nothing compares it with a checksum: write "
    "`ADD --checksum=sha256:…`."
)


@rule("CMD006", "installer-unverified", Severity.WARNING, since="0.1.0")
def installer_unverified(group: CommandGroup) -> Iterator[Outcome]:
    r"""A script is downloaded and run, and nothing checks that it is the one that was meant.

    ## Why
    Whoever controls the server, the mirror or the line on that day decides what runs here, often
    as root. `curl … | bash` runs even half of a file whose download broke off.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM debian:12.7
    RUN wget https://repo.anaconda.com/miniconda/Miniconda3-py311_24.9.2-0-Linux-x86_64.sh \
        && bash Miniconda3-py311_24.9.2-0-Linux-x86_64.sh -b -p /opt/conda
    ```

    ## Bad, and worse
    ```sh title="install.sh"
    curl -fsSL https://example.org/install.sh | bash
    ```

    ## Bad, by ADD
    ```dockerfile title="Dockerfile"
    FROM debian:12.7
    ADD https://repo.anaconda.com/miniconda/Miniconda3-py311_24.9.2-0-Linux-x86_64.sh /tmp/conda.sh
    RUN bash /tmp/conda.sh -b -p /opt/conda
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM debian:12.7
    RUN wget -O conda.sh https://repo.anaconda.com/miniconda/Miniconda3-py311_24.9.2-0-Linux-x86_64.sh \
        && echo "62ef806265659c47e37e22e8f9adce29e75c4ea0497e619c280f54c823887c4f  conda.sh" | sha256sum -c - \
        && bash conda.sh -b -p /opt/conda
    ```

    ## Good, by ADD
    ```dockerfile title="Dockerfile"
    FROM debian:12.7
    ADD --checksum=sha256:62ef806265659c47e37e22e8f9adce29e75c4ea0497e619c280f54c823887c4f \
        https://repo.anaconda.com/miniconda/Miniconda3-py311_24.9.2-0-Linux-x86_64.sh /tmp/conda.sh
    RUN bash /tmp/conda.sh -b -p /opt/conda
    ```

    ## References
    - https://docs.docker.com/reference/dockerfile/#add---checksum
    - https://docs.conda.io/projects/conda/en/stable/user-guide/install/download.html#cryptographic-hash-verification
    """
    found = [download for command in group.commands for download in downloads(command)]
    if not found:
        return
    for download in found:
        if is_piped_to_shell(download.command):
            yield finding(
                download.address,
                "What this address serves on the day is run unseen: download it, check its "
                "sha256sum, then run it.",
                severity=_severity(download.command, Severity.ERROR),
            )
    runners, checks = Runners(group.commands), Checks(group.commands)
    for download in found:
        name = base_name(download.file)
        runner = runners.behind(download.command.text.start, name) if name else None
        if runner is None or download.checked:
            continue
        if checks.are_too_many(download.file):
            yield unknown(
                download.address,
                "Whether something checks {file}, or what is downloaded below it, is not known.",
                "this file has too many downloads and checks to compare",
                file=name,
            )
            return
        if checks.speak_of(download.file, runner.text.start):
            continue
        yield finding(
            download.address,
            _ADDED if download.command.program.upper() == "ADD" else _FETCHED,
            severity=_severity(download.command, Severity.WARNING),
            related=(related(runner.text, "it runs here"),),
            file=base_name(download.file),
        )


def _severity(command: Command, usual: Severity) -> Severity:
    return Severity.INFO if command.context.setting == "prose" else usual
