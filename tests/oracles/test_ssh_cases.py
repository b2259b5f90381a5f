"""Configurations whose answer was measured with `ssh -G` of 9.2p1, 10.0p1 and 10.6p1.

Each row names only what differs from an empty configuration; `~` stands for the home folder,
@DIR@ for the folder of the configuration's repository.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from envguard.model import Source, Text
from envguard.subjects.ssh import (
    Machine,
    SshConfig,
    follow_includes,
    host_report,
    read_ssh_config,
)

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "ssh_cases.jsonl").read_text().splitlines()
]
USUAL = {
    "forwardagent": "no",
    "identitiesonly": "no",
    "stricthostkeychecking": "ask",
    "userknownhostsfile": "~/.ssh/known_hosts ~/.ssh/known_hosts2",
    "user": "root",
    "forwardx11": "no",
    "forwardx11trusted": "yes",
    "proxyjump": None,
    "permitlocalcommand": "no",
}
KEYS = ["id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk"]
LAST_KEYS = {"9.2": ["id_xmss", "id_dsa"], "10.0p1": ["id_xmss"], "10.6p1": ["id_mldsa44_ed25519"]}


def config_of(row: dict[str, Any], folder: Path) -> SshConfig:
    home = folder / "home"
    (home / ".ssh").mkdir(parents=True)
    for name, content in row.get("files", {}).items():
        path = home / ".ssh" / name[4:] if name.startswith("ssh/") else folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    content = row["config"].replace("@DIR@", str(folder))
    mark = "\ufeff" if content.startswith("\ufeff") else ""
    source = Source(str(folder / "repo" / "config"), content[len(mark) :], "utf-8", mark)
    machine = Machine(str(home), str(home), "root", "0", "here", {"HOME": str(home)})
    return read_ssh_config(
        Text.whole(source),
        include=follow_includes(machine),
        version=row.get("version", "9.2"),
        machine=machine,
    )


def expected_options(row: dict[str, Any]) -> dict[str, Any]:
    host = row["host"].rpartition("@")[2].lower()
    keys = [f"~/.ssh/{name}" for name in KEYS + LAST_KEYS[row.get("version", "9.2")]]
    return {**USUAL, "hostname": host, "identityfile": keys, **row["options"]}


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_measured_configuration_gives_the_measured_answer(
    row: dict[str, Any], tmp_path: Path
) -> None:
    report = host_report(config_of(row, tmp_path), row["host"])
    assert report["ok"] is not row.get("refused", False)
    if not report["ok"]:
        return
    home = str(tmp_path / "home")
    for option, value in expected_options(row).items():
        found = report["options"].get(option, {"value": None})["value"]
        assert json.loads(json.dumps(found).replace(home, "~")) == value, option


def test_refused_configurations_say_where() -> None:
    """The line that ssh names, for rows in which it does."""
    lines = {
        "bad-value-bool@example.com": 2,
        "continuation@example.com": 3,
        "no-arg@example.com": 2,
    }
    for row in ROWS:
        if row["name"] in lines:
            config = read_ssh_config(Text.of(row["config"], "config"))
            error = host_report(config, row["host"])["error"]
            assert (error["path"], error["line"]) == ("config", lines[row["name"]])
