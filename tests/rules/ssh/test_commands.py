"""ssh in every carrier: SSH050 to SSH055."""

from __future__ import annotations

import json

import pytest

from envguard.testing import check_files


def words(files: dict[str, str], *codes: str) -> list[str]:
    """Code, severity and the words of each finding of some rules."""
    return [
        f"{r.code} {r.severity.word} {r.finding.words}"
        for r in check_files(files).reported
        if r.code in codes
    ]


CARRIERS = [
    ("deploy.sh", "ssh -A web1 uptime\n"),
    ("deploy.sh", "for h in a b; do sudo -u ada ssh -A $h uptime; done\n"),
    ("deploy.sh", "rsync -a --rsh='ssh -A' . web1:\n"),
    ("deploy.sh", "bash -c 'ssh -A web1'\n"),
    ("Makefile", "deploy:\n\tssh -A web1 uptime\n"),
    ("package.json", json.dumps({"scripts": {"deploy": "ssh -A web1"}})),
    ("Dockerfile", 'FROM debian:12.7\nCMD ["ssh", "-A", "web1"]\n'),
    (".gitlab-ci.yml", "a:\n  image: b:1\n  script:\n    - ssh -A web1\n"),
    (".github/workflows/a.yml",
     "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ssh -A web1\n"),
    ("playbook.yml", "- hosts: all\n  tasks:\n    - shell: ssh -A web1\n"),
    (".gitconfig", '[alias]\n\tup = "!ssh -A web1"\n'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), CARRIERS)
def test_forwarding_is_found_at_its_word(name: str, content: str) -> None:
    assert words({name: content}, "SSH050") == ["SSH050 error -A"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ssh -NTfA web1", ["A"]),
        ("ssh web1 -A", ["-A"]),
        ("ssh -oForwardAgent=yes web1", ["-oForwardAgent=yes"]),
        ('ssh -o "ForwardAgent yes" web1', ["ForwardAgent yes"]),
        ("ssh -o ForwardAgent=/run/agent.sock web1", ["ForwardAgent=/run/agent.sock"]),
        # measured: the last of -A and -a decides, before every -o
        ("ssh -a -A web1", ["-A"]),
        ("ssh -A -a web1", []),
        ("ssh -a -o ForwardAgent=yes web1", []),
        ("ssh -A -o ForwardAgent=no web1", ["-A"]),
        ("ssh -o ForwardAgent=no -o ForwardAgent=yes web1", []),
        ("ssh web1 ls -A", []),
        ("ssh -J bastion web1", []),
        ("ssh -l A -p 22 web1", []),
        ("ssh -A localhost", []),
        ("ssh-add -A", []),
        ("echo ssh -A web1", []),
    ],
)
def test_options_are_read_as_ssh_reads_them(line: str, expected: list[str]) -> None:
    found = [w.strip('"') for w in words({"a.sh": line + "\n"}, "SSH050")]
    assert found == [f"SSH050 error {word}" for word in expected]


def test_a_shared_host_is_named() -> None:
    files = {"a.sh": "ssh -A ada@gpu-01 uptime\n", "envguard.toml": 'shared-hosts = ["gpu-*"]\n'}
    found = [r for r in check_files(files).reported if r.code == "SSH050"]
    assert [r.finding.values.get("host") for r in found] == ["gpu-01"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ssh -o StrictHostKeyChecking=no web1", "error"),
        ('ssh -o "stricthostkeychecking = off" web1', "error"),
        ("scp -oUserKnownHostsFile=/dev/null a web1:", "error"),
        ("sftp -o StrictHostKeyChecking=no web1", "error"),
        ("ssh-copy-id -o StrictHostKeyChecking=no web1", "error"),
        ("sshpass -p x ssh -o StrictHostKeyChecking=no web1", "error"),
        ("rsync -avze 'ssh -o StrictHostKeyChecking=no' . web1:", "error"),
        ("sshfs -o allow_other,StrictHostKeyChecking=no web1:/ /mnt", "error"),
        ("GIT_SSH_COMMAND='ssh -o StrictHostKeyChecking=no' git pull", "error"),
        ("git -c core.sshCommand='ssh -o StrictHostKeyChecking=no' pull", "error"),
        ("git config --global core.sshCommand 'ssh -o StrictHostKeyChecking=no'", "error"),
        ("ssh -p 2222 -o StrictHostKeyChecking=no root@127.0.0.1", "info"),
        ("ssh -o StrictHostKeyChecking=accept-new web1", ""),
        ("ssh -o StrictHostKeyChecking=yes -o UserKnownHostsFile=/dev/null "
         "-o GlobalKnownHostsFile=keys web1", ""),
        ("ssh -o StrictHostKeyChecking=yes -o StrictHostKeyChecking=no web1", ""),
        ("ssh web1 tool -o StrictHostKeyChecking=no", ""),
    ],
)  # fmt: skip
def test_an_unchecked_host_key(line: str, expected: str) -> None:
    found = [r for r in check_files({"a.sh": line + "\n"}).reported if r.code == "SSH051"]
    assert [r.severity.word for r in found] == ([expected] if expected else [])


