"""The kinds of files that envguard reads, by name first and by content where a name says little."""

from __future__ import annotations

import re
from collections.abc import Callable

from envguard.model.patterns import late
from envguard.model.records import NamedTuple


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
        "requirements",
        paths=(
            r"(^|/)(requirements|constraints)[^/]*\.txt$",
            r"(^|/)[^/]+[-_.](requirements|constraints)\.txt$",
            r"(^|/)requirements/[^/]+\.txt$",
        ),
    ),
    Kind(
        "ssh-config",
        ("ssh_config", "sshconfig", "ssh_config.j2", "ssh_config.tmpl"),
        (".sshconfig", "_ssh_config", ".ssh_config"),
        (
            r"(^|/)(\.ssh|dot_ssh|dot-ssh|private_dot_ssh)/(private_)?config(\.(tmpl|j2|erb))?$",
            r"(^|/)(\.ssh|ssh|ssh_config\.d|dot_ssh)/(config|ssh_config)\.d/[^/]+$",
            r"(^|/)ssh_config\.d/[^/]+\.conf$",
            r"(^|/)ssh/config(\.(tmpl|j2|erb))?$",
        ),
    ),
    Kind(
        "jupyterhub-config",
        paths=(r"(^|/)jupyterhub_config[^/]*\.py$", r"(^|/)jupyterhub_config\.d/[^/]+\.py$"),
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
    Kind(
        "git-config",
        (".gitconfig", "gitconfig", "dot_gitconfig"),
        (".gitconfig",),
        carrier="git_config",
    ),
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
    Kind("lock"),
    Kind("manifest", ("pixi.toml",), structured=True),
    Kind("ansible-config", ("ansible.cfg", ".ansible.cfg")),
    Kind(
        "private-key",
        ("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk"),
    ),
    Kind("caddyfile", ("caddyfile",), (".caddyfile",)),
    Kind(
        "nginx",
        ("nginx.conf",),
        paths=(
            r"(^|/)[^/]*nginx[^/]*\.conf(\.(template|tmpl|tpl|j2|erb))?$",
            r"(^|/)[^/]*nginx[^/]*/([^/]+/)*[^/]+\.conf(\.(template|tmpl|tpl|j2|erb))?$",
            r"(^|/)sites-(available|enabled)/[^/]+$",
            r"\.nginx$",
        ),
    ),
    # by content alone
    Kind("helm-values", structured=True),
    Kind("ansible-inventory"),
    Kind("ansible-variables"),
    Kind("ansible", carrier="ansible"),
    Kind("kubernetes", carrier="kubernetes"),
)

BY_NAME = {kind.name: kind for kind in KINDS}

_NAMES = {name: kind for kind in KINDS for name in kind.names}
_ENDINGS = {ending: kind for kind in KINDS for ending in kind.endings}
_LAST_ENDINGS = {ending for ending in _ENDINGS if ending.count(".") == 1 and ending[0] == "."}
_PATHS = [(kind, pattern) for kind in KINDS for pattern in kind.paths]
_PATH_WORDS = ("ssh", "config", "dockerfile", "containerfile", "compose", "/workflows/", "/ci/",
               "nginx", "sites-", "caddyfile")  # fmt: skip

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
    if ending in (".lock", ".txt") or "lock" in base:
        from envguard.project.lock_kinds import lock_kind

        if lock_kind(path, read) is not None:
            return BY_NAME["lock"]
    if ending in _LAST_ENDINGS:
        return _ENDINGS[ending]
    if base == "pyproject.toml":
        return _pyproject_kind(read)
    if ending == ".txt":
        return _text_kind(lowered, base, read)
    if any(word in lowered for word in _PATH_WORDS):
        for kind, pattern in _PATHS:
            if re.search(pattern, lowered):
                return kind
        for suffix, kind in _ENDINGS.items():
            if base.endswith(suffix):
                return kind
    if ending in (".yml", ".yaml"):
        return _yaml_kind(lowered, base, read)
    if ending in _KEY_ENDINGS:
        return _key_kind(read)
    if ending == ".py":
        return _python_kind(base, read)
    if ending == ".ini" or base in ("hosts", "inventory"):
        return _inventory_kind(read)
    if not ending or at == 0:
        return _script_kind(base, read)
    return None


