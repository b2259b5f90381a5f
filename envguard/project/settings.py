"""Settings: `[tool.envguard]` in pyproject.toml, or envguard.toml; every value knows its origin."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import lru_cache

from envguard.model.records import NamedTuple
from envguard.model.regular_files import read_regular
from envguard.project.discovery import repository_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILE_NAMES = ("envguard.toml", "pyproject.toml")


class SettingsProblem(Exception):
    """Wrong settings: the message names the file, the line, the key and what was expected."""


class Origin(NamedTuple):
    """Where a value is set; `path` is "" for a default and "command line" for an option."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        if not self.path:
            return "default"
        return f"{self.path}:{self.line}" if self.line else self.path


class _Key(NamedTuple):
    default: Any
    expected: str
    accepts: Callable[[Any], bool]


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _codes_by_path(value: Any) -> bool:
    return isinstance(value, dict) and all(_strings(codes) for codes in value.values())


def _words_by_name(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(word, str) for word in value.values())


def _one_of(*words: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in words


def _matches(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value))


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_time(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 3600


def _is_pattern(value: Any) -> bool:
    from envguard.formats.bounded_pattern import is_pattern

    return isinstance(value, str) and is_pattern(value)


_PURPOSES = ("project", "deployment", "package", "course", "catalogue", "test")
_SEVERITIES = ("info", "warning", "error")

KEYS: dict[str, _Key] = {
    "python": _Key("", 'a version such as "3.11"', _matches(r"[23]\.\d+")),
    "platforms": _Key([], 'a list such as ["linux-64", "osx-arm64"]', _strings),
    "lock": _Key("optional", '"off", "optional" or "required"',
                 _one_of("off", "optional", "required")),
    "environment-name": _Key("", "a regular expression", _is_pattern),
    "ssh-version": _Key("9.2", 'a release such as "9.2"', _matches(r"\d+\.\d+")),
    "purpose": _Key({}, f"a table of paths and one of {', '.join(_PURPOSES)}",
                    lambda v: _words_by_name(v) and all(p in _PURPOSES for p in v.values())),
    "shared-hosts": _Key([], "a list of host patterns", _strings),
    "allowed-channels": _Key([], "a list of channels", _strings),
    "locks": _Key({}, "a table of environment files and their locks", _words_by_name),
    "extends": _Key("", "the path of a settings file beside this one", _is_string),
    "profile": _Key("default", '"default" or "paper"', _one_of("default", "paper")),
    "select": _Key([], "a list of codes or families", _strings),
    "ignore": _Key([], "a list of codes or families", _strings),
    "per-file-ignores": _Key({}, "a table of paths and lists of codes", _codes_by_path),
    "severity": _Key({}, 'a table such as {ENV013 = "error"}',
                     lambda v: _words_by_name(v) and all(s in _SEVERITIES for s in v.values())),
    "fail-on": _Key("warning", '"info", "warning" or "error"', _one_of(*_SEVERITIES)),
    "exclude": _Key([], "a list of paths or patterns", _strings),
    "test-paths": _Key(["tests", "test", "testing", "fixtures", "examples", "example", "test-data"],
                       "a list of folder names or patterns", _strings),
    "plugins": _Key([], "a list of names in the entry point group envguard.rules", _strings),
    "plugin-timeout": _Key(5, "the seconds that a plugin's rule may take for a file", _is_time),
    "require-ignore-reason": _Key(False, "true or false", lambda v: isinstance(v, bool)),
    "cache-dir": _Key("", "the path of a folder outside of the project", _is_string),
    "locked": _Key([], "a list of settings' names", lambda v: _strings(v) and set(v) <= set(KEYS)),
}  # fmt: skip


class Settings:
    """The values in force for a folder. `root` is the folder that relative patterns start from.

    `policy` is what outranks them (`--settings FILE`), already merged into the values.
    """

    __slots__ = ("_folders", "origins", "policy", "root", "values")

    def __init__(
        self,
        root: str,
        values: dict[str, Any],
        origins: dict[str, Origin],
        policy: Settings | None = None,
    ) -> None:
        self.root = root
        self.values = values
        self.origins = origins
        self.policy = policy
        self._folders: dict[str, str] = {}

    def get(self, key: str) -> Any:
        """The value of a key of KEYS, its default where nothing sets it."""
        return self.values[key] if key in self.values else KEYS[key].default

    def text(self, key: str) -> str:
        """A value that is a string."""
        return str(self.get(key))

    def strings(self, key: str) -> list[str]:
        """A value that is a list of strings."""
        return list(self.get(key))

    def table(self, key: str) -> dict[str, Any]:
        """A value that is a table."""
        return dict(self.get(key))

    def origin(self, key: str) -> Origin:
        """Where the value was set."""
        return self.origins.get(key, Origin(""))

    def relative(self, path: str) -> str:
        """A path as patterns see it: from the settings' root, with forward slashes."""
        folder, name = os.path.split(path)
        if name in ("", ".", ".."):
            return os.path.relpath(os.path.abspath(path), self.root).replace(os.sep, "/")
        # every rule asks, and a folder's files share all but their names
        inside = self._folders.get(folder)
        if inside is None:
            inside = self._folders[folder] = inside_of(self.root, os.path.abspath(folder))
        return name if inside == "." else f"{inside}/{name}"

    def with_values(self, given: dict[str, Any], origin: Origin) -> Settings:
        """A copy in which some values are set anew, except those that a policy locks."""
        locked = set(self.strings("locked"))
        chosen = {key: value for key, value in given.items() if key not in locked}
        origins = {**self.origins, **dict.fromkeys(chosen, origin)}
        return Settings(self.root, {**self.values, **chosen}, origins, self.policy)


def inside_of(root: str, path: str) -> str:
    """An absolute path as it is seen from a folder, with forward slashes; "." for the folder."""
    if root and path.startswith(root) and path[len(root) : len(root) + 1] == os.sep:
        return path[len(root) + 1 :].replace(os.sep, "/")
    return os.path.relpath(path, root).replace(os.sep, "/")


def matches(pattern: str, path: str) -> bool:
    """Whether a settings pattern names a path: itself, a folder above it, or by a glob.

    `docs/*` and `**` work on the whole relative path; a pattern without a slash names a file or
    a folder at any depth.
    """
    if path in ("", "."):
        return False
    names, whole = _reader_of(pattern)
    parts = path.split("/")
    if not whole:
        return any(names(part) for part in parts)
    return any(names("/".join(parts[:count])) for count in range(1, len(parts) + 1))


@lru_cache(maxsize=1000)
def _reader_of(pattern: str) -> tuple[Callable[[str], object], bool]:
    """What is true of the paths that a pattern names, and whether it wants them from the root."""
    anchored = pattern.strip().startswith("/")
    pattern = pattern.strip().removeprefix("./").strip("/")
    whole = "/" in pattern or anchored
    # `**/` stands for any number of folders, none included
    spellings = [pattern, *([pattern[3:]] if whole and pattern.startswith("**/") else [])]
    if not any(character in pattern for character in "*?["):
        return spellings[0].__eq__, whole
    from fnmatch import translate

    return re.compile("|".join(translate(one) for one in spellings)).match, whole


def load(path: str) -> Settings:
    """The settings of one file (envguard.toml, pyproject.toml or a policy). SettingsProblem."""
    found = _read(path, os.path.basename(path) == "pyproject.toml", ())
    return found or Settings(os.path.dirname(os.path.abspath(path)), {}, {})


def nearest(folder: str) -> Settings:
    """The settings of a folder: the nearest file's above it, up to the repository's root."""
    return _nearest(os.path.abspath(folder))


def nearest_below(folder: str, top: str) -> Settings | None:
    """The nearest file's settings from a folder up to another one, which need not exist.

    None where no file says anything. SettingsProblem as for every settings file.
    """
    inside = os.path.relpath(os.path.abspath(folder), top)
    parts = [] if inside == "." else inside.split(os.sep)
    for count in range(len(parts), -1, -1):
        for name in FILE_NAMES:
            path = os.path.join(top, *parts[:count], name)
            if os.path.isfile(path):
                found = _read(path, name == "pyproject.toml", ())
                if found:
                    return found
    return None


_known: dict[str, Settings] = {}


def _nearest(folder: str) -> Settings:
    if folder not in _known:
        found = None
        for name in FILE_NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                found = _read(path, name == "pyproject.toml", ())
                if found:
                    break
        above = os.path.dirname(folder)
        if found is None:
            top = repository_root(folder)
            stop = folder in (top, above)
            found = Settings(top or folder, {}, {}) if stop else _nearest(above)
            if top is None and not found.origins:
                found = Settings(folder, {}, {})
        _known[folder] = found
    return _known[folder]


def forget() -> None:
    """Settings files may have changed on disk: read them anew. For tests and the server."""
    _known.clear()


def _read(path: str, is_pyproject: bool, seen: tuple[str, ...]) -> Settings | None:
    try:
        data, _ = read_regular(path, 1 << 20)
    except OSError as error:
        raise SettingsProblem(f"{path}: {error.strerror}") from None
    # most pyproject.toml files say nothing to envguard; tomllib need not be imported to know it
    if is_pyproject and b"tool.envguard" not in data and b"envguard" not in data:
        return None
    table = _parse(path, data)
    if is_pyproject:
        tool = table.get("tool")
        inner = tool.get("envguard") if isinstance(tool, dict) else None
        if inner is None:
            return None
        table = inner
    if not isinstance(table, dict):
        raise SettingsProblem(f"{path}: [tool.envguard] is not a table")
    return _checked(path, table, data.decode("utf-8", "replace"), (*seen, os.path.abspath(path)))


def _parse(path: str, data: bytes) -> dict[str, Any]:
    import sys

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise SettingsProblem(f"{path}: not valid UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsProblem(f"{path}: not valid TOML: {error}") from None
    except RecursionError:
        raise SettingsProblem(f"{path}: it is nested too deeply") from None


def _checked(path: str, table: dict[str, Any], text: str, seen: tuple[str, ...]) -> Settings:
    shown = os.path.relpath(path).replace(os.sep, "/")
    origins: dict[str, Origin] = {}
    for key, value in table.items():
        line = _line_of(key, text)
        rule = KEYS.get(key)
        if rule is None:
            from difflib import get_close_matches

            near = get_close_matches(key, KEYS, 1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            raise SettingsProblem(f"{shown}:{line}: unknown setting `{key}`{hint}")
        if not rule.accepts(value):
            raise SettingsProblem(
                f"{shown}:{line}: `{key}` should be {rule.expected}, not {value!r}"
            )
        origins[key] = Origin(shown, line)
    root = os.path.dirname(os.path.abspath(path))
    return _extended(path, Settings(root, dict(table), origins), seen)


def _extended(path: str, own: Settings, seen: tuple[str, ...]) -> Settings:
    base_name = own.text("extends")
    if not base_name:
        return own
    base_path = os.path.join(own.root, base_name)
    if os.path.abspath(base_path) in seen:
        raise SettingsProblem(f"{own.origin('extends')}: `extends` goes in a circle at {base_name}")
    if not os.path.isfile(base_path):
        raise SettingsProblem(f"{own.origin('extends')}: there is no file {base_name}")
    base = _read(base_path, os.path.basename(base_path) == "pyproject.toml", seen)
    if base is None:
        return own
    return Settings(own.root, {**base.values, **own.values}, {**base.origins, **own.origins})


def _line_of(key: str, text: str) -> int:
    """The 1-based line of a key; 1 where the file spells it in a way that is not searched for."""
    begin = max(text.find("[tool.envguard"), 0)
    found = re.compile(
        rf"^[ \t]*(?:\[tool\.envguard\.|\[)?[\"']?{re.escape(key)}[\"']?[ \t]*[\]=.]", re.MULTILINE
    ).search(text, begin)
    return text.count("\n", 0, found.start()) + 1 if found else 1
