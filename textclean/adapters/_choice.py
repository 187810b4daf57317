"""Which pipeline an adapter runs, and how that choice is written down. Knows presets and pipelines; knows no host."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from textclean.config import parse, to_toml
from textclean.config import preset as build
from textclean.core.cleaner import Cleaner
from textclean.core.errors import ConfigError
from textclean.core.pipeline import Pipeline


def chosen(preset: str | Cleaner = "standard", script: str | None = None) -> Pipeline:
    """The pipeline of a preset, or the ready one that was given in its place. Raises ConfigError for what is neither.

    >>> chosen("standard", "keep") == chosen(chosen("standard", "keep"))
    True
    """
    if isinstance(preset, str):
        return _built(preset, script)
    if not isinstance(preset, Cleaner):
        raise ConfigError(f"preset must be the name of a preset or a pipeline, not {type(preset).__name__}")
    if script is not None:
        raise ConfigError("a ready pipeline has its script already: give a script only with the name of a preset")
    return preset if isinstance(preset, Pipeline) else Pipeline((preset,))


@lru_cache(maxsize=32)
def _built(preset: str, script: str | None) -> Pipeline:
    return build(preset, script=script)


def cleaned(pipeline: Pipeline, text: str | None) -> str | None:
    """`text`, cleaned. None, by which most hosts mean a missing text, stays None.

    >>> cleaned(chosen(), "他说:好"), cleaned(chosen(), None)
    ('他说：好', None)
    """
    return None if text is None else pipeline(text)


def written(preset: str | Cleaner) -> str | dict[str, str]:
    """A choice as JSON can hold it: a preset's name, or the configuration of a ready pipeline.

    Raises ConfigError for a pipeline with cleaners that no configuration can name, since it could not be read back.

    >>> read(written(chosen("standard", "keep"))) == chosen("standard", "keep")
    True
    """
    if isinstance(preset, str):
        return preset
    pipeline = chosen(preset)
    text = to_toml(pipeline)
    if parse(text, "a pipeline to be written down").build() != pipeline:
        raise ConfigError("a pipeline with this cleaner cannot be written down; register the cleaner as an entry point")
    return {"toml": text}


def read(choice: str | Mapping[str, str] | Cleaner) -> str | Cleaner:
    """What `written` wrote; what was never written is given back as it is."""
    return parse(choice["toml"], "a pipeline written down").build() if isinstance(choice, Mapping) else choice
