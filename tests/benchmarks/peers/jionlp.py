"""JioNLP's clean_text, with its defaults."""

from importlib.metadata import version as installed_version


def version():
    """As installed."""
    return f"jionlp {installed_version('jionlp')}"


def ways():
    """Its one function for text."""
    return {"clean": _clean}


def _clean():
    import jionlp

    return jionlp.clean_text
