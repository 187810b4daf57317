"""Detection of encodings: Chinese is recognised, other languages are not taken for it, and nothing hostile gets it wrong or slow."""

import io
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.material import FIXTURES, WHOLE_TEXTS
from textclean.core.errors import ConfigError, InputError
from textclean.formats import Document, Encoding, JsonLines, PlainText, Reject
from textclean.formats.detect import detect

PROSE = [path.read_text("utf-8") for path in sorted((FIXTURES / "prose").glob("*.txt"))]
TEXTS = PROSE + WHOLE_TEXTS
ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
# Cantonese was not counted: short texts of it, in UTF-16 without a mark, are told to be unknown.
CANTONESE = frozenset("唔嘅佢喺咗哋嗰")
LINES = [line for text in TEXTS for line in text.split("\n") if sum(c >= "一" for c in line) >= 30 and not CANTONESE & set(line)]

OTHERS = {
    "cp1252": "Der schönste Tag für die Straßenbahn: Übermorgen fährt sie größere Umwege über die Brücke.",
    "cp1250": "Příliš žluťoučký kůň úpěl ďábelské ódy, a nikdo neví, proč by to měl dělat právě dnes večer.",
    "cp1254": "Bugün İstanbul'da hava çok güzel; öğleden sonra çocuklarla birlikte sahilde yürüyeceğiz.",
    "cp1251": "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему.",
    "koi8-r": "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему.",
    "iso8859-7": "Τη γλώσσα μου έδωσαν ελληνική, το σπίτι φτωχικό στις αμμουδιές του Ομήρου.",
    "cp1255": "בראשית ברא אלהים את השמים ואת הארץ והארץ היתה תהו ובהו וחשך על פני תהום",
    "cp1256": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق وقد وهبوا عقلا وضميرا",
    "cp874": "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
    "shift_jis": "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。",
    "euc_jp": "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。",
    "cp949": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
}


@pytest.mark.parametrize("encoding", [*ENCODINGS, "big5hkscs", "hz"])
def test_texts_are_recognised_whole_and_cut_inside_a_character(encoding):
    """Big5 and HZ hold only some of the texts."""
    told = 0
    for text in TEXTS:
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        told += 1
        assert detect(data).encoding == encoding, text[:20]
        assert detect(data[:1023], whole=False).encoding == encoding, text[:20]
    assert told > (0 if encoding == "hz" else 5)


@pytest.mark.parametrize("encoding", [*ENCODINGS, "big5hkscs"])
def test_eight_characters_are_mostly_enough_and_hardly_ever_misread(encoding):
    right = wrong = number = 0
    for line in LINES:
        try:
            data = line[:8].encode(encoding)
        except UnicodeEncodeError:
            continue
        found = detect(data).encoding
        number += 1
        right += found == encoding
        wrong += found not in (encoding, None)
    assert right >= 0.9 * number
    assert wrong <= 0.01 * number + 1


@pytest.mark.parametrize(("encoding", "text"), OTHERS.items())
def test_other_languages_are_no_chinese_and_the_reason_says_which(encoding, text):
    found = detect(text.encode(encoding))
    assert found.encoding is None
    assert found.confidence == 0
    assert found.reason.startswith("no Chinese: it reads as ")


