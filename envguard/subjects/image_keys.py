"""Private ssh keys that a Dockerfile puts into an image: by COPY and ADD, by ARG and ENV."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from envguard.formats.dockerfile_stages import Copy, Dockerfile, Setting, Stage, Step
from envguard.formats.private_key import has_private_key, private_keys
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import known

COPIED, BUILD_ARGUMENT, VARIABLE = "copied", "build argument", "variable"

_KEY_NAME = late(
    r"(?:[\w.-]*_)?id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?(?:[_.-](?!pub)[\w-]+)?|id_\*|id_[rd]sa\*"
    r"|[\w.-]*_(?:rsa|dsa|ecdsa|ed25519)|ssh_host_[a-z0-9_*]+_key"
    r"|(?:[\w.-]*[-_.])?(?:deploy|private|ssh)[-_]?key"
)
# keys of any kind, which are not only ssh's
_OTHER_KEYS = (".pem", ".key", ".p12", ".pfx", ".ppk", ".gpg")
_NO_KEY = late(r".*\.pub|.*(?:known_hosts|authorized_keys|config)(?:\..*)?")
_NOT_THE_KEY = late(
    r"(?:^|_)(?:PUB|PUBLIC|PATH|FILE|FILENAME|NAME|DIR|TYPE|SIZE|BITS|ID$|FINGERPRINT|KEYSCAN|HOST|"
    r"URL|PASSPHRASE|PASS|ALGORITHM|VERSION|SECRET_ID|MOUNT)(?:_|$)"
)
_OF_SSH = late(
    r"(?:^|_)(?:SSH|DEPLOY|RSA|ED25519)[A-Z0-9_]{0,200}KEY(?:_|$)|(?:^|_)GIT[A-Z]{0,200}_PRIVATE_KEY(?:_|$)"
    r"|(?:^|_)ID_(?:RSA|ED25519|DSA|ECDSA)(?:_|$)|SSH_?(?:PRV|PRIV)|SSHKEY|PRV_KEY"
)
_PATH = late(r"[~./]|\$HOME|%")

Read = Callable[[str], "list[Text]"]
"""Takes a path below the folder of the Dockerfile, or of the project; the files there, if any."""


class ImageKey(NamedTuple):
    """A private key in an image: `how` it gets in, whether it was seen to be one, and where.

    `final`: whether the stage is, or is below, the one that the build ends with.
    """

    text: Text
    how: str
    name: str
    certain: bool
    final: bool


def keys_in_image(dockerfile: Dockerfile, read: Read) -> Iterator[ImageKey]:
    """Every private key that a stage takes in, in file order."""
    for setting in dockerfile.arguments:
        if _holds_key(setting):
            yield ImageKey(setting.name, BUILD_ARGUMENT, setting.name.value, False, True)
    ends = _final(dockerfile)
    for stage in dockerfile.stages:
        for step in stage.steps:
            for key in _of_step(step, read):
                yield key._replace(final=stage.index in ends)


def _final(dockerfile: Dockerfile) -> set[int]:
    """The last stage and those that it is built FROM."""
    found: set[int] = set()
    stage: Stage | None = dockerfile.stages[-1] if dockerfile.stages else None
    while stage is not None:
        found.add(stage.index)
        stage = stage.parent
    return found


def _of_step(step: Step, read: Read) -> Iterator[ImageKey]:
    if step.copy is not None:
        yield from _of_copy(step.copy, read)
    for setting in step.settings:
        if _holds_key(setting):
            is_argument = step.instruction.keyword == "ARG"
            how = BUILD_ARGUMENT if is_argument else VARIABLE
            certain = setting.value is not None and has_private_key(setting.value.value)
            yield ImageKey(setting.name, how, setting.name.value, certain, True)


def _of_copy(copy: Copy, read: Read) -> Iterator[ImageKey]:
    for heredoc in copy.heredocs:
        if private_keys(heredoc.content):
            yield ImageKey(copy.destination, COPIED, copy.destination.value, True, True)
    target = copy.destination.value
    single = len(copy.sources) == 1 and not target.endswith("/")
    for source in copy.sources:
        value = source.value.rstrip("/") or "/"
        name = posixpath.basename(value)
        as_key = single and _is_key_name(posixpath.basename(target)) and "/.ssh/" in target
        if _NO_KEY.fullmatch(name.lower()) or name.lower().endswith(_OTHER_KEYS):
            continue
        if not (_is_key_name(name) or as_key):
            continue
        files = read(value) if copy.stage is None and known(value) else []
        if any(private_keys(file) for file in files):
            yield ImageKey(source, COPIED, source.value, True, True)
        elif not files:
            yield ImageKey(source, COPIED, source.value, False, True)


def _is_key_name(name: str) -> bool:
    lowered = name.lower()
    return bool(_KEY_NAME.fullmatch(lowered)) and not _NO_KEY.fullmatch(lowered)


def _holds_key(setting: Setting) -> bool:
    """Whether a variable is for the key itself: not its path, not its public half."""
    name = setting.name.value.upper()
    value = setting.value.value if setting.value is not None else None
    if value is not None and has_private_key(value):
        return True
    if _NOT_THE_KEY.search(name) or not _OF_SSH.search(name):
        return False
    return value is None or not value or not _PATH.match(value.strip("\"'"))
