"""Pages about cleaners themselves: the rows of a pipeline, and one cleaner with its options and rules. Knows no text."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields
from typing import get_args, get_origin, get_type_hints

from textclean.core.cleaner import Cleaner
from textclean.report.signature import first_sentence, paragraphs
from textclean.report.visible import visible


def overview(cleaner: Cleaner, *, color: bool = False, width: int = 100) -> str:
    """The steps of a pipeline in order, a row each: name, safety, what it does in a sentence."""
    from rich.table import Table
    from rich.text import Text

    from textclean.report.explain import rendered

    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for number, step in enumerate(cleaner.steps, 1):
        sentence = visible(first_sentence(paragraphs(type(step))[0]))
        table.add_row(str(number), step.name, str(step.safety), Text(sentence))
    shown = rendered(table, color=color, width=width) if cleaner.steps else "no cleaner\n"
    return shown + (f"\nwithout the rules {', '.join(cleaner.disabled)}\n" if cleaner.disabled else "")


def page(kind: type[Cleaner]) -> str:
    """One cleaner in plain text: name and safety, docstring, options with types and defaults, rules, and what it stands behind."""
    return "\n".join([f"{kind.name}  ({kind.safety})", "", inspect.getdoc(kind) or "", *_sections(kind)]) + "\n"


def _sections(kind: type[Cleaner]) -> Iterator[str]:
    options = list(options_of(kind))
    if options:
        yield from ("", "Options")
        yield from _aligned((f"{name} = {default}", types) for name, types, default in options)
    if kind.rules:
        yield from ("", "Rules")
        yield from _aligned((f"{kind.name}.{rule}", does) for rule, does in kind.rules.items())
    if kind.after:
        yield from ("", f"Comes after {', '.join(kind.after)}, where they are in the pipeline.")
    if kind.enters:
        yield from ("", f"May change protected spans of these kinds: {', '.join(sorted(kind.enters))}.")


def _aligned(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    rows = list(rows)
    longest = max(len(first) for first, _ in rows)
    return (f"  {first:{longest}}  {second}" for first, second in rows)


def options_of(kind: type[Cleaner]) -> Iterator[tuple[str, str, str]]:
    """(name, type, default) of each option, as a configuration writes them; a default of "(none)" means it must not be there."""
    hints = get_type_hints(kind)
    for option in fields(kind):  # type: ignore[arg-type]  # every concrete cleaner is a dataclass
        default = option.default_factory() if option.default_factory is not MISSING else option.default
        yield option.name, _type_name(hints[option.name]), "(none)" if default in (None, MISSING) else _as_toml(default)


def _type_name(hint: object) -> str:
    """A type in the words of a configuration's author.

    >>> from typing import Literal
    >>> _type_name(Literal["curly", "corner"]), _type_name(tuple[str, ...]), _type_name(float | None)
    ('"curly" or "corner"', 'list of strings', 'number')
    """
    plain = {str: "string", int: "whole number", float: "number", bool: "true or false"}
    if hint in plain:
        return plain[hint]
    arguments = [argument for argument in get_args(hint) if argument not in (type(None), Ellipsis)]
    if arguments and isinstance(arguments[0], str):
        return " or ".join(f'"{argument}"' for argument in arguments)
    if get_origin(hint) in (tuple, frozenset, list):
        return f"list of {_type_name(arguments[0])}s"
    return " or ".join(_type_name(argument) for argument in arguments) if arguments else getattr(hint, "__name__", str(hint))


def _as_toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | frozenset):
        return "[" + ", ".join(map(_as_toml, sorted(value) if isinstance(value, frozenset) else value)) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)
