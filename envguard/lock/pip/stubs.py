"""Stand-ins for the Python packages that conda brings, so that uv never chooses them itself.

A stub is a wheel that holds nothing but its name and conda's version, marked `+conda`. With the
constraint `name==VERSION+conda` uv takes it for installed; its row is dropped afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from envguard.lock.rows import LockRow
from envguard.model.records import NamedTuple
from envguard.subjects.environment.names import pypi_name

MARK = "conda"


class Stub(NamedTuple):
    """One stand-in: its name on PyPI, and conda's version with the mark."""

    name: str
    version: str

    @property
    def constraint(self) -> str:
        """The line that holds uv to it."""
        return f"{self.name}=={self.version}"


def stubs(rows: Iterable[LockRow]) -> list[Stub]:
    """The stand-ins of a platform. A version that PEP 440 has no form for stands as `0`."""
    from packaging.version import InvalidVersion, Version

    found: dict[str, Stub] = {}
    for row in rows:
        if row.name == "python" or not {"python", "python_abi"} & row.dependencies.keys():
            continue
        try:
            version = Version(row.version)
            words = f"{version}.{MARK}" if version.local else f"{version}+{MARK}"
        except InvalidVersion:
            words = f"0+{MARK}"
        name = pypi_name(row.name)
        found.setdefault(name, Stub(name, words))
    return list(found.values())


def is_stub(version: str) -> bool:
    """Whether a version is that of a stand-in."""
    return version.endswith((f"+{MARK}", f".{MARK}"))


def write(folder: str, found: Iterable[Stub]) -> None:
    """Write the wheels into a folder, which `--find-links` can name."""
    import zipfile

    for stub in found:
        stem = f"{stub.name.replace('-', '_')}-{stub.version}"
        # a date of its own would make other bytes of the same stub
        with zipfile.ZipFile(os.path.join(folder, f"{stem}-py3-none-any.whl"), "w") as wheel:
            for name, words in _files(stub).items():
                wheel.writestr(zipfile.ZipInfo(f"{stem}.dist-info/{name}"), words)


def _files(stub: Stub) -> dict[str, str]:
    return {
        "METADATA": f"Metadata-Version: 2.1\nName: {stub.name}\nVersion: {stub.version}\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
