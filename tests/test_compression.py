"""Compressed streams: whatever is cut, damaged or joined, data is never lost in silence."""

import bz2
import gzip
import io
import lzma
import random
import subprocess
import sys
import zlib

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from textclean.core.errors import InputError
from textclean.formats.compression import opened_for_reading, stem, writer

KINDS = ("gz", "zst", "xz")
TEXT = "春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。\n".encode() * 3


def packed(data, kind, pieces=1):
    """`data` as our writer writes it, handed over in several pieces."""
    file = io.BytesIO()
    step = -(-len(data) // pieces) or 1
    with writer(file, f"a.{kind}") as out:
        for at in range(0, len(data), step):
            out.write(data[at : at + step])
    return file.getvalue()


def unpacked(data, kind):
    return opened_for_reading(io.BytesIO(data), f"a.{kind}").read()


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.binary(max_size=400) | st.binary(max_size=20).map(lambda b: b * 20_000), pieces=st.integers(1, 5))
def test_what_is_written_is_read_again(kind, data, pieces):
    """However it is cut into pieces, and longer than one buffer."""
    written = packed(data, kind, pieces)
    assert unpacked(written, kind) == data
    assert packed(data, kind, pieces) == written


@pytest.mark.parametrize(
    ("kind", "theirs"),
    [
        ("gz", gzip.decompress),
        ("zst", zstd.decompress),
        ("xz", lzma.decompress),
    ],
)
def test_others_read_what_is_written(kind, theirs):
    """By the standard library, which stands for the tools of these names."""
    assert theirs(packed(TEXT, kind)) == TEXT
    assert theirs(packed(b"", kind)) == b""


def test_nothing_but_the_data_decides_the_bytes_of_a_gzip_file():
    """No time, no name, and no system, where zlib would name the one it was built for."""
    assert packed(TEXT, "gz")[:10] == b"\x1f\x8b\x08\0\0\0\0\0\0\xff"


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_at_any_byte_is_an_error(kind):
    """The last byte of a checksum, the middle of a head, and all of the file."""
    whole = packed(TEXT, kind)
    for end in range(len(whole)):
        with pytest.raises(InputError, match="cut short"):
            unpacked(whole[:end], kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_in_a_later_member_is_an_error(kind):
    """Only between two members no reader can tell that something is missing."""
    first, second = packed(TEXT, kind), packed(b"more", kind)
    for end in range(1, len(second)):
        with pytest.raises(InputError, match="cut short"):
            unpacked(first + second[:end], kind)


@pytest.mark.parametrize("kind", KINDS)
def test_what_came_before_a_cut_is_handed_out_before_the_error(kind):
    """A stream: nobody waits for the end to see the beginning."""
    data = random.Random(7).randbytes(300_000)
    stream = opened_for_reading(io.BytesIO(packed(data, kind)[:-1]), f"a.{kind}")
    assert stream.read(1000) == data[:1000]
    with pytest.raises(InputError, match="cut short"):
        while stream.read(10_000):
            pass


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_is_an_error_or_changes_nothing(kind):
    """Every bit of the file. Some carry nothing: gzip's time is one."""
    whole = packed(TEXT, kind)
    for at in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[at // 8] ^= 1 << at % 8
        try:
            data = unpacked(bytes(flipped), kind)
        except InputError:
            continue
        assert data == TEXT, at


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("parts", [[b""], [b"", TEXT, b"", b"more"], [TEXT] * 40], ids=["one empty", "some empty", "many"])
def test_members_that_follow_each_other_are_one_text(kind, parts):
    """As `cat` puts them together, and as parallel compressors write them."""
    assert unpacked(b"".join(packed(part, kind) for part in parts), kind) == b"".join(parts)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "garbage", [b"x", b"garbage behind", b"\0\0\0x", b"\xff" * 70_000], ids=["one byte", "words", "NUL", "long"]
)
def test_something_else_behind_the_data_is_an_error(kind, garbage):
    """The standard library lets it pass behind xz."""
    with pytest.raises(InputError, match=r"damaged|cut short"):
        unpacked(packed(TEXT, kind) + garbage, kind)


@pytest.mark.parametrize(("kind", "padding"), [("gz", 1), ("gz", 512), ("gz", 100_000), ("xz", 4), ("xz", 100_000)])
def test_padding_that_a_format_allows_is_none_of_its_data(kind, padding):
    """Tapes fill gzip files up with NUL; xz has it in its specification, in fours. Both also between two members."""
    whole = packed(TEXT, kind)
    assert unpacked(whole + bytes(padding), kind) == TEXT
    assert unpacked(whole + bytes(padding) + whole, kind) == TEXT * 2


def test_padding_that_a_format_does_not_allow_is_damage():
    """xz in other numbers, zstd at all."""
    with pytest.raises(InputError, match="5 NUL bytes follow the xz data"):
        unpacked(packed(TEXT, "xz") + bytes(5), "xz")
    with pytest.raises(InputError, match=r"damaged|cut short"):
        unpacked(packed(TEXT, "zst") + bytes(4), "zst")


def test_frames_to_be_skipped_are_skipped():
    """pzstd writes one before each frame, with the frame's length."""
    skippable = b"\x50\x2a\x4d\x18\x04\0\0\0size"
    whole = (skippable + packed(TEXT, "zst")) * 2 + skippable
    assert unpacked(whole, "zst") == TEXT * 2
    with pytest.raises(InputError, match="cut short"):
        unpacked(whole[:40], "zst")


def test_a_head_with_name_comment_and_checksum_is_read():
    """Flags of gzip that our writer never sets."""
    body = packed(TEXT, "gz")[10:]
    head = b"\x1f\x8b\x08\x1e\0\0\0\0\0\x03" + b"\x02\0ab" + b"name\0" + b"comment\0"
    head += (zlib.crc32(head) & 0xFFFF).to_bytes(2, "little")
    assert unpacked(head + body, "gz") == TEXT


@pytest.mark.parametrize("kind", KINDS)
def test_other_data_under_the_name_is_told_as_such(kind):
    """A web page saved as .gz, say."""
    for data in (b"<!DOCTYPE html>", "春眠".encode(), bz2.compress(TEXT)):
        with pytest.raises(InputError, match="whatever its name says: it begins with"):
            unpacked(data, kind)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.jsonl.gz", ("a.jsonl", "gz")),
        ("./d.gz/a.txt", ("./d.gz/a.txt", "")),
        ("d/a.parquet", ("d/a.parquet", "")),
        ("a.XZ", ("a", "xz")),
        ("a.txt.gz.gz", ("a.txt.gz", "gz")),
        ("d/.gz", ("d/.gz", "")),
        (".gz", (".gz", "")),
        ("gz", ("gz", "")),
        ("-", ("-", "")),
    ],
)
def test_the_name_tells_what_is_compressed(name, wanted):
    """A hidden file called .gz has no ending."""
    assert stem(name) == wanted


