"""Learning what sites add: what is found and what stays, the file of patterns, its application, and the command."""

import json
import os
import pickle
import random
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from textclean.cli import cli
from textclean.core.errors import ConfigError
from textclean.core.pipeline import Pipeline
from textclean.core.view import View
from textclean.debris._patterns import Pattern, line_key, parsed
from textclean.debris.learned import Learned, Table, _table
from textclean.learn import Sample, learn, toml
from textclean.testing import check_laws, check_pickle, dirty_chinese

FILE = "fixtures/patterns/learned.toml"
ROOT = Path(__file__).parent.parent
WORDS = [
    "春天",
    "桃花",
    "河水",
    "老树",
    "新芽",
    "村口",
    "石桥",
    "灯火",
    "书房",
    "山路",
    "月光",
    "秋收",
    "冬雪",
    "夏夜",
    "渡船",
    "茶馆",
    "邮局",
    "学堂",
    "麦田",
    "风车",
]


def sentences(rng, number=6):
    """Prose in which nothing is shared but words."""
    return ["".join(rng.choices(WORDS, k=3)) + "，" + "".join(rng.choices(WORDS, k=4)) + "。" for _ in range(number)]


def pages(number=40, seed=1, add=lambda lines, k, rng: None):
    rng = random.Random(seed)
    made = []
    for k in range(number):
        lines = sentences(rng)
        add(lines, k, rng)
        made.append("\n".join(lines) + "\n")
    return made


def found(sites):
    with Sample() as sample:
        for site, texts in sites.items():
            for text in texts:
                sample.add(site, text)
        return learn(sample)


def switched_on(sites):
    return [(one.kind, one.texts) for _, one in found(sites).candidates if one.certainty >= 0.5]


def test_a_line_at_a_fixed_place_is_learned_although_only_some_pages_have_it():
    def footer(lines, k, rng):
        if k % 3 == 0:
            lines.append(f"本文共{rng.randint(100, 900)}字 阅读{rng.randint(1, 99)}次")

    [(kind, [text])] = switched_on({"a.cn": pages(add=footer)})
    assert kind == "line" and line_key(text) == "本文共0字阅读0次"


def test_a_page_of_one_paragraph_has_a_head_and_a_tail_too():
    def only_one(lines, k, rng):
        lines[:] = ["".join(lines), "前一条: " + "".join(rng.choices(WORDS, k=5)), "青石文苑 版权所有"]

    assert switched_on({"a.cn": pages(add=only_one)}) == [("block", ("前一条: *", "青石文苑 版权所有"))]


def test_a_line_with_a_title_in_it_is_learned_with_a_star():
    def links(lines, k, rng):
        lines.append("前一条: " + "".join(rng.choices(WORDS, k=5)))

    assert switched_on({"a.cn": pages(add=links)}) == [("line", ("前一条: *",))]


def test_lines_that_stand_together_are_a_block():
    def tools(lines, k, rng):
        lines.extend(["打印此页", "关闭窗口"])

    assert switched_on({"a.cn": pages(add=tools)}) == [("block", ("打印此页", "关闭窗口"))]


@pytest.mark.parametrize("phrase", ["谢谢大家！", "特此通知。", "此致敬礼", "以上报告，请审议。"])
def test_what_authors_end_with_stays(phrase):
    assert switched_on({"a.cn": pages(add=lambda lines, k, rng: lines.append(phrase))}) == []


@pytest.mark.parametrize("phrase", ["各位领导、同志们：", "一、指导思想", "第一条", "大家好！", "摘要：略", "时间：2020年3月4日"])
def test_what_authors_begin_with_stays(phrase):
    assert switched_on({"a.cn": pages(add=lambda lines, k, rng: lines.insert(0, phrase))}) == []


def test_answers_that_come_again_and_again_stay():
    def chat(lines, k, rng):
        for _ in range(4):
            lines.insert(rng.randrange(len(lines)), "收到")

    assert switched_on({"a.cn": pages(add=chat)}) == []


