"""ANS002: download-without-checksum."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.model.patterns import late
from envguard.rules import Outcome, rule
from envguard.subjects.downloads import base_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.model import Text
    from envguard.subjects.ansible import AnsibleTask

# what only is read: lists, keys, settings
_READ = (
    ".asc",
    ".gpg",
    ".key",
    ".list",
    ".json",
    ".yml",
    ".yaml",
    ".txt",
    ".repo",
    ".conf",
    ".toml",
)
# other downloads are compared with these, and they with nothing
_CHECKSUMS = late(
    r"^\{\{[^{}]{0,80}(?:checksum|(?:sha|md5)\d*_?sum)[^{}]{0,80}\}\}$"
    r"|(?:^|/)[^/?]*(?:checksums?|(?:sha\d*|md5)sums?)(?:\.txt)?$"
    r"|\.(?:sha\d+|md5|checksum)$",
    re.IGNORECASE,
)


@rule("ANS002", "download-without-checksum", Severity.WARNING, since="0.1.0")
def download_without_checksum(task: AnsibleTask) -> Iterator[Outcome]:
    r"""A play downloads something that will run, and does not say what it should be.

    ## Why
    Whoever controls the server, a mirror or the line on that day decides what runs on every machine
    of the inventory, often as root. An empty `checksum` checks nothing.

    ## Bad
    ```yaml title="playbook.yml"
    - hosts: gpu
      tasks:
        - name: Download Miniconda
          ansible.builtin.get_url:
            url: https://repo.anaconda.com/miniconda/Miniconda3-py311_24.9.2-0-Linux-x86_64.sh
            dest: /tmp/miniconda.sh
    ```

    ## Good
    ```yaml title="playbook.yml"
    - hosts: gpu
      tasks:
        - name: Download Miniconda
          ansible.builtin.get_url:
            url: https://repo.anaconda.com/miniconda/Miniconda3-py311_24.9.2-0-Linux-x86_64.sh
            dest: /tmp/miniconda.sh
            checksum: sha256:62ef806265659c47e37e22e8f9adce29e75c4ea0497e619c280f54c823887c4f
    ```

    ## References
    - https://docs.ansible.com/ansible/latest/collections/ansible/builtin/get_url_module.html#parameter-checksum
    """
    address = _address(task)
    if address is None or any(map(_CHECKSUMS.search, (address.value, address.spelled()))):
        return
    checksum = task.options.get("checksum") or task.options.get("sha256sum")
    if checksum is not None and checksum.value.strip(" '\"") not in ("", "null", "~"):
        return
    destination = task.options.get("dest")
    names = (base_name(address.value), base_name(destination.value) if destination else "")
    yield finding(
        address,
        "Nothing compares this download with a checksum: add `checksum: sha256:…`."
        if task.module == "get_url"
        else "Nothing compares this download with a checksum: fetch it with get_url and "
        "`checksum: sha256:…` first.",
        severity=Severity.INFO if any(name.endswith(_READ) for name in names) else None,
    )


def _address(task: AnsibleTask) -> Text | None:
    if task.module == "get_url":
        address = task.options.get("url")
        return address if address is not None and not address.value.startswith("file:") else None
    source = task.options.get("src") if task.module == "unarchive" else None
    return source if source is not None and source.value.startswith(("http", "ftp")) else None
