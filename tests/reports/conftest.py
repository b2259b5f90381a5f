"""One small project for every format, and the schemas that lie beside the repository."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from envguard.engine.check import Check
from envguard.engine.request import Request
from envguard.project import settings as settings_files
from envguard.reports.report import Report

FILES = {
    "environment.yml": (
        "name: nlp\nchannels: [conda-forge]\ndependencies:\n  - python\n  - numpy=1.26.4\n"
        "  - pip=24.0\n  - pip:\n      - numpy==1.26.2\n"
        "prefix: /home/ada/miniconda3/envs/nlp  # envguard: ignore[ENV004] shown in the course\n"
    ),
    "start.sh": "jupyter lab --ip=\"$IP\" --ServerApp.token=''\n",
    "tidy.sh": "ls\n",
    "envguard.toml": '[per-file-ignores]\n"install.sh" = ["CMD006"]\n',
    "install.sh": "curl -s https://x.org/i.sh | bash\n",
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Report]:
    """Lay files, check them, and give what reporters get; the working directory is theirs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)

    def checked(files: dict[str, str] = FILES, **options: object) -> Report:
        settings_files.forget()
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        check = Check(Request(**{"as_of": "2026-11-01", **options}))  # type: ignore[arg-type]
        result = check.run()
        return Report(result, check.terms.rules_in_force(), time="2026-11-01T12:00:00")

    return checked


@pytest.fixture(scope="session")
def schemas() -> Path:
    """The published schemas, which are not part of the repository."""
    found = Path(__file__).resolve().parents[2].parent / "shared" / "schemas"
    if not found.is_dir():
        pytest.skip("../shared/schemas is not here")
    return found
