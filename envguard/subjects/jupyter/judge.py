"""From loaded settings to answers: where it listens, who gets in, what stops it."""

from __future__ import annotations

from envguard.subjects.jupyter.access import is_own, judge_access
from envguard.subjects.jupyter.addresses import bound
from envguard.subjects.jupyter.origins import any_origin
from envguard.subjects.jupyter.server import (
    NEEDS_ALLOW_ROOT,
    UNKNOWN,
    Answer,
    JupyterServer,
    answer,
)
from envguard.subjects.jupyter.settings import Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.start import Launch


def judge(run: Launch) -> None:
    """Fill in the server of a launch."""
    server, values = run.server, run.application.values
    gateway = run.stack.kind == "gateway"
    if gateway:
        values = _gateway_values(run)
    _actions(server, values)
    _address(run, values)
    judge_access(run, values)
    _tls(run, values)
    _classes(server, values)
    server.allow_root = (
        Answer(True, None, "it does not ask")
        if gateway
        else answer(values.get("allow_root"), False)
    )
    server.runs_as_root = _user(run)
    _root(run)
    server.allow_origin = answer(values.get("allow_origin"), "")
    server.allow_origin_pat = answer(values.get("allow_origin_pat"), "")
    server.any_origin = any_origin(values, server, run.stack.kind)
    server.allow_remote_access = answer(values.get("allow_remote_access"), False)
    if gateway:
        server.xsrf_off = Answer(True, None, "the kernel gateway has no such check")
    else:
        server.xsrf_off = answer(values.get("disable_check_xsrf"), False)
    published = run.server.command.context.published if run.server.command else UNKNOWN
    server.published = Answer(published)


def _gateway_values(run: Launch) -> dict[str, Setting]:
    """The kernel gateway's traits, its KG_ variables where nothing else sets them."""
    values = dict(run.application.values)
    for name in ("ip", "port", "auth_token", "allow_origin", "certfile", "keyfile", "client_ca"):
        held = run.around.setting(f"KG_{name.upper()}")
        if held is not None and name not in values:
            values[name] = held
    return values


def _actions(server: JupyterServer, values: dict[str, Setting]) -> None:
    for name in ("generate_config", "show_config", "show_config_json"):
        held = values.get(name)
        if held is not None and held.value is True:
            server.serves = False
            server.refuse(held.origin, f"{name} prints or writes the config and exits")


def _classes(server: JupyterServer, values: dict[str, Setting]) -> None:
    """A class that is named by a string is imported at the start."""
    for name in ("identity_provider_class", "login_handler_class", "authorizer_class"):
        held = values.get(name)
        words = held.value if held is not None and held.known else None
        if held is None:
            continue
        if held.origin is not None and is_own(held):
            server.classes[name] = held.origin
        if not isinstance(words, str):
            continue
        if not words.startswith(("jupyter_server.", "jupyterhub.")):
            server.doubt(held.origin, f"the class {words!r:.60} is not in sight")


def _address(run: Launch, values: dict[str, Setting]) -> None:
    """Where it listens."""
    server = run.server
    default = "127.0.0.1" if run.stack.kind == "gateway" else "localhost"
    ip, port = values.get("ip"), values.get("port")
    why = ""
    if run.program.name in ("singleuser", "labhub"):
        ip, port = _service_url(run, ip, port)
        if ip is None:
            default, why = UNKNOWN, "the hub says where, in JUPYTERHUB_SERVICE_URL"
    elif ip is None and _stacks_image(run):
        server.bound_by_image = True
        default, why = "", "docker-stacks' image config sets ip to '', which is every interface"
    server.ip = answer(ip, default, why)
    server.port = _port(run, port)
    sock = values.get("sock")
    server.sock = answer(sock, "")
    server.sock_mode = answer(values.get("sock_mode"), "0600")
    found = bound(server.ip)
    server.listens = Answer(found.listens, server.ip.origin, found.why or server.ip.why)
    if sock is not None and (not sock.known or sock.value):
        _socket(server, sock)
    elif found.listens == "fails":
        server.listens = Answer(UNKNOWN, server.ip.origin, found.why)
        server.refuse(server.ip.origin, found.why)
    elif found.doubtful:
        server.doubt(server.ip.origin, found.why)
    if not server.port.known and server.port.origin is None:
        server.refuse(None, server.port.why)


def _socket(server: JupyterServer, sock: Setting) -> None:
    if not sock.known:
        server.listens = Answer(UNKNOWN, sock.origin, "it may listen on a socket file instead")
        return
    server.listens = Answer("socket", sock.origin, "a socket file, no network address")
    if server.port.value not in (8888, UNKNOWN):
        server.refuse(server.port.origin or sock.origin, "port and sock exclude each other")
    elif not server.port.known:
        server.doubt(server.port.origin, "port and sock exclude each other")


