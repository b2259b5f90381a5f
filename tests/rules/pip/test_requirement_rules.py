"""What the rules for requirements say beside their pages."""

from __future__ import annotations

from typing import Any

import pytest

from envguard.testing import check_files, fix_files

ENVIRONMENT = "name: nlp\nchannels: [conda-forge]\ndependencies:\n  - python=3.13\n  - pip=24.0\n"


def found(files: dict[str, str], *codes: str, **options: Any) -> list[str]:
    """`severity code path:line` of the findings of some codes, of all PIP rules without any."""
    result = check_files(files, as_of="2026-11-01", **options)
    assert not result.rule_failed
    return [
        f"{one.severity.word} {one.code} {one.finding.location.path}:"
        f"{one.finding.location.begin.line}"
        for one in result.reported
        if (one.code in codes if codes else one.code.startswith("PIP"))
    ]


def section(*lines: str) -> str:
    return ENVIRONMENT + "  - pip:\n" + "".join(f"      - '{line}'\n" for line in lines)


# PIP001


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("requirements.txt", "warning"), ("app/requirements.txt", "warning"),
        ("requirements-dev.txt", "info"), ("dev-requirements.txt", "info"),
        ("docs/requirements.txt", "info"), ("requirements/test.txt", "info"),
    ],
)  # fmt: skip
def test_unpinned_lines_are_weighed_by_what_they_are_for(path: str, severity: str) -> None:
    assert found({path: "numpy\n"}) == [f"{severity} PIP001 {path}:1"]


def test_hashes_constraints_and_locks_hold() -> None:
    hashed = "numpy==2.0.0 --hash=sha256:" + "0" * 64 + "\n"
    assert found({"requirements.txt": hashed}) == []
    constrained = {
        "requirements.txt": "-c constraints.txt\nnumpy\n",
        "constraints.txt": "numpy==2.0\n",
    }
    assert found(constrained) == []
    locked = '[[package]]\nname = "numpy"\nversion = "2.0.0"\n'
    assert found({"requirements.txt": "numpy\n", "uv.lock": locked}) == []
    compiled = {
        "unfrozen/requirements.txt": "numpy\n",
        "requirements.txt": "# pip-compile unfrozen/requirements.txt\nnumpy==2.0.0\n",
    }
    assert found(compiled) == []


def test_a_constraint_for_another_project_holds_nothing() -> None:
    files = {"requirements.txt": "-c constraints.txt\nnumpy\n", "constraints.txt": "scipy==1.0\n"}
    assert found(files) == ["warning PIP001 requirements.txt:2"]


def test_pip_itself_needs_no_version() -> None:
    assert found({"requirements.txt": "pip\nsetuptools\nwheel\n"}) == []


def test_a_bound_from_below_counts_for_a_paper() -> None:
    files = {"requirements.txt": "numpy>=1.20\n"}
    assert found(files) == []
    assert found(files, profile="paper") == ["warning PIP001 requirements.txt:1"]


def test_the_environments_versions_are_offered() -> None:
    files = {
        "requirements.txt": "numpy[extra]  # fast\ntorch ; sys_platform == 'linux'\n",
        "environment.yml": ENVIRONMENT + "  - numpy=2.1.0\n  - pytorch=2.5.1\n",
    }
    fixed = fix_files(files, unsafe=True)["requirements.txt"].decode()
    assert fixed == "numpy[extra]==2.1.0  # fast\ntorch==2.5.1 ; sys_platform == 'linux'\n"


# PIP002


def test_each_refused_line_is_found() -> None:
    files = {"requirements.txt": "numpy=1.2\nscipy==1.0\npandas>>2\n"}
    assert found(files) == ["error PIP002 requirements.txt:1", "error PIP002 requirements.txt:3"]


def test_prose_and_templates_are_not_known() -> None:
    prose = "The product shall be fast.\nIt shall not crash.\nIt shall cost nothing.\n"
    assert found({"docs/requirements.txt": prose}) == []
    template = "{% if gpu %}\ntorch=={{ torch }}\n{% endif %}\n"
    assert found({"requirements.txt": template}) == []


@pytest.mark.parametrize(
    "name", ["conda-requirements.txt", "apt-requirements.txt", "requirements.yml"]
)
def test_what_other_programs_read_is_not_judged(name: str) -> None:
    assert found({name: "numpy=1.2\n"}) == []


# PIP003

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("line", "count"),
    [
        (f"git+https://a.org/x@{COMMIT}", 0), (f"x @ git+https://a.org/x@{COMMIT}", 0),
        (f"-e git+https://a.org/x@{COMMIT}#egg=x", 0), ("git+https://a.org/x", 1),
        ("-e git+https://a.org/x@main#egg=x", 1), ("x @ git+https://a.org/x@v1.0", 1),
        ("git+ssh://git@a.org/x", 1), ("git+https://a.org/x@0123456", 1),
        ("svn+https://a.org/x@1234", 0),
    ],
)  # fmt: skip
def test_only_a_whole_commit_is_a_pin(line: str, count: int) -> None:
    assert len(found({"requirements.txt": f"{line}\n"}, "PIP003")) == count
    assert len(found({"environment.yml": section(line)}, "PIP003")) == count


