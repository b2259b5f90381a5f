"""ENV021: python-end-of-life."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.purpose import Purpose
    from envguard.project.today import Today
    from envguard.subjects.environment.environment import DeclaredEnvironment


@rule("ENV021", "python-end-of-life", Severity.WARNING, since="0.1.0")
def python_end_of_life(
    environment: DeclaredEnvironment, purpose: Purpose, today: Today
) -> Iterator[Outcome]:
    r"""The environment pins a Python that gets no security fixes any more.

    ## Why
    Each series of Python is mended for five years. After that its holes stay open, and new
    releases of libraries no longer support it. The day is today's, or `--as-of`'s.

    The environment of a published result is a record and stays what it was: pin what it pinned,
    and use a newer Python for new work. For the environment of a package under development, which
    may test the oldest Python that it supports, this is a remark.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.8
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.13
    ```

    ## References
    - https://devguide.python.org/versions/
    - https://peps.python.org/pep-0602/
    """
    from envguard.data.python_releases import ENDS, TABLE_DATE
    from envguard.subjects.environment.dump import exported_dump
    from envguard.subjects.environment.python_pin import python_pin

    pin = python_pin(environment)
    if pin.state != "pinned" or pin.dependency is None:
        return
    newest = pin.minor or _newest_allowed(environment)
    end = ENDS.get(newest, "")
    if not end or end >= today.day:
        return
    yield finding(
        pin.dependency.text,
        "Python {minor} has had no security fixes since {end} (table of {table}). As the record of "
        "a result this stays as it is; new work needs a newer Python."
        if exported_dump(environment) is not None
        else "Python {minor} has had no security fixes since {end} (table of {table}): move to a "
        "series that is still mended, unless this is the record of a published result.",
        # a package is tested with the oldest Python that it still supports
        severity=Severity.INFO if purpose.name == "package" else None,
        minor=newest,
        end=end,
        table=TABLE_DATE,
    )


def _newest_allowed(environment: DeclaredEnvironment) -> str:
    """The newest series that a range allows; "" where no table knows it."""
    from envguard.subjects.environment.python_pin import minors_allowed, python_pin

    python = python_pin(environment).dependency
    if python is None or python.constraint is None:
        return ""
    allowed = minors_allowed(python.constraint)
    return allowed[-1] if allowed else ""
