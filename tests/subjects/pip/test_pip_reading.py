"""Requirements with the files that they include."""

from __future__ import annotations

import posixpath

from hypothesis import given
from hypothesis import strategies as st

from envguard.model import Text
from envguard.subjects.environment.reading import read_environment
from envguard.subjects.pip.reading import Look, read_file, read_section
from envguard.subjects.pip.requirements import PipRequirements


def looking(files: dict[str, str]) -> Look:
    def look(path: str) -> Text | str:
        words = files.get(posixpath.normpath(path))
        return "missing" if words is None else Text.of(words, path)

    return look  # type: ignore[return-value]


def read(files: dict[str, str], path: str = "requirements.txt") -> PipRequirements:
    return read_file(Text.of(files[path], path), path, looking(files))


def test_lines_point_into_their_own_files() -> None:
    found = read({"requirements.txt": "a==1\n-r sub/b.txt\n", "sub/b.txt": "\n  b==2  # why\n"})
    lines = [line for file in found.files() for line in file.lines if line.is_named]
    places = [(line.name, line.text.location().path, line.text.location().begin) for line in lines]
    assert places == [("a", "requirements.txt", (1, 1)), ("b", "sub/b.txt", (2, 3))]


def test_includes_start_at_the_including_file() -> None:
    files = {"requirements.txt": "-r a/b.txt\n", "a/b.txt": "-r c.txt\n", "a/c.txt": "c\n"}
    assert [file.path for file in read(files).files()] == ["requirements.txt", "a/b.txt", "a/c.txt"]


def test_constraints_ask_for_nothing() -> None:
    found = read(
        {"requirements.txt": "-c c.txt\na\n", "c.txt": "a==1\n-r d.txt\n", "d.txt": "b==2\n"}
    )
    assert [file.path for file in found.files()] == ["requirements.txt"]
    assert [line.name for line in found.constraint_lines() if line.is_named] == ["a", "b"]


def test_a_circle_is_left_where_it_closes() -> None:
    found = read({"requirements.txt": "-r b.txt\n", "b.txt": "-r requirements.txt\n-r b.txt\n"})
    inner = found.includes[0].file
    assert inner is not None
    assert [include.state for include in inner.includes] == ["circular", "circular"]


def test_a_long_chain_of_includes_ends() -> None:
    files = {f"{n}.txt": f"-r {n + 1}.txt\n" for n in range(500)}
    files["requirements.txt"] = "-r 0.txt\n"
    assert len(list(read(files).files())) < 100


def test_states_of_includes() -> None:
    words = "-r missing.txt\n-r https://a.org/r.txt\n-r ${HERE}/r.txt\n-r C:\\r.txt\n"
    found = read({"requirements.txt": words})
    states = [include.state for include in found.includes]
    assert states == ["missing", "remote", "unknown", "unknown"]


def test_local_versions_are_told_from_public_ones() -> None:
    found = read({"requirements.txt": "torch==2.1.0+cu118\ntorch>=2.1\ntorch == 2.1.0\n"})
    assert [line.local for line in found.lines] == ["cu118", "", ""]


SECTION = "name: a\ndependencies:\n  - python\n  - pip:\n      - -r req.txt\n      - b\n"


def test_a_section_is_read_with_its_files() -> None:
    environment = read_environment(Text.of(SECTION, "envs/e.yml"), "envs/e.yml")
    found = read_section(environment, looking({"envs/req.txt": "a==1\n"}))
    assert found is not None
    assert found.environment is environment
    assert [file.path for file in found.files()] == ["envs/e.yml", "envs/req.txt"]


def test_an_environment_without_pip_asks_for_nothing() -> None:
    environment = read_environment(Text.of("dependencies: [python]\n", "e.yml"), "e.yml")
    assert read_section(environment, looking({})) is None


PIECES = st.sampled_from([
    "-r ", "-c ", "a.txt", "requirements.txt", "\n", "\\\n", " ", "numpy", "==1.0", "+cu118", ";",
    "--hash=sha256:0", "# c", "git+https://a.org/x", "@main", "-e ", ".", "/x", "file:///croot/y",
    "[x]", "=1=py_0", "{{", "${X}", "\t", "é", "--extra-index-url ", "http://a:b@c/d",
    "--trusted-host",
])  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join), st.lists(PIECES, max_size=10).map("".join))
def test_no_file_of_requirements_is_too_odd_to_read(words: str, other: str) -> None:
    found = read({"requirements.txt": words, "a.txt": other})
    for file in found.files(constraints=True):
        for line in file.lines:
            assert line.text.source.path == file.path
            assert line.local == "" or line.specifier.startswith("==")