def test_options_in_a_variable_are_said_once_where_they_stand() -> None:
    script = 'OPTS="-o StrictHostKeyChecking=no"\nssh $OPTS a\nssh $OPTS b\nssh -A $OPTS c\n'
    assert words({"a.sh": script}, "SSH050", "SSH051") == [
        "SSH051 error StrictHostKeyChecking=no",
        "SSH050 error -A",
    ]


def test_a_variable_of_the_service_is_read() -> None:
    compose = (
        "services:\n  a:\n    image: b:1\n    environment:\n"
        "      GIT_SSH_COMMAND: ssh -o StrictHostKeyChecking=no\n    command: git fetch\n"
    )
    assert words({"compose.yml": compose}, "SSH051") == ["SSH051 error StrictHostKeyChecking=no"]


def test_what_a_variable_decides_is_unknown() -> None:
    result = check_files({"a.sh": "ssh -o StrictHostKeyChecking=$CHECK web1\n"})
    assert [u.code for u in result.unknowns] == ["SSH051"]


def test_prose_is_no_more_than_noted() -> None:
    readme = "```sh\nssh -A web1\nssh -o StrictHostKeyChecking=no web1\n```\n"
    assert words({"README.md": readme}, "SSH050", "SSH051") == [
        "SSH050 info -A",
        "SSH051 info StrictHostKeyChecking=no",
    ]


