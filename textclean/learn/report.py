"""The file that a person reads: candidates as TOML, surest first, with what to do at its head. Knows the form, not the evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator

from textclean._version import __version__
from textclean.debris._patterns import FORMAT
from textclean.learn.corpus import LEAST_DOCUMENTS, Found
from textclean.learn.lines import Candidate
from textclean.report.tally import counted

_SUREST = 0.99  # nothing is certain

_HEAD = """\
# What the sites of a corpus seem to have added to their pages. Nothing of it is used until you say so:
#
#   1. Read it. The surest patterns come first; each has its place, its pages, and three of them to look at.
#   2. Set `apply` to true or false, mend `text` or `within`, take patterns out or add your own.
#      In a line one * stands for what differs from page to page. Width, script, marks, digits and dates do not count.
#   3. textclean check --patterns THIS-FILE CORPUS     shows what would go
#      textclean clean --patterns THIS-FILE CORPUS -o CLEANED
#
# Patterns below the review line ({review}) are written with apply = false.
"""


def toml(found: Found, review: float, limit: int) -> str:
    """The file. `review` is the certainty from which patterns are switched on, `limit` how many documents of a site were read."""
    parts = [_HEAD.format(review=review), *(f"# {line}\n" for line in _about(found, limit)), "\n", *_numbers(found, review, limit)]
    parts += [_pattern(site, one, review) for site, one in found.candidates]
    return "".join(parts)


def _about(found: Found, limit: int) -> Iterator[str]:
    yield f"{counted(found.documents, 'document')} of {counted(len(found.sites), 'site')}."
    cut = [site for site in found.sites if site.documents > site.kept]
    if cut:
        yield (
            f"{counted(len(cut), 'site')} of these had more than the {limit:,} documents that are read, or had copies;"
            " numbers and shares below are of those read."
        )
    if found.left_out:
        yield f"{counted(found.left_out, 'site')} had fewer than {LEAST_DOCUMENTS} different documents, too few to learn from."


def _numbers(found: Found, review: float, limit: int) -> Iterator[str]:
    told = {"documents": found.documents, "sites": len(found.sites), "left_out": found.left_out, "sample": limit}
    yield f"format = {FORMAT}\nmade_by = {_quoted(f'textclean {__version__}')}\nreview = {float(review)}\n"
    yield from (f"{key} = {value}\n" for key, value in told.items())


def _pattern(site: str, one: Candidate, review: float) -> str:
    rows = [
        "\n[[pattern]]",
        f"apply = {'true' if one.certainty >= review else 'false'}",
        f"kind = {_quoted(one.kind)}",
        f"lines = {_list(one.texts)}" if one.kind == "block" else f"text = {_quoted(one.texts[0])}",
        *([f"where = {_quoted(one.where)}"] if one.kind in ("line", "block") else []),
        *([f"within = {one.within}"] if one.where != "anywhere" else []),
        f"site = {_quoted(site)}",
        f"certainty = {min(one.certainty, _SUREST):.2f}",
        f"documents = {one.documents}",
        f"share = {one.share:.2f}",
        f"positions = {_quoted(one.positions)}",
        f"contexts = {_list(one.contexts)}",
    ]
    return "\n".join(rows) + "\n"


def _list(texts: tuple[str, ...]) -> str:
    return "[" + "".join(f"\n  {_quoted(text)}," for text in texts) + "\n]"


def _quoted(text: str) -> str:
    """A string of TOML: JSON's, with what it leaves bare escaped; a lone surrogate, which TOML cannot hold, as U+FFFD."""
    text = (
        text.encode("utf-8", "replace").decode()
        if text.isascii()
        else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