# PIP004


def test_the_checkout_is_a_remark_and_elsewhere_an_error() -> None:
    files = {
        "requirements.txt": "-e .\n./libs/a\n./libs/b\n-e /home/ada/x\n",
        "libs/a/pyproject.toml": "",
        ".git/config": "",
    }
    assert found(files, "PIP004") == [
        "info PIP004 requirements.txt:1",
        "info PIP004 requirements.txt:2",
        "warning PIP004 requirements.txt:3",
        "error PIP004 requirements.txt:4",
    ]


def test_a_folder_outside_of_the_repository_is_an_error() -> None:
    files = {"docs/requirements.txt": "-e ..\n-e ../../other\n", ".git/config": ""}
    assert found(files, "PIP004") == [
        "info PIP004 docs/requirements.txt:1",
        "error PIP004 docs/requirements.txt:2",
    ]


# PIP005


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("https://a.org/x-1.0-py3-none-any.whl", 1), ("x @ https://a.org/x-1.0.tar.gz", 1),
        ("x @ https://a.org/x-1.0.tar.gz#sha256=" + "0" * 64, 0),
        ("https://a.org/x-1.0-py3-none-any.whl --hash=sha256:" + "0" * 64, 0),
        ("git+https://a.org/x", 0),
    ],
)  # fmt: skip
def test_a_download_wants_a_hash(line: str, count: int) -> None:
    assert len(found({"requirements.txt": f"{line}\n"}, "PIP005")) == count


# PIP006


def test_a_missing_include_is_found_where_it_is_named() -> None:
    files = {"requirements.txt": "-r base.txt\n-c missing.txt\n", "base.txt": "-r lost.txt\n"}
    assert found(files, "PIP006") == [
        "error PIP006 base.txt:1",
        "error PIP006 requirements.txt:2",
    ]


def test_what_cannot_be_seen_is_not_missing() -> None:
    files = {
        "requirements.txt": "-r sub/requirements.txt\n-r https://a.org/r.txt\n-r ${HERE}/r.txt\n",
        ".gitmodules": '[submodule "sub"]\n\tpath = sub\n\turl = https://a.org/sub\n',
        ".git/config": "",
    }
    assert found(files, "PIP006") == []


# PIP007


def test_conflicts_across_included_files() -> None:
    files = {
        "requirements.txt": "-r base.txt\n-c constraints.txt\nnumpy==2.0\nscipy<1.5\n",
        "base.txt": "numpy<2\n",
        "constraints.txt": "scipy==1.6\n",
    }
    assert found(files, "PIP007") == [
        "error PIP007 requirements.txt:3",
        "error PIP007 requirements.txt:4",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "numpy==1.26.4\nnumpy>=1.20\n", "torch==2.1.0+cu118\ntorch==2.1.0\n",
        "numpy==1.26 ; python_version < '3.12'\nnumpy==2.0 ; python_version >= '3.12'\n",
    ],
)  # fmt: skip
def test_what_can_be_met_is_no_conflict(lines: str) -> None:
    assert found({"requirements.txt": lines}, "PIP007") == []


def test_a_circle_of_includes_ends() -> None:
    files = {
        "requirements.txt": "-r requirements-b.txt\n",
        "requirements-b.txt": "-r requirements.txt\n",
    }
    assert found(files) == []


def test_conda_and_pip_are_another_rules() -> None:
    text = ENVIRONMENT + "  - numpy=2\n  - pip:\n      - numpy==1.0\n      - numpy==2.0\n"
    assert found({"environment.yml": text}, "PIP007") == []
    assert len(found({"environment.yml": text}, "ENV010")) == 2


# PIP008


def test_disagreements_are_one_finding() -> None:
    files = {
        "environment.yml": ENVIRONMENT + "  - numpy=1.26\n  - pytorch=2.1\n  - scipy=1.11\n",
        "requirements.txt": "numpy==2.0.0\ntorch==2.2.0+cu118\nscipy==1.11.4\n--find-links https://a.org/x\n",
    }
    assert found(files, "PIP008") == ["warning PIP008 requirements.txt:1"]


def test_the_same_list_cannot_disagree() -> None:
    files = {
        "environment.yml": ENVIRONMENT + "  - numpy=1.26\n  - pip:\n      - -r requirements.txt\n",
        "requirements.txt": "numpy==2.0.0\n",
    }
    assert found(files, "PIP008") == []


# PIP009


