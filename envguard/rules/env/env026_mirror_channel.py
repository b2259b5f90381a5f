"""ENV026: mirror-channel."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.lines import item_removal
from envguard.model import Edit, Fix, Severity, finding, related
from envguard.model.edits import fix, remove, replace
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.environment.channels import Channel, Mirror
    from envguard.subjects.environment.environment import DeclaredEnvironment


@rule("ENV026", "mirror-channel", Severity.WARNING, fix="unsafe", since="0.1.0")
def mirror_channel(environment: DeclaredEnvironment, settings: Settings) -> Iterator[Outcome]:
    r"""A channel is a regional or internal mirror, which others cannot reach.

    ## Why
    A university's or a company's mirror is fast on its own net; elsewhere it is slow, closed, or
    gone in a year. The file names the channel itself; which mirror serves it is each reader's own
    matter and stands in their `.condarc` (`channel_alias`, or `custom_channels`).

    A mirror that everybody in question can reach is allowed by the setting `allowed-channels`.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels:
      - https://mirrors.tuna.tsinghua.edu.cn/anaconda/cloud/conda-forge/
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

    ## Fix
    Unsafe: the channels that are mirrored take the mirror's place.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/mirroring.html
    """
    from envguard.subjects.environment.channels import channels_named, is_allowed, mirror

    allowed = settings.strings("allowed-channels")
    found: list[tuple[Channel, Mirror]] = []
    for one in channels_named(environment):
        known = mirror(one)
        if known is not None and not is_allowed(one, allowed):
            found.append((one, known))
    if not found:
        return
    first, known = found[0]
    yield finding(
        first.text,
        "{channel} is {owner}, which others may not reach: name {canonical} here, and keep the "
        "mirror in your .condarc (channel_alias)."
        if known.canonical
        else "{channel} is {owner}, which others may not reach: name the channel that it mirrors, "
        "and keep the mirror in your .condarc (channel_alias).",
        related=tuple(related(one.text, "and this one") for one, _ in found[1:]),
        fix=_canonical(
            environment, {one.text.start: mirrored.canonical for one, mirrored in found}
        ),
        channel=first.text.value,
        owner=known.owner,
        canonical=known.canonical,
    )


def _canonical(environment: DeclaredEnvironment, names: dict[int, str]) -> Fix | None:
    """Each mirror replaced by what it mirrors, or taken out where that is listed already."""
    entry = environment.channels_entry
    if entry is None:
        return None
    from envguard.formats.tree import Sequence

    channels = entry.value
    listed = {leaf.value for leaf in environment.channels}
    edits: list[Edit | None] = []
    for leaf in environment.channels:
        canonical = names.get(leaf.text.start)
        if canonical is None:
            continue
        if not canonical:
            return None
        if canonical not in listed:
            listed.add(canonical)
            edits.append(replace(leaf.text, canonical))
        elif isinstance(channels, Sequence):
            taken = item_removal(channels, leaf)
            edits.append(remove(taken) if taken is not None else None)
    return fix("unsafe", "name the channels themselves", *edits)
