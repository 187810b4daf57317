"""The older converter in pure Python, which writes into the same folder as the wheel `opencc`."""

from functools import partial
from importlib.metadata import version as installed_version

CONFIGURATIONS = ("hk2s", "s2hk", "s2t", "s2tw", "s2twp", "t2hk", "t2s", "t2tw", "tw2s", "tw2sp")


def version():
    """As installed."""
    return f"opencc-python-reimplemented {installed_version('opencc-python-reimplemented')}"


def ways():
    """Conversion, a way for each configuration."""
    return {f"convert {name}": partial(_converter, name) for name in CONFIGURATIONS}


def _converter(name):
    import opencc

    return opencc.OpenCC(name).convert
