"""What the rules for environments say beside their pages: the borders that real files showed."""

from __future__ import annotations

from typing import Any

import pytest

from envguard.testing import check_files, fix_files

HEAD = "name: nlp\nchannels: [conda-forge]\ndependencies:\n  - python=3.13\n"


def found(files: dict[str, str], code: str, **options: Any) -> list[str]:
    """`severity words` of each finding of a code."""
    result = check_files(files, as_of="2026-11-01", **options)
    assert not result.rule_failed
    return [
        f"{one.severity.word} {one.finding.words.splitlines()[0]}"
        for one in result.reported
        if one.code == code
    ]


def environment(*rows: str, channels: str = "[conda-forge]") -> dict[str, str]:
    listed = "".join(f"  - {row}\n" for row in rows)
    return {"environment.yml": f"name: nlp\nchannels: {channels}\ndependencies:\n{listed}"}


def unknown(files: dict[str, str], code: str) -> list[str]:
    return [one.reason for one in check_files(files).unknowns if one.code == code]


# ENV005


@pytest.mark.parametrize("name", ["base", "root", "a b", "a/b", "'a: b'", "'a#b'"])
def test_a_name_that_conda_forbids_is_found(name: str) -> None:
    files = {"environment.yml": f"name: {name}\nchannels: [conda-forge]\ndependencies: [zlib=1]\n"}
    assert len(found(files, "ENV005")) == 1


@pytest.mark.parametrize("name", ["nlp", "nlp_2", "nlp-py3.11", "Ünlp", "'3.11'"])
def test_a_name_that_conda_takes_is_fine(name: str) -> None:
    files = {"environment.yml": f"name: {name}\nchannels: [conda-forge]\ndependencies: [zlib=1]\n"}
    assert found(files, "ENV005") == []


NAMELESS = "channels: [conda-forge]\ndependencies:\n  - python=3.13\n"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("README.md", "```sh\nconda env create -n nlp -f environment.yml\n```\n"),
        ("Makefile", "setup:\n\tconda env create --prefix ./env --file environment.yml\n"),
        ("setup.sh", "mamba env update -p /opt/env -f environment.yml\n"),
        (
            ".github/workflows/test.yml",
            "on: push\njobs:\n  a:\n    steps:\n      - uses: conda-incubator/setup-miniconda@v3\n"
            "        with:\n          environment-file: environment.yml\n"
            "          activate-environment: nlp\n",
        ),
        (".readthedocs.yaml", "version: 2\nconda:\n  environment: environment.yml\n"),
    ],
)
def test_a_name_given_elsewhere_is_not_missed(path: str, content: str) -> None:
    assert found({"environment.yml": NAMELESS, path: content}, "ENV005") == []


def test_a_command_without_a_name_does_not_help() -> None:
    files = {"environment.yml": NAMELESS, "setup.sh": "conda env create -f environment.yml\n"}
    assert found(files, "ENV005") == ["warning channels"]


def test_no_name_is_missed_below_binder() -> None:
    assert found({"binder/environment.yml": NAMELESS}, "ENV005") == []


# ENV006


@pytest.mark.parametrize(
    "channels",
    [
        "[bioconda]",
        "[pytorch, nvidia]",
        "[pytorch, nodefaults]",
        "[nodefaults]",
        "[dglteam/label/cu118]",
    ],
)
def test_add_on_channels_alone_are_no_source(channels: str) -> None:
    assert len(found(environment("python=3.13", channels=channels), "ENV006")) == 1


@pytest.mark.parametrize(
    "channels",
    ["[conda-forge, bioconda]", "[pytorch, defaults]", "[https://repo.lab.org/all]", "[my-lab]"],
)
def test_a_base_channel_is_enough(channels: str) -> None:
    assert found(environment("python=3.13", channels=channels), "ENV006") == []


def test_dependencies_that_name_their_channel_need_no_list() -> None:
    files = {"environment.yml": "name: a\ndependencies:\n  - conda-forge::python=3.13\n"}
    assert found(files, "ENV006") == []


# ENV007


