"""conda's reading of a dependency, said again to rattler, whose own parser reads some otherwise."""

from __future__ import annotations

from envguard.lock.gathering import Root
from envguard.lock.problem import LockProblem, at
from envguard.lock.solve.channels import Channel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rattler import MatchSpec

    from envguard.formats.match_spec import MatchSpec as WrittenSpec


def match_spec(root: Root, platform: str, channels: tuple[Channel, ...]) -> MatchSpec:
    """conda's reading of a dependency in rattler's form. LockProblem where rattler refuses it."""
    import rattler

    spec = root.asked.spec
    assert spec is not None
    reading = spec.reading
    if reading.subdir not in (None, platform, "noarch"):
        raise LockProblem(
            at(
                root.asked.text,
                f"`{root.asked.text.value}` is a build for {reading.subdir}, and {platform} cannot "
                "have it",
            ),
            1,
        )
    words = " ".join(
        word
        for word in (reading.name, reading.version or ("*" if reading.build else ""), reading.build)
        if word
    )
    if reading.channel:
        words = f"{_address(reading.channel, channels)}::{words}"
    fields = _other_fields(spec)
    if fields:
        pairs = [f'{key}="{value}"' for key, value in fields.items()]
        words += f"[{', '.join(pairs)}]"
    try:
        return rattler.MatchSpec(words)
    except Exception as error:
        raise LockProblem(
            at(root.asked.text, f"the solver cannot read `{root.asked.text.value}`: {error}"), 2
        ) from None


def _other_fields(spec: WrittenSpec) -> dict[str, str]:
    """What a spec asks for beside name, version, build and channel, such as `[md5=…]`."""
    from envguard.formats.match_spec_brackets import read_brackets

    reading = spec.reading
    fields = {"subdir": reading.subdir} if reading.subdir else {}
    if reading.brackets_span is not None:
        begin, end = reading.brackets_span
        values = read_brackets(spec.text.value[begin:end], begin).values
        told = ("name", "version", "build", "channel", "subdir", "optional", "target")
        fields.update((key, value) for key, value in values.items() if key not in told)
    return fields


def _address(words: str, channels: tuple[Channel, ...]) -> str:
    """The full address of a channel; its bare name would mean the default host to rattler."""
    for channel in channels:
        if channel.words == words:
            return channel.addresses[0] if len(channel.addresses) == 1 else words
    return words
