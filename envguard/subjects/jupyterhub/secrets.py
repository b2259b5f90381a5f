"""Secrets that stand in a hub's configuration, in Python and in a chart's values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from envguard.formats.python_config import Places, module
from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.jupyterhub.hub import Secret

_NAMES = {
    "secrettoken": "the proxy's token",
    "auth_token": "the proxy's token",
    "proxy_auth_token": "the proxy's token",
    "cookiesecret": "the secret of the login cookies",
    "cookie_secret": "the secret of the login cookies",
    "api_token": "a service's token",
    "apitoken": "a service's token",
    "client_secret": "the secret of the OAuth client",
    "clientsecret": "the secret of the OAuth client",
    "lookup_dn_search_password": "the password of the directory",
    "password": "a password",
    "user_password": "the password that all users share",
    "admin_password": "the password of the admins",
    "aws_secret_access_key": "a cloud key",
    "secret_key": "a secret key",
}
_VARIABLE = late(r"(?:SECRET|TOKEN|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY)(?:_|$)")
_URL = late(r"^[a-z][a-z0-9+]*://[^/\s:@]*:([^@\s/]+)@")
_PLACEHOLDER = late(
    r"^$|[<>{}…]|\.\.\.|^\$|\$\(|\$\{|^ENC\[|^[xX*.\-_0]+$|your|replace|insert|example|placeholder|"
    r"openssl|generate|redacted|^none$|^null$|^todo|^fixme|set-?by|!vault|vault:|secretref|"
    r"mock|fake|dummy|^arn:aws|^projects/|^op://|^ref\+",
    re.IGNORECASE,
)
_OF_VARIABLES = "a secret among the variables"


def is_literal(value: str) -> bool:
    """Whether a value may be a secret itself: no placeholder, no reference, not encrypted."""
    return len(value) >= 4 and not _PLACEHOLDER.search(value)


def python_secrets(text: Text) -> list[Secret]:
    """Literals that a Python config gives to options and dict keys that hold secrets."""
    try:
        tree = module(text)
    except SyntaxProblem:
        return []
    places = Places(text)
    found: list[Secret] = []
    for node in ast.walk(tree):
        for name, value in _named(node):
            what = _NAMES.get(name.lower())
            literal = _literal(value)
            if literal is None:
                continue
            secret = literal.value if isinstance(literal.value, str) else ""
            if isinstance(literal.value, bytes):
                secret = literal.value.decode("latin-1")
            password = _URL.match(secret)
            if name == "db_url" and password and is_literal(password[1]):
                found.append(Secret(places.of(literal), "the database's password", secret))
            elif what and is_literal(secret):
                found.append(Secret(places.of(literal), what, secret))
        found.extend(_keys(node, places))
    return found


def _named(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of assignments to attributes, entries of dicts, and keyword arguments."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Attribute):
                yield target.attr, node.value
            elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
                yield str(target.slice.value), node.value
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value
    elif isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg and isinstance(node.func, ast.Name) and node.func.id == "dict":
                yield keyword.arg, keyword.value


def _literal(value: ast.expr) -> ast.Constant | None:
    """The literal of an expression, also inside `bytes.fromhex("…")` and `"…".encode()`."""
    if isinstance(value, ast.Constant) and isinstance(value.value, (str, bytes)):
        return value
    if isinstance(value, ast.Call):
        function = value.func
        name = function.attr if isinstance(function, ast.Attribute) else ""
        if name in ("fromhex", "unhexlify", "a2b_hex") and len(value.args) == 1:
            return _literal(value.args[0])
        if name == "encode" and isinstance(function, ast.Attribute):
            return _literal(function.value)
    return None


def _keys(node: ast.AST, places: Places) -> Iterator[Secret]:
    """`api_tokens = {"secret": "user"}`: there the keys are the secrets."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Dict):
        return
    names = [t.attr for t in node.targets if isinstance(t, ast.Attribute)]
    if not any(name in ("api_tokens", "service_tokens") for name in names):
        return
    for key in node.value.keys:
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and is_literal(key.value):
            yield Secret(places.of(key), "a service's token", key.value)


def value_secrets(node: Node, path: str = "", depth: int = 30) -> list[Secret]:
    """Literals in a chart's values whose key says that they are secret."""
    found: list[Secret] = []
    if depth < 0:
        return found
    if isinstance(node, Sequence):
        for item in node:
            found.extend(_named_entry(item))
            found.extend(value_secrets(item, path, depth - 1))
    elif isinstance(node, Mapping):
        for key, value in node.pairs():
            below = f"{path}.{key.value}"
            if isinstance(value, Scalar):
                what = _what(key.value, path)
                made = _looks_made if what == _OF_VARIABLES else is_literal
                if what and value.style != "|" and made(value.value):
                    found.append(Secret(value.text, what, value.value))
                elif key.value == "url" and path.endswith(".db"):
                    password = _URL.match(value.value)
                    if password and is_literal(password[1]):
                        what = "the database's password"
                        found.append(Secret(value.text, what, value.value))
                elif key.value == "key" and "PRIVATE KEY-----" in value.value:
                    found.append(Secret(value.text, "the certificate's private key", ""))
            else:
                found.extend(value_secrets(value, below, depth - 1))
    return found


def _what(key: str, path: str) -> str:
    """What a value is by its key; what is only called token is a secret among the variables."""
    name = key.lower()
    if name == "password" and path.endswith((".extraFiles", ".labels")):
        return ""
    if name in _NAMES:
        return _NAMES[name]
    if path.endswith(("extraEnv", "environment")) and _VARIABLE.search(key):
        return _OF_VARIABLES
    return ""


def _looks_made(value: str) -> bool:
    """Whether the value of a variable may be a secret, and is no name or switch."""
    return len(value) >= 8 and any(c.isdigit() for c in value) and is_literal(value)


def _named_entry(item: Node) -> Iterator[Secret]:
    """`- name: API_TOKEN` with `value: …`, as Kubernetes writes variables."""
    if not isinstance(item, Mapping):
        return
    name, value = item.scalar("name"), item.scalar("value")
    if name and value and _VARIABLE.search(name.value) and _looks_made(value.value):
        yield Secret(value.text, _OF_VARIABLES, value.value)
