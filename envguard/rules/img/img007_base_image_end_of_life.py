"""IMG007: base-image-end-of-life."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.image_support import supports, table_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.today import Today
    from envguard.subjects.image import ImageUse


@rule("IMG007", "base-image-end-of-life", Severity.WARNING, since="0.1.0")
def base_image_end_of_life(use: ImageUse, today: Today) -> Iterator[Outcome]:
    r"""The system or the language in a base image gets no more security updates.

    ## Why
    Its package lists move to an archive, so `apt-get update` fails one day, and known holes stay
    open. `--as-of DATE` judges as of another day.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM python:3.7.17-slim-buster
    USER nobody
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM python:3.12.7-slim-bookworm
    USER nobody
    ```

    ## References
    - https://endoflife.date/
    - https://devguide.python.org/versions/
    """
    ended = [support for support in supports(use.reference) if support.until < today.day]
    if ended and use.is_known:
        first = min(ended, key=lambda support: support.until)
        yield finding(
            use.text,
            "{release} has had no security updates since {until} (table of {table}): build on a "
            "newer one.",
            release=first.name,
            until=first.until,
            table=table_date(),
        )
