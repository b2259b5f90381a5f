"""Starts a Jupyter server on paper: command line, config files and environment in Jupyter's order.

Each step follows the sources of jupyter_server 2.21 and 1.24, notebook 6.5 and 6.1,
jupyter_kernel_gateway 3.0 and notebook_shim 0.2.4, and was compared with started servers.
"""

from __future__ import annotations

from collections.abc import Sequence

from envguard.model import Text
from envguard.subjects.command import Command, Word
from envguard.subjects.jupyter import commandline, judge
from envguard.subjects.jupyter.application import BASE, PROVIDER, Application, resolved
from envguard.subjects.jupyter.commandline import CommandLine
from envguard.subjects.jupyter.configs import TRACKED, ConfigFile
from envguard.subjects.jupyter.generations import Stack, stack_of
from envguard.subjects.jupyter.launch import arguments_of, unread
from envguard.subjects.jupyter.options import options_of
from envguard.subjects.jupyter.program import Program, is_server
from envguard.subjects.jupyter.server import Answer, JupyterServer, answer
from envguard.subjects.jupyter.settings import Refusal, Sections, Setting, copy, merge
from envguard.subjects.jupyter.shim import Extension, Shim
from envguard.subjects.jupyter.surroundings import Reader, Surroundings
from envguard.subjects.jupyter.traits import GATEWAY, IDENTITY, NOTEBOOK, PASSWORD


def start(
    command: Command | None,
    configs: Sequence[ConfigFile] = (),
    generation: str | None = None,
    *,
    complete: bool = False,
    reader: Reader | None = None,
) -> JupyterServer:
    """The server that a command would start with these config files.

    `command` None: the config files are judged alone, as `jupyter lab` would load them, or
    `jupyter notebook`, `kernelgateway`, `jupyterhub` where only that reads them. A command that
    is no server (see `is_server`) gives one that does not start.
    `generation`: see `generations.GENERATIONS`; None: the newest, and `doubts` of the answer
    names the others that would differ. `complete`: nothing exists that is not in sight (for
    tests). `reader` gives files that the command names (a token file).
    """
    program = _program(command, configs)
    chosen = generation or ("kgw" if program.name == "kernelgateway" else "new")
    server = _start(command, program, configs, chosen, complete, reader)
    if generation is None and program.name in ("lab", "notebook", "server"):
        server.doubts = _doubts(server, command, program, configs, complete, reader)
    return server


def _doubts(
    server: JupyterServer,
    command: Command | None,
    program: Program,
    configs: Sequence[ConfigFile],
    complete: bool,
    reader: Reader | None,
) -> tuple[str, ...]:
    """The other generations in which the same launch would listen or let in differently."""
    found = []
    for other in ("js1", "classic"):
        if stack_of(program.name, other) is None:
            continue
        differs = _start(command, program, configs, other, complete, reader)
        for name in ("starts", "listens", "authentication"):
            if getattr(differs, name).value != getattr(server, name).value:
                found.append(other)
                break
    return tuple(found)


def _program(command: Command | None, configs: Sequence[ConfigFile]) -> Program:
    nowhere = Text.of("")
    if command is not None:
        found = is_server(command)
        if found:
            return found
        word = command.argv[0] if command.argv else Word(command.text, command.text)
        return Program("", word, command.argv[1:])
    names = {file.name.partition(".")[0] for file in configs}
    name = "lab"
    if names == {"jupyter_kernel_gateway_config"}:
        name = "kernelgateway"
    elif names == {"jupyterhub_config"}:
        name = "hub"
    elif names == {"jupyter_notebook_config"}:
        name = "notebook"
    return Program(name, Word(nowhere, nowhere), ())


def _start(
    command: Command | None,
    program: Program,
    configs: Sequence[ConfigFile],
    generation: str,
    complete: bool,
    reader: Reader | None,
) -> JupyterServer:
    """One launch in one generation."""
    around = Surroundings(command, configs, generation, complete, reader)
    text = command.text if command else (configs[0].text if configs else program.launcher.text)
    program, words = arguments_of(program, around)
    server = JupyterServer(text, command, program.name, generation)
    if not program.name:
        server.refuse(text, "this command is no server")
        return server
    if program.gone:
        server.refuse(program.launcher.text, "IPython has no notebook any more")
    line = commandline.read(words, options_of(program, generation), generation == "old")
    _answer_line(server, line, around)
    if program.name == "hub":
        from envguard.subjects.jupyter.hub import judge_hub

        judge_hub(server, line, around)
        return server
    stack = stack_of(program.name, generation)
    if stack is None:
        server.refuse(program.launcher.text, f"there is no `jupyter {program.name}` there")
        return server
    run = Launch(server, program, stack, line, around)
    try:
        run.load()
    except Refusal as refusal:
        server.refuse(refusal.origin, refusal.reason)
        word = run.word_of(refusal)
        if word:
            server.broken.append(commandline.Note(word, refusal.reason))
    server.configs, server.dropped = around.used, around.dropped
    if around.missing is not None:
        server.missing_config = Answer(around.missing.value, around.missing.origin)
    judge.judge(run)
    merged = {**run.application.values, **run.identity}
    server.traits = {name: answer(held, None) for name, held in merged.items()}
    told = {note.word for note in server.ignored}
    server.ignored.extend(note for note in unread(line, stack, program) if note.word not in told)
    return server