# Files that have `dependencies:` and belong to other programs.
_FOREIGN = (
    "python_env.yaml", "execution-environment.yml", "pnpm-lock.yaml", "chart.yaml", "chart.lock",
    "pubspec.yaml", "pubspec.lock", "galaxy.yml", "meta.yml", "meta.yaml",
    "mkdocs.yml", ".pre-commit-config.yaml", "recipe.yaml",
)  # fmt: skip
_DEPENDENCIES = late(r"^(?:dependencies|dependancies)[ \t]*:", re.MULTILINE)
_COMPANIONS = late(r"^(?:name|channels|prefix|variables)[ \t]*:", re.MULTILINE)
_STRING_ENTRY = late(
    r"^dependencies[ \t]*:[^\n]*\n(?:[ \t]*(?:#[^\n]*|\r)?\n)*[ \t]*-[ \t]+"
    r"(?:pip[ \t]*:|(?![\w.-]+[ \t]*:[ \t\r\n])\S)",
    re.MULTILINE,
)
_FLOW_ENTRY = late(r"^dependencies[ \t]*:[ \t]*\[(?![ \t]*\{)", re.MULTILINE)
_KUBERNETES = late(r"^apiVersion[ \t]*:[^\n]+$", re.MULTILINE)
_KUBERNETES_KIND = late(r"^kind[ \t]*:[^\n]+$", re.MULTILINE)
_PLAY = late(r"^-[ \t]+(?:[\w-][\w -]*:[^\n]*\n[ \t]+)*hosts[ \t]*:", re.MULTILINE)
_TASK = late(
    r"^[ \t]*(?:-[ \t]+)?(?:ansible\.(?:builtin|legacy)\.)?"
    r"(?:shell|command|raw|script|get_url|pip|apt|copy|file|template|set_fact|conda|"
    r"unarchive|import_tasks|include_tasks|systemd|lineinfile)[ \t]*:",
    re.MULTILINE,
)
_TASK_FOLDERS = ("tasks", "handlers", "playbook", "playbooks")
_CONNECTION = late(r"^[ \t-]*ansible_\w*(?:_args|host_key_checking)[ \t]*:", re.MULTILINE)
_INVENTORY_VARIABLE = late(r"^[^\n#;=(){}]*\bansible_[a-z_]+[ \t]*=", re.MULTILINE)
_KEY_ENDINGS = (".pem", ".key", ".ppk", ".p8", ".priv")
_PRIVATE_KEY = late(r"^[ \t]*-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----", re.MULTILINE)
_SERVICES = late(r"^services[ \t]*:", re.MULTILINE)
_IMAGE_OR_BUILD = late(r"^[ \t]+(?:image|build)[ \t]*:", re.MULTILINE)


def _yaml_kind(path: str, base: str, read: Head) -> Kind | None:
    if base in _FOREIGN:
        return None
    if base.endswith("python_env.yaml"):  # MLflow's, whose `dependencies:` are pip's
        return None
    text = read()
    if text is None:
        return None
    if is_environment(base, text):
        return BY_NAME["environment"]
    # a word that is not there costs nothing to look for, and a pattern its compilation
    if "apiVersion" in text and _KUBERNETES.search(text) and _KUBERNETES_KIND.search(text):
        return BY_NAME["kubernetes"]
    if "hosts" in text and _PLAY.search(text):
        return BY_NAME["ansible"]
    folder = path.rpartition("/")[0].rpartition("/")[2]
    named_so = folder in _TASK_FOLDERS or base.startswith(("playbook", "site"))
    if named_so and _TASK.search(text):
        return BY_NAME["ansible"]
    if "services" in text and _SERVICES.search(text) and _IMAGE_OR_BUILD.search(text):
        return BY_NAME["compose"]
    if is_hub_values(text):
        return BY_NAME["helm-values"]
    if "ansible_" in text and _CONNECTION.search(text):
        return BY_NAME["ansible-variables"]
    return None