@pytest.mark.parametrize(
    ("line", "index"),
    [
        ("torch==2.1.0+cu118", "--extra-index-url https://download.pytorch.org/whl/cu118"),
        ("torch-scatter==2.1.2+pt21cu118", "--find-links https://data.pyg.org/whl/torch-2.1.0+cu118.html"),
        ("dgl==1.1.2+cu118", "--find-links https://data.dgl.ai/wheels/cu118/repo.html"),
    ],
)  # fmt: skip
def test_the_makers_index_is_added(line: str, index: str) -> None:
    files = {"requirements.txt": f"numpy==2.0.0\n{line}\n"}
    assert found(files, "PIP009") == ["error PIP009 requirements.txt:2"]
    fixed = fix_files(files, unsafe=True)["requirements.txt"].decode()
    assert fixed == f"{index}\nnumpy==2.0.0\n{line}\n"
    fixed = fix_files({"environment.yml": section(line)}, unsafe=True)["environment.yml"].decode()
    assert f"      - {index}\n      - '{line}'\n" in fixed


def test_an_unknown_build_has_no_index_to_offer() -> None:
    files = {"requirements.txt": "mylib==1.0+local\n"}
    assert found(files, "PIP009") == ["error PIP009 requirements.txt:1"]
    assert fix_files(files, unsafe=True)["requirements.txt"] == b"mylib==1.0+local\n"


def test_an_index_in_sight_is_enough() -> None:
    command = (
        "pip install -r requirements.txt --extra-index-url https://download.pytorch.org/whl/cu118\n"
    )
    files = {"requirements.txt": "torch==2.1.0+cu118\n", "install.sh": command}
    assert found(files, "PIP009") == []
    own = {"requirements.txt": "--find-links https://a.org/wheels\ntorch==2.1.0+cu118\n"}
    assert found(own, "PIP009") == []


# PIP010


@pytest.mark.parametrize(
    "url",
    [
        "file:///croot/x_1671487769961/work", "file:///home/conda/feedstock_root/build_artifacts/x_17/work",
        "file:///tmp/build/80754af9/x_1637/work", "file:///C:/ci/x_1637/work", "file:///D:/bld/x_17/work",
        "file:///opt/conda/conda-bld/x_16/work", "file:///Users/ktietz/demo/mc3/conda-bld/x_16/work",
        "file:///work/ci_py311/x_1676/work", "file:///home/builder/ci_310/x_1640/work",
    ],
)  # fmt: skip
def test_build_folders_are_known(url: str) -> None:
    assert found({"requirements.txt": f"x @ {url}\n"}) == ["error PIP010 requirements.txt:1"]


def test_a_version_is_given_only_where_the_path_tells_it() -> None:
    known = "x @ file:///croot/x_17/work/dist/x-1.2.3-cp311-cp311-linux_x86_64.whl\n"
    fixed = fix_files({"requirements.txt": known}, unsafe=True)
    assert fixed["requirements.txt"] == b"x==1.2.3\n"
    without = {"requirements.txt": "x @ file:///croot/x_17/work\n"}
    assert (
        fix_files(without, unsafe=True)["requirements.txt"] == without["requirements.txt"].encode()
    )


# PIP011


def test_condas_rows_are_one_finding() -> None:
    rows = (
        "# $ conda create --name <env> --file <this file>\n_libgcc_mutex=0.1=main\n"
        "numpy=1.26.4=py311h6_0\n-e /home/ada\n"
    )
    assert found({"requirements.txt": rows}) == ["error PIP011 requirements.txt:2"]


def test_an_explicit_list_is_a_lock() -> None:
    rows = "# platform: linux-64\n@EXPLICIT\nhttps://conda.anaconda.org/conda-forge/linux-64/a-1-0.conda\n"
    assert found({"requirements.txt": rows}) == []


# PIP012


@pytest.mark.parametrize(
    ("line", "count"),
    [("simple-knn==0.0.0", 1), ("my-ext==0.0.0", 1), ("detectron2==0.6", 1), ("clip==1.0", 1),
     ("clip==0.2.0", 0), ("zmq==0.0.0", 0), ("einops==0.8.0", 0), ("my-ext>=0.0.0", 0)],
)  # fmt: skip
def test_frozen_checkouts(line: str, count: int) -> None:
    assert len(found({"requirements.txt": f"{line}\n"}, "PIP012")) == count


# files that only an include names


def test_an_included_file_of_another_name_is_judged_once_and_heeds_its_own_ignores() -> None:
    files = {
        "requirements.txt": "-r deps/base.in\n",
        "requirements-b.txt": "-r deps/base.in\n",
        "deps/base.in": "numpy\ngit+https://a.org/x  # envguard: ignore[PIP003] a fork of ours\n",
    }
    assert found(files, "PIP001") == ["warning PIP001 deps/base.in:1"]
    result = check_files(files)
    assert [
        one.ignored for one in result.reported if one.code == "PIP003" and not one.ignored
    ] == []
    assert any(one.code == "PIP003" and one.ignored for one in result.reported)


@pytest.mark.parametrize("name", ["requirements_upstream.txt", "ci-nightly-requirements.txt"])
def test_a_list_made_to_follow_the_branches_is_remarked_upon(name: str) -> None:
    result = check_files({name: "git+https://a.org/x\n"})
    assert [r.severity.word for r in result.reported if r.code == "PIP003"] == ["info"]
