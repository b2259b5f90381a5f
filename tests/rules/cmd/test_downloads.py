"""What is run unseen, and what a checksum is good for."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

GET = "wget https://x.org/i.sh\n"
SUM = 'echo "62ef  i.sh" | sha256sum -c -\n'


def codes(script: str) -> list[str]:
    return [r.code for r in check_files({"a.sh": script}).reported]


@pytest.mark.parametrize(
    "script",
    [
        "curl -s https://x.org/i.sh | sh\n",
        "curl -s https://x.org/i.sh | sudo -E bash -\n",
        'bash -c "$(curl -fsSL https://x.org/i.sh)"\n',
        "bash <(curl -s https://x.org/i.sh)\n",
        'eval "$(curl -s https://x.org/i.sh)"\n',
        "curl -s https://x.org/i.py | python3 -\n",
    ],
)
def test_a_script_that_is_run_unseen_is_an_error(script: str) -> None:
    assert codes(script) == ["CMD006"]


@pytest.mark.parametrize(
    "script",
    [
        "curl -s https://x.org/data.json | jq .\n",
        "x=$(curl -s https://x.org/version)\n",
        'echo "$(curl -s https://x.org/version)"\n',
        "curl -s https://x.org/data.csv | python analyse.py\n",
        GET,
        f"{GET}{SUM}sh i.sh\n",
        f"{GET}sha256sum -c i.sh.sha256\nsh i.sh\n",
        f"{GET}sha256sum -c <<< '62ef  i.sh'\nsh i.sh\n",
        f"{GET}gpg --verify i.sh.asc i.sh\nsh i.sh\n",
    ],
)
def test_what_is_checked_or_not_run_is_no_finding(script: str) -> None:
    assert codes(script) == []


@pytest.mark.parametrize(
    "script",
    [
        f"{GET}sh i.sh\n",
        f"{GET}sh i.sh\n{SUM}",
        f'{GET}echo "1  other.sh" | sha256sum -c -\nsh i.sh\n',
    ],
)
def test_a_checksum_of_another_file_or_too_late_does_not_help(script: str) -> None:
    assert codes(script) == ["CMD006"]


_HEAD = "FROM debian:12.7\n"
_MINICONDA = "https://repo.anaconda.com/miniconda/"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (f"ADD {_MINICONDA}Miniconda3-latest-Linux-x86_64.sh /tmp/m.sh\n", ["CMD005"]),
        (f"ADD {_MINICONDA}Miniconda3-latest-Linux-x86_64.sh /tmp/\nRUN sh /tmp/"
         "Miniconda3-latest-Linux-x86_64.sh -b\n", ["CMD005", "CMD006"]),
        ("ADD https://example.org/install.sh /i.sh\nRUN bash /i.sh\n", ["CMD006"]),
        ('ADD ["https://example.org/install.sh", "/i.sh"]\nRUN bash /i.sh\n', ["CMD006"]),
        ("ARG B=https://example.org\nADD ${B}/install.sh /i.sh\nRUN chmod +x /i.sh && /i.sh\n",
         ["CMD006"]),
        ("ADD https://example.org/install.sh /i.sh\nRUN echo 'abc  /i.sh' | sha256sum -c - "
         "&& bash /i.sh\n", []),
        ("ADD --checksum=sha256:24454f830cdb https://example.org/install.sh /i.sh\n"
         "RUN bash /i.sh\n", []),
        ("ADD https://example.org/data.csv /data/\nRUN bash /i.sh\n", []),
        ("ADD https://github.com/moby/buildkit.git#v0.10 /i.sh\nRUN bash /i.sh\n", []),
        ("ADD install.sh /i.sh\nRUN bash /i.sh\n", []),
        ("COPY https://example.org/install.sh /i.sh\nRUN bash /i.sh\n", []),
    ],
)  # fmt: skip
def test_what_a_dockerfile_adds_from_an_address_is_a_download(
    lines: str, expected: list[str]
) -> None:
    result = check_files({"Dockerfile": _HEAD + lines})
    assert [r.code for r in result.reported if r.code in ("CMD005", "CMD006")] == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("cat > b.sh <<EOF\nconda create -n nlp\nEOF\nbash b.sh\n", ["CMD001 2"]),
        ("cat <<'EOF' > /tmp/b.sh\nconda create -n nlp\nEOF\nchmod +x /tmp/b.sh && /tmp/b.sh\n",
         ["CMD001 2"]),
        ("tee b.sh <<EOF\nconda create -n $NAME\nEOF\nsource b.sh\n", ["CMD001 2"]),
        ("echo 'conda create -n nlp' > b.sh\nsh b.sh\n", ["CMD001 1"]),
        ("cat > b.sh <<EOF\nconda create -n nlp\nEOF\n", []),
        ("bash b.sh\ncat > b.sh <<EOF\nconda create -n nlp\nEOF\n", []),
        ("cat > b.sh <<EOF\nconda create -n nlp\nEOF\nbash other.sh\n", []),
        ("cat > notes.txt <<EOF\nconda create -n nlp\nEOF\nbash notes.txt\n", []),
        ("cat > b.sh <<EOF\nbash b.sh\nEOF\nbash b.sh\nbash b.sh\n", []),
    ],
)  # fmt: skip
def test_a_script_that_is_written_and_started_is_read(script: str, expected: list[str]) -> None:
    result = check_files({"setup.sh": "#!/bin/bash\n" + script})
    found = [
        f"{r.code} {r.finding.location.begin.line - 1}"
        for r in result.reported
        if r.code == "CMD001"
    ]
    assert found == expected
