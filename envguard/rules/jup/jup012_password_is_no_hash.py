"""JUP012: password-is-no-hash."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, Text, finding
from envguard.model.patterns import late
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, in_prose, place, softened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer

_HASH = late(r"argon2:\$argon2(id|i|d)\$.+|(sha1|sha224|sha256|sha384|sha512|md5):[^:]+:.+")
_MANGLED = late(r"argon2:\$argon2(?:id|i|d)\$")


@rule("JUP012", "password-is-no-hash", Severity.WARNING, since="0.1.0")
def password_is_no_hash(server: JupyterServer) -> Iterator[Outcome]:
    r"""What stands in the place of the password's hash is none, so nobody can log in.

    ## Why
    Jupyter keeps the hash of a password, `argon2:$argon2id$…`, never the password. A plain
    password in its place switches the login on, and no password opens it, not even that one.
    The same happens where a shell reads the hash inside double quotes: it puts nothing in for
    `$argon2id`, `$v`, and `$m`.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --ServerApp.password=mypassword
    ```

    ## Bad, in double quotes
    ```sh title="start.sh"
    jupyter lab --PasswordIdentityProvider.hashed_password="argon2:$argon2id$v=19$m=10240$c2FsdA$aGFzaA"
    ```

    ## Good
    ```sh title="start.sh"
    # once: jupyter server password
    jupyter lab
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/public-server.html#automatic-password-setup
    """
    password = server.password
    if not server.judged or password.origin is None:
        return
    where = place(server, "password")
    if _MANGLED.search(_spelled(password.origin)) and not (
        isinstance(password.value, str) and _HASH.fullmatch(password.value)
    ):
        yield finding(
            where,
            "The dollar signs of this hash are taken for variables, so the hash is damaged and "
            "nobody can log in: put it in single quotes, or double each dollar sign in a compose "
            "file.",
            severity=softened(server),
            confidence=confidence(server),
        )
    elif isinstance(password.value, str) and password.known and password.value:
        if _HASH.fullmatch(password.value) or _stands_for_one(password.value, server):
            return
        yield finding(
            where,
            "This is no hash of a password, so nobody can log in with it: run `jupyter server "
            "password`, which asks for the password and keeps its hash.",
            severity=softened(server),
            confidence=confidence(server, password),
            related=evidence(server, where, "token"),
        )


def _spelled(origin: Text) -> str:
    return origin.spelled().replace("$$", "\0")


def _stands_for_one(value: str, server: JupyterServer) -> bool:
    """`sha1:…` and `<hash>` in a text for people stand for a hash."""
    if value == "unknown":
        return True
    marks = ("<", "...", "…", "your", "hash")
    return in_prose(server) and any(mark in value.lower() for mark in marks)
