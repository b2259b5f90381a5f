"""JUP013: old-class-names."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, Text, finding, related
from envguard.model.records import NamedTuple
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer
    from envguard.subjects.jupyter.servers import ServerFile


@rule("JUP013", "old-class-names", Severity.INFO, since="0.1.0")
def old_class_names(file: ServerFile) -> Iterator[Outcome]:
    r"""Options carry the names of classes that today's Jupyter only translates.

    ## Why
    `NotebookApp` was notebook 6's; today a shim moves its options to `ServerApp`, and where
    neither notebook nor jupyterlab is installed nothing reads them. `ServerApp.token` has become
    `IdentityProvider.token`. It is a warning where two names give one option different values:
    which of them wins differs from option to option. For `ip` NotebookApp beats ServerApp, for
    the token it is the other way round, so that `--NotebookApp.token=secret` is dropped where a
    config sets `ServerApp.token`.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --NotebookApp.base_url=/lab/
    ```

    ## Bad, two values
    ```sh title="start.sh"
    jupyter lab --NotebookApp.ip=127.0.0.1 --ServerApp.ip=localhost
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab --ServerApp.base_url=/lab/
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/migrate-from-nbserver.html
    - https://github.com/jupyter/notebook_shim
    """
    old: list[_Given] = []
    unread: list[Text] = []
    for server in file.servers:
        if not server.judged or server.program not in ("lab", "notebook", "server", "nbclassic"):
            continue
        given = list(_given(server))
        yield from _differing(given, server, file)
        if _reads_notebook_app(server):
            continue
        old.extend(one for one in given if _is_old(one) and file.holds(one.text))
        for note in server.ignored:
            if note.reason == "nothing here reads NotebookApp" and file.holds(note.word.raw):
                unread.append(note.word.raw)
    if unread:
        yield finding(
            unread[0],
            "Nothing in this environment reads NotebookApp, which notebook and jupyterlab translate "
            "and jupyter_server alone does not: write ServerApp.",
            severity=Severity.WARNING,
            confidence=Confidence.LIKELY,
            related=tuple(related(text, "nor this one") for text in unread[1:]),
        )
    elif old:
        first, seen = old[0], {(old[0].text.start, old[0].text.end)}
        others = []
        for one in old[1:]:
            if (one.text.start, one.text.end) not in seen:
                seen.add((one.text.start, one.text.end))
                others.append(one)
        yield finding(
            first.text,
            "{name} is an old name that Jupyter still translates: write {today}.",
            confidence=Confidence.LIKELY,
            related=tuple(related(one.text, "today {today}", today=_today(one)) for one in others),
            name=f"{first.section}.{first.trait}",
            today=_today(first),
        )


class _Given(NamedTuple):
    section: str
    trait: str
    value: object
    text: Text
    on_line: bool = False


_SECTIONS = (
    "ServerApp", "NotebookApp", "LabApp", "JupyterNotebookApp", "IdentityProvider",
    "PasswordIdentityProvider",
)  # fmt: skip
_MOVED = {
    "token": "IdentityProvider.token",
    "password": "PasswordIdentityProvider.hashed_password",
    "password_required": "PasswordIdentityProvider.password_required",
    "allow_password_change": "PasswordIdentityProvider.allow_password_change",
}


def _given(server: JupyterServer) -> Iterator[_Given]:
    """Every option that the launch and its configs give to one of the server's classes."""
    for one in server.settings:
        if one.section in _SECTIONS:
            value = one.value.value if one.value.known else None
            yield _Given(one.section, one.trait, value, one.word.raw, True)
    for loaded in server.configs:
        for section, traits in loaded.contents.sections.items():
            for trait, setting in traits.items():
                if section in _SECTIONS and setting.origin is not None:
                    value = setting.value if setting.known else None
                    yield _Given(section, trait, value, setting.origin)


def _differing(given: list[_Given], server: JupyterServer, file: ServerFile) -> Iterator[Outcome]:
    first: dict[str, _Given] = {}
    for one in given:
        trait = "password" if one.trait == "hashed_password" else one.trait
        before = first.setdefault(trait, one)
        if before.section == one.section or not _apart(before.value, one.value):
            continue
        if trait not in server.traits and _MOVED.get(trait) is None:
            continue
        if before.on_line != one.on_line and _line_wins(before if before.on_line else one, server):
            continue  # the command line over a config, as everybody expects it
        here, there = (one, before) if file.holds(one.text) else (before, one)
        if not file.holds(here.text):
            continue
        yield finding(
            here.text,
            "{one} and {other} set the same option to different values, and which of them wins is "
            "an accident of the translation: keep one, under its name of today, {today}.",
            severity=Severity.WARNING,
            related=(related(there.text, "the other value"),),
            one=f"{here.section}.{here.trait}",
            other=f"{there.section}.{there.trait}",
            today=_today(here),
        )


def _line_wins(given: _Given, server: JupyterServer) -> bool:
    """Whether a value of the command line is the one that the server ends up with."""
    names = {"password": "hashed_password"}.get(given.trait, given.trait)
    taken = server.traits.get(given.trait) or server.traits.get(names)
    origin = taken.origin if taken is not None else None
    raw = given.text
    return origin is not None and (
        origin.source is raw.source and raw.start <= origin.start <= origin.end <= raw.end
    )


def _apart(one: object, other: object) -> bool:
    """Whether two known values differ; quotes of the command line make no difference."""
    if one is None or other is None:
        return False
    return str(one).strip("'\"") != str(other).strip("'\"")


def _reads_notebook_app(server: JupyterServer) -> bool:
    """Whether the project is known to run a Jupyter of which NotebookApp is the own class."""
    return server.generation in ("classic", "old", "js1")


def _is_old(given: _Given) -> bool:
    if given.section == "NotebookApp":
        return given.trait not in ("open_browser", "enable_mathjax", "nbserver_extensions")
    return given.section == "ServerApp" and given.trait in _MOVED


def _today(given: _Given) -> str:
    trait = "password" if given.trait == "hashed_password" else given.trait
    name = {"notebook_dir": "root_dir"}.get(trait, trait)
    return _MOVED.get(trait, f"ServerApp.{name}")
