"""pixi's manifests in conda's and pip's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats import toml
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.subjects.environment.pixi import PixiManifest, applies, read_pixi
from envguard.subjects.environment.python_project import read_python_project

HEAD = '[workspace]\nchannels = ["conda-forge", { channel = "pytorch", priority = 1 }]\n'


def read(manifest: str, path: str = "pixi.toml") -> PixiManifest:
    text = Text.of(manifest, path)
    found = read_pixi(text, path, toml.parse(text))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('numpy = "*"', "numpy"),
        ('numpy = "2.*"', "numpy 2.*"),
        ('numpy = ">=2,<3"', "numpy >=2,<3"),
        ('numpy = { version = "2.*", build = "py313*" }', "numpy 2.* py313*"),
        ('numpy = { build = "py313*" }', "numpy * py313*"),
        ('numpy = { version = "2.*", channel = "conda-forge" }', "conda-forge::numpy 2.*"),
    ],
)
def test_an_entry_becomes_a_spec_that_stands_for_it(entry: str, words: str) -> None:
    manifest = HEAD + "[dependencies]\n" + entry + "\n"
    (found,) = read(manifest).whole.dependencies
    assert found.text.value == words
    assert found.name == "numpy"
    assert manifest[found.text.start : found.text.end] == entry


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('rich = "*"', "rich"),
        ('rich = ">=13"', "rich>=13"),
        ('rich = "13.7"', "rich==13.7"),
        ('rich = { version = "~=13.7", extras = ["jupyter", "x"] }', "rich[jupyter,x]~=13.7"),
        (
            'rich = { git = "https://e.org/r.git", rev = "abc" }',
            "rich @ git+https://e.org/r.git@abc",
        ),
        ('rich = { git = "https://e.org/r.git" }', "rich @ git+https://e.org/r.git"),
        ('rich = { url = "https://e.org/r.whl" }', "rich @ https://e.org/r.whl"),
    ],
)
def test_an_entry_for_an_index_becomes_a_requirement(entry: str, words: str) -> None:
    manifest = HEAD + "[pypi-dependencies]\n" + entry + "\n"
    (found,) = read(manifest).whole.pip_dependencies
    assert found.text.value == words
    assert found.name == "rich"
    assert manifest[found.text.start : found.text.end] == entry


def test_environments_are_made_of_features() -> None:
    found = read(
        HEAD + '[dependencies]\npython = "3.13.*"\n'
        '[feature.gpu]\nchannels = ["nvidia"]\n[feature.gpu.dependencies]\ncuda = "12.*"\n'
        '[feature.lint.dependencies]\nruff = "*"\n'
        '[environments]\ngpu = ["gpu"]\nlint = { features = ["lint"], no-default-feature = true }\n'
    )
    named = {
        one.name: [each.name for each in one.environment.dependencies] for one in found.environments
    }
    assert named == {"default": ["python"], "gpu": ["cuda", "python"], "lint": ["ruff"]}
    assert [one.name for one in found.whole.dependencies] == ["python", "cuda", "ruff"]
    assert [one.value for one in found.whole.channels] == ["conda-forge", "pytorch", "nvidia"]


@pytest.mark.parametrize(
    ("target", "platform", "expected"),
    [
        ("", "linux-64", True),
        ("unix", "osx-arm64", True),
        ("unix", "win-64", False),
        ("linux", "linux-aarch64", True),
        ("linux-64", "linux-aarch64", False),
        ("win", "win-64", True),
    ],
)
def test_a_target_is_a_platform_or_a_family(target: str, platform: str, expected: bool) -> None:
    assert applies(target, platform) is expected


_NAMES = st.sampled_from(
    ["workspace", "project", "dependencies", "pypi-dependencies", "feature", "environments",
     "target", "channels", "platforms", "features", "python", "version", "tool", "uv", "sources",
     "dependency-groups", "optional-dependencies", "requires-python", "no-default-feature"]
)  # fmt: skip
_VALUES = st.recursive(
    st.sampled_from(['"*"', '">=3.9"', "1", "true", '"a b"', '""', '"{{ x }}"']),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(_NAMES, inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=8,
)


@given(st.dictionaries(_NAMES, _VALUES, max_size=8), st.sampled_from(["pixi", "pyproject"]))
def test_no_table_is_too_odd(table: dict[str, str], base: str) -> None:
    prefix = "" if base == "pixi" else "tool.pixi."
    lines = [f"{prefix}{key} = {value}" for key, value in table.items()]
    lines += [f"{key} = {value}" for key, value in table.items() if prefix and key != "tool"]
    text = Text.of("\n".join(lines), f"{base}.toml")
    try:
        document = toml.parse(text)
    except SyntaxProblem:
        return
    found = read_pixi(text, f"{base}.toml", document)
    assert found is None or found.whole.manifest == "pixi"
    project = read_python_project(text, f"{base}.toml", document)
    assert project is None or project.manifest == "pyproject"
