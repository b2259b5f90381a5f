"""ENV006: channels-missing."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.lines import line_of
from envguard.formats.tree import Sequence
from envguard.model import Confidence, Fix, Severity, finding, unknown
from envguard.model.edits import fix, write
from envguard.rules import Outcome, rule
from envguard.subjects.command import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.environment.environment import CondaEnvironment


@rule("ENV006", "channels-missing", Severity.WARNING, fix="unsafe", since="0.1.0")
def channels_missing(environment: CondaEnvironment, project: Project) -> Iterator[Outcome]:
    r"""Where the packages come from depends on the reader's own configuration.

    ## Why
    Without `channels:` conda asks the channels of each reader's `.condarc`: one gets conda-forge,
    another Anaconda's, a third a company's mirror, and the packages differ. Channels such as
    bioconda or pytorch hold only their own packages and need a base channel beside them.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    dependencies:
      - python=3.11
    ```

    ## Bad, without a base
    ```yaml title="environment.yml"
    name: reads
    channels: [bioconda]
    dependencies:
      - python=3.11
      - samtools=1.20
    ```

    ## Good
    ```yaml title="environment.yml"
    name: reads
    channels:
      - conda-forge
      - bioconda
    dependencies:
      - python=3.11
      - samtools=1.20
    ```

    ## Fix
    Unsafe: adds conda-forge, which may not be where the packages came from so far.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/channels.html
    - https://bioconda.github.io/
    """
    entry = environment.channels_entry
    dependencies = environment.dependencies_entry
    if dependencies is None or not environment.conda_dependencies:
        return
    if entry is None:
        if _every_one_names_its_channel(environment):
            return
        yield from _absent(environment, project)
    elif isinstance(entry.value, Sequence) and environment.channels_valid:
        names = [leaf.value for leaf in environment.channels if leaf.value != "nodefaults"]
        if not names:
            yield finding(
                entry.key.text,
                "No channel is listed, so everybody gets packages from the channels of their own "
                "configuration: list them, conda-forge for one.",
            )
        elif not _has_base(environment, names):
            yield finding(
                entry.key.text,
                "{names} holds only its own packages: the others come from whatever channels the "
                "reader has configured. Add the base channel, conda-forge for one."
                if len(names) == 1
                else "{names} hold only their own packages: the others come from whatever channels "
                "the reader has configured. Add the base channel, conda-forge for one.",
                confidence=Confidence.LIKELY,
                fix=_with_base(environment, entry.value),
                names=", ".join(names),
            )


def _every_one_names_its_channel(environment: CondaEnvironment) -> bool:
    return all(
        one.spec is not None and one.spec.channel is not None
        for one in environment.conda_dependencies
    )


def _absent(environment: CondaEnvironment, project: Project) -> Iterator[Outcome]:
    entry = environment.dependencies_entry
    if entry is None:
        return
    from envguard.project.parts import other_parts

    place = entry.key.text
    if environment.template or any(part.channels for part in other_parts(environment, project)):
        reason = "it is a template" if environment.template else "it is a part of several files"
        yield unknown(place, "Which channels this environment uses is not known.", reason)
        return
    yield finding(
        place,
        "There is no `channels:`, so everybody gets packages from the channels of their own "
        "configuration: list them, conda-forge for one.",
        fix=_with_channels(environment),
    )


def _has_base(environment: CondaEnvironment, names: list[str]) -> bool:
    from envguard.data.conda_channels import ADD_ON
    from envguard.subjects.environment.channels import channel

    for leaf in environment.channels:
        one = channel(leaf.text)
        if leaf.value == "nodefaults":
            continue
        if HOLE in leaf.value or (one.host and one.host != "conda.anaconda.org"):
            return True
        if one.name.partition("/label/")[0] not in ADD_ON.split():
            return True
    return _every_one_names_its_channel(environment)


def _with_channels(environment: CondaEnvironment) -> Fix | None:
    entry = environment.dependencies_entry
    if entry is None or environment.root is None or environment.root.flow:
        return None
    line = line_of(entry.key.text)
    newline = "\r\n" if line.value.endswith("\r\n") else "\n"
    words = f"channels:{newline}  - conda-forge{newline}"
    return fix("unsafe", "add conda-forge", write(line[:0], words))


def _with_base(environment: CondaEnvironment, channels: Sequence) -> Fix | None:
    first, last = channels.items[0].text, channels.items[-1].text
    # conda-forge stands before bioconda by bioconda's own instructions, and behind the others
    leads = any(leaf.value == "bioconda" for leaf in environment.channels)
    if channels.flow:
        edit = (
            write(first[:0], "conda-forge, ")
            if leads
            else write(last[len(last) :], ", conda-forge")
        )
        return fix("unsafe", "add conda-forge", edit)
    line = line_of(first)
    before, dash, _ = line.value.partition("-")
    if before.strip() or not dash:
        return None
    newline = "\r\n" if line.value.endswith("\r\n") else "\n"
    words = f"{before}- conda-forge{newline}"
    if leads:
        return fix("unsafe", "add conda-forge", write(line[:0], words))
    line = line_of(last)
    if not line.value.endswith("\n"):
        return None
    return fix("unsafe", "add conda-forge", write(line[len(line) :], words))