ANSIBLE = [
    ("ansible.cfg", "[defaults]\nhost_key_checking=no ; here\n", ["no"]),
    ("ansible.cfg", "[defaults]\nhost_key_checking = True\n", []),
    ("ansible.cfg", "[ssh_connection]\nssh_args = -C -o ForwardAgent=yes\n", ["ForwardAgent=yes"]),
    ("ansible.cfg", "[ssh_connection]\nssh_args = -A -a\n", []),
    ("ansible.cfg", "[other]\nssh_args = -A\n", []),
    ("inventory/hosts", "[a]\nx ansible_ssh_common_args='-o StrictHostKeyChecking=no'\n",
     ["StrictHostKeyChecking=no"]),
    ("inventory.ini", '[a]\nx\n[a:vars]\nansible_ssh_extra_args="-A"\n', ["-A"]),
    ("group_vars/all.yml", "ansible_ssh_common_args: -o UserKnownHostsFile=/dev/null\n",
     ["UserKnownHostsFile=/dev/null"]),
    ("inventory.yml", "all:\n  hosts:\n    x:\n      ansible_host_key_checking: false\n",
     ["false"]),
    ("play.yml", "- hosts: all\n  vars:\n    ansible_ssh_extra_args: -A\n  tasks: []\n", ["-A"]),
    ("a.sh", "export ANSIBLE_HOST_KEY_CHECKING=False\nansible-playbook a.yml\nansible x\n",
     ["False"]),
    ("a.sh", "ansible-playbook --ssh-common-args='-A' a.yml\n", ["-A"]),
    ("Dockerfile", "FROM debian:12.7\nENV ANSIBLE_HOST_KEY_CHECKING=0\nRUN ansible x\n", ["0"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "expected"), ANSIBLE)
def test_what_ansible_tells_its_ssh(name: str, content: str, expected: list[str]) -> None:
    assert words({name: content}, "SSH052") == [f"SSH052 error {word}" for word in expected]


def test_an_inventory_of_this_machine_is_only_noted() -> None:
    line = "x ansible_host=127.0.0.1 ansible_ssh_common_args='-o StrictHostKeyChecking=no'\n"
    expected = ["SSH052 info StrictHostKeyChecking=no"]
    assert words({"hosts.ini": "[a]\n" + line}, "SSH052") == expected


IMAGES = [
    ("COPY id_rsa /root/.ssh/", ["id_rsa"]),
    ("ADD keys/github_ed25519 /home/ada/.ssh/id_ed25519", ["keys/github_ed25519"]),
    ("COPY x /root/.ssh/id_rsa", ["x"]),
    ("ARG SSH_PRIVATE_KEY", ["SSH_PRIVATE_KEY"]),
    ("ARG SSH_KEY_PATH\nARG SSH_PUBLIC_KEY\nARG SSH_KEY_NAME", []),
    ("ENV DEPLOY_KEY=/run/secrets/key", []),
    ("COPY id_rsa.pub known_hosts config /root/.ssh/", []),
    ("COPY easy-rsa /opt/easy-rsa", []),
    ("RUN --mount=type=ssh git clone git@github.com:a/b", []),
]


@pytest.mark.parametrize(("step", "expected"), IMAGES)
def test_a_key_in_an_image(step: str, expected: list[str]) -> None:
    found = words({"Dockerfile": f"FROM debian:12.7\n{step}\n"}, "SSH053")
    assert found == [f"SSH053 error {word}" for word in expected]


@pytest.mark.parametrize(
    "step",
    ["COPY .ssh /root/.ssh", "COPY a.pem /root/.ssh/id_rsa", "COPY a.ppk /", "COPY id_rsa /"],
)
def test_one_rule_speaks_of_a_secret_in_an_image(step: str) -> None:
    files = {"Dockerfile": f"FROM debian:12.7\n{step}\n"}
    assert len(words(files, "SSH053", "IMG005")) == 1


def test_a_key_of_an_earlier_stage_stays_in_the_cache() -> None:
    file = "FROM debian:12.7 AS a\nCOPY id_rsa /root/.ssh/\nFROM debian:12.7\nCOPY --from=a /x /x\n"
    assert words({"Dockerfile": file}, "SSH053") == ["SSH053 warning id_rsa"]


def test_a_file_that_is_seen_to_hold_no_key_is_none() -> None:
    files = {"Dockerfile": "FROM debian:12.7\nCOPY id_rsa /x\n", "id_rsa": "made at run time\n"}
    assert words(files, "SSH053") == []


def test_a_source_that_no_file_system_can_hold_raises_nothing() -> None:
    file = "FROM debian:12.7\nCOPY id_rsa\0 /x\nCOPY */../*/../*/../*/../id_rsa /x\n"
    assert [r for r in check_files({"Dockerfile": file}).reported if r.code == "EGD004"] == []


POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
    "  - {name: a, image: 'b:1'}\n  volumes:\n  - {name: s, hostPath: {path: '%s'}}\n"
)
MOUNTS = [
    ("compose.yml",
     "services:\n  a:\n    image: b:1\n    volumes: ['$SSH_AUTH_SOCK:/a']\n", "warning"),
    ("compose.yml",
     "services:\n  a:\n    image: b:1\n    volumes: ['data:/run/ssh-agent']\n", ""),
    ("compose.yml", "services:\n  a:\n    build:\n      context: .\n      ssh: [default]\n", ""),
    ("run.sh", 'docker run -v "$SSH_AUTH_SOCK":/agent -e SSH_AUTH_SOCK=/agent b:1\n', "warning"),
    ("run.sh", "docker run -e SSH_AUTH_SOCK=/agent b:1\n", ""),
    (".devcontainer/devcontainer.json",
     '{"image": "b:1", "mounts": ["source=${localEnv:SSH_AUTH_SOCK},target=/a,type=bind"]}',
     "info"),
    ("pod.yml", POD % "/run/ssh-agent.sock", "warning"),
    ("pod.yml", POD % "/run/{username}/ssh-agent.sock", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "expected"), MOUNTS)
def test_an_agents_socket_in_a_container(name: str, content: str, expected: str) -> None:
    found = [r for r in check_files({name: content}).reported if r.code == "SSH054"]
    assert [r.severity.word for r in found] == ([expected] if expected else [])


