"""The short options of each server program, as its own parser lists them."""

from __future__ import annotations

from envguard.model.records import NamedTuple
from envguard.subjects.jupyter.program import Program


class Options(NamedTuple):
    """`aliases`: `--ip=X` by its trait. `flags`: options without a value, and what they set."""

    aliases: dict[str, str]
    flags: dict[str, tuple[tuple[str, str, object], ...]]


_ACTIONS = {
    "show-config": "show_config",
    "show-config-json": "show_config_json",
    "generate-config": "generate_config",
    "y": "answer_yes",
}
_ALIASES = {
    "log-level": "log_level",
    "config": "config_file",
    "ip": "ip",
    "port": "port",
    "port-retries": "port_retries",
    "sock": "sock",
    "sock-mode": "sock_mode",
    "keyfile": "keyfile",
    "certfile": "certfile",
    "client-ca": "client_ca",
    "browser": "browser",
    "pylab": "pylab",
}
_FLAGS = ("debug", "script", "no-script")
_LAB_FLAGS = (
    "core-mode", "dev-mode", "skip-dev-build", "splice-source", "expose-app-in-browser",
    "collaborative", "extensions-in-dev-mode", "custom-css",
)  # fmt: skip


def _options(application: str, **more: str) -> Options:
    aliases = {name: f"{application}.{trait}" for name, trait in _ALIASES.items()}
    aliases["transport"] = "KernelManager.transport"
    aliases["gateway-url"] = "GatewayClient.url"
    flags: dict[str, tuple[tuple[str, str, object], ...]] = dict.fromkeys(_FLAGS, ())
    for name, trait in _ACTIONS.items():
        flags[name] = ((application, trait, True),)
    flags["allow-root"] = ((application, "allow_root", True),)
    flags["no-browser"] = ((application, "open_browser", False),)
    flags["autoreload"] = ((application, "autoreload", True),)
    for name, trait in more.items():
        aliases[name.replace("_", "-")] = f"{application}.{trait}"
    return Options(aliases, flags)


SERVER = _options("ServerApp", notebook_dir="root_dir", preferred_dir="preferred_dir")
LAB = Options(
    {**SERVER.aliases, "watch": "LabApp.watch", "app-dir": "LabApp.app_dir"},
    {
        **SERVER.flags,
        **{name: (("LabApp", name.replace("-", "_"), True),) for name in _LAB_FLAGS},
        "watch": (("LabApp", "watch", True),),
    },
)
FRONT = Options(SERVER.aliases, {**SERVER.flags, "expose-app-in-browser": (), "custom-css": ()})
SINGLEUSER = Options(
    {
        **SERVER.aliases,
        "user": "SingleUserLabApp.user",
        "group": "SingleUserLabApp.group",
        "hub-prefix": "SingleUserLabApp.hub_prefix",
        "hub-host": "SingleUserLabApp.hub_host",
        "hub-api-url": "SingleUserLabApp.hub_api_url",
        "base-url": "ServerApp.base_url",
    },
    {**LAB.flags, "disable-user-config": ()},
)
_CLASSIC = _options("NotebookApp", notebook_dir="notebook_dir")
CLASSIC = Options(
    _CLASSIC.aliases,
    {
        **_CLASSIC.flags,
        "pylab": (("NotebookApp", "pylab", "warn"),),
        "no-mathjax": (("NotebookApp", "enable_mathjax", False),),
    },
)
OLD = Options(
    CLASSIC.aliases,
    {name: set_ for name, set_ in CLASSIC.flags.items() if not name.startswith("show-config")},
)
_GATEWAY_NAMES = (
    "ip", "port", "port_retries", "api", "seed_uri", "keyfile", "certfile", "ssl_version",
)  # fmt: skip
GATEWAY = Options(
    {
        "log-level": "KernelGatewayApp.log_level",
        "config": "KernelGatewayApp.config_file",
        "client-ca": "KernelGatewayApp.client_ca",
        **{name: f"KernelGatewayApp.{name}" for name in _GATEWAY_NAMES},
    },
    {
        "debug": (),
        **{name: (("KernelGatewayApp", trait, True),) for name, trait in _ACTIONS.items()},
    },
)
HUB = Options(
    {
        "base-url": "JupyterHub.base_url",
        "y": "JupyterHub.answer_yes",
        "ssl-key": "JupyterHub.ssl_key",
        "ssl-cert": "JupyterHub.ssl_cert",
        "url": "JupyterHub.bind_url",
        "ip": "JupyterHub.ip",
        "port": "JupyterHub.port",
        "pid-file": "JupyterHub.pid_file",
        "log-file": "JupyterHub.extra_log_file",
        "log-level": "JupyterHub.log_level",
        "f": "JupyterHub.config_file",
        "config": "JupyterHub.config_file",
        "db": "JupyterHub.db_url",
    },
    {
        "debug": (),
        "show-config": (("JupyterHub", "show_config", True),),
        "show-config-json": (("JupyterHub", "show_config_json", True),),
        "generate-config": (("JupyterHub", "generate_config", True),),
        "generate-certs": (("JupyterHub", "generate_certs", True),),
        "no-db": (),
        "upgrade-db": (("JupyterHub", "upgrade_db", True),),
        "no-ssl": (("JupyterHub", "confirm_no_ssl", True),),
    },
)


def options_of(program: Program, generation: str) -> Options:
    """The short options of a program in a generation (see `generations`)."""
    if program.name == "hub":
        return HUB
    if program.name == "kernelgateway":
        return GATEWAY
    if program.name in ("singleuser", "labhub"):
        return SINGLEUSER
    if program.name == "notebook" and generation in ("classic", "js1"):
        return CLASSIC
    if program.name == "notebook" and generation == "old":
        return OLD
    return {"lab": LAB, "notebook": FRONT}.get(program.name, SERVER)
