"""What is told to have nothing to do from all its characters at once: the cleaner behind it, asked all the same, must agree."""

import re
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from textclean.core.view import View
from textclean.debris import watermark
from textclean.debris._rules import looks, rules
from textclean.han import mention
from textclean.han.chars import HAN
from textclean.han.fold import bare, bare_lines, fold
from textclean.han.gate import gate
from textclean.han.lines import is_prose, prose_lines, written_lines
from textclean.han.marks import marks_are_plain, quotes_alternate
from textclean.repair import glyph, slip
from textclean.unify import linebreaks, punctuation, quotes

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
LINES = [
    *"\n\n、，。：」　 说的人",
    "会议认为，各村要把防火的责任落实到人，也要把巡查的时间",
    "安排好，不能走过场。",
    "（一）检查",
    "第二天一早，他们沿着河岸走了三十里路，",
    "又翻过一座山，才看见村里的灯光。",
    "关于消防工作的通知",
    "会议认为，各村要把防火的责任落实到人，不能走过场。全年的巡查都由村委会负责，并把记录交到镇政府办公\n室备案，年底一起检查。",
    "水桶、沙袋、铁锹、手电筒、灭火器、\n急救箱、对讲机都要备齐，放在村委会的仓库里。",
]
SUSPECTS = [
    *"，。\n的荇鍺笁荿堃彧谥诸葛",
    "爱好鍺都知道",
    "是荇不通的",
    "政笁干部",
    "一桶沝",
    "荇菜",
    "工作很重要，",
    "他说的话大家都记得。",
]
NAMES = [*"，。；！？：”\n  　“《好a1", "文秘部落", "范文网", "有用武之地", "本人毛遂自荐", "一二三四五六七八九十 甲"]
SLIPS = [*"，。的一", "不能出任何纸漏", "积极极很高", "工作很重要，", "大家都记得。"]
SITES = sorted({line for rule in rules() for line in (*rule.examples, *rule.stay)})


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


@given(texts(LINES))
def test_lines_that_go_on_in_no_other_stay(text):
    """The gate of unify.linebreaks, held open."""
    with mock.patch.object(linebreaks, "_might_go_on", lambda line, after: True):
        unasked = linebreaks.Linebreaks().run(text).edits
    assert linebreaks.Linebreaks().run(text).edits == unasked


@given(texts(SUSPECTS))
def test_what_can_gain_nothing_is_not_planted(text):
    """The gate of repair.glyph, held open."""
    with mock.patch.object(glyph, "may_gain", lambda text, suspects, least: True):
        unasked = glyph.Glyph().run(text).edits
    assert glyph.Glyph().run(text).edits == unasked


@given(texts(SLIPS))
def test_slips_are_found_in_blocks_as_in_one(text):
    whole = slip._strange_suspects(text)
    with mock.patch.object(slip, "_BLOCK", 3):
        assert slip._strange_suspects(text) == whole


@given(texts(NAMES))
def test_names_of_sites_are_found_as_they_are_described(text):
    """Behind a mark or where a line begins, with a blank behind them and the sentence behind that; then before a mark."""
    name = f"[{HAN}A-Za-z0-9]{{3,10}}"
    behind = re.compile(rf"(?:(?<=[，。；！？：,;!?:”])|^)({name})[ \u3000](?=[{HAN}“《])", re.M)
    before = re.compile(rf"(?<=[{HAN}，。；！？”])[ \u3000]({name})(?=[，。；！？,;!?]|$)", re.M)
    told = [(*match.span(), match[1]) for pattern in (behind, before) for match in pattern.finditer(text)]
    assert [tuple(place) for place in watermark._places(text)] == told


@given(texts([*LINES, *SPEECH, "Ａ，", "他走了。", "「好！」"]))
def test_what_is_told_for_all_lines_at_once_is_told_of_each(text):
    view = View(text)
    written = view.fact(written_lines)
    assert view.fact(prose_lines) == {line.start for line in written if is_prose(line.text)}


@given(st.text(st.sampled_from("甲乙國国，。「 \n\0\ud800a"), max_size=24))
def test_lines_are_bared_all_at_once_as_one_by_one(text):
    assert bare_lines(View(text)) == [bare(line) for line in text.split("\n")]


@given(st.lists(st.builds(lambda line, cut: fold(line)[cut:].strip(), st.sampled_from(SITES), st.integers(0, 3)), max_size=8))
def test_no_line_is_screened_out_that_has_a_rules_shape(lines):
    """What a rule asks for is read off its expression; here the expression itself is asked."""
    found = [tuple(rule for rule in rules() if rule.line.fullmatch(line)) for line in lines]
    assert [look.rules for look in looks(lines)] == found
