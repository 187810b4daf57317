"""The tables of debris: each rule's own examples have its shape, and its look-alikes have not; the cleaner declares the rule."""

import pytest

from tests.material import FIXTURES
from textclean import registry
from textclean.core.errors import TableError
from textclean.core.lazy import lazy_compile
from textclean.debris import _page, _rules
from textclean.debris._likeness import READ, likeness
from textclean.debris._rules import look, rules
from textclean.han.fold import fold
from textclean.han.lines import is_prose

RULES = [pytest.param(rule, id=f"{rule.cleaner}.{rule.name}") for rule in rules()]


@pytest.mark.parametrize("rule", RULES)
def test_examples_have_the_shape_and_look_alikes_have_not(rule):
    """Folded, as the engine sees them."""
    assert len(rule.examples) >= 2 and len(rule.stay) >= 2
    assert [text for text in rule.examples if not rule.line.fullmatch(fold(text).strip())] == []
    assert [text for text in rule.examples if rule not in look(fold(text).strip()).rules] == []
    assert [text for text in rule.stay if rule.line.fullmatch(fold(text).strip())] == []


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_a_table_is_declared_by_its_cleaner(rule):
    """Else it could not be switched off, and would not be documented."""
    assert rule.name in registry.cleaner(f"debris.{rule.cleaner}").rules
    assert rule.where in ("head", "tail", "edges", "anywhere")


@pytest.mark.parametrize("name", [n for n in registry.names() if n.startswith("debris.")])
def test_every_declared_rule_of_a_table_is_in_it(name):
    """A rule that is promised exists."""
    noun = name.partition(".")[2]
    table = {rule.name for rule in rules() if rule.cleaner == noun}
    assert not table or table == set(registry.cleaner(name).rules)


def test_no_notice_that_the_model_tells_is_held_to_be_the_authors_unread():
    """Prose with few signs of a site is not read (`debris._page._PLAIN`)."""
    rows = (row for path in sorted((FIXTURES / "furniture").glob("*.tsv")) for row in path.read_text("utf-8").splitlines())
    lines = {row.rpartition("\t")[2] for row in rows}
    prose = [fold(line).strip() for line in sorted(lines) if is_prose(line)]
    notices = [line for line in prose if likeness(line).odds >= _page._NOTICE]
    assert len(notices) > 50
    assert [line for line in notices if look(line).telling * _page._PLAIN < min(len(line), READ)] == []


def test_a_bad_expression_is_told_with_its_rule(monkeypatch):
    """It is compiled when it is first asked, and read before: then the error must say where it stands."""
    bad = rules()[0]._replace(cleaner="toy", name="unclosed", line=lazy_compile("(甲"))
    monkeypatch.setattr(_rules, "rules", lambda: (bad,))
    with pytest.raises(TableError, match=r"toy\.toml, rule unclosed: no regular expression"):
        list(_rules._needs())


def test_half_a_surrogate_pair_reads_as_any_other_character():
    """What looks for runs of characters takes well-formed text only; the line must be read all the same."""
    assert likeness("分享到: 微博 \ud800 收藏 举报").odds > 2