def test_a_string_put_inside_words_is_learned_and_a_name_in_its_own_place_is_not():
    def mark(lines, k, rng):
        at = rng.randrange(1, len(lines[2]) - 2)
        lines[2] = lines[2][:at] + "qingshi.com.cn" + lines[2][at:]
        lines[3] = (
            rng.choice(["他在", "她到", "我们从", "大家向"])
            + "云帆小学"
            + rng.choice(["的操场", "走去", "回来", "捐书"])
            + "，"
            + lines[3]
        )

    assert [one for one in switched_on({"a.cn": pages(add=mark)}) if one[0] == "inside"] == [("inside", ("qingshi.com.cn",))]


def test_a_running_head_is_learned():
    def heads(lines, k, rng):
        lines[:] = sentences(rng, 30)
        for n, at in enumerate(range(24, 0, -6)):
            lines[at] = lines[at][:9]
            lines.insert(at + 1, f"水利志稿 第 {90 - n} 页")

    assert [(kind, line_key(texts[0])) for kind, texts in switched_on({"a.cn": pages(20, add=heads)})] == [
        ("head", "水利志稿第0页")
    ]


def test_a_site_with_few_documents_and_copies_of_one_teach_nothing():
    [text] = pages(1)
    result = found({"few": pages(5, add=lambda lines, k, rng: lines.append("版权所有 某某网")), "copies": [text] * 50})
    assert result.candidates == () and result.left_out == 2 and result.documents == 55


def test_the_order_of_documents_changes_nothing():
    def footer(lines, k, rng):
        lines.append("青石文库 责任编辑：" + rng.choice(WORDS))

    made = pages(60, add=footer)
    files = []
    for order in (made, made[::-1]):
        with Sample(limit=20) as sample:
            for text in order:
                sample.add("a.cn", text)
            files.append(toml(learn(sample), 0.5, 20))
    assert files[0] == files[1]
    assert "more than the 20 documents" in files[0]


def test_the_file_can_be_read_back_and_says_what_to_do():
    sites = {
        "a.cn": pages(add=lambda lines, k, rng: lines.append('"引"号\\ © 青石\x7f\ud800')),
        "b.cn": pages(add=lambda lines, k, rng: lines.append("谢谢大家！")),
    }
    text = toml(found(sites), 0.5, 400)
    table = tomllib.loads(text)
    patterns = parsed(text.encode(), "site.toml")
    assert len(patterns) == len(table["pattern"]) > 1
    assert [one["certainty"] for one in table["pattern"]] == sorted((one["certainty"] for one in table["pattern"]), reverse=True)
    assert any(not one.apply for one in patterns) and "apply = false" in text and "--patterns" in text
    assert all(len(one["contexts"]) == 3 and one["share"] > 0 and one["site"] for one in table["pattern"])


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("[[pattern]\n", "no TOML"),
        ('[[pattern]]\nkind = "lien"\ntext = "甲乙丙"', "pattern 1: unknown kind 'lien'; did you mean 'line'?"),
        ('[[pattern]]\ntext = "甲乙丙"', "has no kind; one of line, block, head, inside"),
        ('[[pattern]]\nkind = "line"\ntxt = "甲"', "unknown key 'txt'; did you mean 'text'?"),
        ('[[pattern]]\nkind = "line"\ntext = 3', "text: must be a string, not a whole number"),
        ('[[pattern]]\nkind = "line"\ntext = "甲乙丙"\napply = "yes"', "apply: must be true or false"),
        (
            '[[pattern]]\nkind = "line"\ntext = "甲乙丙"\nwhere = "tial"\nwithin = 1',
            "where: unknown place 'tial'; did you mean 'tail'?",
        ),
        ('[[pattern]]\nkind = "line"\ntext = "甲乙丙"\nwhere = "tail"', "within: must say how many lines"),
        ('[[pattern]]\nkind = "line"\ntext = "*"', "would match too much"),
        ('[[pattern]]\nkind = "line"\ntext = "12"', "would match too much"),
        ('[[pattern]]\nkind = "line"\ntext = "甲*乙*丙"', "may have one *"),
        ('[[pattern]]\nkind = "line"\nlines = ["甲", "乙"]', "has the key text, and not lines"),
        ('[[pattern]]\nkind = "block"\nlines = ["甲"]', "must hold two lines or more"),
        ('[[pattern]]\nkind = "block"\nlines = ["甲", 2]', "lines: must be a string"),
        ('[[pattern]]\nkind = "inside"\ntext = "甲"', "must have 3 to 200 characters"),
        ('[[pattern]]\nkind = "inside"\ntext = "甲乙\\n丙丁"', "must be one line"),
        (f'[[pattern]]\nkind = "line"\ntext = "{"甲乙" * 300}"', "must have 400 characters at most, not 600"),
        ("format = 9", "format: must be 1, not 9"),
        ("pattern = 3", "must be a list of tables"),
        ("paterns = 3", "unknown key 'paterns'; did you mean 'pattern'?"),
    ],
)
def test_a_bad_file_says_where_what_is_wrong(tmp_path, body, told):
    path = tmp_path / "bad.toml"
    path.write_text(body, "utf-8")
    with pytest.raises(ConfigError) as error:
        Learned(str(path))
    assert str(path) in str(error.value) and told in str(error.value)