@pytest.mark.parametrize(
    "channel",
    ["defaults", "main", "anaconda", "r", "https://repo.anaconda.com/pkgs/main",
     "https://mirrors.tuna.tsinghua.edu.cn/anaconda/pkgs/main"],
)  # fmt: skip
def test_anacondas_channels_are_found(channel: str) -> None:
    found_words = found(
        environment("python=3.13", channels=f"[conda-forge, '{channel}']"), "ENV007"
    )
    assert found_words == [f"warning {channel}"]


def test_a_dependency_from_defaults_is_found() -> None:
    assert len(found(environment("python=3.13", "defaults::numpy=2"), "ENV007")) == 1


def test_nodefaults_is_never_found() -> None:
    assert found(environment("python=3.13", channels="[conda-forge, nodefaults]"), "ENV007") == []


def test_conda_forge_alone_is_a_remark_for_a_paper() -> None:
    files = environment("python=3.13")
    assert found(files, "ENV007") == []
    assert found(files, "ENV007", profile="paper") == ["info conda-forge"]


def test_an_allowed_channel_is_no_finding() -> None:
    files = environment("python=3.13", channels="[defaults]")
    files["envguard.toml"] = 'allowed-channels = ["defaults"]\n'
    assert found(files, "ENV007") == []


# ENV008


@pytest.mark.parametrize(
    "channel",
    ["http://conda.anaconda.org/conda-forge", "file:///opt/channel", "/opt/channel", "./channel",
     "https://ada:hunter22@conda.lab.org/all", "https://conda.anaconda.org/t/ab-12/lab"],
)  # fmt: skip
def test_a_channel_that_cannot_be_trusted_is_found(channel: str) -> None:
    assert len(found(environment("python=3.13", channels=f"['{channel}']"), "ENV008")) == 1


def test_a_secret_by_a_variable_is_no_finding() -> None:
    channel = "https://ada:${TOKEN}@conda.lab.org/all"
    assert found(environment("python=3.13", channels=f"['{channel}']"), "ENV008") == []


def test_a_token_in_a_test_is_still_an_error_and_http_a_remark() -> None:
    files = {
        "tests/environment.yml": environment(
            "python=3.13", channels="[https://conda.anaconda.org/t/ab-12/lab, http://a.org/b]"
        )["environment.yml"]
    }
    assert [row.split()[0] for row in found(files, "ENV008")] == ["error", "info"]


# ENV009


@pytest.mark.parametrize(
    "row", ["pytorch=2.6", "pytorch>=2.6", "torchvision=0.21", "pytorch-cuda=12.6"]
)
def test_what_the_pytorch_channel_never_had_is_found(row: str) -> None:
    assert found(environment(row, channels="[pytorch, conda-forge]"), "ENV009") == [
        f"warning {row}"
    ]


@pytest.mark.parametrize(
    "row", ["pytorch=2.5.1", "pytorch=2.5", "pytorch>=2.0", "pytorch", "pytorch-cuda=12.4"]
)
def test_what_the_pytorch_channel_has_is_fine(row: str) -> None:
    assert found(environment(row, channels="[pytorch, conda-forge]"), "ENV009") == []


def test_pytorch_from_conda_forge_is_fine() -> None:
    assert found(environment("pytorch=2.6"), "ENV009") == []
    named = environment("conda-forge::pytorch=2.6", channels="[pytorch, conda-forge]")
    assert found(named, "ENV009") == []


@pytest.mark.parametrize(
    ("row", "count"), [("cudatoolkit=12.1", 1), ("cudatoolkit>=12", 1), ("cudatoolkit=11.8", 0)]
)
def test_cudatoolkit_ended_with_eleven(row: str, count: int) -> None:
    assert len(found(environment(row), "ENV009")) == count


@pytest.mark.parametrize("channel", ["soumith", "intel", "pkgs/free", "pytorch-nightly"])
def test_closed_channels_are_found(channel: str) -> None:
    files = environment("python=3.13", channels=f"[conda-forge, {channel}]")
    assert found(files, "ENV009") == [f"warning {channel}"]


# ENV013


