"""Every cleaner has a fixture file; what must stay untouched comes first in it, and both kinds of case hold."""

import json
import re

import pytest

from tests.material import DOCUMENTS, fixture, fixture_names
from tests.traces import outcome, trace_path, traced
from textclean import registry
from textclean.core.edit import Edit, apply
from textclean.testing import check_laws, with_case_options

CASES = [(name, case) for name in fixture_names() for case in fixture(name)]


def _id(value):
    return value if isinstance(value, str) else f"{value.line}-{value.section[:5]}"


@pytest.mark.parametrize("name", registry.names())
def test_every_cleaner_has_untouched_cases_first_and_others_behind(name):
    """No fixture, or no case that must stay, is a red test."""
    cases = fixture(name)
    assert cases, f"fixtures/{name}.txt is missing or empty"
    assert cases[0].section == "untouched"
    assert any(case.section == "changed" for case in cases)


def test_every_fixture_file_belongs_to_a_cleaner():
    """A renamed cleaner takes its fixtures along."""
    assert set(fixture_names()) <= set(registry.names())


@pytest.mark.parametrize(("name", "case"), [(n, c) for n, c in CASES if c.section != "known failures"], ids=_id)
def test_the_case_holds(name, case):
    """The cleaner alone gives what the fixture says, and keeps the laws doing so."""
    cleaner = with_case_options(registry.cleaner(name)(), case)
    assert check_laws(cleaner, case.before).text == case.after


@pytest.mark.xfail(strict=True, reason="known failure: move the case when it comes out right", raises=AssertionError)
@pytest.mark.parametrize(("name", "case"), [(n, c) for n, c in CASES if c.section == "known failures"], ids=_id)
def test_the_known_failure_still_fails(name, case):
    """An improvement must be noticed."""
    assert with_case_options(registry.cleaner(name)(), case)(case.before) == case.after


@pytest.mark.parametrize("name", registry.names())
def test_every_cleaner_is_told_in_its_docstring(name):
    """Promise, why the damage occurs, and what stays: the page is made of it."""
    doc = registry.cleaner(name).__doc__ or ""
    assert len(doc.split("\n\n")) >= 3 and re.search(r"^\s*Stays?:", doc, re.M), (
        "a docstring needs its promise, the why, and 'Stay:'"
    )


@pytest.mark.parametrize("name", registry.names())
def test_every_rule_is_signed_with_a_name_that_is_declared(name):
    """Switches and statistics know a rule by the name in `rules`."""
    cleaner = registry.cleaner(name)()
    told = {f"{name}.{rule}" for rule in cleaner.rules} or {name}
    for case in fixture(name):
        result = with_case_options(cleaner, case).run(case.before)
        assert {rule for edit in result.edits for rule in edit.rules} | {f.rule for f in result.findings} <= told


RAW = sorted(DOCUMENTS.glob("*.raw.txt"))
KNOWN = {"article-look-alikes-forum-tail", "essay-rare-characters-look-alikes"}
"""Documents whose planted characters repair.glyph does not all restore yet; what it does restore is tested by share."""


@pytest.mark.parametrize("raw", [raw for raw in RAW if raw.name.split(".")[0] not in KNOWN], ids=lambda p: p.name)
def test_a_whole_document_comes_out_as_its_author_wrote_it(raw):
    """Raw in, clean out, by the default preset."""
    assert outcome(raw).text == raw.with_name(raw.name.replace(".raw.", ".clean.")).read_text("utf-8")


@pytest.mark.parametrize("raw", [raw for raw in RAW if raw.name.split(".")[0] in KNOWN], ids=lambda p: p.name)
def test_a_document_of_known_failures_is_at_least_not_made_worse(raw):
    """Every edit leads towards the clean text: what is left wrong was wrong before."""
    before, clean = raw.read_text("utf-8"), raw.with_name(raw.name.replace(".raw.", ".clean.")).read_text("utf-8")
    out = outcome(raw).text
    assert out != clean, "comes out right now: take it off the list"
    assert len(out) == len(clean)
    wrong = [(a, b) for a, b in zip(out, clean, strict=True) if a != b]
    assert all(a in before for a, _ in wrong)
    assert len(wrong) <= 8


@pytest.mark.parametrize("raw", RAW, ids=lambda p: p.name)
def test_the_recorded_trace_of_a_document_is_what_happens(raw):
    """A change of behaviour shows in the diff of a trace: `python -m tests.traces` writes them anew."""
    recorded = json.loads(trace_path(raw).read_text("utf-8"))
    assert traced(raw) == recorded
    text = raw.read_text("utf-8")
    edits = [Edit(e["start"], e["end"], e["after"]) for e in recorded["edits"]]
    assert apply(text, edits) == outcome(raw).text
