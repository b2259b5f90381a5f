"""Writes envguard/data/envguard.schema.json from the settings; `--check` only compares."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import envguard
from envguard.project.settings_schema import schema

TARGET = Path(envguard.__file__).with_name("data") / "envguard.schema.json"


def spelled() -> str:
    """The file's content."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    text = spelled()
    if "--check" in sys.argv[1:]:
        known = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
        if known != text:
            print(f"{TARGET} is out of date: run python scripts/generate_schema.py")
        return int(known != text)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
