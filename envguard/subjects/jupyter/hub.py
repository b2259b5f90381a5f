"""JupyterHub as far as its own listening and its authenticator go."""

from __future__ import annotations

from envguard.subjects.jupyter.addresses import bound
from envguard.subjects.jupyter.application import Application
from envguard.subjects.jupyter.commandline import CommandLine
from envguard.subjects.jupyter.configs import everything
from envguard.subjects.jupyter.server import UNKNOWN, Answer, JupyterServer
from envguard.subjects.jupyter.settings import Refusal, Sections, Setting, merge, unknown
from envguard.subjects.jupyter.surroundings import Surroundings
from envguard.subjects.jupyter.traits import HUB

_LINEAGE = ("Configurable", "LoggingConfigurable", "SingletonConfigurable", "Application")


def judge_hub(server: JupyterServer, line: CommandLine, around: Surroundings) -> None:
    """Fill in a hub: it listens on every interface unless told otherwise, measured with 6.1.1.

    Only the two authenticators that need no outer service are judged; with others, logins are
    the hub's business.
    """
    around.own = "JupyterHub"
    application = Application((*_LINEAGE, "JupyterHub"), HUB)
    try:
        application.update(line.sections())
        found = _file(application, around)
        merge(found, line.sections())
        application.update(found)
    except Refusal as refusal:
        server.refuse(refusal.origin, refusal.reason)
    server.configs, server.dropped = around.used, around.dropped
    for place in around.dropped:
        server.refuse(place.text, place.reason)
    if line.open:
        merge(
            application.config,
            everything(unknown(line.open.word.text, line.open.reason), around.own),
        )
    values = application.values
    _address(server, values)
    judge_login(server, application.config)
    certificate = values.get("ssl_cert")
    unclear = certificate is not None and not certificate.known
    tls = bool(certificate and certificate.value)
    server.tls = Answer(UNKNOWN if unclear else tls, certificate.origin if certificate else None)
    user = server.command.user if server.command else None
    server.runs_as_root = Answer(
        UNKNOWN if user is None else user.partition(":")[0] in ("root", "0")
    )
    server.allow_root = Answer(True, None, "it does not ask")
    settings = values.get("tornado_settings")
    server.allow_origin = Answer("")
    server.any_origin = Answer(False)
    if settings is not None:
        from envguard.subjects.jupyter.origins import any_origin

        server.allow_origin_pat = Answer("")
        server.any_origin = any_origin(values, server, "hub")
    published = server.command.context.published if server.command else UNKNOWN
    server.published = Answer(published)


def _file(application: Application, around: Surroundings) -> Sections:
    """`-f` or `--config`, else jupyterhub_config.py of the working directory."""
    given = application.values.get("config_file")
    if given is None:
        given = Setting("jupyterhub_config.py", None)
    return around.given(given)


def _address(server: JupyterServer, values: dict[str, Setting]) -> None:
    ip, url = values.get("ip"), values.get("bind_url")
    chosen = Answer("", None, "a hub listens on every interface unless told otherwise")
    if ip is not None and (not ip.known or ip.value):
        chosen = Answer(ip.value if ip.known else UNKNOWN, ip.origin, ip.why)
    elif url is not None:
        host = str(url.value).partition("://")[2].partition("/")[0]
        host = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        chosen = Answer(host.strip("[]").rstrip(":") if url.known else UNKNOWN, url.origin, url.why)
    server.ip = chosen
    port = values.get("port")
    server.port = Answer(8000) if port is None else Answer(port.value if port.known else UNKNOWN)
    found = bound(chosen)
    listens = UNKNOWN if found.listens == "fails" else found.listens
    server.listens = Answer(listens, chosen.origin, found.why or chosen.why)
    if found.listens == "fails":
        server.refuse(chosen.origin, found.why)


def judge_login(server: JupyterServer, config: Sections) -> None:
    """DummyAuthenticator without a password lets anybody in, whatever they type."""
    held = config.get("JupyterHub", {}).get("authenticator_class")
    words = held.imported or held.value if held is not None else "pam"
    name = str(words).rpartition(".")[2].lower()
    if held is not None and not held.known and not held.imported:
        server.authentication = Answer(UNKNOWN, held.origin, held.why)
    elif name in ("dummy", "dummyauthenticator"):
        password = config.get("DummyAuthenticator", {}).get("password")
        if password is None or (password.known and not password.value):
            why = "DummyAuthenticator takes any password"
            server.authentication = Answer("none", held.origin if held else None, why)
        elif password.known or password.filled:
            server.authentication = Answer("password", password.origin)
        else:
            server.authentication = Answer(UNKNOWN, password.origin, password.why)
    elif name in ("shared-password", "sharedpasswordauthenticator"):
        server.authentication = Answer("password", held.origin if held else None)
        _shared(server, config.get("SharedPasswordAuthenticator", {}))
    elif name == "null":
        server.authentication = Answer("hub", held.origin if held else None)
    else:
        server.authentication = Answer("hub", held.origin if held else None)


def _shared(server: JupyterServer, traits: dict[str, Setting]) -> None:
    """A shared password of fewer than eight characters (32 for admins) stops the hub."""
    for trait, least in (("user_password", 8), ("admin_password", 32)):
        held = traits.get(trait)
        if held is None or held.value == "":
            continue
        if held.known and len(str(held.value)) < least:
            server.refuse(held.origin, f"{trait} is shorter than {least} characters")
