"""Environments installed in earnest: by rattler from a channel of the tests, and by pip.

`install` needs py-rattler, of the extra `lock`; ask `pytest.importorskip("rattler")` first.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.lock.channel import distribution

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
"""The Python that runs the tests, so that its pip can install into a prefix."""


def install(
    url: str,
    specs: Sequence[str],
    prefix: Path,
    platform: str = "linux-64",
    requested: Sequence[str] | None = None,
) -> None:
    """Solve and install; `requested` are the specs that the records name (default: all)."""
    import rattler

    async def run() -> None:
        solved = await rattler.solve([url], list(specs), platforms=[platform, "noarch"])
        asked = [rattler.MatchSpec(one) for one in (specs if requested is None else requested)]
        await rattler.install(
            solved,
            prefix,
            cache_dir=prefix.parent / "package-cache",
            platform=rattler.Subdir(platform),
            requested_specs=[one._match_spec for one in asked],
        )

    asyncio.run(run())


def records(prefix: Path) -> list[dict[str, Any]]:
    """All conda-meta records, by name."""
    found = [json.loads(path.read_text()) for path in (prefix / "conda-meta").glob("*.json")]
    return sorted(found, key=lambda one: str(one["name"]))


def conda_lock(rows: Iterable[dict[str, Any]], platform: str = "linux-64") -> str:
    """A conda-lock.yml with some rows; what a row leaves out is as conda-lock fills it."""
    parts = [
        f"version: 1\nmetadata:\n  content_hash:\n    {platform}: '{'0' * 64}'\n  channels:\n"
        f"  - url: conda-forge\n    used_env_vars: []\n  platforms:\n  - {platform}\n"
        "  sources:\n  - environment.yml\npackage:\n"
    ]
    for row in rows:
        category = row.get("category", "main")
        parts.append(
            f"- name: {row['name']}\n  version: '{row['version']}'\n"
            f"  manager: {row.get('manager', 'conda')}\n  platform: {platform}\n"
            f"  dependencies: {{}}\n  url: {row['url']}\n  hash:\n"
            + "".join(f"    {kind}: '{row[kind]}'\n" for kind in ("md5", "sha256") if row.get(kind))
            + f"  category: {category}\n  optional: {str(category != 'main').lower()}\n"
        )
    return "".join(parts)


def explicit(rows: Iterable[dict[str, Any]], platform: str = "linux-64") -> str:
    """An explicit lock as conda-lock renders it."""
    lines = [f"# platform: {platform}", f"# input_hash: {'0' * 64}", "@EXPLICIT"]
    for row in rows:
        if row.get("manager") == "pip":
            lines.append(f"# pip {row['name']} @ {row['url']}#sha256={row['sha256']}")
        else:
            lines.append(f"{row['url']}#{row['md5']}")
    return "\n".join(lines) + "\n"


def pip_row(name: str, version: str, **more: Any) -> dict[str, Any]:
    """A row of pip's part, as from PyPI."""
    file = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    url = f"https://files.pythonhosted.org/packages/00/00/{file}"
    row = {"name": name, "version": version, "manager": "pip", "url": url, "sha256": "0" * 64}
    return {**row, **more}


def wheel(
    folder: Path, name: str, version: str, requires: Sequence[str] = (), **files: bytes
) -> Path:
    """A wheel of one module, and of more files by path."""
    module = name.replace("-", "_")
    contents = distribution(name, version, "")
    contents = {path: data for path, data in contents.items() if "INSTALLER" not in path}
    contents.update(files)
    information = f"{module}-{version}.dist-info"
    extras = {one.partition("extra == ")[2].strip("'") for one in requires if "extra ==" in one}
    headers = [f"Provides-Extra: {one}" for one in sorted(extras)]
    headers += [f"Requires-Dist: {one}" for one in requires]
    contents[f"{information}/METADATA"] += "".join(f"{one}\n" for one in headers).encode()
    record = f"{information}/RECORD"
    del contents[record]
    rows = []
    for path, data in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(data)}")
    contents[record] = "".join(f"{row}\n" for row in [*rows, f"{record},,"]).encode()
    path = folder / f"{module}-{version}-py3-none-any.whl"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as file:
        for name_inside, data in contents.items():
            file.writestr(name_inside, data)
    return path


def make_runnable(prefix: Path) -> None:
    """Put a Python that runs into a prefix whose own is a stub, so that pip sees its packages."""
    base = Path(sys._base_executable)  # type: ignore[attr-defined]
    (prefix / "bin").mkdir(exist_ok=True)
    (prefix / "bin/python").symlink_to(base)
    (prefix / "pyvenv.cfg").write_text(f"home = {base.parent}\nversion = {PYTHON}\n")


def pip(prefix: Path, *arguments: str) -> None:
    """Run pip for a prefix that was made runnable, without any index."""
    command = [sys.executable, "-m", "pip", "--python", str(prefix / "bin/python"), "-q"]
    done = subprocess.run(
        [*command, "--disable-pip-version-check", *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def pip_install(prefix: Path, wheels: Path, *names: str) -> None:
    """Install by name from a folder of wheels, as from an index."""
    pip(prefix, "install", "--no-index", "--find-links", str(wheels), *names)


def uv_install(prefix: Path, wheels: Path, *names: str) -> None:
    """The same by uv, of the extra `lock`, which takes a tenth of the time."""
    import uv

    command = [uv.find_uv_bin(), "pip", "install", "--offline", "--no-cache", "--no-index"]
    done = subprocess.run(
        [*command, "--python", str(prefix / "bin/python"), "--find-links", str(wheels), *names],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
