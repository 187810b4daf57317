"""The pipeline that was asked for: a preset or a file, with names added and taken away. Knows configurations, not cleaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from textclean import registry
from textclean.config import Config, Row, read, read_preset
from textclean.core.cleaner import covers
from textclean.core.errors import ConfigError
from textclean.core.pipeline import Pipeline

DEFAULT_PRESET = "standard"


def select(
    preset: str | None = None,
    file: str | Path | None = None,
    script: str | None = None,
    enable: Iterable[str] = (),
    disable: Iterable[str] = (),
    patterns: str | None = None,
) -> Pipeline:
    """The pipeline of a preset or of a configuration file; a `script` given here goes before the file's.

    First `disable` is added to what the configuration disables; then each name of `enable` is taken back from both, also out of
    the middle of a room or cleaner that was disabled as a whole. A cleaner in `enable` that the configuration lacks is added,
    with its default options, where a shipped preset has it, or else at the end. `patterns` is a file for `debris.learned`, which is
    added if the configuration lacks it. Raises ConfigError for names that cannot be used.
    """
    if preset and file:
        raise ConfigError(
            'give a preset or a configuration, not both; a configuration says which preset it extends: extends = "standard"'
        )
    config = read(Path(file)) if file else read_preset(preset or DEFAULT_PRESET)
    if patterns:
        _learned(config).options["patterns"] = patterns
    config.disable += disable
    for name in enable:
        _enable(config, name)
    return config.build(script)


def _learned(config: Config) -> Row:
    """The row of the cleaner that reads a file of patterns."""
    name = "debris.learned"
    row = next((row for row in config.rows if row.name == name), None)
    if row is None:
        row = Row(name, where="--patterns")
        config.add(row)
    return row


def _enable(config: Config, name: str) -> None:
    names = set(_names(config))
    if name not in names:
        registry.cleaner(name)  # raises, with the nearest name, for one that nobody knows
        config.add(Row(name, where=f"enabled {name}"))
    narrowed: list[str] = []
    for disabled in config.disable:
        if covers((name,), disabled):
            continue
        narrowed += _remaining(config, disabled, name) if covers((disabled,), name) else [disabled]
    config.disable = narrowed


def _names(config: Config) -> Iterator[str]:
    """Every room, cleaner and rule of a configuration, and the beginnings of their names, dot by dot."""
    for row in config.rows:
        for full in (row.name, *_rules(row.name)):
            parts = full.split(".")
            yield from (".".join(parts[:k]) for k in range(1, len(parts) + 1))


def _rules(cleaner: str) -> list[str]:
    return [f"{cleaner}.{rule}" for rule in registry.cleaner(cleaner).rules]


def _remaining(config: Config, disabled: str, name: str) -> Iterator[str]:
    """What must be disabled instead of `disabled`, so that `name`, which stands below it, is not."""
    for row in config.rows:
        if covers((row.name,), name) and row.name != name:
            yield from (rule for rule in _rules(row.name) if covers((disabled,), rule) and not covers((name,), rule))
        elif covers((disabled,), row.name) and not covers((name,), row.name):
            yield row.name
