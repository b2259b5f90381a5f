"""The kinds of files that envguard reads, by name first and by content where a name says little."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of file.

    `names` are lower-case base names; `endings` are lower-case ends of base names; `paths` are
    regular expressions over the whole path with forward slashes. `carrier` names the module in
    `subjects.carriers` that finds its commands. `structured`: its own program refuses the file
    when it is not valid UTF-8 or does not parse, so a broken one is a finding.
    """

    name: str
    names: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    carrier: str = ""
    structured: bool = False


# dockerfile.py and Dockerfile.md are about Dockerfiles, and are none
_CODE = r"(?:py|md|rst|txt|html|js|ts|go|rs|java|json|yml|yaml|toml|rb|php|svg|png|dockerignore)"

KINDS: tuple[Kind, ...] = (
    Kind("environment", ("environment.yml", "environment.yaml"), structured=True),
    Kind(
        "ssh-config",
        ("ssh_config", "sshconfig", "ssh_config.j2", "ssh_config.tmpl"),
        (".sshconfig", "_ssh_config", ".ssh_config"),
        (
            r"(^|/)(\.ssh|dot_ssh|private_dot_ssh)/(private_)?config(\.(tmpl|j2|erb))?$",
            r"(^|/)(\.ssh|ssh|ssh_config\.d|dot_ssh)/(config|ssh_config)\.d/[^/]+$",
            r"(^|/)ssh_config\.d/[^/]+\.conf$",
            r"(^|/)ssh/config(\.(tmpl|j2|erb))?$",
        ),
    ),
    Kind("jupyter-python-config", paths=(r"(^|/)jupyter_[a-z_]*config\.py$",)),
    Kind("jupyter-json-config", paths=(r"(^|/)jupyter_[a-z_]*config\.json$",)),
    Kind(
        "dockerfile",
        ("dockerfile", "containerfile"),
        (".dockerfile", ".containerfile"),
        (rf"(^|/)(dockerfile|containerfile)[.-](?![^/]*\.?{_CODE}$)[^/]+$",),
        carrier="dockerfile",
    ),
    Kind(
        "compose",
        paths=(r"(^|/)(docker-)?compose([._-][^/]*)?\.ya?ml$",),
        carrier="compose",
        structured=True,
    ),
    Kind(
        "workflow",
        ("action.yml", "action.yaml"),
        paths=(r"(^|/)\.(github|gitea|forgejo)/workflows/[^/]+\.ya?ml$",),
        carrier="workflow",
        structured=True,
    ),
    Kind(
        "gitlab-ci",
        (".gitlab-ci.yml", ".gitlab-ci.yaml"),
        (".gitlab-ci.yml", ".gitlab-ci.yaml"),
        (r"(^|/)\.gitlab/ci/.+\.ya?ml$",),
        carrier="gitlab_ci",
        structured=True,
    ),
    Kind(
        "devcontainer",
        ("devcontainer.json", ".devcontainer.json"),
        carrier="devcontainer",
        structured=True,
    ),
    Kind("package-json", ("package.json",), carrier="package_json"),
    Kind("procfile", ("procfile",), carrier="procfile"),
    Kind("makefile", ("makefile", "gnumakefile"), (".mk",), carrier="makefile"),
    Kind("justfile", ("justfile", ".justfile"), (".just",), carrier="justfile"),
    Kind("systemd", endings=(".service",), carrier="systemd"),
    Kind("notebook", endings=(".ipynb",), carrier="notebook", structured=True),
    Kind("markdown", endings=(".md", ".markdown", ".mdx", ".rst", ".qmd"), carrier="markdown"),
    Kind(
        "shell",
        ("postbuild", ".bashrc", ".bash_profile", ".zshrc", ".profile"),
        (".sh", ".bash", ".zsh", ".ksh", ".sbatch", ".slurm", ".slm", ".pbs", ".lsf"),
        carrier="shell_script",
    ),
    # by content alone
    Kind("ansible", carrier="ansible"),
    Kind("kubernetes", carrier="kubernetes"),
)

BY_NAME = {kind.name: kind for kind in KINDS}

_NAMES = {name: kind for kind in KINDS for name in kind.names}
_ENDINGS = {ending: kind for kind in KINDS for ending in kind.endings}
_LAST_ENDINGS = {ending for ending in _ENDINGS if ending.count(".") == 1 and ending[0] == "."}
_PATHS = [(kind, pattern) for kind in KINDS for pattern in kind.paths]
_PATH_WORDS = ("ssh", "config", "dockerfile", "containerfile", "compose", "/workflows/", "/ci/")

Head = Callable[[], "str | None"]


