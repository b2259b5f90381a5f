"""SSH026: outdated-key."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.formats.public_key import public_key
from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.judged import judged_hosts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.ssh.config import Line, SshConfig

_FOLDERS = (".ssh", "dot_ssh", "dot-ssh", "private_dot_ssh", "ssh")
SHORTEST_RSA = 2048


@rule("SSH026", "outdated-key", Severity.INFO, since="0.1.0", tempered=False)
def outdated_key(config: SshConfig, project: Project) -> Iterator[Outcome]:
    r"""A key of a kind that servers no longer accept, or a public key where the private one belongs.

    ## Why
    OpenSSH switched DSA off in 7.0 and removed it in 10.0; RSA keys of 1024 bits are refused since
    9.1. Such a key is offered in vain and counts as a failed attempt. A `.pub` in IdentityFile is
    right only beside `IdentitiesOnly yes`, where it picks one key of the agent.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host old.example
        IdentityFile ~/.ssh/id_dsa
        IdentitiesOnly yes
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host old.example
        IdentityFile ~/.ssh/id_ed25519
        IdentitiesOnly yes
    ```

    ## References
    - https://www.openssh.com/releasenotes.html
    - https://man.openbsd.org/ssh_config#IdentityFile
    """
    public: list[Line] = []
    for line in config.own_directives("identityfile"):
        value = line.directive.values[0] if line.directive.values else ""
        name = value.rpartition("/")[2]
        if name.endswith(".pub"):
            public.append(line)
        kind = _kind(name, value, config, project)
        if kind:
            yield finding(
                line.directive.text,
                "{name} is {kind}, which servers no longer accept: make an ed25519 key.",
                confidence=confidence(config, line),
                name=name,
                kind=kind,
            )
    chosen = _chosen(config) if public else set()
    for line in public if not config.template else ():
        if line.order not in chosen:
            yield finding(
                line.directive.text,
                "This is the public half of a key: name the private one, or add `IdentitiesOnly yes` "
                "to pick this key of the agent.",
                confidence=confidence(config, line),
            )


def _kind(name: str, value: str, config: SshConfig, project: Project) -> str:
    """What is outdated about a key, by its name or by its public half beside the configuration."""
    stem = name.removesuffix(".pub")
    if stem == "id_dsa":
        return "a DSA key"
    folder = os.path.dirname(os.path.abspath(config.path))
    if os.path.basename(folder) not in _FOLDERS or value != f"~/.ssh/{name}" or "\0" in name:
        return ""
    text = project.read(os.path.join(folder, f"{stem}.pub"))
    key = public_key(text.value) if text is not None else None
    if key is None:
        return ""
    if key.kind == "ssh-dss":
        return "a DSA key"
    short = key.kind == "ssh-rsa" and 0 < key.bits < SHORTEST_RSA
    return f"an RSA key of {key.bits} bits" if short else ""


def _chosen(config: SshConfig) -> set[int]:
    """The lines that hold for some host with IdentitiesOnly in force."""
    found: set[int] = set()
    for host in judged_hosts(config):
        answer = config.effective(host, mended=True)
        keys, only = answer.options.get("identityfile"), answer.options.get("identitiesonly")
        if keys is not None and only is not None and "yes" in only.possible():
            found.update(line.order for line in keys.lines)
    return found
