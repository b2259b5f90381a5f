"""The answer: a Jupyter server as it would start, each value with its origin and the reason."""

from __future__ import annotations

from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.command import HOLE, Command
from envguard.subjects.jupyter.commandline import Note, TraitSetting
from envguard.subjects.jupyter.configs import Dropped, Loaded
from envguard.subjects.jupyter.settings import Setting

UNKNOWN = "unknown"
NEEDS_ALLOW_ROOT = "it runs as root, which needs --allow-root"


class Answer(NamedTuple):
    """A value ("unknown" where nobody can know), the words that decided it, and why.

    `origin` is None where Jupyter's own default holds.
    """

    value: object
    origin: Text | None = None
    why: str = ""

    @property
    def known(self) -> bool:
        """Whether the value is certain."""
        return self.value != UNKNOWN


NOTHING = Answer(UNKNOWN)


def answer(setting: Setting | None, default: object, why: str = "") -> Answer:
    """A setting as an answer; the default where nothing sets it."""
    if setting is None:
        return Answer(default, None, why)
    if not setting.known:
        return Answer(UNKNOWN, setting.origin, setting.why)
    return Answer(setting.value, setting.origin, why)


class JupyterServer:
    """A server as it would really be once started. All values are `Answer`s, three-valued.

    starts: True, False, "unknown"; the other values hold for the case that it starts.
    listens: loopback, all, address, socket, unknown; ip and port as Jupyter takes them.
    authentication: none, token, password, hub, unknown.
    token: empty, literal, generated, variable, hub, unknown; `token_value` a literal one,
    `token_unset` the variable without which it is empty, `token_file` what JUPYTER_TOKEN_FILE
    holds (None where that is not in sight).
    password: "", the hash or plain text, unknown. any_origin, allow_root, runs_as_root, tls and
    xsrf_off: True, False, unknown. published: what the container makes of it.
    `settings`: what the command line sets; `configs`: the files that it reads, lowest first,
    `dropped`: those that fail; `traits`: every trait that something sets, merged.
    `ignored` and `broken`: words without effect, and words at which Jupyter exits.
    `doubts`: other generations for which `listens` or `authentication` would differ.
    `classes`: the classes of one's own that decide who gets in, by trait. `missing_config`: the
    file of `--config` that should be in sight and is not. `bound_by_image`: where it listens
    is said by the image's own config alone. `serves`: False for `--help` and its like.
    `behind_tls`: a proxy of the project speaks TLS before it.
    """

    spans_files = True
    """Its words may lie in several files; each finding counts in the file it stands in."""

    __slots__ = (
        "allow_origin",
        "allow_origin_pat",
        "allow_remote_access",
        "allow_root",
        "any_origin",
        "authentication",
        "behind_tls",
        "bound_by_image",
        "broken",
        "classes",
        "command",
        "configs",
        "doubts",
        "dropped",
        "generation",
        "ignored",
        "ip",
        "listens",
        "missing_config",
        "password",
        "port",
        "program",
        "published",
        "runs_as_root",
        "serves",
        "settings",
        "sock",
        "sock_mode",
        "starts",
        "text",
        "tls",
        "token",
        "token_file",
        "token_unset",
        "token_value",
        "traits",
        "xsrf_off",
    )

    def __init__(self, text: Text, command: Command | None, program: str, generation: str) -> None:
        self.text = text
        self.command = command
        self.program = program
        self.generation = generation
        self.starts = Answer(True)
        self.listens = NOTHING
        self.ip = NOTHING
        self.port = NOTHING
        self.sock = Answer("")
        self.sock_mode = NOTHING
        self.authentication = NOTHING
        self.token = NOTHING
        self.token_value = NOTHING
        self.token_unset = ""
        self.token_file: Answer | None = None
        self.password = NOTHING
        self.allow_origin = NOTHING
        self.allow_origin_pat = NOTHING
        self.any_origin = NOTHING
        self.allow_remote_access = NOTHING
        self.allow_root = NOTHING
        self.runs_as_root = NOTHING
        self.tls = NOTHING
        self.xsrf_off = NOTHING
        self.published = NOTHING
        self.ignored: list[Note] = []
        self.broken: list[Note] = []
        self.settings: list[TraitSetting] = []
        self.configs: list[Loaded] = []
        self.dropped: list[Dropped] = []
        self.traits: dict[str, Answer] = {}
        self.doubts: tuple[str, ...] = ()
        self.classes: dict[str, Text] = {}
        self.missing_config: Answer | None = None
        self.bound_by_image = False
        self.serves = True
        self.behind_tls = False

    def refuse(self, origin: Text | None, why: str) -> None:
        """It does not start; the first reason stays."""
        if self.starts.value is not False:
            self.starts = Answer(False, origin, why)

    def doubt(self, origin: Text | None, why: str) -> None:
        """It may not start."""
        if self.starts.value is True:
            self.starts = Answer(UNKNOWN, origin, why)

    @property
    def never_starts(self) -> bool:
        """Whether it exits whoever starts it: another user would not need --allow-root."""
        return self.starts.value is False and self.starts.why != NEEDS_ALLOW_ROOT

    @property
    def judged(self) -> bool:
        """Whether what is said of single servers holds for it: it may start, and is no hub."""
        return not self.never_starts and self.program != "hub"

    @property
    def exposed(self) -> bool | str:
        """Whether others than this machine reach it over the network."""
        if self.never_starts or self.listens.value in ("loopback", "socket"):
            return False
        return UNKNOWN if self.listens.value == UNKNOWN else True

    def origins(self) -> dict[str, Text]:
        """The words that decided each value, by the value's name; defaults have none."""
        return {name: answer.origin for name, answer in self._answers().items() if answer.origin}

    def reasons(self) -> dict[str, str]:
        """Why each value is what it is, where there is more to say than its origin."""
        return {name: answer.why for name, answer in self._answers().items() if answer.why}

    def _answers(self) -> dict[str, Answer]:
        return {name: getattr(self, name) for name in _SHOWN}

    def to_json(self) -> dict[str, object]:
        """The row that `inspect` prints, but for `path` and `span`, which `text` gives."""
        row: dict[str, object] = {"command": _spelled(self.command)}
        for name in _COLUMNS:
            row[name] = getattr(self, name).value
        row["origins"] = {name: _place(text) for name, text in self.origins().items()}
        return row


_COLUMNS = (
    "starts",
    "listens",
    "ip",
    "port",
    "authentication",
    "allow_origin",
    "any_origin",
    "allow_root",
    "runs_as_root",
    "tls",
    "published",
)
_SHOWN = (
    *_COLUMNS,
    "allow_origin_pat",
    "allow_remote_access",
    "token",
    "password",
    "sock",
    "sock_mode",
    "xsrf_off",
)


def _spelled(command: Command | None) -> str | None:
    if command is None:
        return None
    return " ".join(value.replace(HOLE, "…") or "''" for value in command.values)


def _place(text: Text) -> dict[str, object]:
    place = text.location()
    return {"path": place.path, "line": place.begin.line, "column": place.begin.column}
