"""JSON checked against a schema, for the words of JSON Schema that the schemas of this package use. Knows no trace and no file but those.

A validator in full is a dependency that reading a trace should not need; `jsonschema` finds the same faults, as was tried by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    # To JSON true is no number, to Python it is 1.
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


@cache
def schema(name: str) -> Mapping[str, Any]:
    """A shipped schema; `trace` is that of traces.

    >>> schema("trace")["properties"]["version"]
    {'const': 1}
    """
    loaded: Mapping[str, Any] = json.loads(files("textclean.report").joinpath(f"{name}.schema.json").read_text("utf-8"))
    return loaded


def faults(value: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with `value`, each fault with its place; nothing if it is as the schema wants it.

    >>> list(faults({"edits": [{"start": -1}]}, {"properties": {"edits": {"items": {"properties": {"start": {"minimum": 0}}}}}}))
    ['edits[0].start: -1 is less than 0']
    """
    yield from _faults(value, schema, schema, "")


def _faults(value: Any, rule: Mapping[str, Any], root: Mapping[str, Any], place: str) -> Iterator[str]:
    if "$ref" in rule:
        rule = root["$defs"][rule["$ref"].rpartition("/")[2]]
    if said := _wrong(value, rule):
        yield f"{place or 'the whole'}: {said}"
    elif isinstance(value, dict):
        yield from _faults_of_object(value, rule, root, place)
    elif isinstance(value, list) and "items" in rule:
        for at, item in enumerate(value):
            yield from _faults(item, rule["items"], root, f"{place}[{at}]")


def _wrong(value: Any, rule: Mapping[str, Any]) -> str:
    """What is wrong with a value itself, whatever it holds."""
    types = [rule["type"]] if isinstance(rule.get("type"), str) else rule.get("type")
    if types and not any(_TYPES[name](value) for name in types):
        return f"{_told(value)} should be {' or '.join(types)}"
    if "const" in rule and value != rule["const"]:
        return f"{_told(value)} should be {_told(rule['const'])}"
    if "enum" in rule and value not in rule["enum"]:
        return f"{_told(value)} should be one of {', '.join(rule['enum'])}"
    if isinstance(value, int) and value < rule.get("minimum", value):
        return f"{value} is less than {rule['minimum']}"
    if isinstance(value, str) and "pattern" in rule and not re.search(rule["pattern"], value):
        return f"{_told(value)} should match {rule['pattern']}"
    if isinstance(value, list) and len(value) < rule.get("minItems", 0):
        return f"should hold {rule['minItems']} or more"
    return ""


def _faults_of_object(value: Mapping[str, Any], rule: Mapping[str, Any], root: Mapping[str, Any], place: str) -> Iterator[str]:
    known = rule.get("properties", {})
    for name in rule.get("required", ()):
        if name not in value:
            yield f"{_below(place, name)}: is missing"
    for name, item in value.items():
        if name in known:
            yield from _faults(item, known[name], root, _below(place, name))
        elif rule.get("additionalProperties") is False:
            yield f"{_below(place, name)}: is not known"


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _told(value: Any) -> str:
    told = json.dumps(value, ensure_ascii=False)
    return told if len(told) <= 40 else told[:40] + "…"
