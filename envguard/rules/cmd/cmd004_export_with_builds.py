"""CMD004: export-with-builds."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Fix, Severity, finding
from envguard.model.edits import fix, insert
from envguard.rules import Outcome, rule
from envguard.subjects.package_command import PackageCommand, package_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command

# the names that `conda export --format` has for an environment.yml
_ENVIRONMENTS = ("environment-yaml", "yaml", "yml")
_FILTERS = ("grep", "egrep", "sed", "awk", "head", "rg", "yq", "perl", "findstr")


@rule("CMD004", "export-with-builds", Severity.WARNING, fix="unsafe", since="0.1.0")
def export_with_builds(command: Command) -> Iterator[Outcome]:
    r"""`conda env export` writes builds of one platform, and the author's own prefix.

    ## Why
    `numpy=1.26.4=py311h64a7726_0` exists for Linux on x86_64 and nowhere else, and `prefix:`
    publishes a user name. Nobody on another machine can create that environment.

    `--no-builds` also loses a variant: `pytorch=2.1.0=py3.11_cuda11.8_…` becomes `pytorch=2.1.0`,
    which may solve to the CPU build. Keep such a variant by hand, as `pytorch=2.1.0=*cuda11.8*`.

    ## Bad
    ```sh title="freeze.sh"
    conda env export > environment.yml
    ```

    ## Good
    ```sh title="freeze.sh"
    conda env export --no-builds | grep -v "^prefix:" > environment.yml
    ```

    ## Fix
    Unsafe: `--no-builds` is added and the prefix is filtered out.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#exporting-an-environment-file-across-platforms
    """
    export = package_command(command)
    if export is None or export.manager != "conda" or command.program.startswith("micromamba"):
        return
    if export.verb not in ("env export", "export") or not _writes_file(export):
        return
    builds = not export.has("--no-builds", "--no-build", "--from-history")
    prefix = not any(stage.program in _FILTERS and "prefix" in " ".join(stage.values)
                     for stage in command.pipeline)  # fmt: skip
    if not builds and not prefix:
        return
    kept = "builds of this platform and the author's prefix" if builds and prefix else (
        "builds of this platform" if builds else "the author's prefix"
    )  # fmt: skip
    yield finding(
        export.verb_word,
        "The exported file keeps {kept}: export with `--no-builds` and filter `prefix:` out.",
        severity=Severity.INFO if command.context.setting == "prose" and not builds else None,
        fix=_fix(export, builds, prefix),
        kept=kept,
    )


def _writes_file(export: PackageCommand) -> bool:
    """Whether the export ends in a YAML file; on a terminal it only is looked at."""
    form = export.option("--format")
    if form is not None and form.value.value not in _ENVIRONMENTS:
        return False
    given = export.option("-f", "--file")
    if given is not None:
        return _is_yaml(given.value.value)
    last = export.command.pipeline[-1]
    targets = [r.target.value for r in last.redirects if r.operator.endswith(">") and r.target]
    if last.program == "tee":
        targets.extend(last.values[1:])
    return any(_is_yaml(target) for target in targets)


def _is_yaml(name: str) -> bool:
    # by this name, conda's exporters of locks know what is meant
    return name.endswith((".yml", ".yaml")) and not name.endswith("conda-lock.yml")


def _fix(export: PackageCommand, builds: bool, prefix: bool) -> Fix | None:
    words = export.command.argv
    # in an exec form no shell would read the pipe
    if export.has("-f", "--file"):
        return None
    if words[0].raw is words[0].text:
        return None
    last = words[-1].raw
    added = (" --no-builds" if builds else "") + (' | grep -v "^prefix:"' if prefix else "")
    return fix("unsafe", "export without builds and prefix", insert(last, len(last), added))
