"""PRJ005: cuda-versions-disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envguard.model import Confidence, Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.cuda_words import CudaWord
    from envguard.project.project import Project


@rule("PRJ005", "cuda-versions-disagree", Severity.WARNING, since="0.1.0")
def cuda_versions_disagree(project: Project) -> Iterator[Outcome]:
    r"""Parts of one project are built for different versions of CUDA.

    ## Why
    A library for CUDA 11 does not find its functions in CUDA 12, and an extension that is compiled
    with one toolkit is refused by a PyTorch built with another.

    ## Bad
    ```yaml title="environment.yml"
    name: diffusion
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - cuda-version=12.1
      - pip=24.0
      - pip:
          - torch==2.1.0+cu118
    ```

    ## Good
    ```yaml title="environment.yml"
    name: diffusion
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - cuda-version=11.8
      - pip=24.0
      - pip:
          - --extra-index-url https://download.pytorch.org/whl/cu118
          - torch==2.1.0+cu118
    ```

    ## References
    - https://docs.nvidia.com/deploy/cuda-compatibility/
    - https://pytorch.org/get-started/previous-versions/
    """
    from envguard.project.cudas import cuda_words

    files = cuda_words(project)
    spoken = set()
    for relative, words in files.items():
        other = _differing(words[0], words)
        if other:
            spoken.add(relative)
            yield _finding(words[0], other)
    for folder, group in _groups(files).items():
        alternatives = [word for relative in group[0] for word in files[relative]]
        if any(relative in spoken for relative in group[0]) or not alternatives:
            continue
        for relative in group[1]:
            if relative not in spoken:
                apart = [w for w in files[relative] if all(w.differs(a) for a in alternatives)]
                if apart:
                    yield _finding(alternatives[0], apart)
                    break
        del folder


def _differing(first: CudaWord, words: list[CudaWord]) -> list[CudaWord]:
    for word in words:
        apart = [other for other in words if other.differs(word)]
        if apart:
            return apart if first not in apart else [w for w in words if w.differs(first)]
    return []


def _finding(first: CudaWord, others: list[CudaWord]) -> Outcome:
    return finding(
        first.text,
        "Parts of this project are built for CUDA {own}, others for {others}: choose one CUDA for "
        "all of them.",
        confidence=Confidence.LIKELY,
        related=tuple(related(word.text, "CUDA {version}", version=word.shown) for word in others),
        own=first.shown,
        others=" and ".join(dict.fromkeys(word.shown for word in others)),
    )


# folders that hold how a project is installed, and no project of their own
_HOUSEKEEPING = {
    "env", "envs", "environment", "environments", "conda", "conda-envs", "conda_envs", "docker",
    ".docker", ".devcontainer", "container", "containers", "requirements", "install",
}  # fmt: skip


def _groups(files: dict[str, list[CudaWord]]) -> dict[str, tuple[list[str], list[str]]]:
    """By folder of an environment: the environments there, and the files that they govern."""
    folders: dict[str, tuple[list[str], list[str]]] = {}
    for relative in files:
        if relative.endswith((".yml", ".yaml")):
            folders.setdefault(relative.rpartition("/")[0], ([], []))[0].append(relative)
    for relative in files:
        if relative.endswith((".yml", ".yaml")):
            continue
        folder = _governing(relative.rpartition("/")[0], folders)
        if folder is not None:
            folders[folder][1].append(relative)
    return folders


def _governing(folder: str, environments: Iterable[str]) -> str | None:
    """The folder whose environments are meant in another: the nearest above, else a neighbour.

    `env/gpu.yml` is as good as one in the folder around `env`, where there is no other.
    """
    above = folder
    while above not in environments and above:
        above = above.rpartition("/")[0]
    if above in environments:
        return above
    homes = [(_home(one), one) for one in environments]
    above = _home(folder)
    while True:
        beside = [one for home, one in homes if home == above]
        if beside or not above:
            return beside[0] if len(beside) == 1 else None
        above = above.rpartition("/")[0]


def _home(folder: str) -> str:
    """The folder of the project that a folder belongs to."""
    while folder.rpartition("/")[2].lower() in _HOUSEKEEPING:
        folder = folder.rpartition("/")[0]
    return folder
