"""ENV024: pip-index-risk."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Finding, Severity, Text, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.purpose import Purpose
    from envguard.subjects.pip.requirements import Line, PipRequirements

_INDEXES = ("--index-url", "--extra-index-url")


@rule("ENV024", "pip-index-risk", Severity.ERROR, since="0.1.0", tempered=False)
def pip_index_risk(requirements: PipRequirements, purpose: Purpose) -> Iterator[Outcome]:
    r"""pip is sent to an index that can be tampered with, or that others cannot use.

    ## Why
    With `--trusted-host` or over http anybody on the way can put in packages of their own. With
    `--extra-index-url` pip takes the highest version of all indexes, so whoever registers a
    private name on PyPI is installed instead. A mirror of PyPI is each reader's own matter and
    stands in their pip.conf. A page of links to wheels is no index: pip finds nothing there.

    The index of a maker whose wheels are on no other is a remark.

    ## Bad
    ```text title="requirements.txt"
    --index-url http://pypi.lab.example/simple
    --trusted-host pypi.lab.example
    numpy==1.26.4
    ```

    ## Bad, a second index
    ```text title="requirements.txt"
    --extra-index-url https://pypi.lab.example/simple
    numpy==1.26.4
    ```

    ## Bad, a page of wheels
    ```text title="requirements.txt"
    --extra-index-url https://download.pytorch.org/whl/torch_stable.html
    torch==1.13.1+cu117
    ```

    ## Good
    ```text title="requirements.txt"
    --find-links https://data.pyg.org/whl/torch-2.1.0+cu118.html
    numpy==1.26.4
    torch-scatter==2.1.2+pt21cu118
    ```

    ## References
    - https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url
    - https://medium.com/@alex.birsan/dependency-confusion-4a5d60fec610
    """
    for line in requirements.lines:
        found = _judged(line)
        if found is None:
            continue
        leaks = found.values.get("what") is not None
        if purpose.name == "test" and not leaks:
            found = found._replace(severity=Severity.INFO)
        yield found


def _judged(line: Line) -> Finding | None:
    """The worst that one line does."""
    requirement = line.requirement
    indexes = [(name, url) for name in _INDEXES for url in requirement.value_of(name)]
    places = [*indexes, *(("--find-links", url) for url in requirement.value_of("--find-links"))]
    for _, url in places:
        if _has_password(url):
            return finding(
                url,
                "The index's address holds {what}, for everybody to read: revoke it, and keep it "
                "in pip.conf, .netrc or a variable.",
                what="credentials",
            )
    for host in requirement.value_of("--trusted-host"):
        return finding(
            host,
            "pip takes whatever answers as {host}, without a certificate: drop --trusted-host and "
            "give the index a certificate.",
            host=host.value,
        )
    for _, url in places:
        if url.value.strip().lower().startswith("http:"):
            return finding(
                url,
                "{url} is asked over plain http, where others can put in packages of their own: "
                "write https.",
                url=url.value,
            )
    if not line.known:
        return None
    found = [one for name, url in indexes if (one := _index(name, url)) is not None]
    # a maker's index is a remark, which must not hide a stranger's behind it
    return max(found, key=lambda one: one.severity or Severity.ERROR, default=None)


def _index(name: str, url: Text) -> Finding | None:
    from envguard.subjects.pip.indexes import index_kind, is_page_of_wheels

    if is_page_of_wheels(url.value):
        return finding(
            url,
            "{url} is a page of links and no index, so pip finds nothing there: give it by "
            "--find-links.",
            severity=Severity.WARNING,
            url=url.value,
        )
    kind = index_kind(url.value)
    if kind == "mirror":
        return finding(
            url,
            "{url} is a regional mirror of PyPI, which others may not reach: name none here, and "
            "keep the mirror in your pip.conf.",
            severity=Severity.WARNING,
            url=url.value,
        )
    if kind == "vendor":
        return finding(
            url,
            "{url} is a maker's own index: its wheels are on no other, so this needs it.",
            severity=Severity.INFO,
            url=url.value,
        )
    if kind == "other" and name == "--extra-index-url":
        return finding(
            url,
            "With a second index pip takes the highest version of either, so a stranger's package "
            "of the same name on PyPI comes in: give {url} as the only index, or pin by hashes.",
            severity=Severity.WARNING,
            url=url.value,
        )
    return None


def _has_password(url: Text) -> bool:
    from envguard.subjects.pip.indexes import address

    user = address(url.value).user
    secret = user.partition(":")[2] or user
    return bool(secret) and not any(sign in secret for sign in "${<") and secret != "git"
