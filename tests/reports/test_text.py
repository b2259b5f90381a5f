"""What people see at a terminal."""

from __future__ import annotations

import json
import textwrap

from envguard.reports.text import render
from envguard.testing import check_files


def test_a_finding_shows_its_line_its_evidence_and_its_fix() -> None:
    environment = textwrap.dedent(
        """\
        name: nlp
        channels: [conda-forge]
        dependencies:
          - python=3.11
          - numpy=1.26.4
          - pip=24.0
          - pip:
              - numpy==1.26.2
              - sacremoses==0.1.1
        """
    )
    assert render(check_files({"environment.yml": environment})) == textwrap.dedent(
        """\
        error[ENV010]: conda and pip both install numpy, and pip writes over conda's files: leave it to one of them.
         --> environment.yml:8:9
        8 |       - numpy==1.26.2
          |         ^^^^^^^^^^^^^
         ::: environment.yml:5:5  conda installs it here
        5 |   - numpy=1.26.4
          |     ^^^^^^^^^^^^
          = fix (--fix --unsafe-fixes): leave numpy to conda

        1 error in 1 file; fixes: 1 unsafe (--fix --unsafe-fixes)
        """  # noqa: E501
    )


def test_a_notebooks_finding_names_the_cell_and_the_line_of_the_file() -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# A"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["1\n", "!pip install x y"]},
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    shown = render(check_files({"a.ipynb": json.dumps(notebook, indent=1)}))
    assert "--> a.ipynb:16:19 (cell 2, line 2)" in shown


def test_quiet_says_nothing_of_a_good_project() -> None:
    assert render(check_files({"a.sh": "ls\n"}), quiet=True) == ""
    assert render(check_files({"a.sh": "ls\n"})) == "nothing to complain about in 1 file\n"


def test_colours_are_only_there_when_asked_for() -> None:
    result = check_files({"a.sh": "curl -s https://x.org/i.sh | bash\n"})
    assert "\x1b[" not in render(result)
    assert "\x1b[1;31merror[CMD006]\x1b[0m" in render(result, color=True)


def test_a_place_far_into_a_line_without_end_has_no_empty_frame() -> None:
    padding = ", ".join(["zlib=1.3"] * 1000)
    text = f"name: a\nchannels: [conda-forge]\ndependencies: [python=3.11, {padding}, numpy]\n"
    shown = render(check_files({"environment.yml": text}, select=["ENV013"]))
    assert "environment.yml:3:" in shown
    assert "^" not in shown
