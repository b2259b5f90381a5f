"""What the rules about Ansible see, and what they leave alone."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

PLAY = "- hosts: all\n  tasks:\n"
URL = "https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-x86_64.sh"


def found(files: dict[str, str], code: str) -> list[str]:
    """The severities of the findings of one rule."""
    return [r.severity.word for r in check_files(files).reported if r.code == code]


def play(*lines: str) -> dict[str, str]:
    """A playbook of one play, its tasks' lines given."""
    return {"playbook.yml": PLAY + "".join(f"    {line}\n" for line in lines)}


def test_the_newest_installer_of_a_roles_default_is_an_info() -> None:
    assert found(play(f"- get_url: {{url: {URL}, dest: /x}}"), "ANS001") == ["warning"]
    task = "- get_url:\n    url: " + URL.replace("latest", "{{ v }}") + "\n    dest: /x\n"
    role = {"roles/r/tasks/main.yml": task, "roles/r/defaults/main.yml": "v: latest\n"}
    assert found(role, "ANS001") == ["info"]
    assert found({**role, "roles/r/defaults/main.yml": "v: py311_24.9.2-0\n"}, "ANS001") == []


@pytest.mark.parametrize(
    ("checksum", "count"), [("", 1), (", checksum: ''", 1), (", checksum: 'sha256:ab'", 0),
                            (", checksum: '{{ sums[x] }}'", 0)],
)  # fmt: skip
def test_an_empty_checksum_is_none(checksum: str, count: int) -> None:
    task = f"- get_url: {{url: https://a.org/x.sh, dest: /x{checksum}}}"
    assert len(found(play(task), "ANS002")) == count


def test_options_in_one_line_are_read() -> None:
    task = '- get_url: url=https://a.org/{{ x }}/y.sh dest=/y checksum=""'
    assert found(play(task), "ANS002") == ["warning"]


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("'{{ spark_checksum_url }}'", 0), ("https://a.org/x.tar.gz.sha512", 0),
        ("https://a.org/v1/SHA256SUMS", 0), ("https://a.org/v1/sha256sum.txt", 0),
        ("'{{ spark_url }}'", 1), ("https://a.org/md5sum/tool.sh", 1),
        ("'{{ md5 }}/tool.sh'", 1), ("https://a.org/x.tar.gz?checksum=1", 1),
    ],
)  # fmt: skip
def test_a_list_of_checksums_needs_none_itself(address: str, count: int) -> None:
    task = f"- get_url: {{url: {address}, dest: /x}}"
    assert len(found(play(task), "ANS002")) == count


INSTALL = "- shell: bash /tmp/Miniconda3.sh -b -p /opt/conda"


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ((INSTALL,), 1),
        ((INSTALL + " creates=/opt/conda",), 0),
        ((INSTALL, "  args: {creates: /opt/conda}"), 0),
        ((INSTALL, "  when: not conda.stat.exists"), 0),
        ((INSTALL, "  when: install_conda"), 1),
        (("- block:", "    " + INSTALL, "  when: not conda.stat.exists"), 0),
        (("- shell: test -d /opt/conda || bash /tmp/Miniconda3.sh -b",), 0),
        (("- shell: conda --version",), 0),
        (("- command: pip install x==1",), 1),
    ],
)
def test_what_keeps_a_task_from_repeating(lines: tuple[str, ...], count: int) -> None:
    assert len(found(play(*lines), "ANS003")) == count


def test_a_handler_and_a_conditional_include_do_not_repeat() -> None:
    handlers = "- hosts: all\n  handlers:\n    " + INSTALL + "\n"
    assert found({"playbook.yml": handlers}, "ANS003") == []
    tasks = {"tasks/install.yml": INSTALL + "\n"}
    assert found(tasks, "ANS003") == ["warning"]
    main = "- include_tasks: install.yml\n  when: not conda.stat.exists\n"
    assert found({**tasks, "tasks/main.yml": main}, "ANS003") == []


def test_a_conda_module_with_versions_is_fine() -> None:
    assert found(play("- conda: {name: numpy}"), "ANS005") == ["warning"]
    assert found(play("- conda: {name: [numpy=1.26, scipy=1.14]}"), "ANS005") == []
    assert found(play("- conda: {name: numpy, state: absent}"), "ANS005") == []
    assert found(play("- conda: {name: numpy=1.2, state: latest}"), "ANS005") == ["warning"]


def test_host_keys_that_are_checked_are_fine() -> None:
    head = "- hosts: all\n  vars:\n    ansible_ssh_common_args: -o StrictHostKeyChecking=WORD\n"
    text = head + "  tasks:\n    - command: ls\n"
    for word, count in (("no", 1), ("accept-new", 0), ("yes", 0)):
        files = {"playbook.yml": text.replace("WORD", word)}
        codes = [r.code for r in check_files(files).reported]
        assert len([c for c in codes if c in ("ANS004", "SSH052")]) == count
