"""OpenCC as its authors build it, from the wheel `opencc`."""

from functools import partial
from importlib.metadata import version as installed_version

CONFIGURATIONS = (
    "hk2s", "hk2sp", "hk2t", "jp2t", "s2hk", "s2hkp", "s2t", "s2tw", "s2twp", "t2hk", "t2jp", "t2s", "t2tw", "tw2s", "tw2sp", "tw2t",
)  # fmt: skip


def version():
    """As installed."""
    return f"opencc {installed_version('opencc')}"


def ways():
    """Conversion, a way for each configuration."""
    return {f"convert {name}": partial(_converter, name) for name in CONFIGURATIONS}


def _converter(name):
    import opencc

    return opencc.OpenCC(name).convert
