"""The README's first screen is true: its before gives its after, and its examples run."""

import doctest
import re
from pathlib import Path

import textclean

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def test_the_before_gives_the_after():
    """Text for text."""
    before, after = re.findall(r"```text\n(.*?)```", README, re.S)[:2]
    assert textclean.clean(before) == after


def test_the_examples_run():
    """As doctests."""
    shown = "\n".join(re.findall(r"```python\n(>>>.*?)```", README, re.S))
    examples = doctest.DocTestParser().get_doctest(shown, {}, "README.md", "README.md", 0)
    assert examples.examples
    assert doctest.DocTestRunner(verbose=False).run(examples).failed == 0
