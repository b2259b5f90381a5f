"""What stands around a hub's config decides how bad an open port is, and which release runs."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

OPEN = 'c.JupyterHub.bind_url = "http://0.0.0.0:8000"\n'
DATABASE = "  jupyterhub-db:\n    image: postgres:16.1\n"


def severities(files: dict[str, str], code: str) -> list[str]:
    return [one.severity.word for one in check_files(files).reported if one.code == code]


@pytest.mark.parametrize("command", ["", "    command: jupyterhub -f /srv/jupyterhub_config.py\n"])
@pytest.mark.parametrize(
    ("port", "expected"), [("8000:8000", ["error"]), ("127.0.0.1:8000:8000", [])]
)
def test_a_compose_file_says_who_reaches_a_hub_also_where_its_image_starts_it(
    command: str, port: str, expected: list[str]
) -> None:
    compose = (
        f"services:\n{DATABASE}  hub:\n    image: quay.io/jupyterhub/jupyterhub:5\n"
        f'    ports: ["{port}"]\n{command}'
        '    volumes: ["./jupyterhub_config.py:/srv/jupyterhub_config.py"]\n'
    )
    files = {"jupyterhub_config.py": OPEN, "compose.yml": compose}
    assert severities(files, "HUB002") == expected


def test_a_compose_file_without_the_hub_or_that_does_not_parse_says_nothing_of_it() -> None:
    other = "# jupyterhub runs elsewhere\nservices:\n  db:\n    image: postgres:16.1\n"
    for compose in (other, other + "  x: [\n"):
        files = {"jupyterhub_config.py": OPEN, "compose.yml": compose}
        assert severities(files, "HUB002") == ["info"]
