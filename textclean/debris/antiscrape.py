"""debris.antiscrape: disguised addresses and ends of chapters that a novel site plants in sentences. Knows disguises, no site."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.debris._rules import look
from textclean.han.chars import HAN
from textclean.han.codes import flags, pair_places
from textclean.han.fold import fold
from textclean.han.lines import lines
from textclean.han.marks import signs_in

_STRANGE = "Ａ-Ｚａ-ｚ０-９Ͱ-ϿЀ-ӿⒶ-ⓩ\U0001d400-\U0001d7ff"
_LETTER = f"A-Za-z0-9{_STRANGE}"
_DISGUISED = lazy_compile(rf"(?<![{_LETTER}.．])[{_LETTER}](?:[{_LETTER}]|[-－.．。｡·•](?=[{_LETTER}])){{5,80}}(?![{_LETTER}@＠])")
_HAS_STRANGE = lazy_compile(f"[{_STRANGE}]")
_FOREIGN = lazy_compile("[Ͱ-ϿЀ-ӿⒶ-ⓩ\U0001d400-\U0001d7ff]")
_TLD = "(?:com|net|org|cn|cc|info|la|me|tv|xyz|top|vip|hk|tw|example)"
_ADDRESS = lazy_compile(
    rf"www\.[a-z0-9-]{{1,40}}(?:\.[a-z0-9-]{{1,40}}){{0,4}}|[a-z0-9-]{{2,40}}(?:\.[a-z0-9-]{{1,40}}){{0,3}}\.{_TLD}"
)
_LOOKALIKES = str.maketrans("ωοсаеорухкмтвніѕԁαενυιτκρшѡ", "wocaeopyxkmtbhisdaevuitkpww")
# Letters that the same mark parts.
_SPELT = lazy_compile(
    r"[A-Za-z0-9ｗＷ](?<![A-Za-z0-9].)(?:(?<=[wWｗＷ])(?P<a>[-－_＿*＊~～·|｜+＋=＝^. ])[wWｗＷ](?P=a)[wWｗＷ][-－_＿*＊~～·|｜+＋=＝^.．。 ]{1,3}"
    r"(?=[A-Za-z0-9ａ-ｚ])[-－_＿*＊~～·|｜+＋=＝^.． A-Za-z0-9ａ-ｚ]{2,60}"
    r"|(?<=[A-Za-z0-9])(?P<b>[-_*~·|])[A-Za-z0-9](?:(?P=b)[A-Za-z0-9]){1,20}[.．。](?:c(?P=b)o(?P=b)m|n(?P=b)e(?P=b)t|o(?P=b)r(?P=b)g|c(?P=b)n|c(?P=b)c))"
    r"(?![A-Za-z0-9])"
)
_DECORATED = lazy_compile(
    rf"[↘↙↗↖→←↓↑]{{1,3}}[A-Za-z0-9{HAN}](?P<c>[♂♀☆★♠♣♥◆◇●○◎※§])[A-Za-z0-9{HAN}](?:(?P=c)[A-Za-z0-9{HAN}]){{1,12}}[↘↙↗↖→←↓↑]{{0,3}}"
    rf"|(?<![A-Za-z0-9♂♀☆★])[A-Za-z0-9](?P<d>[♂♀☆★♠♣♥◆◇●○◎※§])[A-Za-z0-9](?P=d)[A-Za-z0-9{HAN}](?:(?P=d)[A-Za-z0-9{HAN}]){{1,12}}"
)
_SIGNS = "↘↙↗↖→←↓↑♂♀☆★♠♣♥◆◇●○◎※§"
_SITE_END = lazy_compile(r"\.(?<=[A-Za-z0-9]\.)[A-Za-z]{2}")
_LATIN = lazy_compile("[A-Za-zｗＷ]")
# Every character between the same signs: ♂书♂宝♂阁♂. Stars and circles also grade and list.
_FENCED = lazy_compile(rf"(?P<c>[♂♀♠♣♥※§↘↙↗↖])(?:[A-Za-z0-9{HAN}](?P=c)){{3,12}}")
_PLAIN = r"(?:https?://|www\.|[a-z0-9-]{2,30}\.)[a-z0-9.-]{1,60}\.[a-z]{2,8}(?:/[!-'*-~]{0,60})?"
# Behind a mark a sentence has no room for a parenthesis that only names a site.
_BRACKETED = lazy_compile(
    rf"(?<=[，。！？；…”、])(?:[（(][ ]?(?:[{HAN}A-Za-z0-9]{{2,12}}[ :：]?[ ]?)?{_PLAIN}[ ]?[)）]|[【\[][ ]?(?:[{HAN}A-Za-z0-9]{{2,12}}[ :：]?[ ]?)?{_PLAIN}[ ]?[】\]])(?=[{HAN}“「])",
    re.I,
)
_CALL = lazy_compile(
    rf"(?:请大家(?:记得)?收藏|请(?:大家)?(?:记住|记得收藏|收藏)|一秒记住|天才(?:一秒|壹秒)?记住|手机用户请(?:浏览|到|访问)|[最更]新最快(?:的)?(?:网址|网站)?|最新章节(?:请到|尽在|在)?|本书首发)"
    rf"[^。!?\n]{{0,30}}?(?:{_PLAIN}|[a-z0-9-]{{2,30}}\.{_TLD})[)】\]]?(?:[^。!?\n,]{{0,20}}(?:最快|阅读|更新|首发|弹窗|免费|收藏|章节)[^。!?\n,]{{0,8}})?[。!]?",
    re.I,
)
# A name of Chinese characters that the same mark parts, in brackets: （顶-点-小-说）.
_PARTED = lazy_compile(rf"[（(](?:[{HAN}](?P<m>[-－_＿*＊~～·|｜+＋=＝^.。 ])(?:[{HAN}](?P=m)){{2,10}}[{HAN}])[)）]")
# Right before the first words of a paragraph, without a blank.
_GLUED = lazy_compile(
    rf"^[ \u3000]*((?:https?://)?www\.[a-z0-9-]{{2,40}}(?:\.[a-z0-9-]{{2,20}}){{1,3}}/?)(?=[{HAN}“「])", re.M | re.I
)
# A site's name and its address amid a sentence, against the words on both sides: 出发前笔墨斋www.bimozhai.com明明.
_WITH_NAME = lazy_compile(
    rf"(?<=[{HAN}，])(?:[{HAN}]{{2}}[书阁斋轩居楼屋院库网吧]|[{HAN}]{{2,4}}(?:小说|书城|书院|文学|中文)网?)www\.[a-z0-9-]{{2,40}}\.{_TLD}(?=[{HAN}])",
    re.I,
)
_DOTTED = lazy_compile(r"(?<![A-Za-z0-9.])(?:[a-z0-9]\.){6,40}[a-z0-9](?![A-Za-z0-9.])")
_PLANTED = lazy_compile(rf"(?<=[，。！？；…”])[a-z0-9-]{{3,30}}\.{_TLD}(?=[{HAN}])")
_ALNUM = lazy_compile("[A-Za-z0-9]")
_LEFT = lazy_compile(rf"[{HAN}，。！？；、…—”’」』）,!?;]\Z")
_RIGHT = lazy_compile(rf"[{HAN}，。！？；、…—“‘「『（,!?;]")
_CLAUSE = 24  # characters before an address among which the sentence may say that it is one
_MARK = lazy_compile("[，。！？；…”」』,!?;]")
_TALKS = lazy_compile(
    "[网網][址站页頁]|地址|登[录陆錄陸]|[访訪][问問]|查[询詢看阅閱]|[链鏈連]接|域名|官[网網]|主[页頁]|打[开開]|[输輸]入|[详詳参參请請]?[见見]$|[浏瀏][览覽]|上[网網]|注册|註冊"
    "|下[载載]|投稿|[报報]名|[邮郵郵][箱件]|[广廣]告|[网網]名|[账賬帳][号號户戶]|密[码碼]|名叫|[写寫]着|[写寫]著|注明|[写寫]成|公式|型[号號]|[编編][号號]|[：:用从從在上逛搜叫做]$|[点點][击擊]$"
)
_TALKED = lazy_compile(
    "[网網](?:站|址|页|頁|上)|查[询詢阅閱]|下[载載]|注册|註冊|[报報]名|了解|上的|是[^，。]{0,6}(?:[网網]|地址|域名)|[这這][个個一]|[邮郵]|公司|平台|上市|[报報][道導]|[讯訊]|[频頻]道|[发發]布|[论論][坛壇]|[^，。]{0,4}(?:[网網]址|域名)|等[网網]|上[有看的发發查]"
)
_END = lazy_compile(
    rf"(?<=[{HAN}。！？…—”’」』）!?~～\"])[ \u3000]{{0,2}}(?:[(（]{{C}}[)）]|【{{C}}】|\[{{C}}\])(?=[ \u3000]{{0,4}}$)".replace(
        "{C}",
        "[ ]?本章(?:未完待[续續]|完|已完|完[结結]|[结結]束|未完|已完成)(?:[，,。.!！… ]{1,3}[^()（）【】\\[\\]\\n]{0,24})?[ ]?",
    ),
    re.M,
)
# What every rule about a novel site's line asks for, in the midst of a paragraph.
_WORDS_OF_NOVELS = ("记住", "記住", "更新", "弹窗", "彈窗", "最新章", "转码", "轉碼", "手机用户", "手機用戶")
_OF_NOVELS = lazy_compile("|".join(_WORDS_OF_NOVELS))
_SENTENCE = lazy_compile("[^。！？!?\n]+[。！？!?]+[”’」』）)]*")
_WRITTEN = lazy_compile('(?:[写寫打标標印看见見是有成作为為念][上着著了到]?|[“‘「『"])$')


@dataclass(frozen=True)
class Antiscrape(Cleaner):
    """Remove a disguised address from inside a sentence, and （本章完） from its end: 只是ｗｗｗ．ａｂｃ．ｃｏｍ拿抹布 becomes 只是拿抹布.

    Novel sites plant their address between the characters of a sentence, in full width, spelt w-w-w.a-b-c.c-o-m, decorated, or
    with Greek and Cyrillic letters, so that who copies the text copies it too. It goes where Chinese stands on both sides.

    Stay: an address that the sentence talks about (网址是…, 登录…, 见…), and any plain one; acronyms, product codes, marks of
    sex in biology; （本章完） that somebody writes or reads.
    """

    name: ClassVar[str] = "debris.antiscrape"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset({"url"})
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "address": "A disguised address inside a sentence goes.",
        "bracket": "A parenthesis that holds a site's address and no more goes from behind a mark, where the sentence goes on.",
        "call": "A request to remember a site goes from inside a line.",
        "chapter": "A site's parenthesis about the end of a chapter goes from the end of a sentence.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        text = masked(view)
        held = view.fact(signs_in)
        if _HAS_STRANGE.search(held):
            for match in _DISGUISED.finditer(text):
                plain = _plain(match[0])
                if not _ADDRESS.fullmatch(plain):
                    continue
                # Old newspapers print the names of firms in full width, ＡＢＣ．ｃｏｍ, but hardly with www.
                if _HAS_STRANGE.search(match[0]) and (plain.startswith("www.") or _FOREIGN.search(match[0])):
                    yield from _planted(text, *match.span())
        signs = any(sign in held for sign in _SIGNS)
        for pattern, may_be in ((_SPELT, _LATIN.search(held)), (_DECORATED, signs)):
            for match in pattern.finditer(text) if may_be else ():
                end = match.end() - (len(match[0]) - len(match[0].rstrip(" ")))
                if pattern is _SPELT or len(_ALNUM.findall(match[0])) > 1:
                    yield from _planted(text, match.start(), end, spelt=pattern is _SPELT)
        for pattern, may_be in ((_FENCED, signs), (_PARTED, "（" in held or "(" in held), (_DOTTED, "." in held)):
            for match in pattern.finditer(text) if may_be else ():
                yield from (Hit(*place, "", "address") for place in _between(text, *match.span()))
        if "." in held and _SITE_END.search(view):
            whole = masked(view, self.enters)
            yield from (Hit(*m.span(), "", "bracket") for m in _BRACKETED.finditer(whole))
            yield from (Hit(*m.span(), "", "address") for m in _PLANTED.finditer(whole) if not _TALKED.match(whole, m.end()))
            for match in _WITH_NAME.finditer(whole):
                clause = _MARK.split(whole[max(0, match.start() - _CLAUSE) : match.start()])[-1]
                if not _TALKS.search(clause) and not _TALKED.match(whole, match.end()):
                    yield Hit(*match.span(), "", "address")
            yield from (Hit(*m.span(1), "", "address") for m in _GLUED.finditer(whole) if not _TALKED.match(whole, m.end()))
            for match in _CALL.finditer(fold(whole)):
                before = whole[max(0, match.start() - 4) : match.start()]
                if _LEFT.search(before[-1:]) and not _WRITTEN.search(before):
                    yield Hit(*match.span(), "", "call")
        # Where their first two characters stand is told many times quicker than by looking for each word.
        if any(text.startswith(_WORDS_OF_NOVELS, k) for k in pair_places(text, *_begin_words())):
            yield from _sentences(view, text)
        if "本章" in text:
            for match in _END.finditer(text):
                if not _WRITTEN.search(text[max(0, match.start() - 4) : match.start()]):
                    yield Hit(*match.span(), "", "chapter")


@cache
def _begin_words() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The first and the second characters of the words that every rule about a novel site's line asks for."""
    return flags(word[0] for word in _WORDS_OF_NOVELS), flags(word[1] for word in _WORDS_OF_NOVELS)