def test_versions_of_every_kind_are_versions() -> None:
    rows = ("a~=1.2", "b=1", "c<2", "d>=1,<2", "e==1.2.3", "f 1.2", "g>=1", "h!=1.2")
    assert found(environment("python=3.13", *rows), "ENV013") == []


def test_a_bound_from_below_counts_for_a_paper() -> None:
    files = environment("python=3.13", "numpy>=1")
    assert found(files, "ENV013", profile="paper") == ["error numpy>=1"]


@pytest.mark.parametrize(
    "row", ["pip", "setuptools", "wheel", "nomkl", "blas=*=openblas", "compilers"]
)
def test_what_needs_no_version_is_not_counted(row: str) -> None:
    assert found(environment("python=3.13", f"'{row}'"), "ENV013") == []


def test_tools_without_a_version_are_a_remark() -> None:
    assert found(environment("python=3.13", "git", "pre-commit"), "ENV013") == ["info git"]
    assert found(environment("python=3.13", "git", "numpy"), "ENV013") == ["warning git"]


_FORGE = "https://conda.anaconda.org/conda-forge/linux-64"
_LOCKS = {
    "pixi.lock": "version: 6\nenvironments:\n  default:\n    packages:\n      linux-64:\n"
    f"      - conda: {_FORGE}/python-3.13.1-0.conda\n      - conda: {_FORGE}/numpy-2.2.0-0.conda\n",
    "conda-linux-64.lock": f"@EXPLICIT\n{_FORGE}/python-3.13.1-0.conda\n"
    f"{_FORGE}/numpy-2.2.0-0.conda\n",
}


@pytest.mark.parametrize("lock", sorted(_LOCKS))
def test_a_lock_beside_it_holds_the_versions(lock: str) -> None:
    files = {**environment("python", "numpy"), lock: _LOCKS[lock]}
    assert found(files, "ENV013") == []
    assert found(files, "ENV001") == ["info python"]


def test_a_lock_of_another_environment_holds_nothing() -> None:
    lock = "version: 1\nmetadata:\n  sources:\n  - other.yml\npackage: []\n"
    files = {**environment("python=3.13", "numpy"), "conda-lock.yml": lock}
    assert found(files, "ENV013") == ["warning numpy"]


def test_the_versions_of_requirements_txt_are_offered() -> None:
    files = {**environment("python=3.13", "numpy", "scipy"), "requirements.txt": "numpy==2.1.0\n"}
    fixes = [one.finding.fix for one in check_files(files).reported if one.code == "ENV013"]
    assert [edit.text for fix in fixes if fix is not None for edit in fix.edits] == ["=2.1.0"]


# ENV017


def test_a_package_of_one_system_is_a_remark_where_nothing_says_for_which() -> None:
    assert found(environment("python=3.13", "pywin32=306"), "ENV017") == ["info pywin32=306"]


@pytest.mark.parametrize(("platforms", "count"), [('["win-64"]', 0), ('["win-64", "linux-64"]', 1)])
def test_the_settings_say_for_which_systems(platforms: str, count: int) -> None:
    files = environment("python=3.13", "pywin32=306")
    files["envguard.toml"] = f"platforms = {platforms}\n"
    assert len(found(files, "ENV017")) == count


@pytest.mark.parametrize(
    "name", ["menuinst", "xorg-libxfixes", "tapi", "clang_osx-arm64", "sysroot_linux-64"]
)
def test_what_other_systems_have_as_well_is_no_package_of_one(name: str) -> None:
    files = environment("python=3.13", f"{name}=1.2.3")
    files["envguard.toml"] = 'platforms = ["win-64", "linux-64", "osx-arm64"]\n'
    assert found(files, "ENV017") == []


def test_selectors_say_that_others_are_meant() -> None:
    files = environment("python=3.13", "pywin32=306  # [win]", "libgcc-ng=13")
    assert found(files, "ENV017") == ["warning libgcc-ng=13"]


# ENV018

DUMP = (
    "_libgcc_mutex=0.1=main", "ca-certificates=2024.7.4=hbcca054_0", "ncurses=6.5=h59595ed_0",
    "numpy=1.26.4=py311h64a7726_0", "openssl=3.3.1=h4bc722e_2", "python=3.13.1=hb806964_0_cpython",
)  # fmt: skip


