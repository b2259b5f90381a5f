"""Small conda channels of real packages, made with nothing but Python itself.

`make_channel(folder, packages)` writes `.conda` (or `.tar.bz2`) files and their repodata.json, so
that a solver finds them and an installer unpacks them, over file:// or from a loopback server.
"""

from __future__ import annotations

import bz2
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

PLACEHOLDER = "/opt/placeholder_placehold_placehold_placehold_placehold_placehold_placehold"
"""A file that holds this is written anew at installation, with the prefix in its place."""

_BUILT = 1_700_000_000_000  # 14 November 2023, in milliseconds, as conda-build writes it


class Package(NamedTuple):
    """What a package is to be; `files` by path in the prefix (noarch python: `site-packages/…`).

    `timestamp` is in milliseconds. `extra` goes into index.json and repodata.json as it is.
    """

    name: str
    version: str
    build: str = "0"
    depends: tuple[str, ...] = ()
    constrains: tuple[str, ...] = ()
    subdir: str = "noarch"
    noarch: str | None = None
    files: Mapping[str, bytes] = MappingProxyType({})
    links: Mapping[str, str] = MappingProxyType({})
    timestamp: int = _BUILT
    extension: str = ".conda"
    extra: Mapping[str, Any] = MappingProxyType({})

    @property
    def stem(self) -> str:
        return f"{self.name}-{self.version}-{self.build}"

    @property
    def file_name(self) -> str:
        return self.stem + self.extension


def generic(name: str, version: str, *depends: str, **more: Any) -> Package:
    """A noarch package with one file, share/NAME.txt."""
    files = {f"share/{name}.txt": f"{name} {version}\n".encode()}
    return Package(name, version, depends=depends, noarch="generic", **{"files": files, **more})


def native(name: str, version: str, subdir: str, *depends: str, **more: Any) -> Package:
    """A package of one platform with one file, where that platform has its libraries."""
    folder = "Library/lib" if subdir.startswith("win-") else "lib"
    files = {f"{folder}/{name}.bin": f"{name} {version} {subdir}\n".encode()}
    chosen = {"build": "h0_0", "files": files, **more}
    return Package(name, version, depends=depends, subdir=subdir, **chosen)


def python_stub(version: str, subdir: str, *depends: str, **more: Any) -> Package:
    """A package `python` that runs nothing but is enough for noarch packages to be installed."""
    minor = ".".join(version.split(".")[:2])
    stub = f"#!/bin/sh\necho Python {version} of {PLACEHOLDER}\n".encode()
    if subdir.startswith("win-"):
        files, links = {"python.exe": b"stub", "Lib/os.py": b"# stub\n"}, {}
    else:
        files = {f"bin/python{minor}": stub, f"lib/python{minor}/os.py": b"# stub\n"}
        links = {"bin/python": f"python{minor}"}
    chosen = {"build": "h0_0_cpython", "files": files, "links": links, **more}
    return Package("python", version, depends=depends, subdir=subdir, **chosen)


def python_package(name: str, version: str, *depends: str, **more: Any) -> Package:
    """A noarch python package as conda-forge builds one: a module and its dist-info by conda."""
    chosen = {"build": "pyhd8ed1ab_0", "depends": ("python >=3.9", *depends), **more}
    return Package(
        name,
        version,
        noarch="python",
        **{"files": distribution(name, version, "site-packages/"), **chosen},
    )


def distribution(
    name: str, version: str, folder: str, installer: str = "conda"
) -> dict[str, bytes]:
    """The files of an installed Python distribution of one module, below a folder."""
    module = name.replace("-", "_")
    information = f"{module}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files = {
        f"{module}/__init__.py": f"__version__ = {version!r}\n".encode(),
        f"{information}/METADATA": metadata.encode(),
        f"{information}/INSTALLER": f"{installer}\n".encode(),
        f"{information}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{information}/RECORD"])
    files[f"{information}/RECORD"] = record.encode()
    return {folder + path: content for path, content in files.items()}


