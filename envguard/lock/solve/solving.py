"""The solve: all platforms at once, by the solver of py-rattler, with no conda on the machine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from envguard.lock.credentials import published
from envguard.lock.gathering import Root
from envguard.lock.problem import LockProblem, at
from envguard.lock.solve.channels import Channel
from envguard.lock.solve.specs import match_spec
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.lock.virtual_packages import Packages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import rattler
    from rattler import Gateway, GenericVirtualPackage, MatchSpec, RepoDataRecord
    from rattler.repo_data.multi_source import MultiSource

    Source = rattler.Channel | MultiSource

MISSING = """envguard lock needs its extra `lock` (a solver and uv), which is not installed here.
Install it into an environment of envguard's own, for instance:
  uvx --from 'envguard-lint[lock]' envguard lock
  pipx install 'envguard-lint[lock]'
`envguard lock --check` needs none of it."""

_ADDRESS = late(r"(?:https?|file)://[^\s'\"`()]+")

TIMEOUT = 60
"""Seconds that a channel may keep silent."""

RETRIES = 3


class Terms(NamedTuple):
    """What holds for every platform of a solve. `exclude_newer` is in milliseconds of UTC."""

    channels: tuple[Channel, ...]
    virtual: dict[str, Packages]
    priority: str = "strict"
    exclude_newer: int | None = None


class Solved(NamedTuple):
    """The records by platform, and what may be asked of the channels afterwards."""

    records: dict[str, list[RepoDataRecord]]
    asked_of: Index


class Refusal(NamedTuple):
    """The solver's answer for a platform that cannot be met: its tree, as it prints it."""

    platform: str
    tree: str


class Refused(Exception):
    """The specs of some platforms cannot be met."""

    def __init__(self, refusals: list[Refusal], index: Index) -> None:
        super().__init__("unsatisfiable")
        self.refusals = refusals
        self.index = index


class Index:
    """What the channels hold."""

    def __init__(
        self, gateway: Gateway, sources: list[Source], channels: tuple[Channel, ...]
    ) -> None:
        self.gateway = gateway
        self.sources = sources
        self.channels = channels

    def records(self, platform: str, names: Sequence[str]) -> list[RepoDataRecord]:
        """All records of some names on a platform, noarch included. LockProblem on failure."""
        found = self._asked(
            platform,
            lambda subdirs: self.gateway.query(self.sources, subdirs, list(names), recursive=False),
        )
        return [record for records in found for record in records]

    def names(self, platform: str) -> list[str]:
        """The names of all packages for a platform, noarch included. LockProblem on failure."""
        found = self._asked(platform, lambda subdirs: self.gateway.names(self.sources, subdirs))
        return sorted(one.normalized for one in found)

    def _asked(self, platform: str, ask: Callable[[list[rattler.Subdir]], Awaitable[Any]]) -> Any:
        import asyncio

        import rattler
        from rattler.exceptions import GatewayError

        async def answer() -> Any:
            return await ask([rattler.Subdir(platform), rattler.Subdir("noarch")])

        try:
            return asyncio.run(answer())
        except GatewayError as error:
            raise _channel_problem(error, self.channels) from None


def open_index(terms: Terms) -> Index:
    """Make ready to ask the channels. LockProblem without the extra, or with a wrong address."""
    try:
        import rattler
    except ImportError:
        raise LockProblem(MISSING, 2) from None
    sources: list[Source] = []
    for channel in terms.channels:
        try:
            sources.append(_source(channel))
        except Exception as error:
            raise LockProblem(f"the channel {channel.published}: {error}", 2) from None
    return Index(rattler.Gateway(client=_client()), sources, terms.channels)


def _source(channel: Channel) -> Source:
    """A channel; several addresses behind one name share one place in the order of priority."""
    import rattler
    from rattler.repo_data.multi_source import MultiSource

    found = [rattler.Channel(address) for address in channel.addresses]
    return found[0] if len(found) == 1 else MultiSource(channel.words, found)


