"""ENV018: exported-dump."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.lines import item_removal
from envguard.model import Confidence, Fix, Related, Severity, finding, related
from envguard.model.edits import fix, remove
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.dump import Dump
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency


@rule("ENV018", "exported-dump", Severity.WARNING, fix="unsafe", since="0.1.0")
def exported_dump(environment: CondaEnvironment) -> Iterator[Outcome]:
    r"""The whole solved environment is pasted in, with all that came along.

    ## Why
    A file that lists ncurses, readline and openssl at their exact versions is the answer of one
    solve on one machine. On another system it cannot be solved, in a year the builds are gone,
    and nobody can see what the project itself asked for. Keep what was asked for here
    (`conda env export --from-history` is a start), and the whole answer in a lock.

    What a dump brings with it, such as builds, is said here and by no other rule.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - _libgcc_mutex=0.1=conda_forge
      - ca-certificates=2024.7.4=hbcca054_0
      - ncurses=6.5=h59595ed_0
      - numpy=1.26.4=py311h64a7726_0
      - openssl=3.3.1=h4bc722e_2
      - python=3.11.9=hb806964_0_cpython
      - readline=8.2=h8228510_1
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - numpy=1.26
      - python=3.11
    ```

    ## Fix
    Safe where there are builds: they are cut off, but for those that name a variant. Unsafe: then
    the low-level packages are taken out, and a build that names a variant (CUDA, MPI, BLAS) becomes
    a glob that keeps it, such as `=*cuda11.8*`.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#exporting-an-environment-file-across-platforms
    - https://conda.github.io/conda-lock/
    """
    from envguard.subjects.environment import dump

    found = dump.exported_dump(environment)
    if found is None:
        return
    plain = [one for one in dump.plainly_built(found.built) if not dump.is_from_pip(one)]
    first = plain[0] if plain else found.transitive[0]
    rows = sum(1 for one in environment.conda_dependencies if one.name)
    yield finding(
        first.text,
        "These {rows} rows are a whole solved environment, {names} and the like included, which "
        "solves on one kind of machine for a while: keep what the project asked for, and lock the "
        "rest.",
        confidence=Confidence.CERTAIN if found.certain else Confidence.LIKELY,
        related=tuple(_related(environment, found, first)),
        fix=_fix(environment, found, plain),
        rows=rows,
        names=", ".join(one.name for one in found.transitive[:3]),
    )


def _related(environment: CondaEnvironment, found: Dump, first: Dependency) -> Iterator[Related]:
    """What the rules that stand back here would have said."""
    from envguard.subjects.environment.counterparts import conda_counterparts
    from envguard.subjects.environment.pins import unpinned
    from envguard.subjects.environment.platforms import SYSTEMS, platform_only

    transitive, built = set(found.transitive), set(found.built)
    for one in found.transitive:
        if one is not first:
            yield related(one.text, "nobody asks for this one by name")
    for one in found.built:
        if one is not first and one not in transitive:
            yield related(one.text, "a build of one platform")
    for one in unpinned(environment):
        yield related(one.text, "no version")
    for one, system in platform_only(environment):
        if one is not first and one not in transitive and one not in built:
            yield related(one.text, "for {system} alone", system=SYSTEMS[system])
    for one, name in conda_counterparts(environment):
        yield related(one.text, "conda has it as {name}", name=name)


def _fix(environment: CondaEnvironment, found: Dump, plain: list[Dependency]) -> Fix | None:
    from envguard.rules.env.strip_builds import kept_variants, stripped
    from envguard.subjects.environment import dump

    if plain:
        return stripped(plain)
    from envguard.subjects.environment.builds import variant_glob
    from envguard.subjects.environment.counterparts import conda_counterparts
    from envguard.subjects.environment.pins import unpinned

    if conda_counterparts(environment) or unpinned(environment):
        return None  # ENV011 and ENV013 would speak up, so that the fix could not be proved
    # libblas=3.9.0=15_linux64_openblas is how a BLAS is chosen
    edits = kept_variants([one for one in found.built if not dump.is_from_pip(one)])
    for one in found.transitive:
        build = one.spec.reading.build if one.spec is not None else None
        if build and variant_glob(build):
            continue
        taken = item_removal(one.sequence, one.node)
        if taken is not None and not one.sequence.flow:
            edits.append(remove(taken))
    return fix("unsafe", "take out the low-level packages", *edits)