def _sentences(view: View, text: str) -> Iterator[Hit]:
    """Sentences in the midst of a paragraph that have the shape of a novel site's line, and that nobody says."""
    for line in view.fact(lines):
        if not _OF_NOVELS.search(line.text):
            continue
        opened = 0  # quotations that are open where a sentence begins
        for match in _SENTENCE.finditer(text, line.start, line.end):
            spoken = opened > 0
            opened += match[0].count("“") - match[0].count("”")
            whole = match.start() == line.start and match.end() == line.end
            if not spoken and not whole and _OF_NOVELS.search(match[0]) and _is_of_novels(match[0]):
                yield Hit(*match.span(), "", "call")


def _is_of_novels(sentence: str) -> bool:
    return any(rule.cleaner == "novel" and rule.where == "anywhere" for rule in look(fold(sentence).strip()).rules)


def _plain(address: str) -> str:
    """An address without its disguise."""
    folded = unicodedata.normalize("NFKC", address).lower()
    return folded.translate(_LOOKALIKES).replace("。", ".").replace("·", ".").replace("•", ".")


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span, if Chinese stands on both sides of it."""
    if _LEFT.search(text[start - 1 : start]) and _RIGHT.match(text, end):
        yield start, end


def _planted(text: str, start: int, end: int, *, spelt: bool = False) -> Iterator[Hit]:
    before = text[max(0, start - _CLAUSE) : start]
    if not _LEFT.search(before[-1:]) or not _RIGHT.match(text, end) or _TALKED.match(text, end):
        return
    clause = _MARK.split(before[:-1])[-1] + before[-1:]
    # 桌上 ends as 网上 does, and nobody spells what he talks about.
    talks = _TALKS.search(clause)
    if talks is None or (spelt and len(talks[0]) == 1):
        yield Hit(start, end, "", "address")