_HUB_KEYS = late(r"^(hub|proxy|singleuser|auth|cull|scheduling|ingress)[ \t]*:[ \t]*(?:#|$)", re.M)
_HUB_BELOW = late(r"^([ \t]*)jupyterhub[ \t]*:[ \t]*(?:#[^\n]*)?$", re.MULTILINE)
_HUB_WORDS = late(
    r"^[ \t]+(?:singleuser|hub|proxy|extraConfig|secretToken|cookieSecret|authenticator_class)"
    r"[ \t]*:",
    re.MULTILINE,
)


def is_hub_values(text: str) -> bool:
    """Whether a YAML file holds values for JupyterHub's Helm chart, its own or a wrapper's."""
    if not any(word in text for word in ("hub", "singleuser", "proxy")):
        return False
    keys = set(_HUB_KEYS.findall(text))
    if "singleuser" in keys:
        return True
    if "hub" in keys and len(keys) > 1:
        return True
    if not keys & {"hub", "proxy"}:
        return bool(_HUB_BELOW.search(text)) and bool(_HUB_WORDS.search(text))
    return bool(_HUB_WORDS.search(text)) and "apiVersion" not in text


_HUB_LINE = late(r"^c\.JupyterHub\.\w+[ \t]*=", re.MULTILINE)


def _python_kind(base: str, read: Head) -> Kind | None:
    """A hub's config has any name: `jupyterhub -f hub.py`, or it is copied to its usual one."""
    if not any(word in base for word in ("hub", "conf", "settings")):
        return None
    text = read()
    return BY_NAME["jupyterhub-config"] if text and _HUB_LINE.search(text) else None


def is_environment(base: str, text: str) -> bool:
    """Whether a YAML file of another name is a conda environment, judged by its top level."""
    if not _DEPENDENCIES.search(text) or "\nbuild_dependencies:" in text:
        return False
    if not (_STRING_ENTRY.search(text) or _FLOW_ENTRY.search(text)):
        return False
    return bool(_COMPANIONS.search(text)) or "conda" in base or "env" in base


_MANIFEST = late(
    r"^[ \t]*\[[ \t]*(?:tool[ \t]*\.[ \t]*(?:pixi|uv)[ \t]*[\].]|dependency-groups[ \t]*\])",
    re.MULTILINE,
)


def _pyproject_kind(read: Head) -> Kind | None:
    """A pyproject.toml in which pixi, uv or PEP 735 describe an environment."""
    text = read()
    return BY_NAME["manifest"] if text is not None and _MANIFEST.search(text) else None


# What apt, conda, Ansible or R is to install, listed under a name like pip's.
_NOT_FOR_PIP = late(r"(^|[-_.])(conda|mamba|apt|apk|dnf|yum|brew|system|galaxy|npm|julia|r)[-_.]")


def _text_kind(path: str, base: str, read: Head) -> Kind | None:
    """The kind of a .txt file: what pip is to install, by name, unless conda wrote the file."""
    kind = BY_NAME["requirements"]
    if not any(re.search(pattern, path) for pattern in kind.paths) or _NOT_FOR_PIP.search(base):
        return None
    text = read()
    # conda's explicit lists of URLs are locks, whatever they are called
    return None if text is not None and re.search(r"^@EXPLICIT\b", text, re.MULTILINE) else kind


def _inventory_kind(read: Head) -> Kind | None:
    text = read()
    found = text is not None and "ansible_" in text and _INVENTORY_VARIABLE.search(text)
    return BY_NAME["ansible-inventory"] if found else None


def _key_kind(read: Head) -> Kind | None:
    """A file that may hold a certificate or a public key as well is a key where it says so."""
    text = read()
    if text is None or not (_PRIVATE_KEY.search(text) or text.startswith("PuTTY-User-Key-File-")):
        return None
    return BY_NAME["private-key"]


def _script_kind(base: str, read: Head) -> Kind | None:
    """A file without an ending is a shell script where its first line says so."""
    if base.startswith(".") or base in ("license", "copying", "authors", "changelog", "readme"):
        return None
    text = read()
    if text and re.match(r"#![^\n]*\b(?:ba|z|da|k)?sh\b", text):
        return BY_NAME["shell"]
    if text and _PRIVATE_KEY.match(text.lstrip()):
        return BY_NAME["private-key"]
    if text and "ansible_" in text and _INVENTORY_VARIABLE.search(text):
        return BY_NAME["ansible-inventory"]
    return None
