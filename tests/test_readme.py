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


def test_the_page_on_writing_a_cleaner_is_true():
    """Its Python blocks run one after the other, the law test included."""
    page = (Path(__file__).parent.parent / "docs" / "writing-a-cleaner.md").read_text("utf-8")
    names: dict[str, object] = {"__name__": "page"}
    for block in re.findall(r"```python\n(.*?)```", page, re.S):
        exec(compile(block, "writing-a-cleaner.md", "exec"), names)
    names["test_my_cleaner_keeps_the_laws"]()
