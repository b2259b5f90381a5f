"""ENV007: defaults-channel."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.environment.channels import Channel
    from envguard.subjects.environment.environment import DeclaredEnvironment


@rule("ENV007", "defaults-channel", Severity.WARNING, since="0.1.0")
def defaults_channel(environment: DeclaredEnvironment, settings: Settings) -> Iterator[Outcome]:
    r"""Packages come from Anaconda's own channels, whose terms bind organisations.

    ## Why
    `defaults` (main, r, anaconda) may be used by organisations of more than 200 people only with
    a licence, universities with conditions. Beside conda-forge it also mixes two sets of builds
    that were not made for each other. `nodefaults` keeps it out where a reader's configuration
    would add it. Whoever has a licence says so: `allowed-channels = ["defaults"]`.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels:
      - conda-forge
      - defaults
    dependencies:
      - python=3.11
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels:
      - conda-forge
      - nodefaults
    dependencies:
      - python=3.11
    ```

    ## References
    - https://www.anaconda.com/legal/terms/terms-of-service
    - https://conda-forge.org/docs/user/transitioning_from_defaults/
    """
    from envguard.subjects.environment.channels import channels_named, is_allowed, is_anacondas

    allowed = settings.strings("allowed-channels")
    named = list(channels_named(environment))
    found = [one for one in named if is_anacondas(one) and not is_allowed(one, allowed)]
    if found:
        yield finding(
            found[0].text,
            "{channel} is Anaconda's own channel: its terms bind organisations, and its builds do "
            "not mix with conda-forge's. Use conda-forge alone, with `nodefaults`."
            if any(_is_conda_forge(one) for one in named)
            else "{channel} is Anaconda's own channel, whose terms bind organisations: use "
            "conda-forge, or allow it in the settings if you have a licence.",
            related=tuple(related(one.text, "and this one") for one in found[1:]),
            channel=found[0].text.value,
        )
    elif (
        environment.manifest == "environment.yml"
        and settings.text("profile") == "paper"
        and not any(leaf.value == "nodefaults" for leaf in environment.channels)
    ):
        forge = next((one for one in named if _is_conda_forge(one)), None)
        if forge is not None and not any(is_anacondas(one) for one in named):
            yield finding(
                forge.text,
                "A reader whose configuration has `defaults` gets packages from there, too: add "
                "`nodefaults` to the channels.",
                severity=Severity.INFO,
            )


def _is_conda_forge(one: Channel) -> bool:
    return one.name == "conda-forge" or one.name.endswith("/conda-forge")
