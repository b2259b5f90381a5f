"""What an author pastes: a block for the README, a paragraph for the paper, checklist answers.

Each text is made for one place, and escaped for it: names come from files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from envguard.engine.paper.model import EnvironmentFacts, LockFacts, Paper
from envguard.reports.markdown import markup
from envguard.reports.wording import plural, visible

MAXIMUM_NAMED = 8

Spelled = Callable[[str], str]

_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "^": r"\textasciicircum{}", "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}", "`": r"\textasciigrave{}",
}  # fmt: skip


def readme_block(paper: Paper) -> str:
    """A section for the README, in Markdown; empty where there is no environment."""
    main, lock = paper.main, paper.lock
    if main is None:
        return ""
    head = " · ".join(part for part in (_python(main), _platforms(main)) if part)
    lines = ["## Software environment", ""]
    if head:
        lines += [markup(head), ""]
    if lock is not None:
        day = f", solved {lock_day(lock)}" if lock.solved else ""
        lines += [
            f"{package_count(main)} packages{_each(main)}, locked in {code_span(lock.path)}{day}.",
            "",
        ]
    else:
        lines += [f"The packages are asked for in {code_span(main.path)}; no lock holds them.", ""]
    if main.commands:
        lines += ["```sh", *map(visible, main.commands), "```", ""]
    if lock is not None and lock.sha256:
        lines += [f"SHA-256 of the lock: `{lock.sha256}`", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def methods_text(paper: Paper) -> str:
    """The paragraph of the paper in plain words; empty where there is no environment."""
    return visible(_methods(paper, str, str))


def methods_latex(paper: Paper) -> str:
    """The same for LaTeX. Its macros are of the kernel since 2020, no package is needed."""

    def typed(words: str) -> str:
        # two hyphens would be drawn as one dash, and a long name has nowhere to break
        spelled = latex(words).replace("--", "-{}-").replace("/", r"/\allowbreak{}")
        return rf"\texttt{{{spelled}}}"

    return _methods(paper, latex, typed)


def latex(words: str) -> str:
    """A text that LaTeX sets as it stands."""
    return "".join(_LATEX.get(character, character) for character in visible(words))


def _methods(paper: Paper, say: Spelled, code: Spelled) -> str:
    main, lock = paper.main, paper.lock
    if main is None:
        return ""
    python = _python(main)
    said = [f"The software environment{f' ({say(python)})' if python else ''}"]
    if lock is None:
        total = main.asked_conda + main.asked_pip
        said.append(
            f" is specified in {code(main.path)}; of the {plural(total, 'package')} that it asks "
            f"for, {main.pinned} {'is' if main.pinned == 1 else 'are'} given with an exact version."
        )
    else:
        where = f" is specified in {code(main.path)} and" if main.path != lock.path else " is"
        digest = f" (SHA-256 {code(lock.sha256[:16])}…)" if lock.sha256 else ""
        said.append(f"{where} locked in {code(lock.path)}{digest}, which holds ")
        said.append(_held(lock, say))
        if lock.solved:
            word = (
                "published until"
                if lock.solved_by == "exclude-newer"
                else "of which the newest is of"
            )
            said.append(f", {word} {say(lock.solved)}")
        said.append(".")
        named = [one for one in lock.asked if one[0] not in ("python", "pip")]
        if named:
            shown = [f"{say(name)} {say(version)}" for name, version in named[:MAXIMUM_NAMED]]
            if len(named) > MAXIMUM_NAMED:
                shown.append(f"{len(named) - MAXIMUM_NAMED} more")
            said.append(f" Asked for by name are {_listed(shown)}.")
    command = _install(main)
    if command:
        said.append(f" It is installed by {code(command)}.")
    return "".join(said)


def _held(lock: LockFacts, spell: Spelled) -> str:
    rows = [
        plural(row.conda + row.pip, "package")
        + (f" for {spell(row.platform)}" if row.platform else "")
        for row in lock.counts[:4]
    ]
    if len(lock.counts) > 4:
        rows.append(f"as many for {len(lock.counts) - 4} more platforms")
    channels = [spell(one) for one in lock.channels if one != "nodefaults"][:3]
    if any(row.pip for row in lock.counts):
        channels.append("PyPI")
    source = f" from {_listed(channels)}" if channels else ""
    return f"{_listed(rows) or 'its packages'}{source}"


def _install(main: EnvironmentFacts) -> str:
    """The one command of several that installs."""
    for command in main.commands:
        if not command.startswith(("pipx", "uv venv", "python")):
            return command
    return main.commands[-1] if main.commands else ""


def checklist_text(paper: Paper) -> str:
    """The answers as lines of plain text, by venue."""
    lines: list[str] = []
    venue = ""
    for answer in paper.answers:
        if answer.venue != venue:
            venue = answer.venue
            lines += ["", venue] if lines else [venue]
        places = ", ".join(place.shown for place in answer.evidence)
        end = f" ({places})" if places else ""
        lines.append(f"- {answer.item}: {answer.verdict}. {answer.reason}{end}")
    return "".join(f"{visible(line)}\n" for line in lines)


def neurips_latex(paper: Paper) -> str:
    r"""The NeurIPS answers with the macros of its style file; what is open is \answerTODO."""
    macros = {"yes": r"\answerYes{}", "no": r"\answerNo{}", "cannot tell": r"\answerTODO{}"}
    lines = []
    for answer in paper.answers:
        if answer.venue == "NeurIPS":
            places = ", ".join(place.shown for place in answer.evidence)
            end = f" ({latex(places)})" if places else ""
            lines += [
                f"% {latex(answer.item)}",
                rf"\item[] Answer: {macros[answer.verdict]}",
                rf"\item[] Justification: {latex(answer.reason)}{end}",
            ]
    return "".join(f"{line}\n" for line in lines)


def code_span(words: str) -> str:
    """A text as code in Markdown, whatever backticks it holds itself."""
    shown = visible(words) or " "
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def fenced(words: str, language: str = "") -> str:
    """A text as a block of code in Markdown."""
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{words.rstrip()}\n{fence}"


def package_count(main: EnvironmentFacts) -> str:
    """How many packages a platform gets: a number, or the least and the most."""
    totals = sorted(row.conda + row.pip for lock in main.locks[:1] for row in lock.counts)
    if not totals:
        return "0"
    return str(totals[0]) if totals[0] == totals[-1] else f"{totals[0]} to {totals[-1]}"


def _each(main: EnvironmentFacts) -> str:
    return " for each platform" if len(main.locks[0].platforms) > 1 else ""


def checksums(lock: LockFacts) -> str:
    """Of how many packages the lock has one."""
    if lock.hashed == lock.packages:
        return "for every package"
    return f"for {lock.hashed} of {plural(lock.packages, 'package')}"


def lock_day(lock: LockFacts) -> str:
    """The day of the solve, and how well it is known."""
    if not lock.solved:
        return ""
    if lock.solved_by == "exclude-newer":
        return f"with packages until {lock.solved}"
    return f"on {lock.solved} or later"


def _python(main: EnvironmentFacts) -> str:
    exact = next((lock.python for lock in main.locks if lock.python), "")
    version = exact or main.python.removesuffix(".*")
    return f"Python {version}" if version else ""


def python_of(main: EnvironmentFacts) -> str:
    """The Python that is installed, as far as it is known."""
    return _python(main).removeprefix("Python ")


def _platforms(main: EnvironmentFacts) -> str:
    return ", ".join(platforms_of(main))


def platforms_of(main: EnvironmentFacts) -> tuple[str, ...]:
    """The platforms that the locks are for, else those that the file names."""
    locked = dict.fromkeys(name for lock in main.locks for name in lock.platforms)
    return tuple(locked) or main.platforms


def _listed(words: Iterable[str]) -> str:
    parts = list(words)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
