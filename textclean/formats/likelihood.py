"""How many bits a file costs, read as text of this or that language. Knows codecs and characters; knows no file and makes no choice.

Every reading of the same bytes is priced in one currency, the bits that a writer of that language would have to be asked for: what
costs least is what the bytes most likely are (the minimum description length of Rissanen 1978). Chinese is priced by the counts
that ship; of other languages it is enough to know their letters, as they need only beat nonsense.
"""

from __future__ import annotations

import codecs
import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textclean.data.counts import OTHER, counts
from textclean.han.chars import HAN_RANGES, KANA
from textclean.han.codes import code_points
from textclean.han.model import places, steps, unlikely

Bits = NDArray[np.float32]

CHINESE = "Chinese"
NOISE = "noise"

ASCII = 5.0
_CONTROL = 25.0
_LOST = 30.0  # U+FFFD, or a byte that the encoding does not know
_BEYOND = 26.0  # what lies outside the tables
_NOISE = 8.5  # a byte that is no ASCII, if the file is no text at all

# Neighbours that were never counted are taken for neighbours by chance, so that a list of names costs no more than its characters.
_BY_CHANCE = 3.0


# The first code point of a stretch and what each of its characters costs. A third of a page's signs are commas and stops, while
# private characters, Hangul and kana in Chinese are mostly signs of a wrong encoding.
_STRETCHES = (
    *((0x00, _CONTROL), (0x09, ASCII), (0x0B, _CONTROL), (0x0D, ASCII), (0x0E, _CONTROL), (0x20, ASCII), (0x7F, _CONTROL)),
    *((0xA0, 12), (0x100, 14), (0x300, 20), (0x370, 13), (0x400, 14), (0x500, 26), (0x2000, 10), (0x2070, 12), (0x2600, 14)),
    *((0x27C0, 22), (0x2E80, 22), (0x3000, 7), (0x3021, 13), (0x3040, 16), (0x3100, 13), (0x3130, 24), (0x3200, 14)),
    *((0x4DC0, 22), (0xA000, 26), (0xAC00, 24), (0xD7A4, _LOST), (0xE000, 26), (0xFB00, 26), (0xFE00, 14), (0xFF00, 8)),
    *((0xFF5F, 22), (0xFFE0, 13), (0xFFF0, _CONTROL), (0xFFFD, _LOST)),
)
_MARKS = "，。、；：？！“”‘’「」『』（）《》—…·\u3000"
_EMOJI = range(0x1F300, 0x1FB00)

