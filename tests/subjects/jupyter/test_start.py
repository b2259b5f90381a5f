from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.model import Text
from envguard.subjects.command import HOLE, Command, Context, Value, Word
from envguard.subjects.jupyter.configs import BESIDE, ConfigFile
from envguard.subjects.jupyter.generations import GENERATIONS
from envguard.subjects.jupyter.server import JupyterServer
from envguard.subjects.jupyter.start import start

HASH = "argon2:$argon2id$v=19$m=10240,t=10,p=8$salt$hash"


def command(
    *words: str,
    user: str | None = "1000",
    container: bool | None = None,
    image: str | None = None,
    published: str = "unknown",
    **environment: str,
) -> Command:
    argv = tuple(Word(Text.of(word, "run.sh"), Text.of(word, "run.sh")) for word in words)
    values = {name: Value(value, Text.of(value, name)) for name, value in environment.items()}
    context = Context(
        "shell", "script", user=user, container=container, image=image, published=published
    )
    return Command(argv, Text.of(" ".join(words), "run.sh"), context, values)


def config(name: str, content: str, rank: int = 1, path: str = "") -> ConfigFile:
    return ConfigFile(name, Text.of(content, path or name), rank)


def lab(*words: str, configs: tuple[ConfigFile, ...] = (), **environment: str) -> JupyterServer:
    return start(command("jupyter", "lab", *words, **environment), configs, "new")


def summary(server: JupyterServer) -> tuple[object, object, object]:
    return server.starts.value, server.listens.value, server.authentication.value


def test_defaults_listen_on_loopback_with_a_generated_token() -> None:
    server = lab()
    assert summary(server) == (True, "loopback", "token")
    assert server.token.value == "generated"
    assert server.port.value == 8888
    assert server.origins() == {}


def test_every_value_names_the_words_that_decided_it() -> None:
    files = (config("jupyter_server_config.py", "c.ServerApp.token = ''\n"),)
    server = lab("--ip=0.0.0.0", "--port=9999", configs=files)
    assert summary(server) == (True, "all", "none")
    places = {name: (text.source.path, text.spelled()) for name, text in server.origins().items()}
    assert places == {
        "listens": ("run.sh", "--ip=0.0.0.0"),
        "ip": ("run.sh", "--ip=0.0.0.0"),
        "port": ("run.sh", "--port=9999"),
        "authentication": ("jupyter_server_config.py", "''"),
        "token": ("jupyter_server_config.py", "''"),
    }


def test_the_row_of_inspect_has_its_columns() -> None:
    row = start(command("jupyter", "lab", "--ip=", published="loopback"), (), "new").to_json()
    assert row == {
        "command": "jupyter lab --ip=",
        "starts": True,
        "listens": "all",
        "ip": "",
        "port": 8888,
        "authentication": "token",
        "allow_origin": "",
        "any_origin": False,
        "allow_root": False,
        "runs_as_root": False,
        "tls": False,
        "published": "loopback",
        "origins": {
            "ip": {"path": "run.sh", "line": 1, "column": 1},
            "listens": {"path": "run.sh", "line": 1, "column": 1},
        },
    }


@pytest.mark.parametrize(
    "words",
    [
        [f"--ip={HOLE}", f"--ServerApp.token={HOLE}"],
        [HOLE],
        ["--ip", HOLE, "--ServerApp.token", HOLE],
    ],
)
def test_variables_that_nothing_in_sight_sets_are_never_guessed(words: list[str]) -> None:
    server = lab(*words)
    assert server.listens.value == "unknown"
    assert server.authentication.value == "unknown"
    assert HOLE not in str(server.to_json())


def test_an_open_line_leaves_what_other_words_say_known() -> None:
    server = lab("--ip=0.0.0.0", HOLE)
    assert summary(server) == ("unknown", "all", "unknown")