def _answer_line(server: JupyterServer, line: CommandLine, around: Surroundings) -> None:
    """What the command line alone says: refusals, words without effect, files."""
    server.ignored.extend(line.ignored)
    server.settings = line.settings
    if line.refusal:
        server.broken.append(line.refusal)
        server.refuse(line.refusal.word.text, line.refusal.reason)
    if line.stop:
        server.serves = False
        server.refuse(line.stop.word.text, line.stop.reason)
    for word in line.files[:1]:
        value = word.value
        if value.startswith(("-", "—", "–", "−")) or "=" in value:
            reason = "it is taken for a file, and there is none of that name"
            server.broken.append(commandline.Note(word, reason))
            server.refuse(word.text, reason)
        elif value.strip("./~"):
            _opens(server, word, around.exists(value))
    for one in line.settings:
        if one.flag and one.trait == "collaborative":
            server.doubt(one.word.text, "JupyterLab exits where jupyter_collaboration is missing")
    if line.open:
        server.doubt(line.open.word.text, line.open.reason)


def _opens(server: JupyterServer, word: Word, exists: bool | None) -> None:
    """A file or folder that it is to open has to be there; of folders nothing is known."""
    if exists is False and not word.value.startswith(("/", "~")):
        server.refuse(word.text, "the file it opens does not exist")
    elif not exists:
        server.doubt(word.text, "the file it opens is not in sight")


class Launch:
    """One launch while it is loaded: the server application, its provider, what it came from."""

    def __init__(
        self,
        server: JupyterServer,
        program: Program,
        stack: Stack,
        line: CommandLine,
        around: Surroundings,
    ) -> None:
        self.server = server
        self.program = program
        self.stack = stack
        self.line = line
        self.around = around
        self.identity: dict[str, Setting] = {}
        self.own = {"notebook6": "NotebookApp", "gateway": "KernelGatewayApp"}.get(
            stack.kind, "ServerApp"
        )
        around.own = self.own
        kinds = {"notebook6": NOTEBOOK, "gateway": GATEWAY}.get(stack.kind, stack.kinds)
        hub = ("SingleUserLabApp",) if program.name in ("singleuser", "labhub") else ()
        lineage = (*BASE, self.own, *hub)
        self.application = Application(lineage, kinds)
        if stack.kind == "server2":
            self.application.changed = self._deprecated

    def load(self) -> None:
        """Load everything in order; Refusal where the program would exit."""
        application = self.application
        sections = self.line.sections()
        self._open(sections)
        application.command_line = sections
        application.update(copy(sections))
        at_first = copy(application.config)
        self._file("jupyter_config")
        self._main_file()
        application.update(at_first)
        for extension in self._extensions():
            self._link(extension)
        if self.stack.kind == "server2":
            lineage = (*PROVIDER, "PasswordIdentityProvider")
            self.identity = resolved(application.config, lineage, PASSWORD)
        elif self.stack.kind == "gateway":
            lineage = (*PROVIDER, "GatewayIdentityProvider")
            self.identity = resolved(application.config, lineage, IDENTITY)

    def _open(self, sections: Sections) -> None:
        """Where a word may hold any option, what no other word sets is unknown."""
        if self.line.open is None:
            return
        given = {name for traits in sections.values() for name in traits}
        held = commandline.anything(self.line.open)
        for section in (self.own, "IdentityProvider", "PasswordIdentityProvider"):
            for name in TRACKED[section]:
                same = {"hashed_password": "password", "auth_token": "token"}.get(name, name)
                if name not in given and same not in given:
                    sections.setdefault(section, {})[name] = held

    def _file(self, stem: str) -> None:
        """Load the files of a name, the command line over them."""
        found = self.around.searched(stem)
        merge(found, self.application.command_line)
        self.application.update(found)

    def _main_file(self) -> None:
        """The server's own config, or the one that `--config` names instead."""
        values = self.application.values
        given = values.get("config_file")
        if given is not None and (not given.known or given.value):
            found = self.around.given(given)
            merge(found, self.application.command_line)
            self.application.update(found)
            return
        default = {
            "notebook6": "jupyter_notebook_config",
            "gateway": "jupyter_kernel_gateway_config",
        }.get(self.stack.kind, "jupyter_server_config")
        named = values.get("config_file_name")
        stem = default if named is None else str(named.value)
        stem = stem.removesuffix(".py").removesuffix(".json")
        if stem and stem != "jupyter_config":
            self._file(stem)

    def _extensions(self) -> list[Extension]:
        """The extensions that are linked, in the order of their packages' names."""
        turned = self.application.values.get("jpserver_extensions")
        switched = turned.value if turned is not None and isinstance(turned.value, dict) else {}
        starter = {"lab": "jupyterlab", "notebook": "notebook", "nbclassic": "nbclassic"}
        own = starter.get(self.program.name)
        return [
            extension
            for extension in self.stack.extensions
            if extension.package == own or switched.get(extension.package, True) is not False
        ]

    def _link(self, extension: Extension) -> None:
        """Link one extension: errors in its own files end the program, others only unlink it."""
        shim = Shim(extension, self.application, self.stack.names)
        shim.update(self.around.searched("jupyter_config"))
        shim.update(self.around.searched(extension.config))
        try:
            shim.link()
        except Refusal as refusal:
            word = self.word_of(refusal)
            if word:
                self.server.ignored.append(commandline.Note(word, refusal.reason))

    def word_of(self, refusal: Refusal) -> Word | None:
        """The word of the command line at which something refuses."""
        for one in self.line.settings:
            if refusal.origin is not None and one.value.origin is refusal.origin:
                return one.word
        return None

    def _deprecated(self, names: list[str]) -> None:
        """jupyter_server 2 copies three old traits to the provider, unless that has its own."""
        for name in names:
            target = {
                "token": ("IdentityProvider", "token"),
                "password": ("PasswordIdentityProvider", "hashed_password"),
                "password_required": ("PasswordIdentityProvider", "password_required"),
            }.get(name)
            if target and target[1] not in self.application.config.get(target[0], {}):
                held = self.application.values[name]
                self.application.config.setdefault(target[0], {})[target[1]] = held
