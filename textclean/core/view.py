"""A string that remembers facts about itself, so that ten cleaners work them out once. Knows no fact by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")

_LONG = 1 << 20  # code points of a text from which what is known of its parts takes more room than it is worth


class View(str):
    """A `str` with a memory: `view.fact(f)` is `f(view)`, worked out once per text.

    It costs nothing in `re`, `in` or `encode`, and a cleaner may ignore that it is more than a string. The memory is left
    behind when a view is pickled or copied.

    >>> View("甲乙").fact(len)
    2
    """

    __slots__ = ("_facts", "_parts", "_plain")
    _facts: dict[Callable[..., object], object]
    _parts: dict[Callable[..., object], dict[str, object]]
    _plain: str

    def fact(self, ask: Callable[[View], T]) -> T:
        """`ask(self)`, from memory if it was asked before. `ask` must be a pure function of the text."""
        try:
            facts = self._facts
        except AttributeError:
            facts = self._facts = {}
        try:
            return cast(T, facts[ask])
        except KeyError:
            answer = facts[ask] = ask(self)
            return answer

    def known(self, of: Callable[[str], T]) -> dict[str, T]:
        """What `of` gave for parts of this text, and of the texts it was made from (`then`): who asks `of` looks here first, and adds.

        `of` must be a pure function of the part. What was added is there until the last of these texts is done with. Of a long
        text nothing is kept, for it would take more room than it is worth: each call then gives an empty one, to be held by the caller.

        >>> view = View("甲乙")
        >>> view.known(len)["甲"] = 1
        >>> view.then("甲").known(len)
        {'甲': 1}
        """
        return cast(dict[str, T], self._known_parts().setdefault(of, {})) if len(self) <= _LONG else {}

    def then(self, text: str) -> View:
        """The view of what this text became. Facts are left behind; what is known of parts holds for them wherever they stand."""
        view = view_of(text)
        if len(text) <= _LONG:
            view._parts = self._known_parts()
        return view

    def _known_parts(self) -> dict[Callable[..., object], dict[str, object]]:
        try:
            return self._parts
        except AttributeError:
            self._parts = {}
            return self._parts

    @property
    def plain(self) -> str:
        """The text as a plain string: no copy, but the one that the view was made of."""
        try:
            return self._plain
        except AttributeError:
            return str(self)

    def __reduce__(self) -> tuple[type[View], tuple[str]]:
        return View, (str(self),)


def ascii_in(view: View) -> frozenset[str]:
    """The ASCII characters of a text: most looks for marks and code are over when it is known which there are. A fact.

    >>> sorted(ascii_in(View("第1章: OK")))
    [' ', '1', ':', 'K', 'O']
    """
    return frozenset(view.encode("ascii", "ignore").decode())


def view_of(text: str) -> View:
    """`text` as a view; a view is handed back as it is."""
    if isinstance(text, View):
        return text
    view = View(text)
    if type(text) is str:  # and no string that is more than that
        view._plain = text
    return view
