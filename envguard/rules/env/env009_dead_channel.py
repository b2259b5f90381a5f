"""ENV009: dead-channel."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.channels import Channel
    from envguard.subjects.environment.environment import DeclaredEnvironment, Dependency


@rule("ENV009", "dead-channel", Severity.WARNING, since="0.1.0")
def dead_channel(environment: DeclaredEnvironment) -> Iterator[Outcome]:
    r"""A channel has ended, or never had what is asked of it.

    ## Why
    PyTorch publishes nothing on its conda channel since 2.5.1: `pytorch=2.6` is not there, and
    conda says only that the environment cannot be solved, or takes another build from another
    channel. `cudatoolkit` ended with CUDA 11; from 12 on the package is `cuda-version`, or
    `pytorch-cuda` and the like.

    ## Bad
    ```yaml title="environment.yml"
    name: vision
    channels:
      - pytorch
      - conda-forge
    dependencies:
      - python=3.11
      - pytorch=2.6
    ```

    ## Bad, a package that ended
    ```yaml title="environment.yml"
    name: vision
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - cudatoolkit=12.1
    ```

    ## Good
    ```yaml title="environment.yml"
    name: vision
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pytorch=2.6
      - cuda-version=12.6
    ```

    ## References
    - https://github.com/pytorch/pytorch/issues/138506
    - https://conda-forge.org/docs/maintainer/knowledge_base/#cuda-builds
    """
    from envguard.subjects.environment.channels import channels_named

    channels = list(channels_named(environment))
    for one in channels:
        instead = _closed(one)
        if instead:
            yield finding(
                one.text,
                "The channel {channel} has ended and gets no packages any more: use {instead}.",
                channel=one.text.value,
                instead=instead,
            )
    for dependency in environment.conda_dependencies:
        if dependency.name == "cudatoolkit" and _is_above(dependency, "11.9999"):
            yield finding(
                dependency.text,
                "There is no {given}: cudatoolkit ended with CUDA 11. From 12 on ask for "
                "`cuda-version`, and let the package that uses CUDA bring its libraries.",
                given=dependency.text.value,
            )
    yield from _ended_releases(environment, channels)


def _closed(one: Channel) -> str:
    from envguard.data.conda_channels import CLOSED

    if one.is_local or one.host not in ("", "conda.anaconda.org", "repo.anaconda.com"):
        return ""
    return CLOSED.get(one.name.partition("/label/")[0], "")


def _ended_releases(environment: DeclaredEnvironment, channels: list[Channel]) -> Iterator[Outcome]:
    """What is asked of the pytorch channel and was never published there."""
    from envguard.data.conda_channels import LAST_RELEASES

    listed = next((one for one in channels if one.name == "pytorch"), None)
    if listed is None:
        return
    found: list[Dependency] = []
    for dependency in environment.conda_dependencies:
        last = LAST_RELEASES.get(dependency.name)
        spec = dependency.spec
        if last is None or spec is None:
            continue
        if spec.channel is not None and spec.channel.value != "pytorch":
            continue
        if _is_above(dependency, f"{last}.9999"):
            found.append(dependency)
    if found:
        first = found[0]
        yield finding(
            first.text,
            "{given} was never published on the pytorch channel, which ended with {last}: take it "
            "from conda-forge and drop the channel.",
            related=(
                related(listed.text, "the channel that ended"),
                *(related(one.text, "neither was this") for one in found[1:]),
            ),
            given=first.text.value,
            last=LAST_RELEASES[first.name],
        )


def _is_above(dependency: Dependency, last: str) -> bool:
    """Whether only versions above one can meet a dependency."""
    own = dependency.constraint
    if own is None:
        return False
    from envguard.formats.conda_constraint import Constraint
    from envguard.subjects.environment.constraints import disjoint

    limit = Constraint.parse(f"<={last}")
    return limit is not None and disjoint([own, limit]) is True
