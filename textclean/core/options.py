"""Options against the types of a dataclass's fields: one check for configurations and for Python. Knows no option by name."""

from __future__ import annotations

import types
from typing import Any, Literal, Union, get_args, get_origin

from textclean.core.errors import ConfigError, unknown


def fitted(value: Any, hint: Any, where: str) -> Any:
    """`value` in the type of a dataclass field: lists become tuples or frozen sets, whole numbers floats where those are asked for.

    Raises ConfigError that begins with `where` and says which type, or which of a few values, would have been right.

    >>> fitted(["a"], tuple[str, ...], "sites")
    ('a',)
    """
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        if value not in args:
            raise unknown("value", str(value), map(str, args), where)
        return value
    if origin in (Union, types.UnionType):
        return value if value is None else fitted(value, next(a for a in args if a is not type(None)), where)
    if origin in (tuple, frozenset):
        if not isinstance(value, list | tuple | frozenset | set):
            raise ConfigError(f"{where}: must be a list, not {named(value)}")
        return origin(fitted(item, args[0], where) for item in value)
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise ConfigError(f"{where}: must be {_NAMES.get(hint, hint.__name__)}, not {named(value)}")
    return value


_NAMES: dict[type, str] = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def named(value: object) -> str:
    """A value with its type, in the words of a configuration's author."""
    return f"{_NAMES.get(type(value), type(value).__name__)} ({value!r})"
