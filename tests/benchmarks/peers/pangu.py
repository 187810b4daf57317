"""pangu: blanks between Han and Latin."""

from importlib.metadata import version as installed_version


def version():
    """As installed."""
    return f"pangu {installed_version('pangu')}"


def ways():
    """Its one function for text."""
    return {"spacing": _spacing}


def _spacing():
    import pangu

    return pangu.space_text
