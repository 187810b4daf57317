"""AutoCorrect: copy-editing of Chinese, in Rust."""

from importlib.metadata import version as installed_version


def version():
    """As installed."""
    return f"autocorrect-py {installed_version('autocorrect-py')}"


def ways():
    """Its one function for text."""
    return {"format": _format}


def _format():
    import autocorrect_py

    return autocorrect_py.format
