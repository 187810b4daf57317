"""How well `textclean learn` tells what sites added from what authors repeat: `python -m tests.figures.learn`.

    python -m tests.figures.learn              precision and recall at the review line, on the reporting half
    python -m tests.figures.learn --tuning     the same on the half, and with the seeds, on which weights are fitted
    python -m tests.figures.learn --alone      the same, each site as if it were the whole corpus
    python -m tests.figures.learn --fit        the weights of `textclean/learn/evidence.py`, fitted on the tuning half
    python -m tests.figures.learn --literals   2,000 strings: the automaton, a regular expression and one plain scan, in one run
    python -m tests.figures.learn --memory-figure [--megabytes 100 1000]      the peak memory and the time of the command

The crawl is made here: 200 sites of 50 pages, their texts from the clean corpora. Each site draws what it adds, with words, names
and order of its own: menus, titles inside lines, counters, links, notices, mottoes that are lines of verse, advertisements between
paragraphs, running heads, and strings inside sentences; on all pages or on a few. Its authors repeat themselves, too: greetings,
thanks, headings, refrains, answers, and organisations and people that the texts are about. Needs TEXTCLEAN_SHARED.
"""

import argparse
import json
import math
import random
import re
import string
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tests.material import LINES, REPORTING, TUNING, clean_documents, shared_root
from textclean.core.view import View
from textclean.debris._patterns import Pattern
from textclean.debris.learned import Table, placed
from textclean.han.chars import is_han
from textclean.han.fold import fold
from textclean.learn import Found, Sample, learn, lines
from textclean.learn.corpus import REVIEW

SITES, PAGES = 200, 50
SEEDS = {REPORTING: (101,), TUNING: (1,)}
_SYLLABLES = "云帆星河金石青山绿水东方华夏飞鸟长风明月天涯海角春秋文苑博雅墨香书林智学知新晨光朝阳远航致远启明鸿雁松竹梅兰江南塞北楚汉秦川蜀道岭南关中太湖洞庭"
_SUFFIXES = (
    "网",
    "在线",
    "文库",
    "之窗",
    "论坛",
    "门户网",
    "晚报网",
    "学社",
    "范文屋",
    "资讯",
    "吧",
    "书城",
    "",
    "部落",
    "小筑",
    "频道",
    "大全",
    "驿站",
)
_PLACES = ("云河", "青石", "白沙", "临江", "东岭", "南浦", "新塘", "安平", "永丰", "长乐", "西关", "石桥", "金沙", "柳林", "河口")
_BODIES = (
    "小学",
    "中学",
    "公司",
    "集团",
    "医院",
    "协会",
    "管委会",
    "镇政府",
    "水利局",
    "书院",
    "合作社",
    "研究所",
    "纺织厂",
    "党支部",
    "居委会",
)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志红"
_SECTIONS = (
    "新闻",
    "要闻",
    "文化",
    "教育",
    "法规",
    "史话",
    "专题",
    "公告",
    "读书",
    "评论",
    "乡土",
    "人物",
    "科普",
    "旅游",
    "档案",
    "工作动态",
    "学习园地",
    "经验交流",
)
_NOUNS = {
    "laws.simplified": ("人民政府", "有关部门", "主管部门", "委员会", "国务院", "单位", "机关", "企业", "机构"),
    "histories.simplified": (
        "朝廷",
        "皇帝",
        "皇上",
        "太后",
        "大臣",
        "将军",
        "太子",
        "匈奴",
        "刺史",
        "百姓",
        "丞相",
        "高祖",
        "太宗",
        "天子",
    ),
    "poetry": ("长安", "江南", "洛阳", "故人"),
}


class Row(NamedTuple):
    """A line of a page: `origin` is empty for the author's, else what put it there: plant:… or trap:…."""

    text: str
    origin: str = ""


class Made(NamedTuple):
    """A page of the crawl: its lines, and the strings put inside them, as (line, start, end, origin)."""

    rows: list[Row]
    strings: list[tuple[int, int, int, str]]

    @property
    def text(self):
        return "\n".join(row.text for row in self.rows) + "\n"


class Crawl(NamedTuple):
    pages: dict[str, list[Made]]
    plants: dict[str, dict[str, str]]  # by site: what was planted, and what kind it is


