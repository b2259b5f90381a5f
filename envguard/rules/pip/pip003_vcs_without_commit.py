"""PIP003: vcs-without-commit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.model.patterns import late
from envguard.rules import Outcome, rule
from envguard.rules.pip.development import is_for_development

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.project.settings import Settings
    from envguard.subjects.pip.requirements import DeclaredRequirements

_COMMIT = late(r"[0-9a-f]{40}", re.IGNORECASE)
_NUMBER = late(r"\d+|[0-9a-f]{40}", re.IGNORECASE)
_SHORT = late(r"(?=.*\d)[0-9a-f]{6,39}", re.IGNORECASE)
_TAG = late(r"(?:release[-_/])?v?\d+(?:\.\d+)+\S*", re.IGNORECASE)


@rule("PIP003", "vcs-without-commit", Severity.WARNING, since="0.1.0")
def vcs_without_commit(
    requirements: DeclaredRequirements, settings: Settings, project: Project
) -> Iterator[Outcome]:
    r"""A package comes from a repository, and no commit is named.

    ## Why
    A branch is another state each week, and a tag can be moved. Only the 40 digits of a commit
    name one state for good. Among the tools of development, tests and documentation this is a
    remark. In a pixi.toml or a project of uv's the lock names the commits, where it is fresh.

    ## Bad
    ```text title="requirements.txt"
    sacremoses @ git+https://github.com/hplt-project/sacremoses@master
    ```

    ## Good
    ```text title="requirements.txt"
    sacremoses @ git+https://github.com/hplt-project/sacremoses@4f1e3d7d8d2f6f8e9c7d4b3a2f1e0d9c8b7a6f5e
    ```

    ## References
    - https://pip.pypa.io/en/stable/topics/vcs-support/
    """
    manifest = requirements.environment
    is_listed = manifest is None or manifest.manifest == "environment.yml"
    if not is_listed and project.is_held(requirements.path):
        return  # the lock names the commits
    severity = Severity.INFO if is_for_development(requirements, settings) else None
    for line in requirements.lines:
        requirement = line.requirement
        if not requirement.vcs or requirement.refusal or not line.known:
            continue
        revision = requirement.revision
        if revision is None:
            yield finding(
                requirement.url or line.text,
                "No commit is named, so this installs whatever the default branch is that day: add "
                "@ and the 40 digits of a commit.",
                severity=severity,
            )
        elif (_COMMIT if requirement.vcs == "git" else _NUMBER).fullmatch(revision.value) is None:
            yield finding(
                revision,
                "{revision} is {what}: name the 40 digits of the commit."
                if requirement.vcs in ("git", "hg")
                else "{revision} is {what}: name the number of the revision.",
                severity=severity,
                revision=revision.value,
                what=_what(revision.value),
            )


def _what(revision: str) -> str:
    if _SHORT.fullmatch(revision):
        return "a shortened commit, which a second one may come to share"
    if _TAG.fullmatch(revision):
        return "a tag, which can be moved"
    if revision.lower() in ("main", "master", "develop", "dev", "trunk", "head"):
        return "a branch, which moves on"
    return "a branch or a tag, which can move"