def _port(run: Launch, port: Setting | None) -> Answer:
    if port is not None:
        return answer(port, 8888)
    named = {"gateway": None, "notebook6": None}.get(run.stack.kind, "JUPYTER_PORT")
    held = run.around.setting(named) if named else None
    if run.stack.kind == "gateway":
        return Answer(8888)
    if held is None:
        return Answer(8888)
    if not held.known:
        return answer(held, 8888)
    digits = str(held.value).strip()
    if digits.isdigit() and digits.isascii() and len(digits) < 9:
        return Answer(int(digits), held.origin)
    return Answer(UNKNOWN, None, "JUPYTER_PORT is no number")


def _service_url(
    run: Launch, ip: Setting | None, port: Setting | None
) -> tuple[Setting | None, Setting | None]:
    """A single-user server takes ip and port from the hub, the command line before that."""
    line = {(one.section, one.trait): one.value for one in run.line.settings}
    own = [line.get((section, "ip")) for section in ("SingleUserLabApp", "ServerApp")]
    given = next((held for held in own if held is not None), None)
    held = run.around.setting("JUPYTERHUB_SERVICE_URL")
    if held is None or (held.known and not held.value):
        if run.around.complete:
            run.server.refuse(run.program.launcher.text, "JUPYTERHUB_SERVICE_URL is not set")
        return (ip if given else None), port
    if given:
        return ip, port
    if not held.known:
        return held, port
    rest = str(held.value).partition("://")[2].partition("/")[0].rpartition("@")[2]
    host = rest.rpartition(":")[0] if rest.rpartition(":")[2].isdigit() else rest
    digits = rest.rpartition(":")[2]
    if port is None and digits.isdigit() and len(digits) < 6:
        port = Setting(int(digits), held.origin)
    return Setting(host.strip("[]"), held.origin), port


def _stacks_image(run: Launch) -> bool:
    if run.program.stacks:
        return True
    command = run.server.command
    return is_stacks(command.context.image) if command else False


def is_stacks(image: str | None) -> bool:
    """Whether an image is one of the notebook images of docker-stacks, by its name."""
    if not image:
        return False
    name = image.partition("@")[0]
    path, _, last = name.rpartition("/")
    last = last.partition(":")[0]
    owner = path in ("jupyter", "docker.io/jupyter", "quay.io/jupyter", "index.docker.io/jupyter")
    return owner and last.endswith("-notebook")


def _tls(run: Launch, values: dict[str, Setting]) -> None:
    """Whether it speaks https; a certificate that is named is taken to be there."""
    server = run.server
    named = [values.get(name) for name in ("certfile", "keyfile", "client_ca", "ssl_options")]
    certificate, key, authority, options = named
    given = [held for held in named if held is not None and (not held.known or held.value)]
    if not given:
        server.tls = Answer(False)
        return
    unclear = next((held for held in given if not held.known and not held.filled), None)
    if unclear is not None:
        server.tls = Answer(UNKNOWN, unclear.origin, unclear.why)
        return
    server.tls = Answer(True, given[0].origin)
    inner = options.value if options is not None and isinstance(options.value, dict) else {}
    if certificate not in given and "certfile" not in inner and options not in given:
        server.refuse(given[0].origin, "a key without a certificate: it fails at the start")
    for held in (certificate, key, authority):
        if held not in given or held is None or not held.known or server.sock.value != "":
            continue
        if run.around.exists(str(held.value)) is False:
            server.refuse(held.origin, "this file does not exist")


def _user(run: Launch) -> Answer:
    command = run.server.command
    user = command.user if command else None
    if user is None:
        if _stacks_image(run):
            return Answer(False, None, "docker-stacks' images run as jovyan")
        return Answer(UNKNOWN, None, "nothing in sight says who runs it")
    name = user.partition(":")[0]
    if name not in ("root", "0"):
        unclear = "\ue000" in user
        return Answer(UNKNOWN if unclear else False, None, f"it runs as {user}")
    if run.program.stacks:
        return Answer(UNKNOWN, None, "docker-stacks' start script gives root up for NB_USER")
    return Answer(True, None, "it runs as root")


def _root(run: Launch) -> None:
    """Jupyter does not start as root unless it is allowed to; the kernel gateway does not ask."""
    server = run.server
    if server.allow_root.value is True or server.runs_as_root.value is False:
        return
    if server.runs_as_root.value is True and server.allow_root.value is False:
        server.refuse(server.allow_root.origin, NEEDS_ALLOW_ROOT)
    elif server.runs_as_root.value is True:
        server.doubt(server.allow_root.origin, NEEDS_ALLOW_ROOT)
    elif server.command is not None and server.command.context.container:
        server.doubt(None, "if it runs as root, it needs --allow-root")
