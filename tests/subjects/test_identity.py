"""What tells who the authors are, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.subjects.identity import Own, ssh_traces, traces

OWN = Own(frozenset({"ada-lab"}), frozenset({"tree-growth"}))


def kinds(content: str, path: str = "notes.txt") -> list[tuple[str, int]]:
    return [(one.kind, one.line) for one in traces(content, path, OWN)]


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("run.sh", "cd /home/ada/trees", "user name in a path"),
        ("run.py", 'ROOT = "/Users/ada.lovelace/trees"', "user name in a path"),
        ("run.py", r"p = 'C:\Users\ada\trees'", "user name in a path"),
        ("a.ipynb", r'"C:\\Users\\ada\\trees"', "user name in a path"),
        ("run.sh", "rsync x ada@login.cluster.uni-x.de:", "e-mail address or login"),
        ("x.md", "write to ada.l@engine.science.", "e-mail address or login"),
        ("x.md", "https://orcid.org/0000-0002-1825-0097", "ORCID"),
        ("x.md", "ORCID 0000-0002-1694-233X", "ORCID"),
        ("run.sh", "ssh gpu1.lab.internal", "private host"),
        ("run.sh", "curl http://192.168.17.4:8888", "private host"),
        ("x.md", "git clone https://github.com/ada-lab/other.git", "address of the project"),
        ("x.md", "git clone git@github.com:somebody/tree_growth.git", "address of the project"),
        ("job.sbatch", "#SBATCH --account=lovelace-lab", "account of a cluster"),
        ("pyproject.toml", 'authors = [{name = "Ada Lovelace"}]', "author field"),
        ("setup.py", '    author="Ada Lovelace",', "author field"),
        ("paper.tex", r"\author{Ada Lovelace \and Charles Babbage}", "author in LaTeX"),
        ("LICENSE", "Copyright (c) 2026 Ada Lovelace", "copyright line"),
        ("AUTHORS", "Ada Lovelace", "list of authors"),
        ("a.ipynb", '     "displayName": "Ada Lovelace",', "notebook metadata"),
        ("README.md", "https://zenodo.org/badge/12345678.svg", "identifier of the deposit"),
        ("CITATION.cff", "doi: 10.5281/zenodo.1234567", "identifier of the deposit"),
    ],
)
def test_a_trace_is_found(path: str, content: str, kind: str) -> None:
    assert (kind, 1) in kinds(content, path)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("Dockerfile", "COPY . /home/jovyan/work"),
        ("x.md", "https://forge.example.org/home/ada/project"),
        ("x.md", "git clone git@github.com:pytorch/pytorch.git"),
        ("x.md", "uses: actions/checkout@v4"),
        ("model.py", "out = query@key.to(device)"),
        ("model.py", "scores = q@k.transpose(1, 2)"),
        ("x.md", "mail you@example.org"),
        ("x.md", "card 1234-5678-9012-3456"),
        ("requirements.txt", "nvidia-curand-cu11==10.2.10.91"),
        ("compose.yml", "ANYTHING: host.docker.internal"),
        ("LICENSE", "Copyright (C) 2007 Free Software Foundation, Inc."),
        ("LICENSE", "copyright notice and this permission notice"),
        ("paper.tex", r"\author{Anonymous Author(s)}"),
        ("notes.txt", "author: unknown in a file without such fields"),
    ],
)
def test_what_only_looks_like_one_is_not(path: str, content: str) -> None:
    assert kinds(content, path) == []


def test_a_list_of_authors_below_its_key_is_found_line_by_line() -> None:
    content = (
        "title: Trees\nauthors:\n  - family-names: Lovelace\n    given-names: Ada\nversion: 1\n"
    )
    assert kinds(content, "CITATION.cff") == [("author field", 3), ("author field", 4)]


def test_the_words_of_a_trace_are_those_to_be_hidden() -> None:
    found = list(traces('authors = [{name = "Ada Lovelace"}]', "pyproject.toml", OWN))
    assert found[0].words == ("Ada Lovelace", "Ada", "Lovelace")


def test_an_ssh_configuration_tells_hosts_and_accounts() -> None:
    content = "Host gpu\n  HostName gpu1.uni-x.de\n  User ada\nHost github.com\n  User git\n"
    assert [(one.kind, one.line) for one in ssh_traces(content)] == [("host", 2), ("user name", 3)]


@given(st.text(alphabet=st.sampled_from("aA@./:-0192 \\\"'=[]{}#%\n"), max_size=300))
def test_no_text_is_too_odd(content: str) -> None:
    for path in ("a.ipynb", "CITATION.cff", "x.tex", "LICENSE", "AUTHORS"):
        for one in traces(content, path, OWN):
            assert 1 <= one.line <= content.count("\n") + 1
