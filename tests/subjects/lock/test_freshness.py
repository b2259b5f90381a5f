"""Whether a lock still holds what is asked for: edits that break it, and edits that do not."""

from __future__ import annotations

from types import ModuleType

import pytest

from envguard.subjects.lock.content_hash import content_hash

PLATFORMS = ("linux-64", "osx-arm64", "win-64")

ASKED = ["- python=3.11", "- numpy>=1.26", "- pywin32  # [win]", "- pip", "- pip:", "  - flask>=2"]


def lock(build: ModuleType, hashes: dict[str, str] | None = None) -> object:
    rows = []
    for platform in PLATFORMS:
        rows += [
            build.conda_row("python", "3.11.9", platform, "h955ad1f_0_cpython"),
            build.conda_row(
                "numpy", "2.1.3", platform, "py311h71ddf71_0", dependencies={"python": ">=3.11"}
            ),
            build.conda_row("pip", "24.3.1", platform, "pyh8b19718_0"),
            build.pip_row("flask", "3.0.3", platform),
        ]
    rows.append(build.conda_row("pywin32", "306", "win-64", "py311ha68e1ae_2"))
    return build.conda_lock(build.lock_text(*rows, platforms=PLATFORMS, hashes=hashes))


def test_the_sources_that_were_locked_are_fresh(build: ModuleType) -> None:
    source = build.environment(*ASKED)
    hashes = {platform: content_hash([source], platform) or "" for platform in PLATFORMS}
    assert build.verdict(lock(build, hashes), source).state == "fresh"


@pytest.mark.parametrize(
    "asked",
    [
        ["- python=3.11", "- numpy>=1.26,<3", *ASKED[2:]],
        ["- numpy", "- python>=3.9", *ASKED[2:]],
        ["- python=3.11.9=*_cpython", "- numpy", *ASKED[2:]],
        ["# a comment", *ASKED[:3], "- PIP", "- pip:", "  - Flask[async]>=2 ; os_name == 'posix'"],
        [*ASKED[:4], "- pip:", "  - flask>=2", "  - -e ."],
        [*ASKED[:4], "- pip:", "  - flask", "  - colorama; sys_platform == 'cygwin'"],
        [*ASKED[:4], "- pip:", "  - flask", "  - tomli; python_version < '3.11'"],
        [*ASKED[:4], "- __glibc>=2.17", "- conda-forge::numpy"],
    ],
)
def test_an_edit_that_the_lock_meets_is_harmless(build: ModuleType, asked: list[str]) -> None:
    found = build.verdict(lock(build), build.environment(*asked))
    assert (found.state, build.broken(found), found.reason) == ("harmless", [], "")


def test_a_channel_more_and_another_order_are_harmless(build: ModuleType) -> None:
    head = "name: other\nchannels:\n  - bioconda\n  - conda-forge\n"
    assert build.verdict(lock(build), build.environment(*ASKED, head=head)).state == "harmless"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- numpy>=2.5", ("version", "numpy>=2.5", PLATFORMS, "numpy 2.1.3 py311h71ddf71_0")),
        ("- numpy=1.26", ("version", "numpy=1.26", PLATFORMS, "numpy 2.1.3 py311h71ddf71_0")),
        ("- numpy=*=*mkl*", ("build", "numpy=*=*mkl*", PLATFORMS, "numpy 2.1.3 py311h71ddf71_0")),
        ("- polars", ("absent", "polars", PLATFORMS, "")),
        (
            "- pytorch::numpy",
            ("channel", "pytorch::numpy", PLATFORMS, "numpy 2.1.3 py311h71ddf71_0"),
        ),
        ("- appnope  # [osx]", ("absent", "appnope", ("osx-arm64",), "")),
        ("- uvloop  # [unix]", ("absent", "uvloop", ("linux-64", "osx-arm64"), "")),
    ],
)
def test_a_break_names_the_spec_the_platforms_and_what_is_held(
    build: ModuleType, line: str, expected: tuple[object, ...]
) -> None:
    kept = [one for one in ASKED if not (one.startswith("- numpy") and "numpy" in line)]
    found = build.verdict(lock(build), build.environment(line, *kept))
    assert found.state == "stale"
    assert build.broken(found) == [expected]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("flask<3", "version"),
        ("flask==3.0.3+local", "version"),
        ("rich", "absent"),
        ("flask @ git+https://github.com/pallets/flask@" + "a" * 40, "url"),
        ("flask @ https://example.org/flask-3.0.3.tar.gz", "url"),
        ("colorama; sys_platform == 'win32'", "absent"),
    ],
)
def test_what_pip_is_asked_for_is_compared_too(build: ModuleType, line: str, kind: str) -> None:
    found = build.verdict(lock(build), build.environment(*ASKED[:5], f'  - "{line}"'))
    assert [one.kind for one in found.breaks] == [kind]


def test_a_pip_requirement_is_met_by_condas_package_of_the_project(build: ModuleType) -> None:
    held = build.conda_lock(build.lock_text(build.conda_row("pytorch", "2.7.1")))
    found = build.verdict(held, build.environment("- pip:", "  - torch>=2"))
    assert build.broken(found) == []


def test_a_removed_dependency_is_a_leftover_and_no_break(build: ModuleType) -> None:
    found = build.verdict(lock(build), build.environment("- python=3.11", "- pywin32  # [win]"))
    assert found.state == "harmless"
    assert {one.name for one in found.leftovers} == {"numpy", "flask"}


