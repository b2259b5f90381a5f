"""Jupyter's config files as class sections with settings; a file that raises is dropped whole."""

from __future__ import annotations

import sys
from collections.abc import Callable

from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.jupyter.settings import Sections, Setting, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.python_config import Import, PythonConfig
    from envguard.formats.python_values import Given, Unclear, Variable

BESIDE = -1
"""The rank of files that Jupyter does not look for by itself: only `--config` reaches them."""


class ConfigFile(NamedTuple):
    """A config file in sight. `name`: its base name, such as "jupyter_server_config.py".

    `rank`: how far up its folder stands in Jupyter's search path; the higher one wins, BESIDE
    is on no search path. JUPYTER_CONFIG_PATH outranks JUPYTER_CONFIG_DIR and ~/.jupyter, which
    outrank the environment's etc/jupyter, then /usr/local/etc/jupyter, then /etc/jupyter.
    """

    name: str
    text: Text
    rank: int = 0


class Dropped(NamedTuple):
    """A file of which nothing is applied: where it fails, and why."""

    text: Text
    reason: str


class Contents(NamedTuple):
    """What a file sets; `dropped` where Jupyter throws it away; `doubt` where it may."""

    sections: Sections
    dropped: Dropped | None = None
    doubt: Dropped | None = None


class Loaded(NamedTuple):
    """A file that the server reads, and what it sets there."""

    file: ConfigFile
    contents: Contents


Tracked = dict[str, tuple[str, ...]]

TRACKED: Tracked = {
    "ServerApp": (
        "ip", "port", "token", "password", "password_required",
        "allow_origin", "allow_origin_pat", "allow_root", "disable_check_xsrf", "certfile",
        "keyfile", "client_ca", "ssl_options", "identity_provider_class",
        "login_handler_class", "allow_remote_access", "tornado_settings", "local_hostnames",
    ),
    "NotebookApp": (
        "ip", "port", "token", "password", "password_required",
        "allow_origin", "allow_origin_pat", "allow_root", "disable_check_xsrf", "certfile",
        "keyfile", "client_ca", "ssl_options", "login_handler_class", "allow_remote_access",
        "tornado_settings", "local_hostnames",
    ),
    "IdentityProvider": ("token",),
    "PasswordIdentityProvider": ("token", "hashed_password", "password_required"),
    "KernelGatewayApp": (
        "ip", "port", "auth_token", "allow_origin", "certfile", "keyfile", "client_ca",
        "identity_provider_class",
    ),
    "JupyterHub": (
        "ip", "port", "bind_url", "ssl_key", "ssl_cert", "authenticator_class",
        "tornado_settings",
    ),
}  # fmt: skip
"""The traits that code which is not in sight may set, as far as they matter here; nobody is
taken to listen on a socket file unless something says so."""


def everything(setting: Setting, own: str) -> Sections:
    """All the traits that matter to an application (`own`), each with the same setting."""
    sections = (own, "IdentityProvider", "PasswordIdentityProvider")
    return {section: dict.fromkeys(TRACKED[section], setting) for section in sections}


def read(
    file: ConfigFile,
    generation: str,
    own: str,
    variable: Variable,
    included: Callable[[str], Text | None],
) -> Contents:
    """What a config file sets when a generation's application (`own`) loads it."""
    if file.name.endswith(".json"):
        return _json(file.text)
    from envguard.formats.python_config import parse

    try:
        config = parse(file.text, variable, included)
    except SyntaxProblem as problem:
        return Contents({}, Dropped(problem.text, problem.reason))
    failure, doubt = _failures(config, generation, own)
    if failure:
        return Contents({}, failure)
    sections = sections_of(config, own)
    if doubt:
        why = f"the file is dropped whole if {doubt.reason}"
        for traits in sections.values():
            for name, setting in traits.items():
                traits[name] = unknown(setting.origin, why)
    return Contents(sections, None, doubt)


def sections_of(config: PythonConfig, own: str) -> Sections:
    """What a Python config sets, by class section; `own` is the application that loads it."""
    from envguard.formats.python_config import ANYTHING

    found: Sections = {}
    for (section, trait), assignment in config.effective.items():
        if section == ANYTHING or trait == ANYTHING:
            continue
        found.setdefault(section, {})[trait] = _setting(assignment.value, assignment.text)
    for (section, trait), assignment in config.effective.items():
        if section != ANYTHING and trait != ANYTHING:
            continue
        setting = _setting(assignment.value, assignment.text)
        for name, traits in everything(setting, own).items():
            if section not in (ANYTHING, name):
                continue
            for one, held in traits.items():
                if trait in (ANYTHING, one):
                    found.setdefault(name, {}).setdefault(one, held)
    return found