def test_a_dump_is_one_finding_and_speaks_for_the_others() -> None:
    files = environment(*DUMP, "pip=24.0", "pip:\n      - scipy==1.11.0")
    result = check_files(files, as_of="2026-11-01")
    codes = [one.code for one in result.reported]
    assert codes == ["ENV018"]
    lines = {place.location.begin.line for place in result.reported[0].finding.related}
    assert {5, 6, 7, 8, 9, 12} <= lines | {result.reported[0].finding.location.begin.line}


def test_a_dump_without_builds_is_likely() -> None:
    rows = [row.rpartition("=")[0] for row in DUMP]
    result = check_files(environment(*rows))
    dumps = [one.finding.confidence.value for one in result.reported if one.code == "ENV018"]
    assert dumps == ["likely"]


def test_a_chosen_environment_is_no_dump() -> None:
    chosen = environment("python=3.13", "openssl=3.3", "ncurses=6.5", "numpy", "tk>=8", "scipy<2")
    assert found(chosen, "ENV018") == []
    archiver = environment("tar=1.34", "bzip2=1.0.8", "xz=5.2.6", "zstd=1.5.6")
    assert found(archiver, "ENV018") == []


# ENV019


@pytest.mark.parametrize(
    "row", ["python ==3.11", "python==3.11", "python 3.11", "pytorch 2.2", "numpy==2"]
)
def test_the_first_release_alone_is_a_trap(row: str) -> None:
    assert found(environment(row), "ENV019") == [f"warning {row}"]


@pytest.mark.parametrize(
    "row",
    [
        "python=3.11",
        "python ==3.11.*",
        "python==3.11.4",
        "pytz==2024.1",
        "unheard-of==1.2",
        "python>=3.11",
    ],
)
def test_no_trap(row: str) -> None:
    assert found(environment(row), "ENV019") == []


@pytest.mark.parametrize("row", ["python=3.1", "python==3.1", "python=3.1.*"])
def test_three_one_is_not_three_ten(row: str) -> None:
    assert found(environment(row), "ENV019") == [f"warning {row}"]


# ENV020


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("WANDB_API_KEY", "0123456789abcdef0123456789abcdef01234567", 1),
        ("HF_TOKEN", "hf_abcdefghijklmnopqrstuvwxyzABCDEF", 1),
        ("DATABASE", "postgres://ada:hunter22@db/x", 1),
        ("DB_PASSWORD", "hunter22", 1),
        ("DB_PASSWORD", "${DB_PASSWORD}", 0),
        ("DB_PASSWORD", "your-password-here", 0),
        ("TOKENIZERS_PARALLELISM", "false", 0),
        ("MAX_TOKENS", "4096", 0),
        ("TOKEN_FILE", "/run/secrets/token", 0),
        ("PYTHONPATH", "src", 0),
    ],
)
def test_secrets_in_variables(name: str, value: str, count: int) -> None:
    files = {"environment.yml": f"{HEAD}variables:\n  {name}: '{value}'\n"}
    assert len(found(files, "ENV020")) == count
    tests = {"tests/environment.yml": files["environment.yml"]}
    assert [row.split()[0] for row in found(tests, "ENV020")] == ["error"] * count


# ENV021


@pytest.mark.parametrize(
    ("day", "count"), [("2024-10-06", 0), ("2024-10-07", 0), ("2024-10-08", 1), ("2026-01-01", 1)]
)
def test_the_end_of_life_depends_on_the_day(day: str, count: int) -> None:
    result = check_files(environment("python=3.8"), as_of=day)
    assert sum(one.code == "ENV021" for one in result.reported) == count


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ("python>=3.6,<3.9", 1),
        ("python>=3.6,<3.14", 0),
        ("python>=3.6", 0),
        ("python", 0),
        ("python=2.7", 1),
    ],
)
def test_the_newest_python_that_is_allowed_counts(row: str, count: int) -> None:
    assert len(found(environment(row), "ENV021")) == count


# ENV022