def crawl(corpora, half, seed, sites=SITES, pages=PAGES):
    """The pages of all sites, with what was put where."""
    texts = {name: [text for text in clean_documents(corpora, name, half) if text.count("\n") == LINES] for name in _NOUNS}
    verses = [line for text in texts["poetry"] for line in re.split("[\t\n。！？]", text) if 9 < len(line) < 24]
    made, plants = {}, {}
    for number in range(sites):
        rng = random.Random(f"{seed}/{number}")
        site = Maker(rng, texts, verses, pages)
        made[site.host], plants[site.host] = site.pages(), site.planted
    return Crawl(made, plants)


class Maker:
    """One site: what it draws once, and how it makes its pages."""

    def __init__(self, rng, texts, verses, pages):
        self.rng, self.verses = rng, verses
        self.corpus = rng.choices(list(texts), (4, 5, 2))[0]
        self.name = "".join(rng.sample(_SYLLABLES, rng.choice((2, 2, 3, 4)))) + rng.choice(_SUFFIXES)
        self.host = "".join(rng.choices(string.ascii_lowercase, k=rng.randint(4, 9))) + rng.choice(
            (".com", ".cn", ".net", ".org.cn")
        )
        self.bodies = [self._body(text) for text in rng.sample(texts[self.corpus], pages)]
        self.titles = [self._title(body) for body in self.bodies]
        self.planted = {}
        draw = lambda makers, least, most: rng.sample(makers, min(len(makers), rng.randint(least, most)))  # noqa: E731
        self.head = [
            self._plant(f"head-{m.__name__}", m())
            for m in draw([self.crumbs, self.banner, self.menu, self.motto, self.login, self.welcome], 0, 3)
        ]
        self.under = [
            self._plant(f"under-{m.__name__}", m())
            for m in draw([self.meta, self.counter, self.fontsize, self.tags, self.stamp], 0, 2)
        ]
        self.tail = [
            self._plant(f"tail-{m.__name__}", m())
            for m in draw(
                [self.previous, self.next, self.related, self.share, self.copyright, self.record, self.contact, self.notice, self.motto, self.address,
                 self.editor, self.comments, self.advert, self.back, self.about, self.rule],
                1, 6)
        ]  # fmt: skip
        self.middle = (
            [self._plant("middle-advert", rng.choice((self.advert, self.motto, self.notice))())] if rng.random() < 0.25 else []
        )
        self.marks = [self._mark()] if rng.random() < 0.55 else []
        self.heads = [self._running()] if rng.random() < 0.2 else []
        self.traps = draw(
            [self.greeting, self.thanks, self.headings, self.refrain, self.answers, self.organisation, self.person, self.signoff, self.meeting, self.abstract],
            2, 5)  # fmt: skip

    def _body(self, text):
        lines = text.rstrip("\n").split("\n")
        if self.corpus == "poetry":
            lines = [part + "。" for line in self.rng.sample(lines, 3) for part in re.split("[\t。]", line) if part]
            return lines[:24]
        first = self.rng.randrange(20)
        return lines[first : first + self.rng.randint(5, 18)]

    def _title(self, body):
        words = re.split("[，。；：！？、（）“”]", self.rng.choice(body))
        head = max(words, key=lambda word: (4 <= len(word) <= 14, len(word)))[:16]
        return head + self.rng.choice(("的通知", "的意见", "读后", "", "", "", "简介", "（二）", "：一点想法", "——随笔"))

    def _plant(self, kind, maker):
        origin = f"plant:{kind}-{len(self.planted)}"
        self.planted[origin] = kind
        return origin, maker, self.rng.choice((1.0, 1.0, 0.9, 0.7, 0.5, 0.36, 0.36))

    # What sites add. Each draws its wording once and gives a function of the page.

    def pick(self, *options):
        return self.rng.choice(options)

    def person_name(self):
        return self.rng.choice(_SURNAMES) + "".join(self.rng.sample(_GIVEN, self.rng.choice((1, 2))))

    def date(self):
        y, m, d = self.rng.randint(2004, 2023), self.rng.randint(1, 12), self.rng.randint(1, 28)
        return self.pick(
            f"{y}-{m:02}-{d:02}", f"{y}年{m}月{d}日", f"{y}/{m}/{d} {self.rng.randint(0, 23)}:{self.rng.randint(10, 59)}"
        )

    def other(self):
        return self.rng.choice(self.titles)

    def crumbs(self):
        sign, lead = self.pick(">", " > ", "»", " - ", "/", "→"), self.pick("当前位置：", "您的位置：", "", "你在这里 ", "位置")
        parts = [self.pick("首页", self.name, "Home", "主页"), *self.rng.sample(_SECTIONS, self.rng.choice((1, 2)))]
        last = self.pick("title", "正文", "")
        sections = self.rng.random() < 0.4

        def maker(page):
            middle = [parts[0], self.rng.choice(_SECTIONS)] if sections else parts
            return lead + sign.join([*middle, *([page] if last == "title" else [last] if last else [])])

        return maker

    def banner(self):
        text = self.pick(
            f"{self.name}",
            f"{self.name}——{self.rng.choice(self.verses)[:8]}",
            f"欢迎来到{self.name}",
            f"{self.name}欢迎您的光临",
            self.host,
        )
        return lambda page: text

    def welcome(self):
        lead = self.pick(f"{self.name}为大家整理的", f"本文是{self.name}小编收集的", "今天给各位带来的是")
        end = self.pick("，供参考。", "，希望您喜欢！", "，欢迎阅读")
        return lambda page: f"{lead}{page}{end}"

    def menu(self):
        sign = self.pick(" ", " | ", "·", "　")
        text = sign.join(self.rng.sample(_SECTIONS, self.rng.randint(4, 7)))
        return lambda page: text

    def motto(self):
        text = self.rng.choice(self.verses) + self.pick("", "。", "")
        return lambda page: text

    def login(self):
        text = self.pick(
            "登录 注册 帮助", "用户登录 | 免费注册", "加入收藏 设为首页", "手机版  繁體", "RSS 订阅本栏目", "无障碍浏览 长者模式"
        )
        return lambda page: text

    def meta(self):
        form = self.pick(
            "{d} 来源：{s} 作者：{p}",
            "发布时间：{d} 点击：{n}",
            "{p} {d}",
            "时间 {d}　编辑 {p}　阅读 {n} 次",
            "[{d}] 【{s}】",
            "{s}/{p}",
        )
        return lambda page: form.format(
            d=self.date(), s=self.pick(self.name, "本站原创", "转载", "互联网"), p=self.person_name(), n=self.rng.randint(3, 9999)
        )

    def counter(self):
        form = self.pick(
            "浏览：{n}",
            "共有{n}人读过此文",
            "人气（{n}）",
            "本文共{n}字，阅读约需{m}分钟",
            "▲ {n}　▼ {m}",
            "{n}次播放 · {m}条弹幕",
            "热度{n}℃",
        )
        return lambda page: form.format(n=self.rng.randint(10, 99999), m=self.rng.randint(1, 60))

    def fontsize(self):
        text = self.pick("【字体：大 中 小】", "T大 T中 T小", "字号 A+ A-", "放大 缩小 默认", "朗读 暂停 护眼")
        return lambda page: text

    def tags(self):
        lead = self.pick("标签：", "关键字 ", "Tags: ", "话题#")
        return lambda page: lead + self.pick(" ", "，").join(self.rng.sample(_SECTIONS, self.rng.randint(1, 3)))

    def stamp(self):
        text = self.pick(
            "原创", f"本栏目由{self.person_name()}主持", f"第{self.rng.randint(2, 300)}期", f"（{self.name}供稿）", "图文无关"
        )
        return lambda page: text

    def previous(self):
        lead, sign = self.pick("上一篇", "前一条", "上篇文章", "PREV", "← ", "上一主题"), self.pick("：", ": ", "　", "》")
        return lambda page: lead + sign + self.other()

    def next(self):
        lead, sign = self.pick("下一篇", "后一条", "下篇文章", "NEXT", "接着读", "下一主题"), self.pick("：", ": ", "　", "》")
        return lambda page: lead + sign + self.other()

    def related(self):
        form = self.pick(
            "相关文章：{a}　{b}",
            "猜你喜欢 | {a}",
            "· {a} [{d}]",
            "看过本文的人还看了《{a}》",
            "延伸：{a}；{b}",
            "{a} - " + self.name,
        )
        return lambda page: form.format(a=self.other(), b=self.other(), d=self.date())

    def share(self):
        text = self.pick(
            "分享到：微信 微博 QQ空间",
            "转发 评论 点赞 收藏",
            "把它送给朋友",
            "一键转帖到 豆瓣 人人 开心",
            f"赞({self.rng.randint(1, 9)}) 踩(2)",
            "扫一扫，带走这一篇",
        )
        return lambda page: text

    def copyright(self):
        text = self.pick(
            f"版权所有 {self.name}",
            f"Copyright © {self.host} All Rights Reserved",
            f"本文由{self.name}发布，转载请注明出处。",
            f"© 2009-2020 {self.name}",
            f"{self.name}拥有此稿一切权利",
        )
        return lambda page: text

    def record(self):
        text = self.pick(
            f"京ICP备{self.rng.randint(10**7, 10**8)}号",
            f"网站标识码：{self.rng.randint(10**9, 10**10)}",
            f"编号 {self.rng.randint(100, 999)}-{self.rng.randint(10, 99)} 许可",
            f"{self.rng.choice(_PLACES)}网警备案",
        )
        return lambda page: text

    def contact(self):
        text = self.pick(
            f"投稿邮箱 tg@{self.host}",
            f"电话：0{self.rng.randint(10, 999)}-{self.rng.randint(10**6, 10**7)}",
            f"QQ群 {self.rng.randint(10**6, 10**8)} 等你来聊",
            f"地址：{self.rng.choice(_PLACES)}县人民路{self.rng.randint(1, 99)}号",
        )
        return lambda page: text

    def notice(self):
        text = self.pick(
            f"本文观点不代表{self.name}立场。", "内容来自网络，如有侵权，请与我们联系，我们会尽快处理。", f"喜欢这篇文章，就到{self.name}找更多吧！",
            "声明：本栏目所载文字仅供学习之用。", f"记住我们的地址，{self.host}，明天见。", f"好书好文，尽在{self.name}，每天都有新的。", "文章到这里就要告一段落了，更多精彩请持续光顾。",
        )  # fmt: skip
        return lambda page: text

    def address(self):
        form = self.pick("http://www.{h}/{s}/{n}.html", "本文网址：{h}/a/{n}", "原文链接 {h}/{n}.shtml", "{h}")
        return lambda page: form.format(h=self.host, s=self.pick("news", "art", "wen"), n=self.rng.randint(10**3, 10**6))

    def editor(self):
        form = self.pick("责任编辑：{p}", "（编辑 {p}）", "[{p} 审核]", "责编{p}　美编{q}", "录入者 {p}", "值班 {p} / {q}")
        return lambda page: form.format(p=self.person_name(), q=self.person_name())

    def comments(self):
        form = self.pick(
            "网友评论（{n}）", "共 {n} 条留言 我要说两句", "已有{n}位书友发言", "{n} 楼主 只看他", "沙发还空着，快来抢吧"
        )
        return lambda page: form.format(n=self.rng.randint(0, 300))

    def advert(self):
        text = self.pick(
            "扫描二维码关注公众号", f"【{self.rng.choice(_PLACES)}特产直销，厂家包邮】", "点击下图进入下一页", f"名师一对一，{self.rng.randint(3, 30)}天见效", "广告", "——广告位招租——",
            f"{self.rng.choice(_PLACES)}楼盘盛大开盘 首付{self.rng.randint(3, 20)}万", "↓↓↓ 往下看更精彩 ↓↓↓", f"{self.name}客户端，装上它", "未完，翻页",
        )  # fmt: skip
        return lambda page: text

    def back(self):
        text = self.pick("返回顶部", "【关闭窗口】", "打印此页", "TOP", "回到列表", "收起 展开", "▲")
        return lambda page: text

    def about(self):
        text = self.pick(
            "关于我们 联系方式 招贤纳士 友情链接",
            "站点地图 | 法律声明 | 意见箱",
            f"{self.rng.choice(_PLACES)}{self.rng.choice(_BODIES)}主办",
            "技术支持：某某科技",
            "建议使用1024×768分辨率",
        )
        return lambda page: text

    def rule(self):
        text = self.pick("=" * 20, "-" * 30, "＊" * 12, "~" * 16, "◇◆◇◆◇")
        return lambda page: text

    def _mark(self):
        rng = self.rng
        bare = self.pick(
            self.name if len(self.name) > 3 else self.name + "文苑",
            "www." + self.host,
            self.host,
            self.name + "首发",
            f"【{self.name}】",
            f"({self.host})",
        )
        text = self.pick(bare, bare, bare + " ", " " + bare, bare + "　") if not bare.startswith(("【", "(")) else bare
        where = self.pick("anywhere", "anywhere", "behind marks")
        origin = "plant:inside"
        self.planted[origin] = "inside"
        return origin, text, where, rng.choice((1.0, 0.8, 0.5, 0.34)), rng.randint(1, 3)

    def _running(self):
        org = self.rng.choice(_PLACES) + self.rng.choice(_BODIES)
        form = self.pick(
            f"{org}工作手册 第{{n}}页",
            f"{{n}} {org}史料选编",
            "- {n} -",
            f"{org}文件汇编",
            "第 {n} 页 共 {m} 页",
            f"·{{n}}·{self.name}",
        )
        origin = "plant:running"
        self.planted[origin] = "running"
        return origin, form, self.rng.choice((1.0, 0.8, 0.5, 0.36))

    # What authors repeat.

    def greeting(self, rows):
        rows.insert(
            0,
            Row(
                self.once("greeting", "各位领导、同志们：", "大家好！", "尊敬的各位来宾：", "亲爱的同学们：", "同志们："),
                "trap:greeting",
            ),
        )

    def thanks(self, rows):
        rows.append(
            Row(
                self.once("thanks", "谢谢大家！", "我的汇报完了，谢谢。", "此致敬礼", "以上报告，请审议。", "谢谢！"), "trap:thanks"
            )
        )

    def signoff(self, rows):
        rows.append(
            Row(
                self.once("signoff", "特此通知。", "本办法自发布之日起施行。", "以上意见供参考。", "妥否，请批示。"), "trap:signoff"
            )
        )

    def headings(self, rows):
        heads = self.once(
            "headings",
            ("一、指导思想", "二、工作目标", "三、保障措施"),
            ("第一条", "第二条", "第三条"),
            ("（一）基本情况", "（二）存在问题"),
            ("前言", "结语"),
            ("上篇", "下篇"),
        )
        step = max(1, len(rows) // len(heads))
        for k, head in reversed(list(enumerate(heads))):
            rows.insert(min(len(rows), k * step), Row(head, "trap:heading"))

    def refrain(self, rows):
        line = self.once("refrain", *self.verses)
        for _ in range(self.rng.randint(2, 4)):
            rows.insert(self.rng.randrange(1, len(rows) + 1), Row(line, "trap:refrain"))

    def answers(self, rows):
        word = self.once("answers", "收到", "收到！", "同意", "是的。", "好的")
        for _ in range(self.rng.randint(1, 5)):
            rows.insert(self.rng.randrange(1, len(rows) + 1), Row(word, "trap:answer"))

    def meeting(self, rows):
        rows.insert(0, Row(f"时间：{self.date()}", "trap:meeting"))
        rows.insert(1, Row(f"地点：{self.rng.choice(_PLACES)}会议室", "trap:meeting"))

    def abstract(self, rows):
        rows.insert(0, Row("摘要：" + self.rng.choice(self.verses) + "。", "trap:abstract"))

    def organisation(self, rows):
        self._about(rows, self.once("organisation", *(place + body for place in _PLACES for body in _BODIES)))

    def person(self, rows):
        self._about(rows, self.once("person", *(a + b + c for a in _SURNAMES for b in _GIVEN[::3] for c in _GIVEN[1::4])))

    def _about(self, rows, name):
        """The name stands where a noun stood: its neighbours are those that a sentence gives it."""
        left = self.rng.randint(1, 4)
        for k, row in enumerate(rows):
            noun = next((noun for noun in _NOUNS[self.corpus] if noun in row.text), None)
            if noun and left and not row.origin:
                rows[k] = Row(row.text.replace(noun, name, 1))
                left -= 1

    def once(self, what, *options):
        """One of the options, the same for the whole site."""
        drawn = self.__dict__.setdefault("_drawn", {})
        return drawn.setdefault(what, self.rng.choice(options))

    def pages(self):
        habits = [(trap, self.rng.choice((0.9, 0.6, 0.4, 0.25))) for trap in self.traps]
        return [self._page(body, title, habits) for body, title in zip(self.bodies, self.titles, strict=True)]

    def _page(self, body, title, habits):
        rng = self.rng
        rows = [Row(line) for line in body]
        for trap, share in habits:
            if rng.random() < share:
                trap(rows)
        for origin, form, share in self.heads:
            if rng.random() < share:
                rows = self._with_heads(rows, origin, form)
        for origin, maker, share in self.middle:
            if rng.random() < share:
                rows.insert(rng.randrange(1, max(2, len(rows))), Row(maker(title), origin))
        strings = self._with_marks(rows)
        zones = [
            [Row(maker(title), origin) for origin, maker, share in zone if rng.random() < share]
            for zone in (self.head, self.under, self.tail)
        ]
        above = [*zones[0], *([Row(title)] if rng.random() < 0.95 else []), *zones[1]]
        return Made([*above, *rows, *zones[2]], [(k + len(above), start, end, origin) for k, start, end, origin in strings])

    def _with_heads(self, rows, origin, form):
        out, page, total = [], self.rng.randint(1, 40), self.rng.randint(50, 90)
        step = self.rng.randint(3, 6)
        for k, row in enumerate(rows, 1):
            head = Row(form.format(n=page, m=total), origin)
            if k % step:
                out.append(row)
                continue
            page += 1
            at = len(row.text) // 2
            if self.rng.random() < 0.6 and at > 12 and not row.origin:
                out += [Row(row.text[:at]), head, Row(row.text[at:])]
            else:
                out += [row, head]
        return out

    def _with_marks(self, rows):
        found = []
        for origin, text, where, share, most in self.marks:
            if self.rng.random() >= share:
                continue
            free = [k for k, row in enumerate(rows) if not row.origin and len(row.text) > 16]
            for k in self.rng.sample(free, min(len(free), self.rng.randint(1, most))):
                line = rows[k].text
                places = [
                    at for at in range(2, len(line) - 2) if where == "anywhere" or (not is_han(line[at - 1]) and is_han(line[at]))
                ]
                if places:
                    at = self.rng.choice(places)
                    rows[k] = Row(line[:at] + text + line[at:])
                    found.append((k, at, at + len(text), origin))
        return found


class Score(NamedTuple):
    """What the patterns above the review line did: patterns that are right, wrong or a trap; plants that are gone, and of how many."""

    right: int
    wrong: list
    traps: list
    gone: int
    missed: list
    author: int  # characters of authors that went
    characters: int


def judged(pages, patterns):
    """For each pattern of a site, what its places were; for each plant, (how often it was there, how often it went)."""
    table = Table(patterns)
    hits, plants, author = defaultdict(Counter), defaultdict(lambda: [0, 0]), 0
    for page in pages:
        for row in page.rows:
            if row.origin.startswith("plant"):
                plants[row.origin][0] += 1
        told = placed([table.of_line(row.text) for row in page.rows])
        for k, pattern in told.items():
            origin = page.rows[k].origin or "author"
            hits[pattern.number][origin] += 1
            plants[origin][1] += origin.startswith("plant")
            author += 0 if origin.startswith("plant") else len(page.rows[k].text)
        author += _judge_strings(page, table, told, hits, plants)
    return hits, plants, author


def _judge_strings(page, table, told, hits, plants):
    begins = np.cumsum([0, *(len(row.text) + 1 for row in page.rows)])
    planted = {int(begins[k]) + start: (int(begins[k]) + end, origin) for k, start, end, origin in page.strings if k not in told}
    text, author = page.text, 0
    spans = {}
    for start, (end, origin) in planted.items():
        plants[origin][0] += 1
        bare = len(text[start:end]) - len(text[start:end].lstrip())
        spans |= dict.fromkeys([(start, end), (start + bare, start + bare + len(text[start:end].strip()))], origin)
    lines_gone = [(int(begins[k]), int(begins[k + 1])) for k in told]
    for start, end, pattern in table.strings(View(text)):
        if any(a <= start < b for a, b in lines_gone):
            continue
        origin = spans.get((start, end)) or _in_planted_line(page, begins, start) or "author"
        hits[pattern.number][origin] += 1
        if origin == "plant:inside" and (start, end) in spans:
            plants[origin][1] += 1
        author += end - start if origin == "author" else 0
    return author


def _in_planted_line(page, begins, at):
    """The site's name in a line that the site added is the site's wherever it stands."""
    k = int(np.searchsorted(begins, at, side="right")) - 1
    return page.rows[k].origin if page.rows[k].origin.startswith("plant") else None


def found_in(made):
    with Sample() as sample:
        for site, pages in made.pages.items():
            for page in pages:
                sample.add(site, page.text)
        return learn(sample)


def found_alone(made):
    """The same for each site as if it were the whole corpus: nothing is known of others."""
    rows = []
    for site, pages in made.pages.items():
        rows += found_in(Crawl({site: pages}, {})).candidates
    return Found(tuple(rows), (), 0)


def clean_sites(root, half):
    """(corpus, documents, what was switched on) of each clean corpus, taken for one site."""
    for name in _NOUNS:
        texts = clean_documents(root / "corpora", name, half)
        with Sample() as sample:
            for text in texts:
                sample.add("", text)
            yield name, len(texts), [one.texts for _, one in learn(sample).candidates if one.certainty >= REVIEW]


def numbered(candidates):
    return [Pattern(one.kind, one.texts, one.where, one.within, True, k) for k, one in enumerate(candidates)]


def score(made, found, review=REVIEW):
    """The patterns above the review line against what was planted."""
    right, gone, author, characters, wrong, traps, missed = 0, 0, 0, 0, [], [], []
    by_site = defaultdict(list)
    for site, one in found.candidates:
        by_site[site].append(one)
    for site, pages in made.pages.items():
        hits, plants, lost = judged(
            pages, [p._replace(apply=by_site[site][p.number].certainty >= review) for p in numbered(by_site[site])]
        )
        author += lost
        characters += sum(len(page.text) for page in pages)
        for k, one in enumerate(by_site[site]):
            what = verdict(hits[k])
            if what == "plant":
                right += 1
            elif what == "trap":
                traps.append((site, one, hits[k]))
            elif what == "author":
                wrong.append((site, one, hits[k]))
        for origin, (there, went) in plants.items():
            if there >= 3 and went >= 0.8 * there:
                gone += 1
            elif there >= 3:
                missed.append((site, origin, there, went))
    return Score(right, wrong, traps, gone, missed, author, characters)


def verdict(places):
    """Whose the places of a pattern are; nothing if another pattern took them all."""
    total = sum(places.values())
    planted = sum(n for origin, n in places.items() if origin.startswith("plant"))
    if not total:
        return ""
    if planted >= 0.9 * total:
        return "plant"
    return "trap" if sum(n for origin, n in places.items() if origin.startswith("trap")) > total / 2 else "author"


def features(made, found):
    """By kind of features: rows and labels of every candidate, each judged as if it were the only pattern."""
    rows = defaultdict(list)
    by_site = defaultdict(list)
    for site, one in found.candidates:
        by_site[site].append(one)
    for site, candidates in by_site.items():
        every = numbered(candidates)
        for one in candidates:
            if one.kind != "block":
                # Its place is counted in lines that are no candidate's, so the others are there, switched off.
                patterns = [p._replace(apply=candidates[p.number] is one) for p in every]
                hits, _, _ = judged(made.pages[site], patterns)
                rows[type(one.features)].append((one.features, verdict(hits[candidates.index(one)]) == "plant"))
    return rows


def fit(rows, rounds=40):
    """Weights and intercept of a logistic regression, by Newton's method with a little ridge."""
    x = np.column_stack([np.array([row for row, _ in rows]), np.ones(len(rows))])
    labels = np.array([label for _, label in rows], float)
    weights = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 0.5 * np.eye(x.shape[1])
        weights += np.linalg.solve(hessian, x.T @ (labels - p) - 0.5 * weights)
    return weights


def literals(root, number=2000, rounds=5):
    """(what, seconds) for one scan of the same text by each way."""
    text = fold("".join(clean_documents(root / "corpora", "histories.simplified")))
    rng = random.Random(5)
    strings = sorted({"".join(rng.choices(text, k=rng.randint(4, 8))).replace("\n", "某") for _ in range(number + 50)})[:number]
    text = text * 4 + "".join(strings)
    table = Table([Pattern("inside", (one,)) for one in strings])
    pattern = re.compile("|".join(map(re.escape, sorted(strings, key=len, reverse=True))))
    table._scan("")
    yield "characters", len(text)
    found = {}
    for what, work, times in (
        ("automaton", lambda: len(table._scan(text)), rounds),
        ("re alternation", lambda: sum(1 for _ in pattern.finditer(text)), 1),
        ("one plain scan (str.count of one absent string)", lambda: text.count("某某网站"), rounds),
        ("one scan of re for one string", lambda: sum(1 for _ in re.finditer("某某网站", text)), rounds),
    ):
        best = math.inf
        for _ in range(times):
            begun = time.perf_counter()
            found[what] = work()
            best = min(best, time.perf_counter() - begun)
        yield what, best
    assert found["automaton"] == found["re alternation"]


def memory_figure(root, megabytes, folder):
    """(megabytes, seconds, peak MiB) of the command on crawls of these sizes."""
    made = crawl(root / "corpora", REPORTING, 101)
    texts = [(site, page.text) for site, pages in made.pages.items() for page in pages]
    for size in megabytes:
        path = Path(folder) / f"crawl-{size}.jsonl"
        rng = random.Random(size)
        with path.open("w", encoding="utf-8") as file:
            while file.tell() < size * 1_000_000:
                for site, text in texts:
                    # Pages of one size of crawl are pages of their own: their lines come in another order.
                    lines = text.split("\n")
                    middle = lines[4:-7]
                    rng.shuffle(middle)
                    file.write(
                        json.dumps(
                            {"url": f"http://{site}/{rng.random()}", "text": "\n".join([*lines[:4], *middle, *lines[-7:]])},
                            ensure_ascii=False,
                        )
                        + "\n"
                    )
        out = Path(folder) / f"site-{size}.toml"
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _PEAK, str(path), "--site-field", "url", "-o", str(out), "--quiet"],
            check=True,
            capture_output=True,
            text=True,
        )
        yield size, time.perf_counter() - begun, int(done.stdout) / 1024
        path.unlink()


