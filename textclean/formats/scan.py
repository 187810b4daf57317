"""Where the value of a key stands in a line of JSON. Knows JSON's grammar; knows neither files nor texts.

The whole line is checked, with a list for a stack instead of recursion, so that no depth of nesting is too much. What Python's
`json` takes is taken: NaN and Infinity too, and of a key that stands twice the last value counts.
"""

from __future__ import annotations

import json
import re

_STRING_PATTERN = r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'
_STRING = re.compile(_STRING_PATTERN)
_NUMBER_PATTERN = r"(?:-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+|NaN|-?Infinity)"
_SCALAR = re.compile(f"{_STRING_PATTERN}|{_NUMBER_PATTERN}|true|false|null")
# An embedding is a thousand numbers: one step instead of a thousand.
_NUMBERS = re.compile(rf"\[[ \t\n\r]*+{_NUMBER_PATTERN}(?:[ \t\n\r]*+,[ \t\n\r]*+{_NUMBER_PATTERN})*+[ \t\n\r]*+\]")
_SPACE = re.compile(r"[ \t\n\r]*+")
_CLOSERS = {"{": "}", "[": "]"}


class NotJson(ValueError):
    """A line that is no JSON object; the message says where and what was wanted."""


def find_value(line: str, key: str, start: int = 0) -> tuple[int, int] | None:
    """Start and end of the raw value of `key` in the object that `line[start:]` is; None if there is no such key.

    Raises NotJson. Nested objects are checked, but not looked into.

    >>> line = '{"id": 7, "text": "好"}'
    >>> line[slice(*find_value(line, "text"))]
    '"好"'
    """
    at = _skip_space(line, start)
    if line[at : at + 1] != "{":
        _end_of_value(line, at)
        raise NotJson(f"not an object but {_kind(line[at])}: each line must be {{…}}")
    found = None
    at = _skip_space(line, at + 1)
    if line[at : at + 1] == "}":
        at += 1
    else:
        while True:
            raw, at = _key(line, at)
            end = _end_of_value(line, at)
            if raw[1:-1] == key or ("\\" in raw and json.loads(raw) == key):
                found = at, end
            at = _skip_space(line, end)
            closed = line[at : at + 1] == "}"
            if not closed and line[at : at + 1] != ",":
                raise _wanted("',' or '}'", line, at)
            at += 1
            if closed:
                break
            at = _skip_space(line, at)
    at = _skip_space(line, at)
    if at != len(line):
        raise _wanted("the end of the line", line, at)
    return found


def kind_of(raw: str) -> str:
    """What the raw value is, in a word: "a string", "null", "a list" …"""
    return _kind(raw[0])


def _kind(first: str) -> str:
    names = {'"': "a string", "{": "an object", "[": "a list", "t": "true", "f": "false", "n": "null"}
    return names.get(first, "a number")


def _skip_space(line: str, at: int) -> int:
    return _SPACE.match(line, at).end()  # type: ignore[union-attr]  # it matches the empty string too


def _key(line: str, at: int) -> tuple[str, int]:
    """The raw key at `at` and where its value starts."""
    match = _STRING.match(line, at)
    if not match:
        raise _wanted("a key in double quotes", line, at)
    at = _skip_space(line, match.end())
    if line[at : at + 1] != ":":
        raise _wanted("':'", line, at)
    return match[0], _skip_space(line, at + 1)


def _end_of_value(line: str, at: int) -> int:
    """Where the value that starts at `at` ends."""
    open_ends: list[str] = []
    while True:
        closer = _CLOSERS.get(line[at : at + 1])
        if match := _NUMBERS.match(line, at):
            at = match.end()
        elif closer:
            at = _skip_space(line, at + 1)
            if line[at : at + 1] != closer:
                open_ends.append(closer)
                if closer == "}":
                    _, at = _key(line, at)
                continue
            at += 1
        else:
            match = _SCALAR.match(line, at)
            if not match:
                raise _wanted("a value", line, at)
            at = match.end()
        at = _close(line, at, open_ends)
        if not open_ends:
            return at


def _close(line: str, at: int, open_ends: list[str]) -> int:
    """After a value: leave what ends here (and take it off `open_ends`), then go to the next value if there is one."""
    while open_ends:
        at = _skip_space(line, at)
        sign = line[at : at + 1]
        if sign == ",":
            at = _skip_space(line, at + 1)
            return _key(line, at)[1] if open_ends[-1] == "}" else at
        if sign != open_ends[-1]:
            raise _wanted(f"',' or '{open_ends[-1]}'", line, at)
        open_ends.pop()
        at += 1
    return at


def _wanted(what: str, line: str, at: int) -> NotJson:
    if at >= len(line.rstrip()):
        return NotJson(f"no JSON: wanted {what} where the line ends, after {len(line.rstrip())} characters")
    if line[at] == '"' and what.startswith("a "):
        return NotJson(
            f"no JSON: the string at character {at + 1} does not end, or holds a bare control character or a wrong escape"
        )
    return NotJson(f"no JSON: wanted {what} at character {at + 1}, not {line[at]!r}")