@pytest.mark.parametrize(
    "line",
    ["/home/ada/x-1.0-py3-none-any.whl", "file:///home/ada/x", "-e /home/ada/x", "C:\\w\\x.whl",
     "x @ file:///home/ada/x", "--find-links /home/ada/wheels"],
)  # fmt: skip
def test_a_path_of_one_machine_is_found_once(line: str) -> None:
    files = environment("python=3.13", "pip=24.0", f"pip:\n      - '{line}'")
    result = check_files(files, as_of="2026-11-01")
    assert [one.code for one in result.reported] == ["ENV022"]


def test_a_path_among_condas_own_is_found_once() -> None:
    files = environment("python=3.13", "/home/ada/x-1-0.conda", "file:///home/ada/y-1-0.conda")
    codes = [one.code for one in check_files(files, as_of="2026-11-01").reported]
    assert codes == ["ENV022", "ENV022"]


def test_the_build_folders_of_conda_are_another_rules() -> None:
    line = "certifi @ file:///croot/certifi_1671487769961/work/certifi"
    files = environment("python=3.13", "pip=24.0", f"pip:\n      - '{line}'")
    assert [one.code for one in check_files(files, as_of="2026-11-01").reported] == ["PIP010"]


# ENV023


def test_no_pattern_means_no_policy() -> None:
    assert found(environment("python=3.13"), "ENV023", profile="paper") == []


@pytest.mark.parametrize(
    ("name", "pattern"),
    [("a" * 201, "team-.*"), ("a" * 99, "(a)\\1"), ("a" * 99, "(" * 30 + "b|a" + "{1,9})" * 30)],
    ids=["a long name", "a pattern that looks back", "repetitions of repetitions"],
)
def test_a_name_that_is_not_held_against_the_pattern_does_not_pass(name: str, pattern: str) -> None:
    files = {
        "environment.yml": HEAD.replace("nlp", name),
        "envguard.toml": f"environment-name = '{pattern}'\nprofile = 'paper'\n",
    }
    assert len(unknown(files, "ENV023")) == 1


# ENV024


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("--trusted-host pypi.lab.org", "error"),
        ("-i http://pypi.lab.org/simple", "error"),
        ("--index-url https://ada:hunter22@pypi.lab.org/simple", "error"),
        ("--extra-index-url https://pypi.lab.org/simple", "warning"),
        ("-i https://pypi.tuna.tsinghua.edu.cn/simple", "warning"),
        ("--extra-index-url https://data.pyg.org/whl/torch-2.1.0+cu118.html", "warning"),
        ("--extra-index-url https://download.pytorch.org/whl/cu118", "info"),
        (
            "-i https://download.pytorch.org/whl/cpu --extra-index-url https://pypi.lab.org/simple",
            "warning",
        ),
        ("--find-links https://data.pyg.org/whl/torch-2.1.0+cu118.html", ""),
        ("--index-url https://pypi.org/simple", ""),
        ("--extra-index-url https://ada:${TOKEN}@pypi.lab.org/simple", ""),
    ],
)
def test_indexes(line: str, severity: str) -> None:
    files = environment("python=3.13", "pip=24.0", f"pip:\n      - '{line}'\n      - einops==0.8.0")
    assert [row.split()[0] for row in found(files, "ENV024")] == ([severity] if severity else [])
    assert [row.split()[0] for row in found({"requirements.txt": line}, "ENV024")] == (
        [severity] if severity else []
    )


# ENV026


@pytest.mark.parametrize(
    "channel",
    ["https://mirrors.tuna.tsinghua.edu.cn/anaconda/cloud/conda-forge", "https://mirrors.ustc.edu.cn/anaconda/pkgs/main/",
     "https://conda.lab.internal/conda-forge", "https://artifactory.company.com/artifactory/api/conda/all"],
)  # fmt: skip
def test_mirrors_are_found(channel: str) -> None:
    assert len(found(environment("python=3.13", channels=f"['{channel}']"), "ENV026")) == 1


