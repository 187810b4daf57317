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


def run_blocks(name: str) -> dict[str, object]:
    """Run the Python blocks of a page one after the other; what they leave behind."""
    page = (Path(__file__).parent.parent / "docs" / name).read_text("utf-8")
    names: dict[str, object] = {"__name__": "page"}
    blocks = re.findall(r"```python\n(.*?)```", page, re.S)
    assert blocks
    for block in blocks:
        exec(compile(block, name, "exec"), names)
    return names


def test_the_page_on_writing_a_cleaner_is_true():
    """Its blocks run, the law test included."""
    run_blocks("writing-a-cleaner.md")["test_my_cleaner_keeps_the_laws"]()


def test_the_page_on_copies_is_true():
    """Its blocks run, and what they assert holds."""
    run_blocks("duplicates.md")
