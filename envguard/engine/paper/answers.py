"""The questions of reproducibility checklists that files can answer, each with its evidence.

The questions are put in our own words beside the item's official name; whoever fills in a checklist
reads the real ones. What files cannot show (data, results, hyperparameters) is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from envguard.engine.paper.model import (
    Answer,
    EnvironmentFacts,
    FindingFacts,
    LockFacts,
    OpenPoint,
    Place,
    Trace,
    Verdict,
)
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

ACM = "https://www.acm.org/publications/policies/artifact-review-and-badging-current"
NEURIPS = "https://neurips.cc/public/guides/PaperChecklist"
NAACL = "https://2021.naacl.org/calls/reproducibility-checklist/"
ARR = "https://aclrollingreview.org/responsibleNLPresearch/"
MAXIMUM_EVIDENCE = 5

_AGREEING = ("PRJ001", "PRJ003", "PRJ005", "NBK002", "ENV002", "CIW002", "LCK002", "PIP008")
_MISSING = ("CMD010", "CMD011", "CIW005", "PIP006")
_UNFIT = ("EGD001", "ENV014", "ENV015", "ENV016", "ENV025", "LCK006", "PIP002", "PIP007")
_INSTALLS = late(
    r"conda-lock install|(?:conda|mamba|micromamba) (?:env )?(?:create|update|install)|"
    r"pip3? install|pixi (?:install|run|shell)|uv (?:sync|run|pip)|poetry (?:install|sync|run)|"
    r"docker (?:build|run|pull)|make \w|apptainer|singularity"
)
_RUNS = late(
    r"^[ \t]*(?:[$>%] ?)?(?:python3?|jupyter|bash|sh|sbatch|snakemake|make|just|nextflow|dvc|"
    r"papermill|Rscript|julia|torchrun|accelerate|uv run|pixi run|poetry run|\./[\w.-]+)[ \t]",
    re.MULTILINE,
)
_RESOURCES = late(
    r"^#(?:SBATCH|PBS|BSUB)[ \t].*(?:--gres|--gpus|--mem|--time|--cpus|-l[ \t]|walltime|ngpus)"
)
_DOI = late(r"\b10\.\d{4,9}/[^\s\"'<>)\]]{2,100}")
# Zenodo, figshare, Dryad, OSF, Dataverse; Software Heritage has identifiers of its own
_ARCHIVE = late(
    r"\b10\.(?:5281/zenodo|6084/m9|5061/dryad|17605/|7910/)|\bswh:1:[a-z]{3}:[0-9a-f]{40}|"
    r"zenodo\.org/(?:badge|records?|doi)/",
    re.IGNORECASE,
)


class Reading(NamedTuple):
    """What the answers look at besides the facts: the texts of the usual files, by path."""

    readmes: tuple[tuple[str, str], ...]
    licences: tuple[str, ...]
    citations: tuple[tuple[str, str], ...]
    job_scripts: tuple[tuple[str, str], ...]
    commands: int


class Known(NamedTuple):
    """Everything that an answer is made from."""

    environments: tuple[EnvironmentFacts, ...]
    findings: tuple[FindingFacts, ...]
    open_points: tuple[OpenPoint, ...]
    reading: Reading
    traces: tuple[Trace, ...] | None


class _Said(NamedTuple):
    verdict: Verdict
    reason: str
    evidence: tuple[Place, ...] = ()


def answers(known: Known) -> tuple[Answer, ...]:
    """All answers, by venue in the order of their checklists."""
    specified, again = _specified(known), _again(known)
    told, licensed, computed = _told(known), _licensed(known), _computed(known)
    rows: list[tuple[str, str, str, str, _Said]] = [
        ("ACM", "Artifacts Available", ACM,
         "Is the artifact in an archive, under an identifier that lasts?", _archived(known)),
        ("ACM", "Artifacts Evaluated – Functional: Documented", ACM,
         "Does a README say how to install it and how to run it?", told),
        ("ACM", "Artifacts Evaluated – Functional: Consistent", ACM,
         "Do environment, lock, images, notebooks and CI agree with each other?",
         _consistent(known)),
        ("ACM", "Artifacts Evaluated – Functional: Complete", ACM,
         "Is everything there that the commands and files refer to?", _complete(known)),
        ("ACM", "Artifacts Evaluated – Functional: Exercisable", ACM,
         "Can somebody else install the very environment again?", again),
        ("NeurIPS", "5. Open access to data and code", NEURIPS,
         "Are the exact environment and the commands to run given?", _both(again, told)),
        ("NeurIPS", "8. Experiments compute resources", NEURIPS,
         "Is it written down what machines the experiments need?", computed),
        ("NeurIPS", "13. New assets", NEURIPS,
         "Does the code that is handed in have a licence?", licensed),
        ("NAACL", "Source code with specification of all dependencies", NAACL,
         "Are all dependencies specified, those that come along included?", specified),
        ("NAACL", "Description of computing infrastructure used", NAACL,
         "Is it written down what machines the experiments need?", computed),
        ("ARR (NAACL since 2022)", "B2. License or terms of artifacts", ARR,
         "Does the code that is handed in have a licence?", licensed),
        ("ARR (NAACL since 2022)", "C4. Packages used", ARR,
         "Can the versions of the packages that were used be told?", _versions(known)),
    ]  # fmt: skip
    if known.traces is not None:
        rows.insert(6, (
            "NeurIPS", "5. Open access to data and code (anonymity)", NEURIPS,
            "Is what is handed in free of its authors' names?", _nameless(known.traces),
        ))  # fmt: skip
    return tuple(
        Answer(venue, item, url, question, *said._replace(evidence=_few(said.evidence)))
        for venue, item, url, question, said in rows
    )


def _few(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(places))[:MAXIMUM_EVIDENCE]


def _places(found: Iterable[FindingFacts]) -> tuple[Place, ...]:
    return tuple(one.place for one in found)


def _held(known: Known) -> tuple[LockFacts, ...]:
    """The locks of the first environment, which is the paper's."""
    return known.environments[0].locks if known.environments else ()


