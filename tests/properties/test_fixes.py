"""Whatever a file holds: a fix changes its edits' spans and nothing else, and twice is once.

Files are put together from lines that rules find fault with. `ENVGUARD_EXAMPLES` says how many of
each kind are tried.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envguard.engine import fixing
from envguard.engine.check import Check
from envguard.engine.fixing import Change
from envguard.engine.request import Request
from envguard.model import Edit, Fix, Source
from envguard.project import settings as settings_files
from envguard.project.reading import encode

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "environments"
EXAMPLES = int(os.environ.get("ENVGUARD_EXAMPLES", "100"))
FORMATS = ("utf-8", "utf-8-sig", "utf-16")

EXPORT = "conda env export > environment.yml"
COMMANDS = [
    EXPORT, "conda activate base", "conda env export -n nlp | tee environment.yml", "echo é",
    "pip freeze > requirements.txt", "conda env export --file 'environment.yml'", "sudo -n true",
    "conda env export > a.yml && conda env export > environment.yml", "# conda env export", "",
    'bash -c "conda env export > environment.yml"', "mamba env export > environment.yml  # why",
]  # fmt: skip


def _some(words: list[str], most: int = 6) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), min_size=1, max_size=most)


CHANNELS = [
    "channels: [conda-forge]", "channels: [defaults]", "channels:\n  - defaults\n  - conda-forge",
    "channels:\n  # ours\n  - bioconda  # biology\n  - conda-forge\n  - bioconda", "",
    "channels: [conda-forge, conda-forge]", "channels:\n- conda-forge\n- defaults\n- nodefaults",
]  # fmt: skip
CONDA = [
    "python=3.11", "python 3.11", "python", "numpy=2.2.1=py311h1_0", "numpy=2.2.1=py311_0  # é",
    "numpy", '"scipy=1.15.0=py311_0"', "'pandas = 2.2'", "pip", "pip=24.0", "sklearn", "NumPy=2.2",
    "libgcc-ng=13.2.0=h807b86a_5", "cudatoolkit=11.8", "conda-forge::rich=13", "zlib>=1.2",
    "pytorch=2.1.0=py3.11_cuda12.1_cudnn8.9.2_0", "numpy=2.2.1", "scipy==1.15.*", "&x rich=13",
    "openssl=3.0.13=h7f8727e_0", "vs2015_runtime=14.27", "winpty=0.4.3=4", "jupyter", "*x",
]  # fmt: skip
PIP = [
    "numpy==2.2.1", "scipy==1.15.0", "rich", "-r requirements.txt", "sklearn", "numpy",
    "./lib", "git+https://github.com/a/b", "requests==2.31.0  # é", "-e .", "torch==2.1.0+cu121",
    "--index-url https://example.org/simple", "dataclasses", "numpy==2.2.1",
]  # fmt: skip
TAILS = ["prefix: /home/ada/a", "prefix: C:\\Users\\ada\\a", "variables:\n  A: b", "# é end", ""]
NAMES = ["name: nlp", "name: base", "name: /home/ada/a", "# top é\nname: 'my env'", ""]


@st.composite
def environments(draw: st.DrawFn) -> str:
    rows = [f"  - {row}" for row in draw(_some(CONDA, 8))]
    if draw(st.booleans()):
        rows += ["  - pip:", *(f"    - {row}" for row in draw(_some(PIP)))]
    rows = [line for row in rows for line in draw(st.sampled_from([[row], [row, "  # é", ""]]))]
    parts = [draw(st.sampled_from(NAMES)), draw(st.sampled_from(CHANNELS)), "dependencies:", *rows,
             *draw(_some(TAILS, 2))]  # fmt: skip
    return "\n".join(part for part in parts if part) + "\n"


HOSTS = ["Host *", "Host gpu gpu.lab.org", "Host a !b", "Match host x", "Host=b  # é", "host c", ""]
OPTIONS = [
    "StrictHostKeyChecking no", "UserKnownHostsFile /dev/null", "ForwardAgent yes", "Prot0col 2",
    "Protocol 2,1", "Ciphers aes128-cbc,aes256-ctr", "IdentityFile ~/.ssh/id_rsa", "User ada",
    "Port 22", "Port 22\r", "ForwardX11Trusted yes", "ForwardX11 yes", "Compresion yes", "# é",
    "HostKeyAlgorithms ssh-dss,ssh-rsa", 'ProxyCommand ssh -W %h:%p "jump"', "ControlPersist 10",
    "KexAlgorithms +diffie-hellman-group1-sha1", "Port=2222 # c", "UseRoaming yes", "Hostname  a.b",
    "IdentityFile id", "LogLevel QUIET", "ServerAliveInterval 0", "PasswordAuthentication yes",
    "MACs hmac-md5", "PubkeyAcceptedKeyTypes +ssh-rsa", "CheckHostIP no", "GSSAPIAuthentication no",
    "UsePrivilegedPort yes", "RSAAuthentication yes", "Cipher blowfish", "ControlMaster auto",
    "SetEnv A=b", "ControlPath /tmp/%r@%h", "IdentitiesOnly no", "User ada", "BatchMode  \tyes",
]  # fmt: skip
BLOCKS = st.tuples(st.sampled_from(HOSTS), _some(OPTIONS, 5)).map(
    lambda block: [block[0], *(f"  {option}" for option in block[1])]
)
CONFIGURATIONS = st.lists(BLOCKS, min_size=1, max_size=4).map(
    lambda blocks: "".join(f"{line}\n" for block in blocks for line in block)
)
SERVERS = _some([
    "c = get_config()", "c.ServerApp.ip = '0.0.0.0'", "c.ServerApp.token = ''  # é",
    f"import os\nos.system({EXPORT!r})", "c.NotebookApp.password = ''", "x = 1", "# é",
    "c.ServerApp.allow_origin = '*'", "c.ServerApp.allow_root = True",
]).map("\n".join)  # fmt: skip
DOCKERFILES = _some(COMMANDS).map(
    lambda found: "FROM mambaorg/micromamba:1.5\n" + "".join(f"RUN {one}\n" for one in found if one)
    + f'RUN ["conda", "env", "export"]\nRUN {EXPORT} && \\\n    echo é\nRUN <<EOF\n{EXPORT}\nEOF\n'
)  # fmt: skip


def _listed(found: list[str], indent: str) -> str:
    return "".join(f"{indent}- {json.dumps(one, ensure_ascii=False)}\n" for one in found)


COMPOSE = _some(COMMANDS).map(
    lambda found: (
        "services:\n  a:  # é\n    image: jupyter/base-notebook\n    command:\n"
        + _listed(["bash", "-c", "; ".join(found)], "      ")
        + f"  b:\n    image: x\n    command: >-\n      bash -c\n      '{EXPORT}'\n"
    )
)
WORKFLOWS = _some(COMMANDS).map(
    lambda found: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n"
    + "".join(f"          {one}\n" for one in found) + f"      - run: '{EXPORT}'  # é\n"
    + f"      - run: >-\n          {EXPORT}\n      - {{run: {json.dumps(found[0])}}}\n"
)  # fmt: skip
NOTEBOOKS = st.tuples(_some(COMMANDS), st.sampled_from([None, 1, "\t"]), st.booleans()).map(
    lambda drawn: json.dumps(
        {"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
                    "source": [f"!{one}\n" for one in drawn[0]]},
                   {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
                    "source": "%%bash\n" + "\n".join(drawn[0])}],
         "metadata": {}, "nbformat": 4, "nbformat_minor": 5},
        indent=drawn[1], ensure_ascii=drawn[2],
    )
)  # fmt: skip
REQUIREMENTS = _some([
    *PIP, "requests==2.31.0\\\n    --hash=sha256:" + "0" * 64, "# é", "", "numpy>=1,<2",
    "-i http://example.org/simple", "pkg-resources==0.0.0", "numpy ; python_version<'3'",
    "numpy @ file:///home/conda/feedstock_root", "certifi @ file:///croot/certifi_1/work",
    "--extra-index-url https://a.org/simple",
]).map(lambda rows: "\n".join(rows) + "\n")  # fmt: skip

KINDS: dict[str, st.SearchStrategy[str]] = {
    "environment.yml": environments(),
    ".ssh/config": CONFIGURATIONS,
    "jupyter_server_config.py": SERVERS,
    "Dockerfile": DOCKERFILES,
    "compose.yaml": COMPOSE,
    ".github/workflows/ci.yml": WORKFLOWS,
    "a.ipynb": NOTEBOOKS,
    "requirements.txt": REQUIREMENTS,
}
# these are read with bytes of any encoding
ODD = (".ssh/config", "Dockerfile", "requirements.txt", "jupyter_server_config.py")


@st.composite
def files(draw: st.DrawFn, name: str) -> bytes:
    """The bytes of a file of a kind, in one of the ways in which editors write it."""
    content = draw(KINDS[name])
    endings = draw(st.sampled_from([["\n"], ["\n"], ["\r\n"], ["\r\n", "\n"]]))
    lines = [line.rstrip("\r") for line in content.split("\n")]
    content = "".join(f"{line}{endings[at % len(endings)]}" for at, line in enumerate(lines))
    if draw(st.booleans()):
        content = content.rstrip("\r\n")
    if name in ODD and draw(st.booleans()):
        return content.encode("latin-1", "replace")
    encoding = draw(st.sampled_from(FORMATS if name != "a.ipynb" else FORMATS[:1]))
    return content.encode(encoding)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    before = os.getcwd()
    path = tmp_path_factory.mktemp("fixes")
    os.chdir(path)
    settings_files.forget()
    yield path
    os.chdir(before)


# a text, the edits that were proved on it, and the text that they gave
Step = tuple[Source, list[Fix], Source]


def _fix(name: str, data: bytes) -> tuple[bytes, list[Step], Check]:
    """A file after `--fix --unsafe-fixes`, and the steps that led there."""
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    Path(name).write_bytes(data)
    steps: list[Step] = []
    honest = fixing._prove

    def watched(check, source, kind, before, fixes):  # type: ignore[no-untyped-def]
        proved = honest(check, source, kind, before, fixes)
        if proved is not None:
            steps.append((source, list(fixes), proved[0]))
        return proved

    fixing._prove = watched
    try:
        check = Check(Request(paths=(name,), fix=True, unsafe_fixes=True, as_of="2026-11-01"))
        check.run()
    finally:
        fixing._prove = honest
    after = Path(name).read_bytes()
    shutil.rmtree(name.split("/")[0]) if "/" in name else os.unlink(name)
    return after, steps, check


def _spliced(source: Source, edits: list[Edit]) -> bytes:
    """The bytes that the edits alone give, counted in bytes and from the end."""
    data = encode(source, source.content)
    for edit in sorted(
        edits, key=lambda edit: (edit.location.start, edit.location.end), reverse=True
    ):
        begin = len(encode(source, source.content[: edit.location.start]))
        end = len(encode(source, source.content[: edit.location.end]))
        words = encode(Source(source.path, "", source.encoding), edit.text)
        data = data[:begin] + words + data[end:]
    return data


def _verify(name: str, data: bytes) -> Change | None:
    """The change that the fixes make of a file, where it is theirs alone."""
    after, steps, check = _fix(name, data)
    assert not check.unwritten
    assert not check.gathered.failed
    if not check.changes:
        assert after == data
        return None
    # of the steps that were tried one by one, those that led to the file's new text
    wanted, chain = check.changes[-1].after, []
    for source, fixes, fixed in reversed(steps):
        if fixed.content == wanted:
            chain.append((source, fixes, fixed))
            wanted = source.content
    assert wanted == check.changes[0].before
    assert encode(chain[-1][0], wanted) == data
    assert encode(chain[0][2], chain[0][2].content) == after
    for source, fixes, fixed in chain:
        edits = [edit for fix in fixes for edit in fix.edits]
        assert encode(fixed, fixed.content) == _spliced(source, edits)
    again, _, _ = _fix(name, after)
    assert again == after
    # a line that a fix writes ends as the others do
    before, text = check.changes[-1].before, check.changes[-1].after
    if "\r" not in before:
        assert "\r" not in text
    elif before.count("\n") == before.count("\r\n"):
        assert text.count("\n") == text.count("\r\n")
    return check.changes[-1]


@pytest.mark.parametrize("name", KINDS)
def test_a_fix_changes_its_spans_alone_and_twice_is_once(name: str, folder: Path) -> None:
    changed = []

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize="ENVGUARD_EXAMPLES" not in os.environ,
        database=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(files(name))
    def verify(data: bytes) -> None:
        if _verify(name, data) is not None:
            changed.append(data)

    verify()
    # no rule about a Jupyter configuration has a fix
    assert changed or name == "jupyter_server_config.py"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus is not here")
def test_of_real_files_a_fix_changes_its_spans_alone(folder: Path) -> None:
    changed = [
        path for path in sorted(CORPUS.iterdir())
        if _verify("environment.yml", path.read_bytes()) is not None
    ]  # fmt: skip
    assert len(changed) > 50
