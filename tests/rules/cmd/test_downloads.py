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
