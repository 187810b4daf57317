"""clean-text, set to keep Chinese, case and lines; its defaults write ASCII."""

from importlib.metadata import version as installed_version


def version():
    """As installed."""
    return f"clean-text {installed_version('clean-text')}"


def ways():
    """Its one function for text."""
    return {"clean": _clean}


def _clean():
    from cleantext import clean

    return lambda text: clean(text, to_ascii=False, lower=False)
