"""Whole pages: what is clean stays, nothing that must stay is lost where it was kept before, and the outcome is at rest."""

import pytest

from tests.figures import pages
from textclean.config import preset

CASES = [case for path in pages.PAGES for case in pages.cases(path)]
# The harm that is known, page by page: clean ones that change, strings that must stay and do not.
CHANGED = frozenset(["c3-029", "c3-052", "c3-098", "c3x-006", "c4-032", "c4-144", "c5-75"])
LOST = {
    "community-17": ["List<int>", "if (n <= 1) return n;"],
    "language-10": ["“志不求易"],
    "language-21": ["地理老师", "在调查中"],
    "language-22": ["卫生院"],
    "plain-16": ["落在绳子"],
    "typical-24": ["大卫·布莱克"],
    "typical-27": ["见表3"],
    "various-17": ["含钚量"],
    "scraped-19": ["麵館"],
    "u3-10": ["她说，玻璃杯太轻，端着心里没数。", "火车上我打开它，炒面的香气"],
    "u3-14": ["我发现，一个人的东西", "还有一盆半死不活的薄荷", "指着薄荷说，它要晒太阳"],
    "u3-16": ["少了一步：打开油阀"],
    "u3-19": ["陆三更看清了掌船的人，竟是个"],
    "u3-20": ["许长庚数了数，一共四十七垛"],
    "u3-23": ["三、不足。我文化程度不高，巡护日志", "全部标记上报"],
    "u3-25": ["一定要擦干水分"],
    "u3-26": ["床头垫高15到20厘米，单垫枕头没有用"],
    "u3-27": ["结构\n竹排桥每节", "使用\n每年霜降"],
    "u3-33": ["人的孤寂不着一字", "羁旅之思"],
    "u3-34": ["凝结成水滴，又放出热量"],
    "u3-38": ["老头看了看我，舀起满满一勺糖"],
    "u3-41": ["候车室里最热闹", "已经不能上道"],
    "u3-50": ["「放手制度」"],
    "x4-06": ["“徵”"],
    "x4-09": ["一字之差"],
    "x4-16": ["沒有發卷子"],
    "x4-17": ["姓余", "余師傅表示"],
    "x4-31": ["那句话：“别忘了家里有人等。”"],
    "x4-32": ["“小方音箱2”", "“配对”"],
    "x4-48": ["同行里数得着"],
    "x4-50": ["出来"],
    "x4-51": ["就能知道"],
    "x4-52": ["大部分都不会", "书里出现"],
    "x4-53": ["岛上没有人家"],
    "x4-54": ["讀者不必", "作者在大學"],
    "x4-57": ["“门”字"],
    "x4-71": ["微笑", "自己当了"],
    "x4-72": ["名誉", "拨打了"],
    "x4-73": ["西瓜地", "气候", "治理虫害"],
    "x4-78": ["志工", "面帶微笑"],
    "u4-21": ["停泊超过30日的"],
    "u4-39": ["「但是機器只告訴妳水有多高"],
    "u4-30": ["字已经捏在指头上了", "自己能记住名字的不过十来本", "他却未曾原谅自己", "但是哪一本里有一个倒字", "拣出一个“慎”字"],
}
EXACT = 922  # pages of all that come out exactly as their authors wrote them, at least


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_must_stay_stays_and_twice_is_once(case):
    """Clean pages as wholes, of others the strings they name."""
    text = pages.outcome(case)
    if case["classes"] == ["clean"]:
        assert (text != case["expected"]) == (case["id"] in CHANGED)
    assert [kept for kept in case["must_keep"] if kept not in text] == LOST.get(case["id"], [])
    assert preset("standard", script=case["target"])(text) == text


def test_no_fewer_pages_come_out_exactly():
    """A rule that mends one page may not cost another."""
    assert sum(pages.is_exact(case, pages.outcome(case)) for case in CASES) >= EXACT
