"""CMD003: pip-conda-interleaved."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.subjects.installs import TOOLS, Install, installs
from envguard.subjects.package_command import is_placeholder, package_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Word
    from envguard.subjects.group import CommandGroup

_MAXIMUM_INSTALLS = 100
_CONDAS_OWN = TOOLS | {"conda-build", "conda-lock", "conda-pack", "boa", "python", "git", "git-lfs"}


@rule("CMD003", "pip-conda-interleaved", Severity.WARNING, since="0.1.0")
def pip_conda_interleaved(group: CommandGroup) -> Iterator[Outcome]:
    r"""conda installs into an environment that pip has already changed.

    ## Why
    conda does not know what pip has put there. It may overwrite pip's files, or leave two
    versions of one library in a mixture that neither of them asked for. What comes out depends
    on the order, and no file records the order.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM condaforge/miniforge3:24.11.3-0
    RUN pip install transformers==4.46.2
    RUN conda install -y numpy=1.26 scipy=1.14
    ```

    ## Bad, one library by both
    ```sh title="setup.sh"
    conda install -y -n speech python=3.11 pytorch=2.4
    conda run -n speech pip install torch==2.4.1
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM condaforge/miniforge3:24.11.3-0
    RUN conda install -y numpy=1.26 scipy=1.14
    RUN pip install transformers==4.46.2
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#using-pip-in-an-environment
    - https://www.anaconda.com/blog/using-pip-in-a-conda-environment
    """
    found = [one for one in installs(group.commands) if not one.command.command.conditional]
    del found[_MAXIMUM_INSTALLS:]
    for index, later in enumerate(found):
        before = [one for one in found[:index] if _may_meet(one, later)]
        twice = _twice(before, later)
        if twice is not None:
            first, second = twice
            yield finding(
                second.text,
                "Both conda and pip install {name} into one environment, and the later one "
                "overwrites files of the other: let one of them do it.",
                related=(related(first.text, "the other one"),),
                name=package_name(second),
            )
            return
        earlier = next((one for one in before if _is_pips(one)), None)
        if earlier is not None and _is_condas(later) and not _are_alternatives(earlier, later):
            yield finding(
                later.command.verb_word.raw,
                "conda changes this environment after pip did, and does not know what pip has "
                "installed: let conda install first, and pip last.",
                severity=Severity.INFO if later.setting == "prose" else None,
                related=(related(earlier.command.verb_word.raw, "pip was here before"),),
            )
            return


def _may_meet(one: Install, other: Install) -> bool:
    """Whether two installs change one environment in one run, as far as the text says.

    Two steps of a job, and two blocks of a page, may be alternatives.
    """
    if one.environment != other.environment:
        return False
    return one.launch == other.launch or other.setting not in ("ci", "prose")


def _is_pips(one: Install) -> bool:
    if one.command.manager != "pip" or one.command.has("--no-deps", "--dry-run", "--target", "-t"):
        return False
    return _changes(one, TOOLS)


def _is_condas(one: Install) -> bool:
    if one.command.manager != "conda" or one.command.has("--dry-run", "--download-only"):
        return False
    if one.command.verb == "env update":
        return True
    if one.command.verb not in ("install", "update", "upgrade"):
        return False
    return _changes(one, _CONDAS_OWN)


def _changes(one: Install, tools: frozenset[str]) -> bool:
    """Whether more than the managers' own tools, or a page's `some-package`, is installed."""
    if not one.named:
        return not any(is_placeholder(word) for word in one.command.packages)
    return any(package_name(word) not in tools for word in one.named)


def _are_alternatives(earlier: Install, later: Install) -> bool:
    """A page that shows `pip install x` and `conda install x` lets its reader choose."""
    if later.setting != "prose":
        return False
    return any(True for _ in _shared(later, earlier))


def _twice(before: list[Install], later: Install) -> tuple[Word, Word] | None:
    if later.setting == "prose":
        return None
    for one in before:
        if one.command.manager == later.command.manager:
            continue
        condas, pips = (one, later) if one.command.manager == "conda" else (later, one)
        for conda, pip in _shared(condas, pips):
            return (conda, pip) if condas is one else (pip, conda)
    return None


def _shared(condas: Install, pips: Install) -> Iterator[tuple[Word, Word]]:
    """The packages of one project that both install."""
    from envguard.subjects.environment.names import conda_name

    by_name = {}
    for pip in pips.named:
        name = package_name(pip)
        by_name[name] = by_name[conda_name(name)] = pip
    for conda in condas.named:
        name = package_name(conda)
        other = by_name.get(name) or by_name.get(name.removesuffix("-base"))
        if other is not None and name not in _CONDAS_OWN and _same(conda, other):
            yield conda, other


def _same(conda: Word, pip: Word) -> bool:
    from envguard.subjects.environment.names import same_project

    return same_project(package_name(conda), package_name(pip))
