"""Shell text as prose shows it: prompts and output taken away, placeholders kept as words."""

from __future__ import annotations

import re

from envguard.formats.line_ranges import LineRange, line_ranges
from envguard.formats.markdown import assembled
from envguard.model import Text
from envguard.model.patterns import late

_PROGRAMS = {
    "activate", "ansible", "ansible-playbook", "apptainer", "apt", "apt-get", "aws", "bash",
    "brew", "cat", "cd", "chmod", "chown", "conda", "conda-lock", "cp", "curl", "deactivate",
    "dnf", "docker", "docker-compose", "echo", "eval", "export", "gcloud", "git", "gsutil",
    "helm", "huggingface-cli", "ipython", "jupyter", "jupyter-lab", "jupyter-notebook",
    "jupyterhub", "kubectl", "ln", "ls", "make", "mamba", "micromamba", "mkdir", "ml", "module",
    "mv", "nextflow", "nox", "npm", "npx", "nvidia-smi", "pip", "pip3", "pipenv", "pipx", "pixi",
    "podman", "poetry", "pre-commit", "pytest", "python", "python3", "repo2docker", "rm", "rsync",
    "salloc", "sbatch", "scp", "sftp", "sh", "singularity", "snakemake", "source", "squeue",
    "srun", "ssh", "ssh-add", "ssh-agent", "ssh-copy-id", "ssh-keygen", "sudo", "tar", "torchrun",
    "touch", "tox", "unzip", "uv", "uvx", "virtualenv", "wget", "which", "yum", "zsh", ".",
}  # fmt: skip
_FIRST = late(r"[ \t]*(?:[A-Za-z_]\w*=[^ \t]*[ \t]+)*([^ \t\r\n]+)")
_ENVIRONMENT = r"[ \t]*(?:\([^()]{1,60}\)[ \t]*){0,3}"
_WHERE = (
    r"(?:[\w.-]{1,60}@[\w.-][^\s$#%>]{0,200}(?:[ \t][^\s$#%>]{1,100})?|\[[^\]]{1,200}\]|"
    r"~[^\s$#%]{0,200}|(?:bash|sh|zsh)-[\d.]{1,10})[ \t]?"
)
_PROMPT = late(rf"{_ENVIRONMENT}(?:(?:{_WHERE})?[$❯➜](?:[ \t]+|$)|{_WHERE}(?:%|#)[ \t]+)")
_MARK = late(rf"{_ENVIRONMENT}(?:%[ \t]+|\$)")
_ROOT = late(rf"{_ENVIRONMENT}#[ \t]+")
_WINDOWS = late(r"[ \t]*(?:\([^()]{1,60}\)[ \t]*)?(?:PS[ \t]+)?(?:[A-Za-z]:[^>]{0,200})?>[ \t]+")
_CONTINUATION = late(r"[ \t]*>(?:[ \t]|$)")
_PYTHON = late(r"[ \t]*(?:>>>[ \t]|In[ \t]?\[[\d ]*\]:)")
# quoted words, in which < and > are no redirections; a quote left open takes the rest
_PLACEHOLDER = late(
    r"'[^'\n]*'?|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"?|\\.|<(?:[A-Za-z]|[A-Za-z][^<>\n|;&$`\"']{0,60}"
    r"[^<>\s|;&$`\"'])>"
)


def commands_of(block: Text, console: bool) -> Text | None:
    """The commands of a block that is tagged as shell; None where it has none.

    `console`: a session, in which a line without a prompt is output, if any line has a prompt,
    and `# ` before a well-known program is root's prompt, if there is no other.
    """
    return _read(block, console, lenient=not console)


def plain_commands_of(block: Text) -> Text | None:
    """The commands of a block that says nothing of its language; None unless it is plainly shell.

    Each line has to begin with a prompt or a well-known program, or to continue such a line.
    """
    value = block.value
    lines = line_ranges(value)
    if not any(_prompt(value, line) for line in lines) and not _is_plain(value, lines):
        return None
    return _read(block, False, lenient=False)


def windows_commands_of(block: Text) -> Text | None:
    """The commands of a block for cmd or PowerShell, `C:\\>` and `PS>` taken away."""
    value = block.value
    lines = line_ranges(value)
    ends = [_end(_WINDOWS, value, line) for line in lines]
    if any(ends):
        lines = [line._replace(start=end) for line, end in zip(lines, ends, strict=True) if end]
    return assembled(block, lines) if lines else None


def _is_plain(value: str, lines: list[LineRange]) -> bool:
    found = continues = False
    for line in lines:
        words = value[line.start : line.end].rstrip()
        if words and not continues and not words.lstrip().startswith("#"):
            if not _is_known(words):
                return False
            found = True
        continues = words.endswith("\\")
    return found


def _read(block: Text, console: bool, lenient: bool) -> Text | None:
    value = block.value
    lines = line_ranges(value)
    prompts = [_prompt(value, line) for line in lines]
    if console and not any(prompts):
        prompts = [_before_program(_ROOT, value, line) for line in lines]
    if any(prompts):
        lines = _after_prompts(value, lines, prompts, lenient)
    elif any(_PYTHON.match(value, line.start, line.end) for line in lines):
        return None
    return _with_placeholders(assembled(block, lines)) if lines else None


def _after_prompts(
    value: str, lines: list[LineRange], prompts: list[int | None], lenient: bool
) -> list[LineRange]:
    """The lines of a session that were typed; `lenient` keeps plain commands between them."""
    kept: list[LineRange] = []
    typed = continued = False
    for line, prompt in zip(lines, prompts, strict=True):
        start = prompt
        if start is None and continued:
            start = line.start
        if start in (None, line.start) and typed:
            more = _CONTINUATION.match(value, line.start, line.end)
            start = more.end() if more else start
        if start is None and lenient and _is_known(value[line.start : line.end]):
            start = line.start
        typed = start is not None
        continued = typed and value[line.start : line.end].rstrip().endswith("\\")
        if start is not None:
            kept.append(line._replace(start=start))
    return kept


def _prompt(value: str, line: LineRange) -> int | None:
    """Where the words behind a line's prompt begin, None where it has no prompt."""
    return _end(_PROMPT, value, line) or _before_program(_MARK, value, line)


def _before_program(pattern: re.Pattern[str], value: str, line: LineRange) -> int | None:
    """The end of a mark that is a prompt only if a well-known program stands behind it."""
    end = _end(pattern, value, line)
    return end if end and _is_known(value[end : line.end]) else None


def _is_known(words: str) -> bool:
    """Whether a line starts a well-known program, or a file of the project."""
    found = _FIRST.match(words)
    program = found.group(1) if found else ""
    return program in _PROGRAMS or program.startswith(("./", "../"))


def _end(pattern: re.Pattern[str], value: str, line: LineRange) -> int | None:
    found = pattern.match(value, line.start, line.end)
    return found.end() if found else None


def _write_words(value: str) -> str | None:
    """What stays words of one line; `<` could begin a placeholder, a backtick end the fence."""
    return None if any(character in value for character in "\n\r<`") else value


def _with_placeholders(text: Text) -> Text:
    """`<name>` as the quoted word that its reader will replace, not as a redirection."""
    text = text.through(_write_words)
    parts: list[Text] = []
    at = 0
    for found in _PLACEHOLDER.finditer(text.value):
        if found.group().startswith("<"):
            begin, end = found.span()
            parts += [text[at:begin], text[begin : begin + 1].decoded("'<")]
            parts += [text[begin + 1 : end - 1], text[end - 1 : end].decoded(">'")]
            at = end
    return Text.join([*parts, text[at:]]) if parts else text
