"""Imports go one way; core knows only the standard library; each module says what lives in it."""

import ast
import sys
from pathlib import Path

import pytest

import textclean

PACKAGE = Path(textclean.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

FLOOR = {"_version": 0, "core": 0, "data": 1, "han": 2, "repair": 3, "unify": 3, "debris": 3, "dedupe": 3}
FLOOR |= {
    "registry": 4,
    "config": 4,
    "testing": 4,
    "front": 5,
    "formats": 5,
    "report": 5,
    "run": 6,
    "adapters": 7,
    "console": 7,
    "watch": 7,
    "playground": 7,
    "commands": 7,
    "learn": 6,
    "reference": 8,
    "cli": 7,
    "__main__": 8,
}
APART = ({"repair", "unify", "debris", "dedupe"},)


def room(module):
    """The first part of a module's place below the package."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(module):
    """Full names of what a module imports."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "textclean":
            yield from (f"textclean.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_no_room_knows_one_above_it_or_beside_it(module):
    """core, then data, then han, then the four rooms of cleaners, and so on up."""
    here = room(module)
    if here == "__init__":
        return
    for name in imported(module):
        parts = name.split(".")
        if parts[0] != "textclean" or len(parts) < 2 or parts[1] == "__version__":
            if here == "core":
                assert parts[0] in sys.stdlib_module_names or name.startswith("textclean."), f"core imports {name}"
            continue
        there = parts[1]
        assert FLOOR[there] <= FLOOR[here], f"{here} may not know {there}"
        assert there == here or not any({here, there} <= apart for apart in APART), f"{here} and {there} may not know each other"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_every_module_says_what_lives_there(module):
    """The first line is the whole thought; names like utils say that a thing has no room."""
    doc = ast.get_docstring(ast.parse(module.read_text("utf-8")))
    assert doc and len(doc.split("\n")[0]) > 20, "the first line must say what lives here"
    assert module.stem not in {"utils", "helpers", "manager", "common", "misc"}
