"""PIP005: url-without-hash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.model.patterns import late
from envguard.rules import Outcome, rule
from envguard.rules.pip.development import is_for_development

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.pip.requirements import PipRequirements

_HASH = late(r"[#&](?:sha256|sha384|sha512)=[0-9a-f]{64,}", re.IGNORECASE)


@rule("PIP005", "url-without-hash", Severity.WARNING, since="0.1.0")
def url_without_hash(requirements: PipRequirements, settings: Settings) -> Iterator[Outcome]:
    r"""A package is downloaded from an address, and no checksum says which file that is.

    ## Why
    What lies at an address can be exchanged. An index keeps a file and its hash for good; for any
    other place the requirement has to say the hash itself: `#sha256=…`. Among the tools of
    development, tests and documentation this is a remark.

    ## Bad
    ```text title="requirements.txt"
    corpora @ https://example.org/wheels/corpora-1.2.0-py3-none-any.whl
    ```

    ## Good
    ```text title="requirements.txt"
    corpora @ https://example.org/wheels/corpora-1.2.0-py3-none-any.whl#sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    ```

    ## References
    - https://packaging.python.org/en/latest/specifications/direct-url/
    - https://pip.pypa.io/en/stable/topics/secure-installs/
    """
    severity = Severity.INFO if is_for_development(requirements, settings) else None
    for line in requirements.lines:
        requirement = line.requirement
        url = requirement.url
        if url is None or requirement.vcs or requirement.refusal or not line.known:
            continue
        if not url.value.lower().startswith(("http://", "https://", "ftp://")):
            continue
        if _HASH.search(url.value) is None and not requirement.hashes:
            yield finding(
                url,
                "The file at {url} can be exchanged without notice: add #sha256= and its checksum.",
                severity=severity,
                url=url.value,
            )
