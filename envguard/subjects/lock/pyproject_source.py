"""pyproject.toml as a source of a lock: what conda-lock 4 reads of it.

Names of PyPI become conda's through a table, so a project is looked for under either name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats import match_spec, requirement
from envguard.formats.requirement_reading import normalised
from envguard.model import Text
from envguard.subjects.lock.asked import Asked, Wanted, base_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class PyprojectSource:
    """`[tool.conda-lock]` with the dependencies of the project, of poetry, pdm or flit."""

    def __init__(self, text: Text, path: str, table: dict[str, Any]) -> None:
        self.text = text
        self.path = path
        self.table = table

    @property
    def channels(self) -> list[Text] | None:
        """The channels of `[tool.conda-lock]`; None where it names none."""
        channels = self._own().get("channels")
        return [self._place(one) for one in _texts(channels)] if channels is not None else None

    def platforms(self) -> list[Text]:
        """The platforms of `[tool.conda-lock]`."""
        return [self._place(one) for one in _texts(self._own().get("platforms"))]

    def wanted(self, platform: str) -> Wanted:
        """The dependencies of `[tool.conda-lock]` and, unless it skips them, of the project."""
        own = self._own()
        asked: list[Asked] = []
        unknown: list[str] = []
        if not own.get("skip-non-conda-lock"):
            project = _table(self.table, "project")
            if _table(self.table, "tool", "poetry").get("dependencies") and not project.get(
                "dependencies"
            ):
                unknown.append(
                    f"{base_name(self.path)}: the versions of [tool.poetry] are not read"
                )
            if _table(self.table, "tool", "flit", "metadata").get("requires"):
                unknown.append(
                    f"{base_name(self.path)}: the requirements of [tool.flit] are not read"
                )
            own_name = project.get("name")
            for extra, words in _requirements(project, _table(self.table, "tool", "pdm")):
                one = self._requirement(words)._replace(extra=extra)
                # `project[tests]` names other extras of the project itself, which are read anyhow
                if not (isinstance(own_name, str) and one.name == normalised(own_name)):
                    asked.append(one)
        for name, value in _table(own, "dependencies").items():
            if isinstance(value, str):
                spec = match_spec.read(Text.of(f"{name} {value}"))
                if spec.accepted:
                    place = self._entry(name)
                    asked.append(Asked("conda", spec.reading.name, place, self.path, spec))
                else:
                    unknown.append(f"{base_name(self.path)}: conda takes no `{name} {value}`")
        return Wanted(asked, unknown)

    def _own(self) -> dict[str, Any]:
        return _table(self.table, "tool", "conda-lock")

    def _requirement(self, words: str) -> Asked:
        read = requirement.read(Text.of(words))
        place = self._place(words)
        if read.kind == "requirement" and read.accepted:
            return Asked("pip", read.normalised_name, place, self.path, requirement=read)
        return Asked("pip", "", place, self.path, requirement=read, may_lack=True)

    def _place(self, words: str) -> Text:
        """Where a string stands: its first occurrence in the file."""
        at = self.text.value.find(words)
        return self.text[at : at + len(words)] if at >= 0 else self.text[:0]

    def _entry(self, name: str) -> Text:
        found = re.search(
            rf"^[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*=[^\n]*", self.text.value, re.M
        )
        return self.text[found.start() : found.end()].strip() if found else self.text[:0]


def read_pyproject(text: Text, path: str) -> PyprojectSource | None:
    """The source; None where the file is no valid TOML."""
    import sys

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return PyprojectSource(text, path, tomllib.loads(text.value))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _table(table: dict[str, Any], *keys: str) -> dict[str, Any]:
    for key in keys:
        inner = table.get(key)
        if not isinstance(inner, dict):
            return {}
        table = inner
    return table


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _requirements(project: dict[str, Any], pdm: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each requirement behind the extra that it belongs to, "" for none."""
    for words in _texts(project.get("dependencies")):
        yield "", words
    for extra, group in _table(project, "optional-dependencies").items():
        for words in _texts(group):
            yield extra, words
    for group in _table(pdm, "dev-dependencies").values():
        for words in _texts(group):
            yield "dev", words