def make_channel(folder: Path, packages: Iterable[Package]) -> str:
    """Write packages and their index into a folder; gives its file:// address.

    A second call for the same folder replaces the index: name all packages again.
    """
    records: dict[str, dict[str, Any]] = {"noarch": {}}
    for package in packages:
        content = archive(package)
        place = folder / package.subdir
        place.mkdir(parents=True, exist_ok=True)
        (place / package.file_name).write_bytes(content)
        records.setdefault(package.subdir, {})[package.file_name] = {
            **_index(package),
            "md5": hashlib.md5(content).hexdigest(),
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
        }
    for subdir, found in records.items():
        (folder / subdir).mkdir(parents=True, exist_ok=True)
        repodata = {
            "info": {"subdir": subdir},
            "packages": {k: v for k, v in found.items() if k.endswith(".tar.bz2")},
            "packages.conda": {k: v for k, v in found.items() if k.endswith(".conda")},
            "repodata_version": 1,
        }
        (folder / subdir / "repodata.json").write_text(json.dumps(repodata, indent=1))
    return folder.resolve().as_uri()


def archive(package: Package) -> bytes:
    """The bytes of a package; the same package gives the same bytes."""
    information = _information(package)
    if package.extension == ".tar.bz2":
        return bz2.compress(_tar({**information, **package.files}, package.links))
    out = io.BytesIO()
    members = {
        "metadata.json": b'{"conda_pkg_format_version": 2}',
        f"pkg-{package.stem}.tar.zst": _zstd(_tar(package.files, package.links)),
        f"info-{package.stem}.tar.zst": _zstd(_tar(information, {})),
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name, (2023, 11, 14, 0, 0, 0)), content)
    return out.getvalue()


def _index(package: Package) -> dict[str, Any]:
    number = package.build.rpartition("_")[2]
    index: dict[str, Any] = {
        "build": package.build,
        "build_number": int(number) if number.isdigit() else 0,
        "constrains": list(package.constrains),
        "depends": list(package.depends),
        "license": "MIT",
        "name": package.name,
        "subdir": package.subdir,
        "timestamp": package.timestamp,
        "version": package.version,
    }
    if package.noarch:
        index["noarch"] = package.noarch
    return {**index, **package.extra}


def _information(package: Package) -> dict[str, bytes]:
    paths = [_path(name, content) for name, content in package.files.items()]
    for name, target in package.links.items():
        content = package.files[f"{name.rpartition('/')[0]}/{target}".lstrip("/")]
        paths.append({**_path(name, content), "path_type": "softlink"})
        paths[-1].pop("prefix_placeholder", None)
        paths[-1].pop("file_mode", None)
    names = "".join(f"{path['_path']}\n" for path in paths)
    found = {
        "info/index.json": json.dumps(_index(package)).encode(),
        "info/paths.json": json.dumps({"paths": paths, "paths_version": 1}).encode(),
        "info/files": names.encode(),
        "info/about.json": b"{}",
    }
    if package.noarch == "python":
        link = {"noarch": {"type": "python"}, "package_metadata_version": 1}
        found["info/link.json"] = json.dumps(link).encode()
    return found


def _path(name: str, content: bytes) -> dict[str, Any]:
    path: dict[str, Any] = {
        "_path": name,
        "path_type": "hardlink",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_in_bytes": len(content),
    }
    if PLACEHOLDER.encode() in content:
        path.update(prefix_placeholder=PLACEHOLDER, file_mode="text")
    return path


def _tar(files: Mapping[str, bytes], links: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mtime = _BUILT // 1000
            entry.mode = 0o755 if "bin/" in name else 0o644
            tar.addfile(entry, io.BytesIO(content))
        for name, target in links.items():
            entry = tarfile.TarInfo(name)
            entry.type = tarfile.SYMTYPE
            entry.linkname = target
            tar.addfile(entry)
    return out.getvalue()


def _zstd(content: bytes) -> bytes:
    """A Zstandard frame of uncompressed blocks (RFC 8878), so that no library is needed."""
    # single segment, eight bytes of content size
    frame = bytearray(b"\x28\xb5\x2f\xfd\xe0" + len(content).to_bytes(8, "little"))
    largest = 1 << 17
    starts = range(0, len(content), largest) or range(1)
    for start in starts:
        block = content[start : start + largest]
        last = int(start + largest >= len(content))
        frame += (last | len(block) << 3).to_bytes(3, "little") + block
    return bytes(frame)
