"""From a corpus to a file of patterns that a person reads: what sites add to their pages. Knows texts; knows no option and no terminal.

sample      documents by site, a bounded number of each, on disk
pages       the pages of a site, and how often a folded line is met on other sites
lines       lines, lines with a part that differs, blocks and running heads that pages share
inside      strings that were put inside sentences
evidence    from what was observed to a certainty
report      the file
"""

from __future__ import annotations

from textclean.learn.corpus import Found, learn
from textclean.learn.report import toml
from textclean.learn.sample import Sample

__all__ = ["Found", "Sample", "learn", "toml"]
