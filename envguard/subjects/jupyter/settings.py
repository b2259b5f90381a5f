"""Values on their way into a Jupyter server, and what a trait makes of them."""

from __future__ import annotations

from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.command import HOLE, known


class Setting(NamedTuple):
    """A value for one trait and the words that give it.

    `why` says why it is not `known`; `filled`: it is surely not empty; `variable`: the
    environment variable it comes from. `spelled`: it is a string of the command line, which the
    trait itself reads; `many`: the strings of an option that was given more than once.
    `unset`: the variable without which it is empty, where nothing in sight sets that.
    """

    value: object
    origin: Text | None
    why: str = ""
    known: bool = True
    filled: bool = False
    variable: str | None = None
    imported: str | None = None
    spelled: bool = False
    many: tuple[str, ...] = ()
    unset: str = ""


Sections = dict[str, dict[str, Setting]]
"""Settings by class section ("ServerApp") and trait, in the order in which they were given."""


class Refusal(Exception):
    """Jupyter refuses to start: at which words, and why; `twice`: given more than once."""

    def __init__(self, origin: Text | None, reason: str, twice: bool = False) -> None:
        super().__init__(reason)
        self.origin = origin
        self.reason = reason
        self.twice = twice


def unknown(origin: Text | None, why: str, filled: bool = False) -> Setting:
    """A value that only the running program would know."""
    return Setting(None, origin, why, known=False, filled=filled)


def spelled(value: str, origin: Text, unset: tuple[str, ...] = ()) -> Setting:
    """A value as the command line spells it, with a HOLE where a variable goes.

    `unset` are the variables of the word that nothing in sight sets; see `Word`.
    """
    if known(value):
        return Setting(value, origin, spelled=True)
    rest = value.replace(HOLE, "").strip("'\"~")
    insists = ":?" in origin.spelled()
    why = "it holds a variable whose value is not in sight"
    empty = "" if rest or insists or len(unset) != value.count(HOLE) else ", ".join(unset)
    filled = bool(rest) or insists
    return Setting(None, origin, why, known=False, filled=filled, variable="", unset=empty)


def merge(into: Sections, other: Sections) -> None:
    """Lay settings over others, trait by trait; the later ones win."""
    for section, traits in other.items():
        into.setdefault(section, {}).update(traits)


def copy(sections: Sections) -> Sections:
    """A copy whose sections can be changed."""
    return {section: dict(traits) for section, traits in sections.items()}


def cast(setting: Setting, name: str, kind: str) -> Setting:
    """The setting as a trait of a kind takes it; Refusal where the trait does not take it."""
    if not setting.known:
        return setting
    value = setting.value
    base = kind.rstrip("?")
    if setting.many and base not in ("list", "dict"):
        reason = f"{name} only accepts one value, and is given {len(setting.many)} times"
        raise Refusal(setting.origin, reason, twice=True)
    if setting.spelled:
        value = _read(setting, base, kind.endswith("?"))
    if value is None and kind.endswith("?"):
        return setting._replace(value=None, spelled=False)
    if isinstance(value, bytes) and base == "text":
        value = value.decode("ascii", "replace")
    if base == "bool" and type(value) is int and value in (0, 1):
        value = bool(value)
    if base == "int" and isinstance(value, float) and value.is_integer():
        value = int(value)
    if not _takes(base, value):
        raise Refusal(setting.origin, f"{name} does not take {value!r:.60}")
    return setting._replace(value=value, spelled=False, many=())


def _takes(base: str, value: object) -> bool:
    if base == "text":
        return isinstance(value, str)
    if base == "bool":
        return isinstance(value, bool)
    if base == "int":
        return isinstance(value, int)
    if base == "float":
        return isinstance(value, (int, float))
    if base == "list":
        return isinstance(value, (list, tuple, set))
    if base == "dict":
        return isinstance(value, dict)
    if base == "class":
        return not isinstance(value, str) or "." in value
    return True


def _read(setting: Setting, base: str, optional: bool) -> object:
    """What traitlets 5 makes of a string; where it cannot read it, the string itself."""
    value = str(setting.value)
    if optional and value == "None":
        return None
    if base == "text":
        return unquoted(value)
    if base == "bool":
        return {"true": True, "1": True, "false": False, "0": False}.get(value.lower(), value)
    if base in ("int", "float"):
        return _number(value)
    if base in ("list", "dict"):
        return _container(setting.many or (value,), base)
    return value


def _number(value: str) -> object:
    try:
        return int(value) if len(value) < 40 else value
    except ValueError:
        return value


def unquoted(value: str) -> str:
    """A string as traitlets 5.16 reads it: quotes that reach the program are taken off.

    First double ones, then single ones; where nothing is left behind the double ones it fails
    and keeps the string: `''` and `"''"` are empty, `""` is the two quotes.
    """
    if len(value) < 2:
        return value
    inner = value
    for quote in "\"'":
        if not inner:
            return value
        if inner[0] == inner[-1] == quote:
            inner = inner[1:-1]
    return inner


def _container(items: tuple[str, ...], base: str) -> object:
    """A list or dict of the command line: a Python literal, or item by item."""
    first = items[0]
    if len(items) == 1 and first[:1] in "[({" and first[:1]:
        held = literal(first)
        return first if held is _NOTHING else held
    if base == "list":
        return list(items)
    pairs = [item.partition("=") for item in items]
    if all(middle for _, middle, _ in pairs):
        return {key: value for key, _, value in pairs}
    return first


_NOTHING = object()


def literal(value: str) -> object:
    """The Python literal that a string spells; `_NOTHING` where it spells none."""
    import ast
    import warnings

    if len(value) > 2000:
        return _NOTHING
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.literal_eval(value)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return _NOTHING


def read_old(value: str) -> object:
    """A string as traitlets 4 reads it: as a Python literal if it is one."""
    held = literal(value)
    return value if held is _NOTHING else held
