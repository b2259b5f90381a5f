"""The options ("traits") that each Jupyter server has, and what kind of value each one takes.

Introspected from jupyter_server 2.21.1 and 1.24.0, notebook 6.5.7, jupyterlab 4.6.6 and
jupyter_kernel_gateway 3.0.1. A question mark behind a kind: None is taken, too.
"""

from __future__ import annotations

Kinds = dict[str, str]


def _words(names: str) -> list[str]:
    return names.split()


def _table(*rows: tuple[str, str]) -> Kinds:
    return {name: kind for kind, names in rows for name in names.split()}


SERVER = _table(
    (
        "bool",
        "allow_credentials allow_external_kernels allow_password_change allow_remote_access "
        "allow_root allow_unauthenticated_access answer_yes authenticate_prometheus autoreload "
        "disable_check_xsrf generate_config nbconvert_csp_sandbox open_browser "
        "password_required quit_button reraise_server_extension_failures show_config "
        "show_config_json terminals_enabled trust_xheaders use_redirect_file",
    ),
    ("bool?", "limit_rate"),
    ("bytes", "cookie_secret"),
    (
        "class",
        "authorizer_class config_manager_class contents_manager_class identity_provider_class "
        "kernel_manager_class kernel_spec_manager_class kernel_websocket_connection_class "
        "session_manager_class",
    ),
    ("class?", "login_handler_class logout_handler_class"),
    (
        "dict",
        "cookie_options get_secure_cookie_kwargs jinja_environment_options jinja_template_vars "
        "jpserver_extensions logging_config terminado_settings tornado_settings",
    ),
    ("dict?", "ssl_options"),
    ("float?", "iopub_data_rate_limit iopub_msg_rate_limit rate_limit_window"),
    (
        "int",
        "max_body_size max_buffer_size port port_retries shutdown_no_activity_timeout "
        "webbrowser_open_new websocket_ping_interval websocket_ping_timeout",
    ),
    ("int?", "min_open_files_limit"),
    (
        "list",
        "extra_log_scrub_param_keys extra_services extra_static_paths extra_template_paths "
        "local_hostnames static_immutable_cache",
    ),
    ("other", "log_level"),
    ("other?", "websocket_compression_options"),
    (
        "text",
        "allow_origin allow_origin_pat base_url browser certfile client_ca config_file "
        "config_file_name cookie_secret_file custom_display_url default_url file_to_run "
        "file_url_prefix ip keyfile log_datefmt log_format notebook_dir password preferred_dir "
        "pylab root_dir sock sock_mode token websocket_url",
    ),
    ("text?", "external_connection_dir kernel_ws_protocol"),
)
"""ServerApp of jupyter_server 2."""

_SINCE_2 = _words(
    "allow_external_kernels allow_unauthenticated_access external_connection_dir "
    "extra_log_scrub_param_keys identity_provider_class kernel_websocket_connection_class "
    "nbconvert_csp_sandbox static_immutable_cache websocket_ping_interval websocket_ping_timeout"
)

SERVER_1 = {name: kind for name, kind in SERVER.items() if name not in _SINCE_2}
"""ServerApp of jupyter_server 1."""

NOTEBOOK = {
    name: kind
    for name, kind in SERVER_1.items()
    if name not in ("file_url_prefix", "kernel_ws_protocol", "limit_rate", "preferred_dir")
    and name not in ("root_dir", "jpserver_extensions", "authorizer_class")
} | _table(
    ("bool", "enable_mathjax ignore_minified_js log_json show_banner"),
    ("class", "login_handler_class logout_handler_class"),
    ("dict", "nbserver_extensions ssl_options webapp_settings"),
    ("list", "extra_nbextensions_path server_extensions"),
    ("text", "base_project_url mathjax_config mathjax_url"),
)
"""NotebookApp of notebook 6."""

GATEWAY = _table(
    ("bool", "answer_yes generate_config show_config show_config_json"),
    ("bytes", "cookie_secret"),
    (
        "class",
        "authorizer_class identity_provider_class kernel_manager_class "
        "kernel_spec_manager_class kernel_websocket_connection_class",
    ),
    ("dict", "logging_config"),
    ("int", "port port_retries ws_ping_interval"),
    ("int?", "max_kernels prespawn_count ssl_version"),
    ("list", "env_process_whitelist"),
    ("other", "log_level trust_xheaders"),
    (
        "text",
        "allow_credentials allow_headers allow_methods allow_origin api auth_token base_url "
        "config_file config_file_name cookie_secret_file default_kernel_name expose_headers "
        "force_kernel_name ip log_datefmt log_format max_age",
    ),
    ("text?", "certfile client_ca keyfile seed_uri"),
)
"""KernelGatewayApp."""

