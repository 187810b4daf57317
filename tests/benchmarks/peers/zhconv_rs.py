"""zhconv-rs: MediaWiki's tables in one automaton, in Rust."""

from functools import partial
from importlib.metadata import version as installed_version

_TARGETS = {"t2s": "zh-hans", "s2t": "zh-hant"}


def version():
    """As installed."""
    return f"zhconv-rs {installed_version('zhconv-rs')}"


def ways():
    """Conversion into either script."""
    return {f"convert {name}": partial(_converter, target) for name, target in _TARGETS.items()}


def _converter(target):
    from zhconv_rs import zhconv

    return lambda text: zhconv(text, target)
