"""NamedTuple, made at a fifth of the cost of typing's.

A check of one small file makes some sixty of these classes before it does anything. typing's
maker compiles every annotation, and a constructor for every class, used or not: a sixth of the
whole run. This one compiles a constructor when the first instance is made, and nothing else.
Type checkers see typing's.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
    from typing import NamedTuple as NamedTuple
else:
    from _collections import _tuplegetter as getter

    class _Record(tuple):
        """What collections.namedtuple gives its classes."""

        __slots__ = ()

        @classmethod
        def _make(cls, values: Any) -> Any:
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"expected {len(cls._fields)} values, got {len(made)}")
            return made

        def _replace(self, /, **changes: Any) -> Any:
            made = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"there are no such fields: {list(changes)!r}")
            return made

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self))

        def __repr__(self) -> str:
            pairs = zip(self._fields, self)
            return f"{type(self).__name__}({', '.join(f'{n}={v!r}' for n, v in pairs)})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    class _Maker(type):
        """Makes a tuple's class of a class body."""

        def __new__(maker, name: str, bases: Any, body: dict[str, Any]) -> type:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body.pop(field) for field in fields if field in body}
            for index, field in enumerate(fields):
                body[field] = getter(index, "")
            body["_fields"] = body["__match_args__"] = fields
            body["_field_defaults"] = defaults
            body["__new__"] = _constructor_on_demand(fields, defaults)
            body["__slots__"] = ()
            return type(name, (_Record,), body)

    def _constructor_on_demand(fields: tuple[str, ...], defaults: dict[str, Any]) -> Any:
        def first(cls: Any, *values: Any, **named: Any) -> Any:
            words = "".join(f"{field}, " for field in fields)
            known = {"_new": tuple.__new__, "__builtins__": {}}
            # the fields are names that stood in a class body, so this holds nothing else
            make = eval(f"lambda _cls, {words}: _new(_cls, ({words}))", known)
            make.__defaults__ = tuple(defaults.values()) or None
            owner = next(one for one in cls.__mro__ if one.__dict__.get("_fields") == fields)
            owner.__new__ = make
            return make(cls, *values, **named)

        return first

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})