# Letters in the order of their frequency: the first third of them is two thirds of a text.
_ALPHABETS = {
    "Cyrillic": (
        "оаеинтсрвлкмдпуяызьбгчйхжшюцщэфёіїєјљњћђџґўъ",
        ("cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic"),
    ),
    "Greek": ("αοιετσνηυρπκμλςωδγχθάίόφέβήύξζώψ", ("cp1253", "iso8859-7")),
    "Hebrew": ("יוהלארתבשמםנכחדעקפטזגצסןךףץ", ("cp1255", "iso8859-8")),
    "Arabic": ("اليمونرتبةعدسفهكقأحجشطصخضءذثغىظزإئآؤپچژگ", ("cp1256", "iso8859-6")),
    "Thai": ("านรอกเงมยลวดทส่ต้ะปบคัหีแิจพชข์ใไูโุธถศผณซ็ฉฟญึภ", ("cp874",)),
    "Latin": (
        "éäöüáíóàèçñãêåøæßőűęąłśżźćńěščřžýůúâîôõëïışğțșăđģķļņāēīūėįìòùđươạảấầậắằẽễẹọộớợủụứừỳỹ",
        ("cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "iso8859-2", "mac-roman"),
    ),
}
_COMMONEST, _SPREAD = 3.5, 5.5  # bits of an alphabet's first letter, and how many more its last one has
_CAPITAL = 3.0
_CAPITAL_WITHIN = 6.0  # a capital behind a small letter
_NEIGHBOURS = 4.0  # Latin letters with accents stand apart
_SIGNS = "«»–—“”„‘’…№°©®·ˇ\xa0"
_SIGN, _SYMBOL = 8.0, 13.0

_HANGUL = (
    "이다는의에고가하지은을로니한도를사기자해리시수있그인정어들일대나서아라스보제부구전게여오마주었되습장만안상공원비치성면동적우신"
    "관거내무문명했과경용유회연생입요아할계조트드러없같것때위선속각제설록파데으미반발방실변요청진중처출추터통표학행현형화확"
)
_OFTEN, _SELDOM, _HARDLY = 8.0, 13.0, 22.0
_KANJI = 18.0
_KANA = 6.0
_HALF_KANA = 10.0


class Reading(NamedTuple):
    """Bytes read in one encoding: what that costs in bits, as text of which language."""

    encoding: str
    language: str
    bits: float

    @property
    def is_chinese(self) -> bool:
        return self.language == CHINESE


def chinese(data: bytes, encoding: str) -> Reading:
    """`data` as Chinese in `encoding`; a character that is cut off at the end is left out.

    >>> chinese("办公室的工作".encode("gbk"), "gb18030").bits < chinese("办公室的工作".encode("gbk"), "big5hkscs").bits
    True
    """
    return Reading(encoding, CHINESE, cost(_decoded(data, encoding)))


def cost(text: str) -> float:
    """Bits that `text` costs as Chinese."""
    if not text:
        return 0.0
    codes = code_points(text)
    where = places(text)
    before = np.append(np.uint16(counts().place(OTHER)), where[:-1])
    alone = -unlikely(where)
    as_han = np.minimum(-steps(before, where), alone + np.float32(_BY_CHANCE))
    return float(np.where(_is_han(codes), as_han, _priced(codes, _of_chinese())).sum())


def others(data: bytes) -> list[Reading]:
    """`data` as text of other languages, in the encodings they were written in before Unicode, and as no text at all."""
    codes = np.frombuffer(data, np.uint8)
    readings = [
        Reading(name, script, _by_letter(codes, script, name)) for script, (_, names) in _ALPHABETS.items() for name in names
    ]
    for encoding, language, price in _EAST:
        text = _decoded(data, encoding)
        readings.append(Reading(encoding, language, float(_priced(code_points(text), price()).sum())))
    high = int((codes >= 0x80).sum())
    return [*readings, Reading("", NOISE, high * _NOISE + (len(codes) - high) * ASCII)]


def noise(data: bytes) -> Reading:
    """`data` as bytes of which none is more likely than another: for files in which ASCII is nothing special."""
    return Reading("", NOISE, len(data) * _NOISE)


def _decoded(data: bytes, encoding: str) -> str:
    """The text with U+FFFD for what is wrong; the beginning of a character at the very end is nothing wrong."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(data)


def _priced(codes: NDArray[np.uint32], prices: Bits) -> Bits:
    """What each character costs by a table of the first plane; above it, emoji are nothing unusual."""
    above = np.where((codes >= _EMOJI.start) & (codes < _EMOJI.stop), np.float32(14), np.float32(_BEYOND))
    found: Bits = np.where(codes < len(prices), prices[np.minimum(codes, len(prices) - 1)], above)
    return found


def _is_han(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = np.zeros(len(codes), np.bool_)
    for first, end in HAN_RANGES:
        flags |= (codes >= first) & (codes < end)
    return flags


@cache
def _of_chinese() -> Bits:
    starts, bits = zip(*_STRETCHES, strict=True)
    prices: Bits = np.repeat(np.array(bits, np.float32), np.diff([*starts, 0x10000]))
    prices[[ord(mark) for mark in _MARKS]] = 5
    return prices


@cache
def _of_japanese() -> Bits:
    """Kana are half of it, and a page without them is not told from Chinese."""
    prices = _of_chinese().copy()
    prices[0x3400:0xA000] = _KANJI
    prices[0xFF61:0xFFA0] = _HALF_KANA
    prices[[code for first, last in ("ぁゖ", "ァヺ") for code in range(ord(first), ord(last) + 1)]] = _KANA
    prices[[ord(sign) for sign in KANA[-2:] + "、。「」"]] = _KANA
    return prices


@cache
def _of_korean() -> Bits:
    """A hundred and some syllables are most of what is written; of the others, those of KS X 1001."""
    prices = _of_chinese().copy()
    prices[0x3400:0xA000] = _KANJI
    prices[0xAC00:0xD7A4] = _HARDLY
    listed = bytes(byte for lead in range(0xB0, 0xC9) for trail in range(0xA1, 0xFF) for byte in (lead, trail)).decode("euc_kr")
    prices[[ord(syllable) for syllable in listed]] = _SELDOM
    prices[[ord(syllable) for syllable in _HANGUL]] = _OFTEN
    return prices


_EAST = (("cp932", "Japanese", _of_japanese), ("euc_jp", "Japanese", _of_japanese), ("cp949", "Korean", _of_korean))


def _by_letter(codes: NDArray[np.uint8], script: str, encoding: str) -> float:
    """Bits of a text in an alphabet of one byte a letter."""
    prices, small, capital, high = _alphabet(script, encoding)
    within = int((small[codes[:-1]] & capital[codes[1:]]).sum())
    doubled = int((high[codes[:-1]] & high[codes[1:]]).sum()) if script == "Latin" else 0
    return float(prices[codes].sum()) + _CAPITAL_WITHIN * within + _NEIGHBOURS * doubled


@cache
def _alphabet(script: str, encoding: str) -> tuple[Bits, NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """What each byte costs, and which bytes are small letters, capitals, and letters beyond ASCII."""
    characters = bytes(range(256)).decode(encoding, "replace")
    letters = {letter: rank for rank, letter in reversed(list(enumerate(_ALPHABETS[script][0])))}
    prices = np.array([_price(character, letters) for character in characters], np.float32)
    small, capital, high = (
        np.array([check(character) for character in characters])
        for check in (str.islower, str.isupper, lambda c: c > "\x7f" and c.isalpha())
    )
    return prices, small, capital, high


def _price(character: str, letters: dict[str, int]) -> float:
    if character == "\ufffd":
        return _LOST
    if character < "\x80":
        return float(_of_chinese()[ord(character)])
    # What cp1258 writes as a letter and a tone is one letter to the reader.
    if character in letters or character.lower() in letters:
        rank = letters.get(character, letters.get(character.lower(), 0))
        return _COMMONEST + _SPREAD * rank / len(letters) + (0 if character in letters else _CAPITAL)
    if unicodedata.category(character) == "Cc":
        return _CONTROL
    return _SIGN if character in _SIGNS or unicodedata.combining(character) else _SYMBOL