def _specified(known: Known) -> _Said:
    """Whether what is installed is written down to the last package."""
    if not known.environments:
        return _Said("no", "No file that says what is to be installed was found.")
    main = known.environments[0]
    own = Place(main.path, main.line)
    if not main.locks:
        if main.exact:
            return _Said("yes", "Every package is listed with its version and hash.", (own,))
        total = main.asked_conda + main.asked_pip
        return _Said(
            "no",
            f"{main.pinned} of {total} packages that are asked for have an exact version, and "
            "nothing lists those that come along.",
            (own,),
        )
    places = (own, *(Place(lock.path, lock.line) for lock in main.locks))
    states = [lock.state for lock in main.locks]
    if any(state in ("fresh", "harmless", "whole") for state in states):
        return _Said("yes", "The lock lists every package with its version.", places)
    first = main.locks[0]
    if "stale" in states:
        return _Said("no", f"There is a lock, but {first.reason}.", places)
    return _Said("cannot tell", f"There is a lock; whether it fits: {first.reason}.", places)


def _again(known: Known) -> _Said:
    """Whether the very packages can be installed again, as far as files tell."""
    said = _specified(known)
    broken = [one for one in known.findings if one.code in _UNFIT]
    if broken:
        return _Said("no", "A file that the environment is made from is refused.", _places(broken))
    if said.verdict != "yes":
        return said
    held = _held(known)
    bare = sum(lock.packages - lock.hashed for lock in held)
    if bare:
        return _Said(
            "cannot tell",
            f"The lock has no checksum for {bare} of its packages, which may change or vanish.",
            said.evidence,
        )
    return _Said(
        "yes",
        "Every package is held with its version and checksum; that all can still be downloaded was "
        "not tried.",
        said.evidence,
    )


def _versions(known: Known) -> _Said:
    said = _specified(known)
    if said.verdict != "no" or not known.environments or known.environments[0].locks:
        return said
    main = known.environments[0]
    total = main.asked_conda + main.asked_pip
    if total and main.pinned == total:
        return _Said(
            "yes", "What is asked for has exact versions; what comes along has none.", said.evidence
        )
    return said