def test_a_token_with_a_known_part_is_there_although_its_value_is_not_known() -> None:
    server = lab(f"--ServerApp.token=x{HOLE}")
    assert (server.authentication.value, server.token.value) == ("token", "variable")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("c.ServerApp.ip = '0.0.0.0'\nc.ServerApp.token = ''", ("all", "none")),
        ("if asked():\n    c.ServerApp.token = ''", ("loopback", "unknown")),
        ("import os\nc.ServerApp.token = os.environ['T']", ("loopback", "unknown")),
        ("from jupyter_server.auth import passwd\nc.ServerApp.password = passwd('x')",
         ("loopback", "password")),
        ("import of_my_own\nc.ServerApp.ip = ''", ("unknown", "token")),
        ("from notebook.auth import passwd\nc.ServerApp.token = ''", ("loopback", "token")),
        ("c.ServerApp.token = ''\nc.ServerApp.ip = (", ("loopback", "token")),
        ("load_subconfig('other.py')", ("unknown", "unknown")),
        (f"c.ServerApp.token = ''\nc.ServerApp.password = '{HASH}'", ("loopback", "password")),
        ("c.ServerApp.token = ''\nc.ServerApp.password = ''", ("loopback", "none")),
        ("c.ServerApp.password = ''", ("loopback", "token")),
        ("c.ServerApp.token = ''\nc.ServerApp.identity_provider_class = Mine",
         ("loopback", "unknown")),
        ("c.Configurable.ip = '*'", ("all", "token")),
        ("c.JupyterApp.ip = '*'\nc.ServerApp.ip = '127.0.0.1'", ("loopback", "token")),
    ],
)  # fmt: skip
def test_config_files_alone_are_judged(content: str, expected: tuple[str, str]) -> None:
    server = start(None, [config("jupyter_server_config.py", content)], "new")
    assert (server.listens.value, server.authentication.value) == expected


def test_a_file_that_fails_is_named_with_the_place_and_the_reason() -> None:
    files = (config("jupyter_server_config.py", "x = 1\nc.ServerApp.token = (\n"),)
    (dropped,) = lab(configs=files).dropped
    assert dropped.text.location().begin.line == 2
    assert dropped.reason


@pytest.mark.parametrize(
    ("name", "program", "read"),
    [
        ("jupyter_server_config.py", "lab", True),
        ("jupyter_lab_config.json", "server", True),
        ("jupyter_notebook_config.py", "lab", True),
        ("jupyter_config.py", "notebook", True),
        ("my_config.py", "lab", False),
        ("jupyter_kernel_gateway_config.py", "lab", False),
    ],
)
def test_each_program_reads_its_files(name: str, program: str, read: bool) -> None:
    content = '{"ServerApp": {"ip": ""}}' if name.endswith("json") else "c.ServerApp.ip = ''"
    server = start(command("jupyter", program), [config(name, content)], "new")
    assert (server.listens.value == "all") is read


def test_the_higher_rank_wins_then_json_then_the_server_config() -> None:
    low = config("jupyter_server_config.json", '{"ServerApp": {"port": 1}}', 1)
    high = config("jupyter_server_config.py", "c.ServerApp.port = 2", 2)
    beside = config("jupyter_server_config.py", "c.ServerApp.port = 3", BESIDE)
    app = config("jupyter_lab_config.py", "c.ServerApp.port = 4", 3)
    assert lab(configs=(low, high, beside, app)).port.value == 2
    assert lab(configs=(low, beside, app)).port.value == 1
    assert lab(configs=(beside, app)).port.value == 4


def test_an_explicit_config_replaces_the_server_config_only() -> None:
    files = (
        config("jupyter_server_config.py", "c.ServerApp.ip = ''"),
        config("jupyter_lab_config.py", "c.ServerApp.port = 4"),
        config("my.py", "c.ServerApp.token = ''", BESIDE, "deploy/my.py"),
    )
    server = lab("--config=/etc/deploy/my.py", configs=files)
    assert summary(server) == (True, "loopback", "none")
    assert server.port.value == 4


def test_an_explicit_config_that_is_not_in_sight_leaves_the_rest_unknown() -> None:
    server = lab("--config=/etc/my.py", "--ip=0.0.0.0")
    assert (server.listens.value, server.authentication.value) == ("all", "unknown")