def _client() -> Any:
    """Mirrors, proxies and certificates of the rattler family's configuration; retries.

    Credentials come from where that family keeps them: RATTLER_AUTH_FILE, the key ring, .netrc.
    """
    from rattler import Config
    from rattler.networking import Client

    try:
        config = Config.load_from_default_locations("pixi")
    except Exception as error:
        raise LockProblem(f"the configuration of pixi cannot be read: {error}", 2) from None
    return Client.from_config(config, user_agent="envguard", timeout=TIMEOUT, max_retries=RETRIES)


def solve(
    roots: dict[str, list[Root]],
    terms: Terms,
    held: dict[str, list[RepoDataRecord]] | None = None,
    index: Index | None = None,
) -> Solved:
    """Solve every platform. `held` are records to keep where that is possible.

    Raises Refused, or LockProblem where a channel failed.
    """
    import asyncio

    index = index or open_index(terms)
    specs = {
        platform: [
            match_spec(one, platform, terms.channels) for one in asked if one.asked.spec is not None
        ]
        for platform, asked in roots.items()
    }

    async def run() -> list[Any]:
        return await asyncio.gather(
            *(
                _solve_one(index, platform, specs[platform], terms, (held or {}).get(platform, []))
                for platform in roots
            ),
            return_exceptions=True,
        )

    return _answers(dict(zip(roots, asyncio.run(run()))), index)


async def _solve_one(
    index: Index, platform: str, specs: list[MatchSpec], terms: Terms, held: list[RepoDataRecord]
) -> list[RepoDataRecord]:
    from datetime import datetime, timezone

    import rattler

    newest = terms.exclude_newer
    return await rattler.solve(
        index.sources,
        specs,
        gateway=index.gateway,
        platforms=[rattler.Subdir(platform), rattler.Subdir("noarch")],
        virtual_packages=_virtual(terms.virtual.get(platform, {})),
        channel_priority=rattler.ChannelPriority.Strict
        if terms.priority == "strict"
        else rattler.ChannelPriority.Disabled,
        exclude_newer=None
        if newest is None
        else datetime.fromtimestamp(newest / 1000, tz=timezone.utc),
        # a package without a date is old: conda-build has written dates since 2017
        timestamp_policy="allow-missing",
        locked_packages=held,
        # what a channel says of other channels would widen the user's own list
        channel_relations="disabled",
    )


def _answers(answers: dict[str, Any], index: Index) -> Solved:
    from rattler.exceptions import SolverError

    refusals, records = [], {}
    for platform, answer in answers.items():
        if isinstance(answer, SolverError):
            refusals.append(Refusal(platform, str(answer)))
        elif isinstance(answer, Exception):
            # a channel failed, whatever the layer below called it
            raise _channel_problem(answer, index.channels) from None
        elif isinstance(answer, BaseException):
            raise answer
        else:
            records[platform] = answer
    if refusals:
        raise Refused(refusals, index)
    return Solved(records, index)


def _channel_problem(error: Exception, channels: tuple[Channel, ...]) -> LockProblem:
    """What the layers below say of a channel: its line, the address that failed, the last cause."""
    lines = [line.removeprefix("Caused by: ") for line in str(error).splitlines() if line.strip()]
    cause = lines[-1] if lines else type(error).__name__
    found = _ADDRESS.search(str(error))
    failed = published(found.group()) if found else ""
    own = [one for one in channels if any(failed.startswith(published(a)) for a in one.addresses)]
    if not found and len(channels) == 1:
        own = list(channels)
    address = found.group() if found else own[0].public[0] if own else ""
    where = f"the channel at {address}" if address else "one of the channels"
    message = f"{where} cannot be read: {cause}"
    place = own[0].place if own else None
    return LockProblem(at(place, message) if place else message, 5)


def _virtual(packages: Packages) -> list[GenericVirtualPackage]:
    import rattler

    found = []
    for name, words in packages.items():
        version, _, build = words.partition(" ")
        found.append(
            rattler.GenericVirtualPackage(
                rattler.PackageName(name),
                rattler.Version(version),
                rattler.BuildString(build or "0"),
            )
        )
    return found
