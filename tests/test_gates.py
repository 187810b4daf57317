"""What is told to have nothing to do from all its characters at once: the cleaner behind it, asked all the same, must agree."""

from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from textclean.core.view import View
from textclean.han import mention
from textclean.han.fold import fold
from textclean.han.gate import gate
from textclean.han.marks import marks_are_plain, quotes_alternate
from textclean.unify import punctuation, quotes

PIECES = [*"，、；：。！？,.;:!?()“”‘’\"'「」『』…·・-`* \t\n好走他说A1", "……", "——", "他说：", "“好”", "。。", "--", "火车站"]
SPEECH = [
    *"“”「」『』【】（）()《》〈〉、，。成作为字发發髮后後裏裡里写通音",
    "写作",
    "误作",
    "“发”",
    "「後」",
    "（發）",
    "字，",
    "前后",
]


def texts(pieces):
    return st.lists(st.sampled_from(pieces), max_size=30).map("".join)


@given(texts(PIECES))
def test_plain_marks_need_no_mending(text):
    """The gate of unify.punctuation, held open."""
    if View(text).fact(marks_are_plain):
        with mock.patch.object(punctuation, "marks_are_plain", lambda view: False):
            assert punctuation.Punctuation().run(text).edits == ()


@given(texts(PIECES))
def test_quotes_by_turns_need_no_mending(text):
    """The gate of unify.quotes, held open."""
    if View(text).fact(quotes_alternate):
        with mock.patch.object(quotes, "quotes_alternate", lambda view: False):
            assert quotes.Quotes().run(text).edits == ()


@given(texts(SPEECH))
def test_what_is_passed_over_speaks_of_no_form(text):
    """The gate of what is spoken of, held open: what would be found there no conversion could change."""
    view = View(text)
    if not mention._may_mention(view):
        with mock.patch.object(mention, "_may_mention", lambda view: True):
            found = [text[start:end] for start, end in mention.mentioned(view)]
        changed = {c for c in "".join(found) if fold(c) != c or gate("s2t").evidence(c)[0]}
        assert changed == set()
