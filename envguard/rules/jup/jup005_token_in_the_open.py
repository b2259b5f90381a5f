"""JUP005: token-in-the-open."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, Text, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, in_prose, place, reachable, softened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP005", "token-in-the-open", Severity.ERROR, since="0.1.0", tempered=False)
def token_in_the_open(server: JupyterServer) -> Iterator[Outcome]:
    r"""The token, or the password's hash, stands in a file that everybody with the project has.

    ## Why
    Whoever reads the repository, the image or a backup gets into the server, and a short token is
    guessed without reading anything. In an exec form `--ServerApp.token=$TOKEN` is no variable:
    no shell reads it, and the token is the word `$TOKEN`.

    A token that is written down is an error, also on the loopback address, where the other users
    of the machine are. A password's hash is a warning: it can be attacked at leisure.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --ServerApp.token=mysecret
    ```

    ## Bad, in an exec form
    ```dockerfile title="Dockerfile"
    FROM quay.io/jupyter/base-notebook:2024-10-07
    CMD ["start-notebook.py", "--IdentityProvider.token=$TOKEN"]
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/security.html
    - https://docs.docker.com/reference/dockerfile/#variable-substitution
    """
    if not server.judged or server.authentication.value not in ("token", "password"):
        return
    token, password = server.token_value, server.password
    if token.known and token.origin is not None:
        value = str(token.value)
        if not _stands_there(value, token.origin) or (in_prose(server) and _is_placeholder(value)):
            return
        where = place(server, "token")
        yield finding(
            where,
            _message(server, value, where),
            severity=softened(server),
            confidence=confidence(server, token),
            related=evidence(server, where, "listens"),
            token=value[:40],
        )
    elif isinstance(password.value, str) and password.origin is not None:
        value = password.value
        if not _is_hash(value) or not _stands_there(value, password.origin):
            return
        where = place(server, "password")
        yield finding(
            where,
            "The hash of this server's password stands in the project, and whoever has it can try "
            "passwords at leisure: keep it in a file outside, such as "
            "~/.jupyter/jupyter_server_config.json, which `jupyter server password` writes.",
            severity=softened(server, Severity.WARNING),
            confidence=confidence(server, password),
            related=evidence(server, where, "listens"),
        )


def _message(server: JupyterServer, value: str, where: Text) -> str:
    if value.startswith(("$", "%")):
        return (
            "No shell reads this, so the token is the word {token} itself, which everybody can "
            "read: set JUPYTER_TOKEN in the server's environment instead."
        )
    if server.token_file is not None:
        return (
            "The file with this server's token is part of the project, so the token is known to "
            "everybody who has that: give the file from outside."
        )
    if len(value) < 16 and reachable(server) is not False:
        return (
            "This token stands here for everybody to read, and is short enough to guess: leave it "
            "out, and Jupyter makes up one at each start, or set JUPYTER_TOKEN from outside of the "
            "project."
        )
    return (
        "This token stands here for everybody to read who has this project: leave it out, and "
        "Jupyter makes up one at each start, or set JUPYTER_TOKEN from outside of the project."
    )


def _stands_there(value: str, origin: Text) -> bool:
    """Whether the project holds the value itself; `.env` and the like give it from outside."""
    spelled = origin.spelled()
    return value in spelled or ("$" not in spelled and "{{" not in spelled)


def _is_placeholder(value: str) -> bool:
    words = value.strip("<>[]{}()'\"").lower()
    return (
        value[:1] in "<[{"
        or not words.strip(".x*")
        or any(word in words for word in ("your", "token", "secret", "example", "changeme", "…"))
    )


def _is_hash(value: str) -> bool:
    algorithm, colon, rest = value.partition(":")
    return bool(colon) and len(rest) > 20 and algorithm.lower() in (
        "argon2", "sha1", "sha224", "sha256", "sha384", "sha512", "md5",
    )  # fmt: skip