HUB = _table(
    ("bool", "answer_yes confirm_no_ssl generate_certs generate_config show_config upgrade_db"),
    ("bool", "internal_ssl show_config_json"),
    ("dict", "tornado_settings"),
    ("int", "port hub_port"),
    ("other", "authenticator_class spawner_class log_level"),
    (
        "text",
        "base_url bind_url config_file db_url extra_log_file hub_bind_url hub_ip ip pid_file "
        "ssl_cert ssl_key",
    ),
)
"""The part of JupyterHub's options that says where and how it listens."""

IDENTITY = _table(
    ("text", "token cookie_name"),
    ("dict", "cookie_options get_secure_cookie_kwargs"),
    ("class", "login_handler_class logout_handler_class"),
    ("bool?", "secure_cookie"),
    ("bool", "need_token"),
    ("list", "updatable_fields"),
)
"""IdentityProvider of jupyter_server 2."""

PASSWORD = (
    IDENTITY
    | _table(("text", "hashed_password"), ("bool", "password_required"))
    | _table(("bool", "allow_password_change"))
)
"""PasswordIdentityProvider, which inherits from IdentityProvider."""

COMMON = _table(
    ("bool", "answer_yes generate_config show_config show_config_json"),
    ("dict", "logging_config"),
    ("other", "log_level"),
    ("text", "config_file config_file_name log_datefmt log_format"),
)
"""JupyterApp and Application."""

INTERNAL = frozenset(
    _words(
        "_loaded_config_files _starter_app _stopping aliases argv browser_open_file "
        "browser_open_file_to_run cli_config config config_dir data_dir event_logger extra_args "
        "flags info_file jupyter_path kernel_spec_manager keyvalue_description log "
        "no_browser_open_file option_description parent raise_config_file_errors "
        "record_http_request_metrics runtime_dir static_custom_path subapp subcommand "
        "subcommand_description static_file_path"
    )
)
"""Traits of ServerApp that are no options; the shim asks for these names, too."""

EXTENSION = COMMON.keys() | frozenset(
    _words(
        "_linked _loaded_config_files argv cli_config config config_dir data_dir default_url "
        "examples extra_args file_url_prefix handlers jupyter_path keyvalue_description log "
        "open_browser option_description parent raise_config_file_errors runtime_dir serverapp "
        "settings static_paths static_url_prefix subapp subcommand subcommand_description "
        "subcommands template_paths version"
    )
)
"""ExtensionApp, from which LabApp and JupyterNotebookApp inherit."""

NOTEBOOK_FRONT = EXTENSION | frozenset(
    _words(
        "enable_mathjax extra_nbextensions_path extra_static_paths extra_template_paths "
        "ignore_minified_js jinja_environment_options jinja_template_vars mathjax_config "
        "mathjax_url nbserver_extensions quit_button static_custom_path"
    )
)
"""What notebook_shim leaves on NotebookApp."""

FRONT = EXTENSION | frozenset(
    _words(
        "allowed_extensions_uris app_settings_dir app_url app_version blacklist_uris "
        "blocked_extensions_uris cache_files copy_absolute_path custom_css expose_app_in_browser "
        "extra_labextensions_path jinja2_options labextensions_path labextensions_url "
        "licenses_url listings_refresh_seconds listings_request_options listings_url "
        "notebook_starts_kernel schemas_dir settings_url static_dir templates_dir themes_dir "
        "themes_url translations_api_url tree_url user_settings_dir whitelist_uris "
        "workspaces_api_url workspaces_dir"
    )
)
"""JupyterNotebookApp of notebook 7."""

LAB = FRONT | frozenset(
    _words(
        "app_dir check_for_updates_class collaborative core_mode dev_mode extension_manager "
        "extensions_in_dev_mode lock_all_plugins news_url override_static_url "
        "override_theme_url skip_dev_build splice_source watch future_skip_styles_for_disabled"
    )
)
"""LabApp."""

OWN_KINDS = _table(
    (
        "bool",
        "open_browser collaborative core_mode custom_css dev_mode expose_app_in_browser "
        "extensions_in_dev_mode generate_config lock_all_plugins skip_dev_build splice_source "
        "watch",
    ),
    ("text", "app_dir app_url default_url file_url_prefix override_static_url tree_url"),
)
"""What the extensions' own traits take: a wrong value there unlinks the extension."""

IGNORED_BY_THE_SHIM = ("open_browser", "log_level", "log_format", "default_url", "show_banner")
