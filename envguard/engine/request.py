"""What a run is asked to do: the command line, and the settings' and the editor's own way in."""

from __future__ import annotations

from envguard.model.records import NamedTuple


class Request(NamedTuple):
    """The options of `envguard check`; None and () mean that the settings decide.

    `trusted` is a checkout whose settings, ignores and baseline decide instead of the files' own.

    `jobs` is how many processes share many files, 0: as many as there are cores. `no_cache`: what a
    run said is not kept for the next one.

    A `write_baseline` of "" goes to the file of `baseline`, or to one of the usual name.
    """

    paths: tuple[str, ...] = (".",)
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    profile: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    min_severity: str | None = None
    quiet: bool = False
    output_format: str = "text"
    outputs: tuple[str, ...] = ()
    no_ignores: bool = False
    stdin_filename: str | None = None
    exit_zero: bool = False
    statistics: bool = False
    show_settings: bool = False
    show_files: bool = False
    settings: str | None = None
    as_of: str | None = None
    baseline: str | None = None
    write_baseline: str | None = None
    changed_since: str | None = None
    trusted: str | None = None
    allow_empty: bool = False
    jobs: int = 0
    no_cache: bool = False