_PEAK = """
import resource, sys
sys.argv = ["textclean", "learn", *sys.argv[1:]]
from textclean.cli import main
try: main()
except SystemExit as end: assert not end.code, end.code
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--tuning", "--fit", "--alone", "--literals", "--memory-figure", "--show"):
        parser.add_argument(option, action="store_true")
    parser.add_argument("--megabytes", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--sites", type=int, default=SITES)
    given = parser.parse_args()
    root = shared_root()
    if given.literals:
        for what, value in literals(root):
            print(f"{what}: {value:.6f} s" if isinstance(value, float) else f"{what}: {value}")
        return 0
    if given.memory_figure:
        with tempfile.TemporaryDirectory() as folder:
            for size, seconds, peak in memory_figure(root, given.megabytes, folder):
                print(f"{size} MB of JSONL: {seconds:.0f} s, {size / seconds:.1f} MB/s, peak {peak:.0f} MiB")
        return 0
    half = TUNING if given.tuning or given.fit else REPORTING
    if given.fit:
        lines.LOWEST = 0.0  # what is not written teaches, too
    rows = defaultdict(list)
    for seed in SEEDS[half]:
        made = crawl(root / "corpora", half, seed, given.sites)
        begun = time.perf_counter()
        found = found_alone(made) if given.alone else found_in(made)
        seconds = time.perf_counter() - begun
        if given.fit:
            for kind, more in features(made, found).items():
                rows[kind] += more
            continue
        s = score(made, found)
        shown = s.right + len(s.wrong) + len(s.traps)
        print(
            f"seed {seed}: {sum(len(p.text) for ps in made.pages.values() for p in ps):,} characters, {given.sites} sites of {PAGES} pages, {seconds:.0f} s"
        )
        print(f"  patterns on: {shown}, right {s.right}, precision {s.right / max(1, shown):.4f}; traps {len(s.traps)}")
        print(f"  plants: {s.gone + len(s.missed)}, gone {s.gone}, recall {s.gone / max(1, s.gone + len(s.missed)):.4f}")
        print(f"  characters of authors that went: {s.author:,} of {s.characters:,}")
        kinds = Counter(re.sub(r"-\d+$", "", origin) for _, origin, _, _ in s.missed)
        print("  missed, by kind:", dict(kinds.most_common()))
        print(
            "  plants by kind:",
            dict(Counter(re.sub(r"-\d+$", "", origin) for site in made.plants for origin in made.plants[site]).most_common()),
        )
        print("  wrong, by kind:", dict(Counter(one.kind for _, one, _ in [*s.wrong, *s.traps])))
        if given.show:
            for site, one, places in [*s.traps, *s.wrong]:
                print(
                    "   ",
                    site,
                    one.kind,
                    one.texts,
                    f"{one.certainty:.2f}",
                    dict(places),
                    one.where,
                    one.within,
                    [f"{f:.2f}" for f in one.features],
                )
            for site, origin, there, went in s.missed[:150]:
                rows_of = [row.text for page in made.pages[site] for row in page.rows if row.origin == origin]
                print("    missed", site, origin, there, went, rows_of[:2])
                for name, one in found.candidates:
                    if name == site and any(Table([Pattern(one.kind, one.texts)]).of_line(text) for text in rows_of):
                        print(
                            "        ",
                            one.kind,
                            one.texts,
                            f"{one.certainty:.2f}",
                            one.where,
                            one.within,
                            [f"{f:.2f}" for f in one.features],
                        )
    if not given.fit:
        for name, number, on in clean_sites(root, half):
            print(f"{name} alone, {number} documents, nothing planted: patterns on {len(on)} {on[:5] or ''}")
    for kind, told in rows.items():
        weights = fit(told)
        print(kind.__name__, len(told), "candidates,", sum(label for _, label in told), "right")
        print("   ", ", ".join(f"{name} {weight:.2f}" for name, weight in zip((*kind._fields, "bias"), weights, strict=True)))
        if given.show:
            for which in (True, False):
                means = np.mean([row for row, label in told if label is which], axis=0)
                print("   ", which, ", ".join(f"{name} {value:.2f}" for name, value in zip(kind._fields, means, strict=True)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