def test_what_is_not_compressed_passes_through(tmp_path):
    """The very stream, or the file."""
    stream = io.BytesIO(TEXT)
    assert opened_for_reading(stream, "a.txt") is stream
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    with opened_for_reading(path, "a.txt") as file:
        assert file.read() == TEXT
    with pytest.raises(ValueError, match="tells no compression"):
        writer(stream, "a.txt")


@pytest.mark.parametrize("kind", KINDS)
def test_files_are_closed_and_streams_are_left_open(kind, tmp_path):
    """Whoever opened it closes it. An open file would be a warning, which is an error in these tests."""
    path = tmp_path / f"a.{kind}"
    path.write_bytes(packed(TEXT, kind))
    with opened_for_reading(path, path.name) as file:
        assert file.readlines() == TEXT.splitlines(keepends=True)
    stream = io.BytesIO(packed(TEXT, kind))
    with opened_for_reading(stream, path.name) as file:
        assert file.readline() == TEXT.splitlines(keepends=True)[0]
    assert not stream.closed


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_given_up_does_not_look_whole(kind):
    """An error in the block leaves the end away, and so does forgetting to close."""
    file = io.BytesIO()

    def fails():
        with writer(file, f"a.{kind}") as out:
            out.write(TEXT)
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    with pytest.raises(InputError, match="cut short"):
        unpacked(file.getvalue(), kind)


def test_a_writer_ends_once():
    """A second end would be a second member; writing behind it is a mistake of the program."""
    file = io.BytesIO()
    out = writer(file, "a.gz")
    out.close()
    out.close()
    assert gzip.decompress(file.getvalue()) == b""
    with pytest.raises(ValueError, match="ended before"):
        out.write(b"more")


_BOMB = """
import io, resource, sys
from textclean.formats.compression import opened_for_reading
from pathlib import Path
stream = opened_for_reading(Path(sys.argv[1]), sys.argv[1])
stream.read(1 << 20)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
total = 1 << 20
while data := stream.read(1 << 16):
    total += len(data)
print(total, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in other units elsewhere")
@pytest.mark.parametrize("kind", KINDS)
def test_memory_does_not_grow_with_what_comes_out(kind, tmp_path):
    """Two hundred megabytes out of less than one."""
    path = tmp_path / f"bomb.{kind}"
    with path.open("wb") as file, writer(file, path.name) as out:
        for _ in range(200):
            out.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    done = subprocess.run([sys.executable, "-c", _BOMB, path], capture_output=True, text=True, check=True)
    total, growth = map(int, done.stdout.split())
    assert total == 200 << 20
    assert growth < 24 << 10, f"{growth} KiB"