JOB = "on: push\njobs:\n  a:\n    runs-on: {where}\n    steps:\n      - run: |\n{script}"
AGENT = "          eval $(ssh-agent -s)\n          ssh-add key\n"
STOPPED = AGENT + "          ssh-agent -k\n"

HANDLING = [
    ("a.sh", "ssh-keyscan web1 >> ~/.ssh/known_hosts\n", ["warning"]),
    ("a.sh", "ssh-keyscan web1 | sudo tee -a /etc/ssh/ssh_known_hosts\n", ["warning"]),
    ("a.sh", "ssh-keyscan web1\n", []),
    ("a.sh", "ssh-keyscan localhost >> ~/.ssh/known_hosts\n", []),
    ("a.sh", 'ssh-keyscan -H localhost 127.0.0.1 $(hostname) "$HOSTNAME" >> known_hosts\n', []),
    ("a.sh", "ssh-keyscan $(hostname -f) `hostname` >> known_hosts\n", []),
    ("a.sh", "ssh-keyscan $HOST $(hostname) >> known_hosts\n", ["warning"]),
    ("a.sh", "ssh-keyscan web1 > known_hosts\nssh-keygen -lf known_hosts | grep SHA256:a\n", []),
    ("README.md", "```sh\nssh-keyscan web1 >> ~/.ssh/known_hosts\n```\n", ["info"]),
    ("a.sh", 'echo "$KEY" | tr -d "\\r" | ssh-add -\n', ["info"]),
    ("a.sh", "ssh-add ~/.ssh/id_x\n", []),
    (".github/workflows/a.yml", JOB.format(where="self-hosted", script=AGENT), ["warning"]),
    (".github/workflows/a.yml", JOB.format(where="ubuntu-24.04", script=AGENT), []),
    (".github/workflows/a.yml", JOB.format(where="self-hosted", script=STOPPED), []),
]


@pytest.mark.parametrize(("name", "content", "expected"), HANDLING)
def test_keys_and_agents_in_scripts(name: str, content: str, expected: list[str]) -> None:
    found = [r for r in check_files({name: content}).reported if r.code == "SSH055"]
    assert [r.severity.word for r in found] == expected


def workflow(rest: str) -> dict[str, str]:
    steps = rest.replace("CHECKOUT", "- uses: actions/checkout@v5")
    return {".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n{steps}"}


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("    steps:\n      CHECKOUT\n        env:\n          GIT_SSH_COMMAND: ssh -A\n", ["-A"]),
        ("    env:\n      GIT_SSH_COMMAND: 'ssh -A'\n    steps:\n      CHECKOUT\n", ["-A"]),
        # the same variable reaches an action and a script
        ("    env:\n      GIT_SSH_COMMAND: ssh -A\n    steps:\n      CHECKOUT\n      CHECKOUT\n"
         "      - run: git pull\n", ["-A"]),
        ("    env:\n      GIT_SSH_COMMAND: ssh -A\n    steps:\n      - run: git pull\n"
         "      CHECKOUT\n", ["-A"]),
        ("    env:\n      GIT_SSH_COMMAND: ssh -A\n    steps:\n      CHECKOUT\n        env:\n"
         "          GIT_SSH_COMMAND: ssh\n", []),
        ("    env:\n      GIT_SSH_COMMAND: ${{ secrets.SSH }}\n    steps:\n      CHECKOUT\n", []),
        ("    env:\n      OTHER: ssh -A\n    steps:\n      CHECKOUT\n", []),
    ],
)  # fmt: skip
def test_what_git_in_an_action_is_told_counts_once(rest: str, expected: list[str]) -> None:
    assert words(workflow(rest), "SSH050") == [f"SSH050 error {word}" for word in expected]


@pytest.mark.parametrize("option", ["-c local", "--connection=local", "--connection local"])
def test_ansible_without_a_connection_has_no_host_key_to_check(option: str) -> None:
    line = f"ANSIBLE_HOST_KEY_CHECKING=False ansible -i localhost, localhost {option} -m setup\n"
    assert words({"a.sh": line}, "SSH052") == []
    assert len(words({"a.sh": line.replace("local ", "ssh ").replace(option, "")}, "SSH052")) == 1