def _setting(value: Given | Unclear, origin: Text) -> Setting:
    from envguard.formats.python_values import Given

    if isinstance(value, Given):
        return Setting(value.value, origin)
    hollow = value.default is not None and value.default.value == ""
    return Setting(
        None,
        origin,
        value.reason,
        False,
        value.filled,
        value.variable,
        value.imported,
        unset=(value.variable or "") if hollow and not value.filled else "",
    )


def _failures(
    config: PythonConfig, generation: str, own: str
) -> tuple[Dropped | None, Dropped | None]:
    """Where the file raises for sure, and where it may."""
    doubt = None
    for place in config.doubts:
        found = Dropped(place.text, place.reason)
        if place.sure:
            return found, None
        doubt = doubt or found
    for needed in config.imports:
        present = _present(needed, generation, own)
        if present:
            continue
        words = f"{needed.module}.{needed.name}" if needed.name else needed.module
        if present is None or needed.conditional:
            reason = f"`{words}` cannot be imported"
            doubt = doubt or Dropped(needed.text, reason)
        else:
            return Dropped(needed.text, f"`{words}` does not exist any more"), None
    return None, doubt


_INSTALLED = (
    "traitlets", "tornado", "jupyter_core", "jupyter_client", "nbformat", "nbconvert",
    "ipykernel", "zmq", "jinja2", "prometheus_client", "terminado", "send2trash", "IPython",
)  # fmt: skip
_WITHOUT_NOTEBOOK = ("lab", "server", "kgw")


def _present(needed: Import, generation: str, own: str) -> bool | None:
    """Whether an import works in an environment of this generation; None where unknown."""
    top, _, below = needed.module.partition(".")
    if top in ("IPython", "notebook") and needed.name:
        below = f"{below}.{needed.name}".strip(".")
    if top in sys.stdlib_module_names:
        return True
    if top == "IPython":
        gone = below in ("lib.passwd", "lib.security", "lib.security.passwd")
        return generation == "old" if gone else True
    if top == "notebook":
        if generation in ("classic", "js1", "old"):
            return True
        gone = generation in _WITHOUT_NOTEBOOK or below.split(".")[0] in ("auth", "notebookapp")
        return False if gone else (None if below else True)
    if top == "jupyter_server":
        known = below.split(".")[0] in ("", "auth", "serverapp", "utils", "base", "services")
        return True if known and generation not in ("old", "classic") else None
    if top == "jupyterhub":
        return True if own == "JupyterHub" else None
    if top == "jupyterlab":
        return True if generation in ("new", "lab", "js1") and not below else None
    return True if top in _INSTALLED and not below else None


def _json(text: Text) -> Contents:
    from envguard.formats import json

    if text.source.mark:
        return Contents({}, Dropped(text[:1], "Jupyter reads no JSON with a byte order mark"))
    try:
        tree = json.parse(text)
    except SyntaxProblem as problem:
        return Contents({}, Dropped(problem.text, problem.reason))
    except RecursionError:
        return Contents({}, Dropped(text[:1], "it is nested too deeply"))
    if not isinstance(tree, Mapping):
        return Contents({}, Dropped(tree.text, "the file is no JSON object"))
    version = tree.get("version")
    if version is not None and plain(version) != 1:
        return Contents({}, Dropped(version.text, "Jupyter reads only version 1"))
    found: Sections = {}
    for key, value in tree.pairs():
        if isinstance(value, Mapping):
            found[key.value] = _json_section(value)
    return Contents(found)


def _json_section(section: Mapping) -> dict[str, Setting]:
    return {key.value: Setting(plain(value), value.text) for key, value in section.pairs()}


def plain(node: Node) -> object:
    """The Python value of a JSON node."""
    if isinstance(node, Mapping):
        return {key.value: plain(value) for key, value in node.pairs()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node]
    if isinstance(node, Scalar) and node.style == '"':
        return node.value
    words = node.value if isinstance(node, Scalar) else ""
    named = {"true": True, "false": False, "null": None}
    if words in named:
        return named[words]
    try:
        return float(words) if any(letter in words for letter in ".eEN") else int(words[:400])
    except ValueError:
        return words