@pytest.mark.parametrize(
    "channel",
    ["conda-forge", "https://conda.anaconda.org/conda-forge", "https://repo.prefix.dev/conda-forge",
     "https://packages.qiime2.org/qiime2/2024.10/tiny/passed"],
)  # fmt: skip
def test_channels_for_everybody_are_no_mirrors(channel: str) -> None:
    assert found(environment("python=3.13", channels=f"['{channel}']"), "ENV026") == []


def test_an_allowed_mirror_is_no_finding() -> None:
    files = environment("python=3.13", channels="['https://conda.lab.internal/conda-forge']")
    files["envguard.toml"] = 'allowed-channels = ["https://conda.lab.internal/*"]\n'
    assert found(files, "ENV026") == []


# parts, purposes


def test_what_another_part_has_is_not_missed() -> None:
    lock = "version: 1\nmetadata:\n  sources:\n  - environment.yml\n  - base.yml\npackage: []\n"
    part = "name: a\nchannels: [conda-forge]\ndependencies:\n  - numpy=2\n  - pip:\n      - x==1\n"
    base = "name: a\nchannels: [conda-forge]\ndependencies:\n  - python=3.13\n  - pip\n"
    files = {"environment.yml": part, "base.yml": base, "conda-lock.yml": lock}
    assert found(files, "ENV001") == []
    assert found(files, "ENV012") == []
    assert len(unknown(files, "ENV001")) == len(unknown(files, "ENV012")) == 1


def test_the_twin_in_an_included_file_is_found_at_the_include() -> None:
    files = environment("python=3.13", "numpy=2", "pip=24.0", "pip:\n      - -r requirements.txt")
    files["requirements.txt"] = "einops==0.8.0\nnumpy==2.0.0\n"
    assert found(files, "ENV010") == ["error -r requirements.txt"]


def test_a_python_that_the_files_name_carries_is_meant() -> None:
    pyproject = '[project]\nname = "a"\nrequires-python = ">=3.10"\n'
    content = environment("python=3.9")["environment.yml"]
    assert found({"pyproject.toml": pyproject, "environment-py39.yml": content}, "ENV002") == []
    assert len(found({"pyproject.toml": pyproject, "environment-gpu.yml": content}, "ENV002")) == 1


# ENV015


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("dependancies:\n  - python=3.13\n", "dependencies:\n  - python=3.13\n"),
        ("dependencies:\n  - python: 3.13\n", "dependencies:\n  - python=3.13\n"),
        ("dependencies:\n  - zlib: '>=1,<2'\n", "dependencies:\n  - zlib>=1,<2\n"),
        ("dependencies:\n  - python: fast\n", "dependencies:\n  - python: fast\n"),
    ],
)
def test_what_conda_would_drop_is_written_as_it_reads_it(before: str, after: str) -> None:
    head = "name: a\nchannels: [conda-forge]\n"
    fixed = fix_files({"environment.yml": head + before}, unsafe=True)["environment.yml"].decode()
    assert fixed == head + after


# ENV014


@pytest.mark.parametrize(
    ("row", "severity"),
    [
        ("dask[dataframe]=2024.1", "warning"), ("python=>3.9", "error"), ("numpy>=1 <2", "error"),
        ("'dask[dataframe]=>2024'", "error"),
    ],
)  # fmt: skip
def test_lost_extras_are_milder_than_another_meaning(row: str, severity: str) -> None:
    assert [one.split()[0] for one in found(environment("pip", row), "ENV014")] == [severity]


def test_a_package_named_often_is_told_how_often() -> None:
    result = check_files(environment("a=1", "a<2", "a>=1"))
    often = [one.finding.values["often"] for one in result.reported if one.code == "ENV016"]
    assert often == ["3 times"]


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (("a!=1.45.*", "a!=1.46.*"), 0), (("a>=1", "a!=1.46"), 0), (("a", "a>=1"), 1),
        (("a=1.46", "a!=1.46.*"), 1), (("a>=1", "a<2", "a!=1.5"), 1),
    ],
)  # fmt: skip
def test_lines_that_only_forbid_versions_add_to_the_others(
    rows: tuple[str, ...], count: int
) -> None:
    assert len(found(environment(*rows), "ENV016")) == count