def test_notebook_settings_need_a_shim_and_one_unknown_trait_undoes_them() -> None:
    words = ("--NotebookApp.token=", "--ip=0.0.0.0")
    assert lab(*words).authentication.value == "none"
    alone = start(command("jupyter", "server", *words), (), "server")
    assert alone.authentication.value == "token"
    assert [note.word.value for note in alone.ignored] == ["--NotebookApp.token="]
    typo = lab(*words, "--NotebookApp.tokn=x")
    assert typo.authentication.value == "token"
    assert "--NotebookApp.tokn=x" in [note.word.value for note in typo.ignored]


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (["--allow-origin=*"], "--allow-origin=*"),
        (["--ip=a", "--ServerApp.ip=b"], "--ServerApp.ip=b"),
        (["--ServerApp.port=many"], "--ServerApp.port=many"),
        (["--", "--ip=0"], "--ip=0"),
        (["ServerApp.ip=0"], "ServerApp.ip=0"),
        (["—ip=0.0.0.0"], "—ip=0.0.0.0"),
    ],
)
def test_words_at_which_it_exits_are_broken(words: list[str], word: str) -> None:
    server = lab(*words)
    assert server.starts.value is False
    assert [note.word.value for note in server.broken] == [word]


@pytest.mark.parametrize(
    ("word", "generation", "program"),
    [
        ("--token=", "new", "lab"),
        ("--ServerApp.tokn=x", "new", "lab"),
        ("--ServerApp.token=", "classic", "notebook"),
        ("--IdentityProvider.token=", "js1", "lab"),
        ("--LabApp.ip=", "server", "server"),
        ("--KernelGatewayApp.auth_token=x", "new", "lab"),
    ],
)
def test_words_that_nobody_reads_are_ignored(word: str, generation: str, program: str) -> None:
    server = start(command("jupyter", program, word), (), generation)
    assert [note.word.value for note in server.ignored] == [word]
    assert summary(server) == (True, "loopback", "token")


@pytest.mark.parametrize(
    ("value", "listens", "starts"),
    [
        ("0.0.0.0", "all", True),
        ("0", "all", True),
        ("*", "all", True),
        ("::", "all", True),
        ("::ffff:0.0.0.0", "all", True),
        ("127.0.0.1", "loopback", True),
        ("127.1", "loopback", True),
        ("::1", "loopback", True),
        ("localhost", "loopback", True),
        ("10.0.0.7", "address", True),
        ("fe80::1%eth0", "address", True),
        ("my-host", "unknown", "unknown"),
        ("0.0.0.0/0", "unknown", False),
        ("$IP", "unknown", False),
        ("[::]", "unknown", False),
        ('""', "unknown", False),
        ("1.2.3.4.5", "unknown", False),
    ],
)
def test_addresses(value: str, listens: str, starts: object) -> None:
    server = lab(f"--ip={value}")
    assert (server.listens.value, server.starts.value) == (listens, starts)


@pytest.mark.parametrize(
    ("pattern", "anybody"),
    [
        (".*", True),
        ("^.*$", True),
        ("https?://.*", True),
        (".+", True),
        ("(.*)", True),
        ("((.*))*", "unknown"),
        ("https://.*\\.example\\.org", False),
        ("https://hub\\.example\\.org", False),
        ("(a|b|c|d|e|f|g)*", "unknown"),
        ("[", "unknown"),
        ("https://.*", "unknown"),
        ("", False),
    ],
)
def test_patterns_of_origins(pattern: str, anybody: object) -> None:
    assert lab(f"--ServerApp.allow_origin_pat={pattern}").any_origin.value == anybody


def test_any_origin_also_comes_from_a_star_and_from_a_header() -> None:
    header = "{'headers': {'Access-Control-Allow-Origin': '*'}}"
    assert lab("--ServerApp.allow_origin=*").any_origin.value is True
    assert lab(f"--ServerApp.tornado_settings={header}").any_origin.value is True
    plain_wins = lab("--ServerApp.allow_origin=http://a", "--ServerApp.allow_origin_pat=.*")
    assert plain_wins.any_origin.value is False


