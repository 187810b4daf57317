"""ftfy, with its defaults, and with the switches that leave Chinese marks alone."""

from importlib.metadata import version as installed_version


def version():
    """As installed."""
    return f"ftfy {installed_version('ftfy')}"


def ways():
    """Two ways of asking for the same function."""
    return {"fix_text": _default, "fix_text, Chinese marks kept": _kept}


def _default():
    import ftfy

    return ftfy.fix_text


def _kept():
    import ftfy

    config = ftfy.TextFixerConfig(fix_character_width=False, uncurl_quotes=False)
    return lambda text: ftfy.fix_text(text, config=config)
