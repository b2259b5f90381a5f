"""What the fixes of environments move and keep, and how severe a shape is where it stands."""

from __future__ import annotations

import pytest

from envguard.testing import check_files, fix_files

HEAD = "name: nlp\nchannels: [conda-forge]\ndependencies:\n"
LOW_LEVEL = (
    "bzip2=1.0.8", "ca-certificates=2024.8.30", "icu=73.2", "krb5=1.21.3", "ld_impl_linux-64=2.43",
    "libffi=3.4.2", "libgcc-ng=14.1.0", "ncurses=6.5", "openssl=3.3.2", "readline=8.2", "tk=8.6.13",
    "xz=5.2.6", "zlib=1.3.1",
)  # fmt: skip


def codes(text: str, path: str = "environment.yml") -> list[tuple[str, str]]:
    result = check_files({path: text}, as_of="2026-11-01")
    assert not result.rule_failed
    return [(one.code, one.severity.word) for one in result.reported]


def fixed(text: str, *, unsafe: bool = True) -> str:
    return fix_files({"environment.yml": text}, unsafe=unsafe)["environment.yml"].decode()


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("environment.yml", "warning"),
        ("environment.yaml", "warning"),
        ("gpu-env.yml", "info"),
        ("conda.yaml", "info"),
    ],
)
def test_a_missing_name_counts_where_conda_reads_the_file_unasked(path: str, severity: str) -> None:
    nameless = "channels: [conda-forge]\ndependencies:\n  - python=3.13\n"
    assert codes(nameless, path) == [("ENV005", severity)]


def test_opencv_moves_to_conda_with_the_version_that_conda_knows() -> None:
    rows = "  - python=3.13\n  - pip=24.0\n  - pip:\n      - wget==3.2\n"
    text = (
        HEAD + rows + "      - opencv-python==4.9.0.80\n      - opencv-contrib-python==4.9.0.80\n"
    )
    assert fixed(text) == HEAD + rows.replace("  - pip:", "  - py-opencv=4.9.0\n  - pip:")


def test_two_versions_of_one_package_of_condas_are_not_moved() -> None:
    rows = "  - python=3.13\n  - pip=24.0\n  - pip:\n      - wget==3.2\n"
    text = (
        HEAD + rows + "      - opencv-python==4.9.0.80\n      - opencv-contrib-python==4.8.0.76\n"
    )
    assert ("ENV011", "warning") in codes(text)
    assert fixed(text) == text


def test_the_same_opencv_from_both_managers_is_one_version() -> None:
    rows = "  - python=3.13\n  - opencv=4.9.0\n  - pip=24.0\n  - pip:\n"
    same, other = "      - opencv-python==4.9.0.80\n", "      - opencv-python==4.8.0.76\n"
    assert ("ENV010", "warning") in codes(HEAD + rows + same)
    assert ("ENV010", "error") in codes(HEAD + rows + other)


def test_taking_a_dump_apart_keeps_the_rows_that_choose_a_variant() -> None:
    low = "".join(f"  - {row}\n" for row in LOW_LEVEL)
    kept = (
        "  - python=3.13.1\n  - libblas=3.9.0=15_linux64_openblas\n"
        "  - pytorch=2.5.0=py3.13_cuda12.4_cudnn9_0\n"
    )
    assert ("ENV018", "warning") in codes(HEAD + low + kept)
    globs = kept.replace("15_linux64_openblas", "*openblas*")
    globs = globs.replace("py3.13_cuda12.4_cudnn9_0", "*cuda12.4*")
    assert fixed(HEAD + low + kept) == HEAD + globs
    assert fixed(HEAD + low + kept, unsafe=False) == HEAD + low + kept


@pytest.mark.parametrize(
    ("python", "interface", "apart"),
    [
        ("python=3.10", "python_abi=3.9", True),
        ("python=3.9.19", "python_abi=3.9", False),
        ("python=3.9.19", "python_abi=3.9=*_cp39", False),
        ("python=3.10", "python_abi==3.1", True),
        ("python>=3.9,<3.12", "python_abi=3.10", False),
        ("python>=3.11,<3.13", "python_abi=3.10=*_cp310", True),
        ("python", "python_abi=3.10", False),
    ],
)
def test_python_and_its_abi_agree(python: str, interface: str, apart: bool) -> None:
    text = f"{HEAD}  - {python}\n  - {interface}\n"
    assert (("ENV016", "error") in codes(text)) is apart


def test_a_fix_that_fails_its_proof_keeps_no_other_from_its_place() -> None:
    # moving numpy would only exchange one remark about versions for another
    text = HEAD + "  - python=3.13\n  - pip:\n      - numpy\n      - wget\n"
    assert fixed(text) == text.replace("  - pip:", "  - pip\n  - pip:")


MICROMAMBA = (
    "on: push\njobs:\n  a:\n    steps:\n      - uses: mamba-org/setup-micromamba@v2\n"
    "        with:\n          environment-file: ./dev/build.yml\n"
)


@pytest.mark.parametrize(
    ("others", "severity"),
    [
        ({}, "error"),
        ({".github/workflows/test.yml": MICROMAMBA}, "info"),
        ({"README.md": "```sh\nmicromamba create -n a -f dev/build.yml\n```\n"}, "info"),
        ({"README.md": "```sh\nconda env create -n a -f dev/build.yml\n```\n"}, "error"),
        (
            {
                ".github/workflows/test.yml": MICROMAMBA,
                "README.md": "```sh\nconda env create -n a -f dev/build.yml\n```\n",
            },
            "error",
        ),
    ],
)
def test_selectors_are_right_where_only_micromamba_reads_them(
    others: dict[str, str], severity: str
) -> None:
    text = HEAD + "  - python=3.13\n  - sel(linux): gdb=15\n"
    result = check_files({"dev/build.yml": text, **others}, as_of="2026-11-01")
    assert not result.rule_failed
    assert [r.severity.word for r in result.reported if r.code == "ENV015"] == [severity]


@pytest.mark.parametrize(("pip_line", "offered"), [("scipy==1.14.0", False), ("wget==3.2", True)])
def test_a_dump_offers_only_a_fix_that_can_be_proved(pip_line: str, offered: bool) -> None:
    low = "".join(f"  - {row}\n" for row in LOW_LEVEL)
    rest = f"  - python=3.13.1\n  - pip=24.0\n  - pip:\n      - {pip_line}\n"
    reported = check_files({"environment.yml": HEAD + low + rest}, as_of="2026-11-01").reported
    assert [one.finding.fix is not None for one in reported] == [offered]
    assert fixed(HEAD + low + rest) == HEAD + ("" if offered else low) + rest