def test_a_missing_file_and_one_in_another_encoding_are_told(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml cannot be read: No such file"):
        Learned(str(tmp_path / "none.toml"))
    (tmp_path / "gbk.toml").write_bytes("# 甲".encode("gbk"))
    with pytest.raises(ConfigError, match="not UTF-8 at byte 2"):
        Learned(str(tmp_path / "gbk.toml"))


PIECES = st.sampled_from(
    [
        "云帆文苑首发", "云帆", "文苑首发", "雲帆文苑", "www.yunfan.cn", "www.", "yunfan.cn", "\n上一篇：春天\n", "\n打印此页\n", "\n关闭窗口\n", "云帆文苑 欢迎您\n",
        "\n谢谢大家！\n", "\n水利局史料选编 第 4 页\n", "春天来了，", "桃花开了。", "\n", "`云帆文苑首发`", "http://www.yunfan.cn/a ", " ", "\ud800",
    ]
)  # fmt: skip


@given(st.lists(PIECES | dirty_chinese(), max_size=20).map("".join))
def test_the_cleaner_keeps_the_laws_with_a_file(text):
    check_laws(Learned(str(ROOT / FILE)), text)


def test_strings_nested_deeper_than_there_are_rounds_go_whole():
    text = "云帆" * 40 + "云帆文苑首发" + "文苑首发" * 40
    result = check_laws(Learned(str(ROOT / FILE)), f"春天{text}来了。")
    assert result.text == "春天来了。" and result.rounds == 1


def test_strings_inside_stay_out_of_code_and_addresses():
    cleaner = Learned(str(ROOT / FILE))
    for text in ("看 http://www.yunfan.cn/a 吧。", "写 `云帆文苑首发` 即可。"):
        assert cleaner(text) == text


def test_positions_are_code_points_beyond_the_first_plane_and_beside_half_characters():
    table = Table([Pattern("inside", ("云帆文苑",))])
    assert [hit[:2] for hit in table.strings(View("𠀀\ud800春云帆文苑天𠀀"))] == [(3, 7)]


def test_the_cleaner_pickles_and_its_fingerprint_is_that_of_the_file(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('[[pattern]]\nkind = "inside"\ntext = "云帆文苑"', "utf-8")
    cleaner = Learned(str(path))
    check_pickle(cleaner)
    before = Pipeline((cleaner,)).fingerprint()
    path.write_text('[[pattern]]\nkind = "inside"\ntext = "云帆文库"', "utf-8")
    assert Pipeline((Learned(str(path)),)).fingerprint() != before
    assert Pipeline((cleaner,)).fingerprint() == before
    packed = pickle.dumps(cleaner)
    _table.cache_clear()  # as in a worker, which has read nothing yet
    with pytest.raises(ConfigError, match="was changed since the run began"):
        pickle.loads(packed)


def run(*arguments, code=0):
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert done.exit_code == code, done.output
    return done


def test_the_command_learns_and_the_others_apply(tmp_path):
    def add(lines, k, rng):
        lines.insert(0, "青石文库 > 散文 > 正文")
        lines.append("前一条：" + "".join(rng.choices(WORDS, k=5)))

    corpus, out = tmp_path / "c.jsonl", tmp_path / "site.toml"
    texts = pages(add=add)
    rows = [{"url": f"http://WWW.qingshi.cn/{k}", "text": text} for k, text in enumerate(texts)]
    corpus.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    done = run("learn", corpus, "--site-field", "url", "-o", out)
    assert "textclean: 40 documents, 1 site: " in done.stderr and ", 2 of them switched on; read the file" in done.stderr
    assert {one["site"] for one in tomllib.loads(out.read_text("utf-8"))["pattern"]} == {"www.qingshi.cn"}
    page = tmp_path / "page.txt"
    page.write_text(texts[0], "utf-8")
    disabled = ("--disable", "debris", "--enable", "debris.learned")
    assert run("clean", *disabled, page).stdout == texts[0]
    assert run("clean", *disabled, "--patterns", out, page).stdout == "\n".join(texts[0].split("\n")[1:-2]) + "\n"
    assert "debris.learned.line" in run("check", *disabled, "--patterns", out, page, code=1).stdout
    assert "debris.learned.line" in run("explain", *disabled, "--patterns", out, page).stdout
    assert "debris.learned" in run("rules", "--patterns", out).stdout
    assert "debris.learned" not in run("rules").stdout
    shown = run("config", "show", "--patterns", out).stdout
    assert "debris.learned reads patterns" in shown and str(out) in shown
    assert "bad.toml cannot be read" in run("clean", "--patterns", tmp_path / "bad.toml", page, code=2).stderr


def test_files_count_by_their_folder_and_the_file_of_patterns_may_go_to_standard_output(tmp_path):
    for site in ("one", "two"):
        (tmp_path / site).mkdir()
        for k, text in enumerate(pages(seed=site, add=lambda lines, k, rng, site=site: lines.append(f"{site}.example.cn 制作"))):
            (tmp_path / site / f"{k:02}.txt").write_text(text, "utf-8")
    table = tomllib.loads(run("learn", tmp_path).stdout)
    assert table["sites"] == 2 and {(one["site"], one["text"]) for one in table["pattern"] if one["apply"]} == {
        ("one", "one.example.cn 制作"),
        ("two", "two.example.cn 制作"),
    }


def test_records_without_a_site_are_skipped_and_told(tmp_path):
    corpus = tmp_path / "c.jsonl"
    corpus.write_text('{"text": "甲"}\n{"text": "乙", "url": 3}\nno\n{"text": "丙", "url": "//a.cn/"}\n', "utf-8")
    done = run("learn", corpus, "--site-field", "url", code=3)
    assert done.stderr.count("skipped: ") == 3 and "c.jsonl:1: skipped: has no string in the field 'url'" in done.stderr
    assert tomllib.loads(done.stdout)["documents"] == 1


def test_a_site_field_of_text_files_and_an_output_that_is_an_input_are_refused(tmp_path):
    page = tmp_path / "a.txt"
    page.write_text("甲\n", "utf-8")
    assert "--site-field reads JSONL" in run("learn", page, "--site-field", "url", code=2).stderr
    assert "would overwrite the input" in run("learn", page, "-o", page, code=2).stderr
    assert "name a file for the patterns" in run("learn", page, "-o", tmp_path, code=2).stderr
    assert "is no folder; make it first" in run("learn", page, "-o", tmp_path / "none" / "a.toml", code=2).stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
def test_an_interrupted_run_leaves_nothing(tmp_path):
    corpus, out = tmp_path / "c.jsonl", tmp_path / "out" / "site.toml"
    out.parent.mkdir()
    with corpus.open("w", encoding="utf-8") as file:
        for text in pages(20_000):
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    child = subprocess.Popen(
        [sys.executable, "-m", "textclean", "learn", corpus, "-o", out, "--sample", "20000"],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    deadline = time.monotonic() + 30
    while not list(out.parent.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert list(out.parent.iterdir()), "nothing was begun"
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    assert child.returncode == 130 and list(out.parent.iterdir()) == []
