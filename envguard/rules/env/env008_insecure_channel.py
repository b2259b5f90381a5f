"""ENV008: insecure-channel."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.command import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.project.purpose import Purpose
    from envguard.subjects.environment.channels import Channel
    from envguard.subjects.environment.environment import DeclaredEnvironment


@rule("ENV008", "insecure-channel", Severity.ERROR, since="0.1.0", tempered=False)
def insecure_channel(
    environment: DeclaredEnvironment, purpose: Purpose, project: Project
) -> Iterator[Outcome]:
    r"""A channel can be tampered with, is on one machine only, or gives a secret away.

    ## Why
    Over `http://` anybody on the way can put other packages in place of the channel's, and conda
    runs their scripts. A local path exists on one machine. A password or a `/t/TOKEN/` in a
    channel's address is readable by everybody who can read the file: revoke it.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels:
      - http://conda.anaconda.org/conda-forge
    dependencies:
      - python=3.11
    ```

    ## Bad, with a token
    ```yaml title="environment.yml"
    name: nlp
    channels:
      - https://conda.anaconda.org/t/ad-12ab34cd-56ef/lab
      - conda-forge
    dependencies:
      - python=3.11
    ```

    ## Bad, on one machine
    ```yaml title="environment.yml"
    name: nlp
    channels:
      - file:///home/ada/conda-bld
      - conda-forge
    dependencies:
      - python=3.11
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels:
      - conda-forge
    dependencies:
      - python=3.11
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/channels.html
    - https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html
    """
    from envguard.subjects.environment.channels import channels_named

    softened = Severity.INFO if purpose.name == "test" else None
    for one in channels_named(environment):
        if _leaks(one):
            yield finding(
                one.text,
                "The channel's address holds {what}, for everybody to read: revoke it, and give it "
                "to conda by `conda token` or an environment variable.",
                what="a token" if one.token else "a password",
            )
        elif one.scheme == "http":
            yield finding(
                one.text,
                "{channel} is asked over plain http, where others can put in packages of their "
                "own: write https.",
                severity=softened,
                channel=one.text.value,
            )
        elif one.is_local and HOLE not in one.text.value and "$" not in one.text.value:
            inside = _is_inside(one, environment, project)
            yield finding(
                one.text,
                "The channel {channel} is a folder of this project, and conda finds it only when "
                "it is started beside it."
                if inside
                else "The channel {channel} is a folder of one machine: nobody else has it.",
                severity=softened or (Severity.WARNING if inside else None),
                channel=one.text.value,
            )


def _leaks(one: Channel) -> bool:
    secret = one.user.partition(":")[2] or one.user
    return one.token or bool(secret and not any(sign in secret for sign in ("$", "<", "{", HOLE)))


def _is_inside(one: Channel, environment: DeclaredEnvironment, project: Project) -> bool:
    words = one.text.value
    if not words.startswith("."):
        return False
    return project.exists(os.path.join(os.path.dirname(environment.path), words))