@pytest.mark.parametrize(
    ("environment", "authentication", "token"),
    [
        ({"JUPYTER_TOKEN": "secret"}, "token", "literal"),
        ({"JUPYTER_TOKEN": ""}, "token", "generated"),
        ({"JUPYTER_TOKEN": HOLE}, "token", "variable"),
        ({"JUPYTER_TOKEN_FILE": "/run/token"}, "unknown", "unknown"),
        ({"NOTEBOOK_TOKEN": ""}, "token", "generated"),
    ],
)
def test_the_environment_gives_tokens(
    environment: dict[str, str], authentication: str, token: str
) -> None:
    server = lab(**environment)
    assert (server.authentication.value, server.token.value) == (authentication, token)


def test_an_empty_token_file_opens_the_server() -> None:
    launch = command("jupyter", "lab", JUPYTER_TOKEN_FILE="/run/token")
    empty = start(launch, (), "new", reader={"/run/token": Text.of("", "token")}.get)
    filled = start(launch, (), "new", reader={"/run/token": Text.of("x\n", "token")}.get)
    assert (empty.authentication.value, filled.token_value.value) == ("none", "x\n")


@pytest.mark.parametrize(
    ("user", "container", "words", "starts", "root"),
    [
        ("root", None, [], False, True),
        ("root", None, ["--allow-root"], True, True),
        ("0:0", None, ["--ServerApp.allow_root=True"], True, True),
        ("1000", True, [], True, False),
        (None, True, [], "unknown", "unknown"),
        (None, False, [], True, "unknown"),
        (HOLE, None, [], True, "unknown"),
    ],
)
def test_root_needs_to_be_allowed(
    user: str | None, container: bool | None, words: list[str], starts: object, root: object
) -> None:
    server = start(command("jupyter", "lab", *words, user=user, container=container), (), "new")
    assert (server.starts.value, server.runs_as_root.value) == (starts, root)


def test_a_socket_is_no_network_address_and_takes_no_port() -> None:
    assert lab("--sock=/tmp/s", "--ip=0.0.0.0").listens.value == "socket"
    assert lab("--sock=/tmp/s", "--port=99").starts.value is False


def test_tls_needs_a_certificate() -> None:
    assert lab("--certfile=c.pem", "--keyfile=k.pem").tls.value is True
    assert lab("--keyfile=k.pem").starts.value is False
    assert lab(f"--certfile={HOLE}").tls.value == "unknown"


def test_the_kernel_gateway_is_open_unless_a_token_is_set() -> None:
    def gateway(*words: str, **environment: str) -> JupyterServer:
        launch = command("jupyter", "kernelgateway", *words, user="root", **environment)
        return start(launch, (), None)

    assert summary(gateway("--ip=0.0.0.0")) == (True, "all", "none")
    assert summary(gateway(KG_IP="0.0.0.0", KG_AUTH_TOKEN="x")) == (True, "all", "token")
    assert gateway(JUPYTER_TOKEN="x").authentication.value == "none"
    assert gateway("--KernelGatewayApp.auth_token=x").authentication.value == "token"
    assert gateway(KG_AUTH_TOKEN=HOLE).authentication.value == "unknown"


def test_single_user_servers_are_the_hubs_business() -> None:
    launch = command("jupyterhub-singleuser", "--ip=0.0.0.0", "--ServerApp.token=")
    assert summary(start(launch, (), "new")) == (True, "all", "hub")
    assert start(command("jupyterhub-singleuser"), (), "new").listens.value == "unknown"
    hub = {"JUPYTERHUB_SERVICE_URL": "http://0.0.0.0:8899/user/x"}
    server = start(command("jupyterhub-singleuser", **hub), (), "new")
    assert (server.listens.value, server.port.value) == ("all", 8899)


def test_docker_stacks_listen_on_every_interface_and_take_words_from_a_variable() -> None:
    script = command("start-notebook.sh", user=None, NOTEBOOK_ARGS="--IdentityProvider.token=''")
    server = start(script, (), None)
    assert summary(server) == (True, "all", "none")
    assert server.origins()["authentication"].source.path == "NOTEBOOK_ARGS"
    image = "quay.io/jupyter/scipy-notebook:2024-01-01"
    assert start(command("jupyter", "lab", image=image), (), None).listens.value == "all"
    assert start(command("jupyter", "lab", image="python:3.12"), (), None).listens.value == (
        "loopback"
    )


