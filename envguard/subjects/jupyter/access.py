"""Who gets in: token, password, the hub, or anybody."""

from __future__ import annotations

from envguard.model import Text
from envguard.subjects.jupyter.server import UNKNOWN, Answer, answer
from envguard.subjects.jupyter.settings import Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.start import Launch

_BASE_PROVIDER = "jupyter_server.auth.identity.IdentityProvider"
_PROVIDERS = ("PasswordIdentityProvider", "LegacyIdentityProvider", "GatewayIdentityProvider")


def judge_access(run: Launch, values: dict[str, Setting]) -> None:
    """Fill in who gets in, and with what."""
    server = run.server
    if run.program.name in ("singleuser", "labhub"):
        server.authentication = Answer("hub", run.program.launcher.text, "the hub asks who it is")
        server.token = Answer("hub")
        server.password = Answer("")
        return
    if run.stack.kind == "gateway":
        _gateway_access(run, values)
        return
    if run.stack.kind == "server2":
        token, password = run.identity.get("token"), run.identity.get("hashed_password")
        required = run.identity.get("password_required")
    else:
        token, password = values.get("token"), values.get("password")
        required = values.get("password_required")
    _decide(run, token, password)
    if required is not None and required.value is True:
        if server.password.value == "":
            server.refuse(required.origin, "a password is required, and there is none")
        elif not server.password.known and not (password and password.filled):
            server.doubt(required.origin, "a password is required")
    custom = _custom(values)
    if custom is not None and custom.imported == _BASE_PROVIDER and run.stack.kind == "server2":
        why = "IdentityProvider itself lets nobody in without a token, not even with an empty one"
        server.authentication = Answer("token", custom.origin, why)
    elif custom is not None:
        server.authentication = Answer(UNKNOWN, custom.origin, _decides(custom))


def _decides(custom: Setting) -> str:
    """Why a provider leaves the question open: it is named, or nobody knows whether it is."""
    named = custom.known or custom.filled or custom.imported
    return "a class of its own decides" if named else custom.why


def _custom(values: dict[str, Setting]) -> Setting | None:
    for name in ("identity_provider_class", "login_handler_class"):
        held = values.get(name)
        if held is None:
            continue
        if _spelled(held).rpartition(".")[2] not in _PROVIDERS:
            return held
    return None


def _spelled(setting: Setting) -> str:
    return setting.imported or (setting.value if isinstance(setting.value, str) else "")


def is_own(setting: Setting) -> bool:
    """Whether a setting surely names a class that is none of Jupyter's own."""
    if not (setting.known or setting.filled or setting.imported):
        return False
    words = _spelled(setting)
    return not words.startswith(("jupyter_server.", "jupyterhub.", "notebook."))


def _decide(run: Launch, token: Setting | None, password: Setting | None) -> None:
    """Authentication is off only where token and password are both surely empty."""
    server = run.server
    server.password = answer(password, "")
    has_password = _filled(password)
    if token is None:
        token = _default_token(run, has_password)
    kind, has_token = _kind(token)
    server.token = Answer(kind, token.origin if token else None, token.why if token else "")
    if token is not None and token.known and kind == "literal":
        server.token_value = Answer(token.value, token.origin)
    origin = token.origin if token else None
    server.token_unset = token.unset if token and has_password is not True else ""
    why = server.token.why
    if has_token:
        server.authentication = Answer("token", origin, why)
    elif has_password:
        server.authentication = Answer("password", password.origin if password else None)
    elif has_token is False and has_password is False:
        reason = "the token is empty and there is no password"
        server.authentication = Answer("none", origin, reason)
    else:
        unclear = token if has_token is None else password
        reason = (unclear.why if unclear else "") or "the token may be empty"
        server.authentication = Answer(UNKNOWN, unclear.origin if unclear else origin, reason)


def _filled(setting: Setting | None) -> bool | None:
    """Whether a text is there: True, False, None where unknown."""
    if setting is None:
        return False
    if setting.known:
        return bool(setting.value)
    return True if setting.filled else None


def _kind(token: Setting | None) -> tuple[str, bool | None]:
    if token is None:
        return "generated", True
    if token.known:
        return ("literal", True) if token.value else ("empty", False)
    filled = True if token.filled else None
    return ("variable" if token.variable is not None else UNKNOWN), filled


def _default_token(run: Launch, has_password: bool | None) -> Setting | None:
    """The token where nothing sets it: two variables, else generated; None where generated."""
    held = run.around.setting("JUPYTER_TOKEN")
    if held is not None and (not held.known or held.value):
        if held.known:
            return held
        return held._replace(filled=True, why="set or not, there is a token")
    named = run.around.setting("JUPYTER_TOKEN_FILE")
    if named is not None and (not named.known or named.value):
        return _token_file(run, named)
    if has_password:
        return Setting("", None, "a password replaces the token")
    return None


def _token_file(run: Launch, named: Setting) -> Setting:
    text: Text | None = None
    if named.known and run.around.reader is not None:
        text = run.around.reader(str(named.value))
    if text is not None:
        run.server.token_file = Answer(text.value, named.origin)
        return Setting(text.value, text if text.value else named.origin)
    if named.known and run.around.complete:
        run.server.refuse(named.origin, "the file of JUPYTER_TOKEN_FILE does not exist")
    why = "the file of JUPYTER_TOKEN_FILE is not in sight"
    return Setting(None, named.origin, why, known=False)


def _gateway_access(run: Launch, values: dict[str, Setting]) -> None:
    """The kernel gateway asks for nothing unless a token is set; it knows no passwords."""
    server = run.server
    server.password = Answer("")
    tokens = [run.identity.get("token"), values.get("auth_token")]
    given = [held for held in tokens if held is not None]
    known = [_kind(held) for held in given]
    sure = [held for held, kind in zip(given, known) if kind[1]]
    if sure:
        server.authentication = Answer("token", sure[0].origin)
        server.token = Answer(_kind(sure[0])[0], sure[0].origin)
    elif any(kind[1] is None for kind in known):
        unclear = next(held for held, kind in zip(given, known) if kind[1] is None)
        server.authentication = Answer(UNKNOWN, unclear.origin, unclear.why)
        server.token = Answer(_kind(unclear)[0], unclear.origin, unclear.why)
    else:
        why = "the kernel gateway has no token unless one is set"
        origin = given[0].origin if given else None
        server.authentication = Answer("none", origin, why)
        server.token = Answer("empty", origin)
    held = values.get("identity_provider_class")
    if held is not None:
        server.authentication = Answer(UNKNOWN, held.origin, _decides(held))
