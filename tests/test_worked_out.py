"""Tables that are worked out from others ship to save time: they must say what working it out again says."""

import importlib
import pkgutil
import re

import pytest

import textclean
from textclean import data
from textclean.core.lazy import lazy_compile
from textclean.debris._rules import needs_table, rules
from textclean.han.signs import TO_SIMPLIFIED, TO_TRADITIONAL, signs, table, worked_out
from textclean.han.tables import tables_version

TEXT_ROOMS = ("core", "han", "repair", "debris", "dedupe", "unify")


def within(value):
    """The expressions that wait in a value, however deep in tuples, lists and dicts."""
    if type(value) is type(lazy_compile("")):
        yield value
    elif isinstance(value, tuple | list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from within(part)


@pytest.mark.parametrize("name", [*TO_SIMPLIFIED, *TO_TRADITIONAL])
def test_the_signs_of_a_script_are_those_of_the_tables(name):
    assert signs(name) == worked_out(name)
    other = "opencc-python-reimplemented"
    assert signs(name, other) == worked_out(name, other) != worked_out(name)


def test_the_table_of_signs_is_the_one_its_command_prints():
    """With another version of the tables installed the signs are worked out, and this one is to be made anew."""
    shipped = data.text("signs.tsv").splitlines()
    if f"tables\t{tables_version()}" not in shipped:
        pytest.skip(f"signs.tsv was made from other tables than those of {tables_version()}")
    assert shipped == list(table())


def test_the_table_of_needs_is_the_one_its_command_prints():
    """An expression that was changed would be read anew at every start."""
    assert data.text("debris-needs.json").rstrip("\n") == needs_table()


def test_every_expression_that_waits_compiles():
    """Put off, an error in one would show on somebody's text."""
    modules = [module.name for module in pkgutil.walk_packages(textclean.__path__, "textclean.")]
    named = [vars(importlib.import_module(name)) for name in modules if name.split(".")[1] in TEXT_ROOMS]
    expressions = [*within(named), *(rule.line for rule in rules())]
    assert len(expressions) > 440
    for expression in expressions:
        assert isinstance(re.compile(expression.pattern, expression.flags), re.Pattern)


def test_an_expression_that_waits_is_read_without_being_compiled():
    wrong = lazy_compile("(")
    assert wrong.pattern == "("
    with pytest.raises(re.error):
        wrong.search("")
    with pytest.raises(AttributeError, match="no scan"):
        wrong.scan("")
