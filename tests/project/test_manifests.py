"""pixi's manifests and uv's projects: the environments in them, and what their locks hold."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

HEAD = '[workspace]\nname = "nlp"\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n\n'
DEPS = '[dependencies]\npython = "3.13.*"\nnumpy = ">=2.1,<3"\n'
PACKAGES = "https://conda.anaconda.org/conda-forge/linux-64/"


def pixi_lock(*files: str, environment: str = "default") -> str:
    rows = "".join(
        f"      - {'pypi' if '://' in file else 'conda'}: "
        f"{file if '://' in file else PACKAGES + file}\n"
        for file in files
    )
    return (
        f"version: 6\nenvironments:\n  {environment}:\n    channels:\n"
        "    - url: https://conda.anaconda.org/conda-forge/\n    packages:\n      linux-64:\n"
        f"{rows}"
        "packages:\n"
    )


PYTHON, NUMPY = "python-3.13.1-h_0.conda", "numpy-2.2.0-py313_0.conda"
RICH = "https://files.example.org/rich-13.7.1-py3-none-any.whl"
GOOD = pixi_lock(PYTHON, NUMPY, RICH)


def found(files: dict[str, str], **options: str) -> list[str]:
    result = check_files(files, **options)
    reported = [
        f"{one.code} {one.finding.location.path}:{one.finding.location.begin.line}"
        for one in result.reported
        if one.severity.name != "INFO" and one.code != "ENV006"
    ]
    return sorted(reported)


@pytest.mark.parametrize("profile", ["default", "paper"])
@pytest.mark.parametrize(
    "manifest",
    [
        HEAD + DEPS,
        HEAD + '[dependencies]\npython = "*"\nnumpy = "*"\n[pypi-dependencies]\nrich = "*"\n',
        HEAD + '[dependencies]\npython = ">=3.9"\nnumpy = { version = "2.*", build = "py313*" }\n',
        HEAD + DEPS + '[target.win-64.dependencies]\npywin32 = "*"\n',
        HEAD + DEPS + '[target.unix.dependencies]\nnumpy = "2.2.*"\n',
        HEAD + DEPS + '[pypi-dependencies]\nown = { path = ".", editable = true }\n',
        HEAD + DEPS + '[pypi-dependencies]\nx = { git = "https://example.org/x.git" }\n',
        HEAD.replace("workspace", "project") + DEPS,
        HEAD + DEPS + '[feature.gpu.dependencies]\ncuda-version = "12.*"\n',
    ],
)
def test_a_manifest_with_its_lock_is_a_good_state(manifest: str, profile: str) -> None:
    assert found({"pixi.toml": manifest, "pixi.lock": GOOD}, profile=profile) == []


@pytest.mark.parametrize(
    ("manifest", "lock", "expected"),
    [
        (HEAD + DEPS, pixi_lock(PYTHON), ["LCK002 pixi.toml:8"]),
        (HEAD + DEPS, pixi_lock("python-3.12.1-h_0.conda", NUMPY), ["LCK002 pixi.toml:7"]),
        (HEAD + DEPS, pixi_lock(PYTHON, "numpy-1.26.0-h_0.conda"), ["LCK002 pixi.toml:8"]),
        (HEAD + DEPS + '[pypi-dependencies]\nflask = "*"\n', GOOD,
         ["LCK002 pixi.toml:10", "PIP001 pixi.toml:10"]),
        (HEAD + DEPS + '[feature.t.dependencies]\npytest = "8.*"\n[environments]\nt = ["t"]\n',
         GOOD, ["LCK002 pixi.toml:10"]),
        (HEAD + DEPS + "[environments]\nempty = { features = [], no-default-feature = true }\n",
         GOOD, []),
        (HEAD + '[dependencies]\npython = "*"\nnumpy = "*"\n', "",
         ["ENV001 pixi.toml:7", "ENV013 pixi.toml:8"]),
        (HEAD + '[dependencies]\npython = "*"\nnumpy = "*"\n', GOOD + "<<<<<<< ours\n",
         ["ENV001 pixi.toml:7", "ENV013 pixi.toml:8", "LCK006 pixi.lock:12"]),
        (HEAD + '[dependencies]\nnumpy = "2.*"\n', None, ["ENV001 pixi.toml:6"]),
        (HEAD + '[dependencies]\npython = ">=3.9"\n', None, ["ENV001 pixi.toml:7"]),
        (HEAD.replace("conda-forge", "defaults") + DEPS, None, ["ENV007 pixi.toml:3"]),
        (HEAD + DEPS + '[pypi-dependencies]\nx = { git = "https://example.org/x.git" }\n', None,
         ["PIP003 pixi.toml:10"]),
        (HEAD + DEPS + '[pypi-dependencies]\nx = { path = "/home/ada/x" }\n', GOOD,
         ["ENV022 pixi.toml:10"]),
        (HEAD + DEPS + '[pypi-dependencies]\nrich = "*"\n', None, ["PIP001 pixi.toml:10"]),
        ("[workspace\n", None, ["EGD001 pixi.toml:1"]),
        ('[package]\nname = "only-a-package"\n', None, []),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_manifest_is_said_in_it(
    manifest: str, lock: str | None, expected: list[str]
) -> None:
    files = {"pixi.toml": manifest} | ({"pixi.lock": lock} if lock is not None else {})
    assert found(files) == expected


def test_a_lock_that_is_stored_elsewhere_or_too_old_is_unknown() -> None:
    open_manifest = HEAD + '[dependencies]\npython = "*"\n'
    for lock in ("version https://git-lfs.github.com/spec/v1\n", "version: 2\npackage: []\n"):
        result = check_files({"pixi.toml": open_manifest, "pixi.lock": lock})
        assert [one.code for one in result.reported] == []
        assert "ENV001" in [one.code for one in result.unknowns]


def test_pixi_in_a_pyproject_takes_the_python_of_the_project() -> None:
    pixi = HEAD.replace("[workspace]", "[tool.pixi.workspace]")
    deps = '[tool.pixi.dependencies]\nnumpy = "2.*"\n'
    own = '[project]\nname = "nlp"\nrequires-python = "{}"\n'
    open_python = own.format(">=3.11") + pixi + deps
    assert found({"pyproject.toml": open_python}) == ["ENV001 pyproject.toml:3"]
    assert found({"pyproject.toml": own.format(">=3.11,<3.14") + pixi + deps}) == []
    assert found({"pyproject.toml": open_python, "pixi.lock": GOOD}) == []


def test_several_pythons_in_features_are_a_matrix() -> None:
    manifest = HEAD + (
        '[dependencies]\nnumpy = "2.*"\n'
        '[feature.old.dependencies]\npython = "3.12.*"\n'
        '[feature.new.dependencies]\npython = "3.13.*"\n'
        '[environments]\nold = ["old"]\nnew = ["new"]\n'
    )
    assert found({"pixi.toml": manifest}) == []
    image = {"Dockerfile": "FROM python:3.12-slim@sha256:" + "a" * 64 + "\nUSER nobody\n"}
    assert found({"pixi.toml": manifest, **image}) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Dockerfile", "FROM python:3.11-slim@sha256:" + "a" * 64 + "\nUSER nobody\n"),
        (".python-version", "3.11\n"),
    ],
)
def test_the_python_of_a_manifest_is_held_against_the_other_files(name: str, content: str) -> None:
    files = {"pixi.toml": HEAD + DEPS, "pixi.lock": GOOD, name: content}
    assert found(files) == ["PRJ001 pixi.toml:7"]
    assert found({**files, name: content.replace("3.11", "3.13")}) == []


UV = (
    'version = 1\n[[package]]\nname = "nlp"\nsource = { virtual = "." }\n'
    '[[package]]\nname = "rich"\nversion = "13.7.1"\n'
)
OWN = '[project]\nname = "nlp"\nversion = "1"\ndependencies = [\n  "rich>=13",\n{}]\n[tool.uv]\n'


@pytest.mark.parametrize(
    ("more", "lock", "expected"),
    [
        ("", UV, []),
        ("", None, ["LCK001 pyproject.toml:4"]),
        ('  "flask",\n', UV, ["LCK002 pyproject.toml:6"]),
        ('  "rich<13",\n', UV, ["LCK002 pyproject.toml:6"]),
        ('  "rich<13",\n', UV + '[[package]]\nname = "rich"\nversion = "12.0"\n', []),
        ("  \"pywin32; sys_platform == 'win32'\",\n", UV, []),
        ('  "x @ git+https://example.org/x.git",\n', UV + '[[package]]\nname = "x"\n', []),
        ('  "x @ git+https://example.org/x.git",\n', None,
         ["LCK001 pyproject.toml:4", "PIP003 pyproject.toml:6"]),
        ('  "x @ file:///home/ada/x",\n', UV, ["ENV022 pyproject.toml:6"]),
    ],
)  # fmt: skip
def test_a_project_of_uv_is_held_by_its_lock(
    more: str, lock: str | None, expected: list[str]
) -> None:
    files = {"pyproject.toml": OWN.replace("{}", more)}
    files |= {"uv.lock": lock} if lock is not None else {}
    assert found(files, profile="paper") == expected


def test_where_uv_takes_a_package_from_is_read() -> None:
    sources = OWN.replace("{}", "") + '[tool.uv.sources]\nrich = { path = "/home/ada/rich" }\n'
    assert found({"pyproject.toml": sources, "uv.lock": UV}) == ["ENV022 pyproject.toml:9"]


def test_the_lock_of_a_workspace_holds_its_members_alone() -> None:
    member = {"packages/a/pyproject.toml": OWN.replace("{}", '  "flask",\n')}
    workspace = UV.replace('virtual = "."', 'editable = "packages/a"')
    assert found({**member, "uv.lock": UV}) == []
    assert found({**member, "uv.lock": workspace}) == ["LCK002 packages/a/pyproject.toml:6"]


@pytest.mark.parametrize(
    "pyproject",
    [
        '[project]\nname = "nlp"\ndependencies = ["rich"]\n',
        '[project]\nname = "nlp"\n[dependency-groups]\ndev = ["pytest"]\n',
        '[dependency-groups]\ndev = ["pytest", {include-group = "docs"}]\ndocs = ["sphinx"]\n',
    ],
)
def test_what_a_project_leaves_open_is_its_own_business(pyproject: str) -> None:
    assert found({"pyproject.toml": pyproject}) == []