@pytest.mark.parametrize(
    ("mark", "encoding", "name"),
    [
        (b"\xef\xbb\xbf", "utf-8", "utf-8"),
        (b"\xff\xfe", "utf-16-le", "utf-16"),
        (b"\xfe\xff", "utf-16-be", "utf-16"),
        (b"\xff\xfe\0\0", "utf-32-le", "utf-32"),
        (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
    ],
)
def test_a_byte_order_mark_is_believed(mark, encoding, name):
    assert detect(mark + "好".encode(encoding))[:2] == (name, 1.0)


@pytest.mark.parametrize(
    ("data", "encoding", "reason"),
    [
        (b"", "utf-8", "empty"),
        (b"plain", "utf-8", "ASCII"),
        (b"\xc4", None, ""),
        (b"\0", None, "NUL"),
        (b"\xff" * 5000, None, ""),
        (b"\n\xff" * 5000, None, "no text"),
        (b"a" * 1_000_000, "utf-8", "ASCII"),
        (b"%PDF-1.7\n%\xe2\xe3", None, "PDF"),
        (b"\x1f\x8b\x08\0\0\0\0\0", None, "gzip"),
        (b"PK\x03\x04\x14\0", None, "zip"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "PNG"),
        (b"\x1b$)A\x0eVPND\x0f", None, "ISO-2022-CN"),
        ("日本語".encode("iso2022_jp"), None, "Japanese"),
        ("한국어".encode("iso2022_kr"), None, "Korean"),
        (b"for x in ~{a,b}; do", "utf-8", "ASCII"),
        ("甲乙".encode("gbk"), None, "too little"),
    ],
)
def test_what_is_short_or_binary_or_escaped(data, encoding, reason):
    found = detect(data)
    assert found.encoding == encoding
    assert reason in found.reason


def test_random_bytes_are_no_text():
    draw = random.Random(4)
    for size in (40, 300, 5000, 200_000):
        assert detect(draw.randbytes(size)).encoding is None


@pytest.mark.parametrize(
    "data",
    [b"\xa1" * 3_000_000, b"\xb0\xa1" * 1_500_000, b"\xe4\xb8" * 1_500_000, b"~{" * 1_000_000, b"\n\xff" * 1_000_000],
    ids=["a1", "gbk", "cut utf-8", "hz", "lines"],
)
def test_hostile_bytes_take_bounded_time(data):
    begun = time.perf_counter()
    detect(data)
    assert time.perf_counter() - begun < 2


def test_utf8_with_some_bad_bytes_and_a_late_beginning():
    text = "".join(TEXTS).encode()
    assert detect(text[:3000] + b"\xff\xfe\x80" + text[3000:]).encoding == "utf-8"
    assert detect(b"ascii\n" * 50_000 + PROSE[0].encode("gb18030")).encoding == "gb18030"


CHINESE = st.lists(st.sampled_from(LINES), min_size=1, max_size=3).map("\n".join)


@given(CHINESE, st.sampled_from([*ENCODINGS, "big5hkscs"]))
def test_what_was_encoded_is_decoded(text, encoding):
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return
    assert data.decode(detect(data).encoding) == text


# Encoding(name="auto") and errors="line"


def read(layout, data):
    return list(layout.read(io.BytesIO(data)))


@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-16", "utf-8-sig"])
def test_auto_reads_a_file_and_writes_it_as_it_was(encoding):
    data = PROSE[0].encode(encoding)
    [document] = read(PlainText(Encoding("auto")), data)
    assert document.text == PROSE[0]
    assert document.encoded(document.text) == data
    assert document.encoded(document.text + "终").startswith(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("甲乙".encode("gbk"), "too little to tell.*--encoding gb18030"),
        (OTHERS["koi8-r"].encode("koi8-r"), "reads as Cyrillic in koi8-r"),
        (b"%PDF-1.4", "a PDF file; only text is cleaned"),
        ((LINES[0] + "\n").encode() * 3 + LINES[1].encode("gbk", "ignore"), "mixture.*--encoding-errors line"),
    ],
)
def test_auto_refuses_with_what_it_found_and_what_can_be_done(data, message):
    with pytest.raises(InputError, match=message):
        read(PlainText(Encoding("auto")), data)


def test_a_hint_names_the_encoding():
    with pytest.raises(InputError, match=r"is not utf-8; it reads as gb18030: try --encoding gb18030 or --encoding auto"):
        read(PlainText(Encoding()), PROSE[0].encode("gb18030"))
    with pytest.raises(InputError, match=r"a binary file.*it reads as utf-16-le"):
        read(PlainText(Encoding()), PROSE[0].encode("utf-16-le"))


MIXED = ["第一行是用国标编码写的，足够长。", "第二行是统一码，也不算短。", "plain", "第四行又是国标，没有别的了。"]


@pytest.mark.parametrize("name", ["auto", "utf-8", "gb18030"])
def test_line_by_line_a_mixture_comes_back_as_utf8_and_says_so(name):
    gb, utf, plain, more = MIXED
    data = b"\n".join([gb.encode("gbk"), utf.encode(), plain.encode(), more.encode("gbk"), "\ufffd".encode() + b"\xff\xff"])
    [document] = read(PlainText(Encoding(name, "line")), data)
    assert document.text.split("\n")[:4] == MIXED
    assert not document.faithful
    assert document.note == "2 lines in gb18030, 1 line in utf-8, 1 line with U+FFFD"
    assert document.encoded(document.text).decode().split("\n")[:4] == MIXED


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_line_by_line_a_file_in_one_encoding_is_left_as_it_is(encoding):
    data = PROSE[0].encode(encoding)
    [document] = read(PlainText(Encoding("auto", "line")), data)
    assert (document.text, document.faithful, document.note) == (PROSE[0], True, "")
    assert document.encoded(document.text) == data


def test_line_by_line_is_not_for_utf16():
    with pytest.raises(ConfigError, match="utf-16"):
        Encoding("utf-16", "line")


def test_jsonl_lines_tell_their_encoding_each_by_itself():
    rows = [f'{{"text": "{line}"}}\n' for line in MIXED]
    data = [row.encode(codec) for row, codec in zip(rows, ("gbk", "utf-8", "utf-8", "gbk"), strict=True)]
    records = read(JsonLines(encoding=Encoding("auto")), b"".join(data))
    assert [record.text for record in records] == MIXED
    assert [record.encoded(record.text) for record in records] == data
    [reject] = read(JsonLines(encoding=Encoding("auto")), b'{"text": "\xc4\xe3"}\n')
    assert isinstance(reject, Reject) and "too little" in reject.reason
    records = read(JsonLines(encoding=Encoding("auto", "line")), b"".join(data))
    assert all(isinstance(record, Document) for record in records)
    assert b"".join(record.encoded(record.text) for record in records).decode() == "".join(rows)
