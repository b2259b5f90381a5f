"""The places that decided what a Jupyter server would do, as related spans of a finding."""

from __future__ import annotations

from envguard.model import Confidence, Related, Severity, Text, related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import Answer, JupyterServer

_WORDS = {
    "listens": "it listens on {value}",
    "authentication": "authentication: {value}",
    "token": "the token: {value}",
    "any_origin": "any origin: {value}",
    "runs_as_root": "it runs as root: {value}",
}


def evidence(server: JupyterServer, besides: Text, *names: str) -> tuple[Related, ...]:
    """Where the named values were decided, the finding's own place left out."""
    found: list[Related] = []
    seen = {(besides.source.path, besides.start)}
    for name in names:
        answer: Answer = getattr(server, name)
        origin = answer.origin
        if origin is None or (origin.source.path, origin.start) in seen:
            continue
        seen.add((origin.source.path, origin.start))
        found.append(related(origin, _WORDS[name], value=_shown(answer.value)))
    here = server.text.source.path
    if here != besides.source.path and all(one.location.path != here for one in found):
        found.append(related(server.text, "it is started here"))
    return tuple(found)


def _shown(value: object) -> str:
    words = {"all": "every interface", True: "yes", False: "no"}
    return str(words.get(value, value)) if isinstance(value, (str, bool)) else str(value)


def confidence(server: JupyterServer, *answers: Answer) -> Confidence:
    """Certain where the launch is in sight and everything about it is known."""
    if server.command is None or server.starts.value is not True or server.doubts:
        return Confidence.LIKELY
    if server.command.conditional or not all(answer.known for answer in answers):
        return Confidence.LIKELY
    return Confidence.CERTAIN


def place(server: JupyterServer, *names: str) -> Text:
    """The word that decided the first of these values, else the launch itself."""
    for name in names:
        origin: Text | None = getattr(server, name).origin
        if origin is not None:
            return shown_at(server, _as_spelled(server, origin))
    return server.text


def shown_at(server: JupyterServer, origin: Text) -> Text:
    """Where a finding about these words stands: there, or at the launch where they lie in a file
    of no kind that is examined, such as a config of an unusual name.
    """
    from envguard.project.kinds import classify

    path = origin.source.path.replace("\\", "/")
    if origin.source.path == server.text.source.path or classify(path, lambda: None) is not None:
        return origin
    return server.text


def _as_spelled(server: JupyterServer, origin: Text) -> Text:
    """The whole word of the command line, quotes included, in which an origin lies."""
    for word in server.command.argv if server.command is not None else ():
        raw = word.raw
        if raw.source is origin.source and raw.start <= origin.start <= origin.end <= raw.end:
            return raw
    return origin


def reachable(server: JupyterServer) -> bool | str:
    """Whether others reach the server, what publishes its port taken into account.

    A container whose port is not published at all is still open to the containers beside it.
    """
    if server.exposed is True and server.published.value == "loopback":
        return False
    return server.exposed


def in_prose(server: JupyterServer) -> bool:
    """Whether the launch stands in a README or another text for people."""
    return server.command is not None and server.command.context.setting == "prose"


def softened(server: JupyterServer, severity: Severity | None = None) -> Severity | None:
    """A remark in prose, where nothing runs yet; else the severity that is given."""
    return Severity.INFO if in_prose(server) else severity


def on_command_line(server: JupyterServer, origin: Text | None) -> bool:
    """Whether an origin lies in a word of the launch itself, not in a file or a variable."""
    if server.command is None or origin is None:
        return False
    return any(
        word.raw.source is origin.source and word.raw.start <= origin.start <= word.raw.end
        for word in server.command.argv[1:]
    )
