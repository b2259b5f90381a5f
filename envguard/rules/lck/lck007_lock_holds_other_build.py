"""LCK007: lock-holds-other-build."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.subjects.lock.variants import OtherBuild, other_builds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.lock.verdict import JudgedLocks

_CUDA = (
    "CUDA is asked for (`{reason}`), and {lock} holds {held} for {platforms}, a CPU build: lock with "
    "`--with-cuda` and the version of your driver."
)
_CPU = (
    "The CPU build is asked for (`{reason}`), and {lock} holds {held} for {platforms}: lock anew."
)


@rule("LCK007", "lock-holds-other-build", Severity.WARNING, since="0.1.0")
def lock_holds_other_build(judged: JudgedLocks) -> Iterator[Outcome]:
    r"""CUDA is asked for and the lock holds the CPU build, or the reverse.

    ## Why
    conda-lock assumes a graphics card with CUDA 11.4, whatever stands in your rack. Where no build
    fits that, it locks the CPU one without a word, and training takes forty times as long; the code
    runs all the same, so nobody notices. `conda-lock --with-cuda 12.9`, or a file
    virtual-packages.yml, says what there is.

    CUDA is asked for by a build (`pytorch=2.7=*cuda*`) or by packages such as cuda-version,
    pytorch-cuda and cudatoolkit, the CPU by cpuonly and builds with cpu in them.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - cuda-version=12.9
      - pytorch=2.7
    ```
    ```text title="conda-linux-64.lock"
    # platform: linux-64
    @EXPLICIT
    https://conda.anaconda.org/conda-forge/linux-64/python-3.11.13-h9e4cc4f_0_cpython.conda#8c399445b6dc73eab839659e6c7b5ad1
    https://conda.anaconda.org/conda-forge/noarch/cuda-version-12.9-h4f385c5_3.conda#b6d5d7f1c171cbd228ea06b556cfa859
    https://conda.anaconda.org/conda-forge/linux-64/pytorch-2.7.1-cpu_mkl_py311_h7a1c2d8_101.conda#5d0e5a6b0f1b1f2b4f9ac2b9b5c0a111
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - cuda-version=12.9
      - pytorch=2.7
    ```
    ```text title="conda-linux-64.lock"
    # platform: linux-64
    @EXPLICIT
    https://conda.anaconda.org/conda-forge/linux-64/python-3.11.13-h9e4cc4f_0_cpython.conda#8c399445b6dc73eab839659e6c7b5ad1
    https://conda.anaconda.org/conda-forge/noarch/cuda-version-12.9-h4f385c5_3.conda#b6d5d7f1c171cbd228ea06b556cfa859
    https://conda.anaconda.org/conda-forge/linux-64/pytorch-2.7.1-cuda129_mkl_py311_h1111111_301.conda#5d0e5a6b0f1b1f2b4f9ac2b9b5c0a111
    ```

    ## References
    - https://conda.github.io/conda-lock/virtual_packages/
    - https://github.com/conda/conda-lock/issues/426
    """
    told: set[int] = set()
    for verdict in judged.verdicts:
        if not verdict.lock.readable:
            continue
        for other in other_builds(verdict.lock, verdict.sources):
            if judged.speaks_of(other.asked.path) and other.asked.text.start not in told:
                told.add(other.asked.text.start)
                yield from _said(judged, judged.shown(verdict.lock), other)


def _said(judged: JudgedLocks, lock: str, other: OtherBuild) -> Iterator[Outcome]:
    places = [related(other.held.text, "locked here")]
    if other.reason is not other.asked and other.reason.path == other.asked.path:
        places.append(related(other.reason.text, "asked for here"))
    yield finding(
        other.asked.text if judged.at_lock is None else judged.text,
        _CUDA if other.wanted == "cuda" else _CPU,
        related=tuple(places),
        reason=other.reason.text.value,
        lock=lock,
        held=other.held.shown,
        platforms=", ".join(other.platforms),
    )