def classify(path: str, read: Head) -> Kind | None:
    """The kind of a file, None where it is none of ours.

    `path` uses forward slashes. `read` gives the file's text (None where it cannot be read); it
    is called only where the name leaves the question open.
    """
    lowered = path.lower()
    base = lowered[lowered.rfind("/") + 1 :]
    kind = _NAMES.get(base)
    if kind is not None:
        return kind
    at = base.rfind(".")
    ending = base[at:] if at >= 0 else ""
    if ending in _LAST_ENDINGS:
        return _ENDINGS[ending]
    if any(word in lowered for word in _PATH_WORDS):
        for kind, pattern in _PATHS:
            if re.search(pattern, lowered):
                return kind
        for suffix, kind in _ENDINGS.items():
            if base.endswith(suffix):
                return kind
    if ending in (".yml", ".yaml"):
        return _yaml_kind(lowered, base, read)
    if not ending or at == 0:
        return _script_kind(base, read)
    return None


# Files that have `dependencies:` and belong to other programs.
_FOREIGN = (
    "python_env.yaml", "execution-environment.yml", "pnpm-lock.yaml", "chart.yaml", "chart.lock",
    "conda-lock.yml", "pubspec.yaml", "pubspec.lock", "galaxy.yml", "meta.yml", "meta.yaml",
    "mkdocs.yml", ".pre-commit-config.yaml", "recipe.yaml",
)  # fmt: skip
_DEPENDENCIES = re.compile(r"^(?:dependencies|dependancies)[ \t]*:", re.MULTILINE)
_COMPANIONS = re.compile(r"^(?:name|channels|prefix|variables)[ \t]*:", re.MULTILINE)
_STRING_ENTRY = re.compile(
    r"^dependencies[ \t]*:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*-[ \t]+"
    r"(?:pip[ \t]*:|(?![\w.-]+[ \t]*:[ \t\r\n])\S)",
    re.MULTILINE,
)
_FLOW_ENTRY = re.compile(r"^dependencies[ \t]*:[ \t]*\[(?![ \t]*\{)", re.MULTILINE)
_KUBERNETES = re.compile(r"^apiVersion[ \t]*:[^\n]+$", re.MULTILINE)
_KUBERNETES_KIND = re.compile(r"^kind[ \t]*:[^\n]+$", re.MULTILINE)
_PLAY = re.compile(r"^-[ \t]+(?:[\w-][\w -]*:[^\n]*\n[ \t]+)*hosts[ \t]*:", re.MULTILINE)
_TASK = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?:ansible\.(?:builtin|legacy)\.)?"
    r"(?:shell|command|raw|script|get_url|pip|apt|copy|file|template|set_fact|conda|"
    r"unarchive|import_tasks|include_tasks|systemd|lineinfile)[ \t]*:",
    re.MULTILINE,
)
_TASK_PATH = re.compile(r"(^|/)(tasks|handlers|playbooks?)/[^/]+$|(^|/)(playbook|site)[^/]*$")
_SERVICES = re.compile(r"^services[ \t]*:", re.MULTILINE)
_IMAGE_OR_BUILD = re.compile(r"^[ \t]+(?:image|build)[ \t]*:", re.MULTILINE)


def _yaml_kind(path: str, base: str, read: Head) -> Kind | None:
    if base in _FOREIGN or base.endswith((".conda-lock.yml", ".conda-lock.yaml")):
        return None
    if base.endswith("python_env.yaml"):  # MLflow's, whose `dependencies:` are pip's
        return None
    text = read()
    if text is None:
        return None
    if is_environment(base, text):
        return BY_NAME["environment"]
    if _KUBERNETES.search(text) and _KUBERNETES_KIND.search(text):
        return BY_NAME["kubernetes"]
    if _PLAY.search(text) or (_TASK_PATH.search(path) and _TASK.search(text)):
        return BY_NAME["ansible"]
    if _SERVICES.search(text) and _IMAGE_OR_BUILD.search(text):
        return BY_NAME["compose"]
    return None


def is_environment(base: str, text: str) -> bool:
    """Whether a YAML file of another name is a conda environment, judged by its top level."""
    if not _DEPENDENCIES.search(text) or "\nbuild_dependencies:" in text:
        return False
    if not (_STRING_ENTRY.search(text) or _FLOW_ENTRY.search(text)):
        return False
    return bool(_COMPANIONS.search(text)) or "conda" in base or "env" in base


def _script_kind(base: str, read: Head) -> Kind | None:
    """A file without an ending is a shell script where its first line says so."""
    if base.startswith(".") or base in ("license", "copying", "authors", "changelog", "readme"):
        return None
    text = read()
    if text and re.match(r"#![^\n]*\b(?:ba|z|da|k)?sh\b", text):
        return BY_NAME["shell"]
    return None
