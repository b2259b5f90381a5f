"""Whether the locked packages of a platform meet one thing that is asked for."""

from __future__ import annotations

from envguard.model.records import NamedTuple
from envguard.subjects.lock.asked import Asked
from envguard.subjects.lock.lock import Lock, LockedPackage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.requirement import Requirement
    from envguard.subjects.lock.freshness import BreakKind


class Meeting(NamedTuple):
    """`kind` says what is wrong, None where nothing is; `held` is what the lock holds.

    `unknown` says why it could not be told, where it could not.
    """

    kind: BreakKind | None = None
    held: LockedPackage | None = None
    unknown: str = ""


MET = Meeting()


def meets(lock: Lock, platform: str, asked: Asked) -> Meeting:
    """Look up what is asked for among the packages of a platform."""
    return (
        _conda(lock, platform, asked) if asked.manager == "conda" else _pip(lock, platform, asked)
    )


def _conda(lock: Lock, platform: str, asked: Asked) -> Meeting:
    found = [_conda_package(one, asked) for one in lock.named(platform, "conda", asked.name)]
    if not found:
        return MET if asked.may_lack else Meeting("absent")
    # pixi.lock has several environments, of which one is enough
    return MET if MET in found else found[0]


def _conda_package(first: LockedPackage, asked: Asked) -> Meeting:
    if asked.spec is None or asked.any_version:
        return MET
    reading = asked.spec.reading
    constraint = asked.spec.constraint
    allowed = True if constraint is None else constraint.allows(first.version)
    if allowed is False:
        return Meeting("version", first)
    if reading.build is not None and first.build:
        fits = build_fits(reading.build, first.build)
        if fits is False:
            return Meeting("build", first)
        allowed = allowed if fits else None
    if reading.channel and first.url and not _same_channel(reading.channel, first.url):
        return Meeting("channel", first)
    return MET if allowed else Meeting(unknown=f"`{asked.text.value}` is too odd to compare")


def build_fits(pattern: str, build: str) -> bool | None:
    """Whether a build string meets a spec's; None for a regular expression that is not tried."""
    from envguard.formats.conda_constraint import glob_matches

    if pattern.startswith("^") and pattern.endswith("$"):
        return None
    if "*" not in pattern:
        return pattern.lower() == build.lower()
    return glob_matches(pattern.lower(), build.lower())


def _same_channel(asked: str, url: str) -> bool:
    from envguard.subjects.lock.channels import package_channel

    return package_channel(asked) == package_channel(url)


def _pip(lock: Lock, platform: str, asked: Asked) -> Meeting:
    requirement = asked.requirement
    if requirement is None:
        return MET
    held = _holding(lock, platform, asked)
    applies = _applies(lock, platform, requirement)
    if applies is False:
        return MET
    if not held:
        if asked.may_lack or applies is None:
            return MET if applies is None else Meeting(unknown=f"`{asked.text.value}` has no name")
        if lock.kind == "explicit" and not any(p.manager == "pip" for p in lock.packages):
            return Meeting(unknown="an explicit lock holds conda's part alone")
        return Meeting("absent")
    if requirement.url is not None:
        return _url(requirement, held)
    return _version(requirement, held, asked)


def _applies(lock: Lock, platform: str, requirement: Requirement) -> bool | None:
    """Whether the requirement's marker holds on the platform, with the Python that is locked."""
    if requirement.marker is None:
        return True
    from envguard.formats.marker import evaluate, platform_values

    python = lock.named(platform, "conda", "python")
    values = platform_values(platform, python[0].version if python else "")
    return evaluate(requirement.marker.value, values)


def _holding(lock: Lock, platform: str, asked: Asked) -> LockedPackage | None:
    """The package that brings a PyPI project: pip's, or conda's under whatever name."""
    if not asked.name:
        return _by_url(lock, platform, asked.requirement)
    held = lock.named(platform, "pip", asked.name)
    if held:
        return held[0]
    from envguard.subjects.environment.names import conda_name, same_project

    for name in dict.fromkeys((conda_name(asked.name), asked.name, asked.name.replace("-", "_"))):
        found = lock.named(platform, "conda", name)
        if found:
            return found[0]
    for one in lock.on(platform):
        if one.manager == "conda" and same_project(one.name, asked.name):
            return one
    return None


def _by_url(lock: Lock, platform: str, requirement: Requirement | None) -> LockedPackage | None:
    """The package of an address that tells no name, such as `git+https://host/owner/project`."""
    if requirement is None or requirement.url is None:
        return None
    address = requirement.url.value.partition("#")[0]
    if requirement.revision is not None:
        address = address.removesuffix(f"@{requirement.revision.value}")
    bare = address.rpartition("git+")[2].removesuffix(".git")
    for one in lock.on(platform):
        if one.manager == "pip" and bare and bare in one.url:
            return one
    return None


def _url(requirement: Requirement, held: LockedPackage) -> Meeting:
    """A package of a URL: another address or commit is another package."""
    if held.manager != "pip" or not held.url or requirement.url is None:
        return MET
    if requirement.vcs:
        revision = requirement.revision
        words = revision.value.lower() if revision is not None else ""
        is_commit = len(words) == 40 and all(c in "0123456789abcdef" for c in words)
        locked = (held.url + held.sha256).lower()
        return Meeting("url", held) if is_commit and words not in locked else MET
    wanted = requirement.url.value.partition("#")[0]
    if "://" not in wanted or held.url.partition("#")[0] == wanted:
        return MET
    return Meeting("url", held)


def _version(requirement: Requirement, held: LockedPackage, asked: Asked) -> Meeting:
    specifier = requirement.specifier
    if specifier is None or not held.version:
        return MET
    constraint = requirement.constraint
    version = held.version
    if "+" not in specifier.value:
        version = version.partition("+")[0]  # to pip, `==2.1` takes 2.1+cu118 too
    allowed = None if constraint is None else constraint.allows(version)
    if allowed is False:
        return Meeting("version", held)
    return MET if allowed else Meeting(unknown=f"`{asked.text.value}` is too odd to compare")