def test_a_channel_that_is_gone_breaks_what_came_from_it(build: ModuleType) -> None:
    row = build.conda_row("zlib", "1.3", channel="https://repo.anaconda.com/pkgs/main")
    held = build.conda_lock(build.lock_text(row, channels=("defaults",)))
    assert build.broken(build.verdict(held, build.environment("- zlib"))) == [
        ("removed-channel", "conda-forge", ("linux-64",), "zlib 1.3 h166bdaf_0")
    ]


def test_a_mirror_of_a_channel_is_the_channel(build: ModuleType) -> None:
    row = build.conda_row("zlib", "1.3", channel="https://mirror.example.org/anaconda/conda-forge")
    text = build.lock_text(row, channels=("https://mirror.example.org/anaconda/conda-forge",))
    found = build.verdict(build.conda_lock(text), build.environment("- conda-forge::zlib"))
    assert build.broken(found) == []


def test_a_line_that_conda_lock_drops_may_be_missing(build: ModuleType) -> None:
    held = build.conda_lock(build.lock_text(build.conda_row("zlib", "1.3")))
    asked = ["- zlib", "- uvloop  # [linux or osx]", "- numpy  # [pinned later]"]
    assert build.verdict(held, build.environment(*asked)).state == "harmless"
    wrong = build.environment("- zlib=1.2  # [linux or osx]")
    assert [one.kind for one in build.verdict(held, wrong).breaks] == ["version"]


def test_of_two_lines_of_a_package_both_count_as_for_conda(build: ModuleType) -> None:
    held = build.conda_lock(build.lock_text(build.conda_row("zlib", "1.3")))
    assert build.verdict(held, build.environment("- zlib>=1.2", "- zlib=1.3")).state == "harmless"
    # conda-lock forgets the first line, and its hash would call this fresh
    assert build.verdict(held, build.environment("- zlib>=1.4", "- zlib=1.3")).state == "stale"


def test_lines_for_one_package_that_only_some_platforms_need_count_as_before(
    build: ModuleType,
) -> None:
    held = build.conda_lock(build.lock_text(build.conda_row("zlib", "1.3")))
    lines = ("- zlib=1.2  # [see the issue]", "- zlib=1.3")
    assert build.verdict(held, build.environment(*lines)).state == "harmless"


def test_several_sources_count_together_and_the_later_one_decides(build: ModuleType) -> None:
    held = build.conda_lock(build.lock_text(build.conda_row("zlib", "1.3")))
    base, other = build.environment("- zlib=1.2"), build.environment("- zlib=1.3")
    assert build.verdict(held, base, other).state == "harmless"
    assert build.verdict(held, other, base).state == "stale"


@pytest.mark.parametrize(
    "lines",
    [
        ["- zlib", "- numpy>=1.2 <2"],
        ["- zlib", "- pip:", "  - -r requirements.txt"],
        ["- zlib", "- numpy=={{ version }}"],
        ["- 'zlib=^(a+)+$'"],
    ],
)
def test_what_cannot_be_read_is_unknown_and_never_fresh(
    build: ModuleType, lines: list[str]
) -> None:
    held = build.conda_lock(build.lock_text(build.conda_row("zlib", "1.3")))
    found = build.verdict(held, build.environment(*lines))
    assert found.state == "unknown"
    assert found.reason


def test_what_is_missing_is_said_although_another_line_is_unknown(build: ModuleType) -> None:
    held = build.conda_lock(build.lock_text(build.conda_row("zlib", "1.3")))
    found = build.verdict(held, build.environment("- xz", "- zlib=1.2", "- numpy>=1.2 <2"))
    # the line that is not understood may be about zlib
    assert build.broken(found) == [("absent", "xz", ("linux-64",), "")]


def test_a_damaged_lock_and_one_without_sources_are_unknown(build: ModuleType) -> None:
    text = build.lock_text(build.conda_row("zlib", "1.3"))
    assert build.verdict(build.conda_lock(text)).state == "unknown"
    damaged = build.conda_lock("<<<<<<< HEAD\n" + text)
    assert build.verdict(damaged, build.environment("- zlib")).state == "unknown"


def test_an_explicit_lock_is_judged_by_its_urls(build: ModuleType) -> None:
    url = "https://conda.anaconda.org/conda-forge/linux-64/zlib-1.3-h1_0.conda"
    held = build.explicit_lock("# platform: linux-64", "@EXPLICIT", f"{url}#{build.MD5}")
    assert build.verdict(held, build.environment("- zlib=1.3")).state == "harmless"
    assert build.broken(build.verdict(held, build.environment("- zlib=1.2"))) == [
        ("version", "zlib=1.2", ("linux-64",), "zlib 1.3 h1_0")
    ]


def test_an_explicit_lock_says_nothing_of_pip_unless_it_lists_pips_packages(
    build: ModuleType,
) -> None:
    url = "https://conda.anaconda.org/conda-forge/linux-64/zlib-1.3-h1_0.conda"
    asked = build.environment("- zlib", "- pip:", "  - rich>=13")
    bare = build.explicit_lock("@EXPLICIT", f"{url}#{build.MD5}")
    assert build.verdict(bare, asked).state == "unknown"
    wheel = "https://files.pythonhosted.org/packages/rich-12.0.0-py3-none-any.whl"
    listed = build.explicit_lock("@EXPLICIT", f"{url}#{build.MD5}", f"# pip rich @ {wheel}")
    assert [one.kind for one in build.verdict(listed, asked).breaks] == ["version"]