def test_a_hub_listens_everywhere_and_the_dummy_lets_anybody_in() -> None:
    def hub(content: str, *words: str) -> JupyterServer:
        files = [config("jupyterhub_config.py", content, BESIDE)]
        return start(command("jupyterhub", *words), files, None)

    assert summary(hub("")) == (True, "all", "hub")
    dummy = "c.JupyterHub.authenticator_class = 'dummy'\n"
    assert hub(dummy).authentication.value == "none"
    assert hub(dummy + "c.DummyAuthenticator.password = 'x'").authentication.value == "password"
    assert hub("", "--ip=127.0.0.1").listens.value == "loopback"
    assert hub("c.JupyterHub.bind_url = 'http://127.0.0.1:8000'").listens.value == "loopback"


def test_other_generations_that_would_differ_are_named() -> None:
    launch = command("jupyter", "notebook", "--ServerApp.token=")
    assert start(launch).doubts == ("js1", "classic")
    assert start(command("jupyter", "notebook", "--NotebookApp.token=")).doubts == ()


def test_what_is_no_server_does_not_start() -> None:
    assert start(command("pip", "install", "jupyterlab")).starts.value is False
    assert start(Command((), Text.of(""), Context("shell", "script"))).starts.value is False


@pytest.mark.parametrize("word", ["--help", "--version", "--generate-config", "--show-config"])
def test_what_prints_and_exits_serves_nothing(word: str) -> None:
    server = lab("--ip=0.0.0.0", word)
    assert server.starts.value is False
    assert server.broken == []


parts = st.sampled_from(
    [
        "--ip=", "--ip=0.0.0.0", "--ip", "0.0.0.0", "--ServerApp.token=", "--NotebookApp.token=''",
        "--IdentityProvider.token=x", "--ServerApp.password=", "--allow-root", "--sock=/x",
        "--config=my.py", "--LabApp.ip=*", "--ServerApp.port=x", "--ServerApp.tornado_settings={",
        "--ServerApp.allow_origin_pat=(", HOLE, f"--ip={HOLE}", "--", ".", "--certfile=x", "''",
    ]
)  # fmt: skip
lines = st.sampled_from(
    [
        "c.ServerApp.ip = '0.0.0.0'", "c.NotebookApp.token = ''", "c.ServerApp.token = None",
        "c.ServerApp.tokn = 1", "load_subconfig('my.py')", "if x:", "    c.ServerApp.token = ''",
        "c.JupyterApp.config_file = 'my.py'", "c.ServerApp.port = '1'", "c.X = 1", "c.a.b = (",
        "c.ServerApp.update({'ip': ''})", "c.ServerApp.Inner.x = 1", "c.ServerApp = 5",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(parts, max_size=6),
    st.lists(lines, max_size=4),
    st.sampled_from(GENERATIONS),
    st.sampled_from(["lab", "notebook", "server", "kernelgateway", "labhub"]),
    st.booleans(),
)
def test_every_launch_has_an_answer_in_every_generation(
    words: list[str], content: list[str], generation: str, program: str, complete: bool
) -> None:
    source = "\n".join(content)
    files = [
        config("jupyter_server_config.py", source),
        config("jupyter_notebook_config.py", source),
        config("jupyter_lab_config.json", source or "{}"),
        config("my.py", source, BESIDE),
    ]
    launch = command("jupyter", program, *words, NOTEBOOK_ARGS=HOLE)
    server = start(launch, files, generation, complete=complete)
    row = server.to_json()
    assert row["starts"] in (True, False, "unknown")
    assert row["listens"] in ("loopback", "all", "address", "socket", "unknown")
    assert row["authentication"] in ("none", "token", "password", "hub", "unknown")
    assert HOLE not in str(row)


def test_what_collaborative_needs_may_be_missing() -> None:
    assert start(command("jupyter", "lab", "--collaborative"), (), "new").starts.value == "unknown"