def _told(known: Known) -> _Said:
    """Whether a README tells how to install and how to run."""
    if not known.reading.readmes:
        return _Said("no", "There is no README.")
    installs = _lines(known.reading.readmes, _INSTALLS.search)
    runs = _lines(known.reading.readmes, lambda line: _RUNS.match(line))
    if installs and runs:
        return _Said(
            "yes",
            "The README has commands that install and commands that run; whether they are all that "
            "is needed, only a reader can tell.",
            (installs[0], runs[0]),
        )
    place = Place(known.reading.readmes[0][0], 1)
    if installs:
        return _Said(
            "cannot tell", "The README installs; no command that runs was recognised.", (*installs,)
        )
    if runs:
        return _Said("no", "The README runs things, and does not say how to install.", (*runs,))
    return _Said("no", "No command was found in the README.", (place,))


def _consistent(known: Known) -> _Said:
    apart = [one for one in known.findings if one.code in _AGREEING]
    if apart:
        return _Said("no", "Files contradict each other.", _places(apart))
    open_points = [one for one in known.open_points if one.code in _AGREEING]
    if open_points:
        return _Said("cannot tell", open_points[0].message, tuple(one.place for one in open_points))
    if not known.environments:
        return _Said("cannot tell", "There is no environment to compare with.")
    return _Said(
        "yes",
        "What the files say of Python, packages and locks agrees.",
        tuple(Place(one.path, one.line) for one in known.environments),
    )


def _complete(known: Known) -> _Said:
    gone = [one for one in known.findings if one.code in _MISSING]
    if gone:
        return _Said("no", "Files that are referred to are not there.", _places(gone))
    unsure = [one for one in known.open_points if one.code in _MISSING]
    if unsure:
        return _Said("cannot tell", unsure[0].message, tuple(one.place for one in unsure))
    if not known.reading.commands:
        return _Said("cannot tell", "No command was found that would name files.")
    return _Said(
        "cannot tell",
        "The environment files that commands name are all there; whether code and data for every "
        "result are, files cannot show.",
    )


def _archived(known: Known) -> _Said:
    texts = (*known.reading.citations, *known.reading.readmes)
    found = _lines(texts, _ARCHIVE.search)
    if found:
        return _Said("yes", "An archive's identifier is named; see that it is of this.", found)
    named = _lines(texts, _DOI.search)
    if named:
        return _Said("cannot tell", "A DOI is named, which may be that of the paper.", named)
    return _Said(
        "cannot tell", "No DOI or Software Heritage identifier is named in CITATION.cff or README."
    )


def _licensed(known: Known) -> _Said:
    if known.reading.licences:
        return _Said(
            "yes",
            "There is a licence file.",
            tuple(Place(one, 1) for one in known.reading.licences),
        )
    return _Said("no", "There is no licence file at the root.")


def _computed(known: Known) -> _Said:
    asked = _lines(known.reading.job_scripts, _RESOURCES.match)
    if asked:
        return _Said(
            "yes", "Job scripts say what they ask of the cluster; say in the paper what it gave.",
            asked,
        )  # fmt: skip
    return _Said("cannot tell", "No job script says what it needs; the paper itself may.")


def _nameless(traces: tuple[Trace, ...]) -> _Said:
    if traces:
        return _Said(
            "no",
            f"{len(traces)} places tell who the authors are.",
            tuple(one.place for one in traces),
        )
    return _Said(
        "cannot tell",
        "No usual trace was found; names in prose and in figures were not looked for.",
    )


def _both(one: _Said, other: _Said) -> _Said:
    """Yes where both are; the first that is not says why."""
    for said in (one, other):
        if said.verdict == "no":
            return said
    for said in (one, other):
        if said.verdict == "cannot tell":
            return said
    return _Said("yes", f"{one.reason} {other.reason}", (*one.evidence, *other.evidence))


def _lines(texts: Iterable[tuple[str, str]], fits: Callable[[str], object]) -> tuple[Place, ...]:
    """The first lines that fit, of each text at most three."""
    found: list[Place] = []
    for path, text in texts:
        mine = 0
        for number, line in enumerate(text.split("\n"), start=1):
            if mine < 3 and fits(line[:1000]):
                found.append(Place(path, number))
                mine += 1
    return tuple(found)
