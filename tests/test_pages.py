"""Whole pages: what is clean stays, nothing that must stay is lost where it was kept before, and the outcome is at rest."""

import pytest

from tests.figures import pages
from textclean.config import preset

CASES = [case for path in pages.PAGES for case in pages.cases(path)]
# The harm that is known, page by page: clean ones that change, strings that must stay and do not.
CHANGED: frozenset[str] = frozenset()
LOST = {
    "community-17": ["List<int>", "if (n <= 1) return n;"],
    "language-10": ["“志不求易"],
    "language-21": ["地理老师", "在调查中"],
    "language-22": ["卫生院"],
    "plain-16": ["落在绳子"],
    "typical-24": ["大卫·布莱克"],
    "typical-27": ["见表3"],
    "various-17": ["含钚量"],
    "scraped-19": ["麵館"],
}
EXACT = 396  # pages of all that come out exactly as their authors wrote them, at least


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_must_stay_stays_and_twice_is_once(case):
    """Clean pages as wholes, of others the strings they name."""
    text = pages.outcome(case)
    if case["classes"] == ["clean"]:
        assert (text != case["expected"]) == (case["id"] in CHANGED)
    assert [kept for kept in case["must_keep"] if kept not in text] == LOST.get(case["id"], [])
    assert preset("standard", script=case["target"])(text) == text


def test_no_fewer_pages_come_out_exactly():
    """A rule that mends one page may not cost another."""
    assert sum(pages.is_exact(case, pages.outcome(case)) for case in CASES) >= EXACT
