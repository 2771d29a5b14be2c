"""What stands around an article is not narrated, and what is the article stays."""

import pytest

from datasay.digest.article import read_article
from datasay.digest.errors import NothingToRead
from datasay.digest.script import extract_script


def told(article: str) -> str:
    return "\n".join(scene.narration for scene in extract_script(article, 60).scenes)


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("10:00 起床。", "10:00 起床。"),
        ("周末的安排\n\n10:00 起床。10:30 吃早饭。12:00 回家。", "10:00 起床。10:30 吃早饭。12:00 回家。"),
        ("16:9 的屏幕。", "16:9 的屏幕。"),
        ("10:00—12:00 开会。", "10:00—12:00 开会。"),
        ("10:00，起床。", "10:00，起床。"),
        ("上午10:00 起床。", "上午10:00 起床。"),
        ("07:45:30 发射成功。", "07:45:30 发射成功。"),
        ("3:2 是最后的比分。", "3:2 是最后的比分。"),
        ("9:00 doors open. 9:30 first talk.", "9:00 doors open. 9:30 first talk."),
    ],
)
def test_a_clock_time_or_ratio_may_come_first(article: str, expected: str) -> None:
    assert told(article) == expected


def test_times_before_speakers_are_not_said_but_what_they_say_is() -> None:
    assert told("00:01 主持人：大家好。\n00:05 嘉宾：你好。") == "主持人：大家好。嘉宾：你好。"
    lines = "[00:00] ANN: Welcome.\n[00:04] BEN: Um, thank you.\n[00:09] ANN: Why bees?\n[00:12] BEN: They dance."
    assert told(lines).replace("\n", " ") == "Welcome. Thank you. Why bees? They dance."


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (
            "第一段话讲述了__重要__的事情。第二段话也很*重要*，请看`code`。",
            "第一段话讲述了重要的事情。第二段话也很重要，请看code。",
        ),
        ("蛇形的 snake_case_name 和 2*3*4 不是记号。", "蛇形的 snake_case_name 和 2*3*4 不是记号。"),
        ("爱因斯坦的公式是 $E=mc^2$。圆的面积是 $\\pi r^2$。", "爱因斯坦的公式是 E=mc²。圆的面积是 πr²。"),
        ("水的分子是 $\\text{H}_2\\text{O}$，一杯要 $5。", "水的分子是 H2O，一杯要 $5。"),
        ("The fare rose from $2 to $3 in a year.", "The fare rose from $2 to $3 in a year."),
        (
            "研究表明，咖啡可以提神[1]。见参考文献[3-5]。\n\n参考文献\n[3] 张三. 论咖啡. 2019.",
            "研究表明，咖啡可以提神。",
        ),
        ("Bees sleep [2, 3].\n\nReferences\n1. Kaiser W. J Comp Physiol, 1988.", "Bees sleep."),
        ("面积是 20 m²。鸟会做梦¹。", "面积是 20 m²。鸟会做梦。"),
        ("#旅行 #美食 今天去了成都。吃了火锅，非常辣。#成都 #火锅", "今天去了成都。吃了火锅，非常辣。"),
        ("We won. #win #team2026", "We won."),
        ("C# 和 #1 都不是话题。", "C# 和 #1 都不是话题。"),
        (
            "新展今天开幕。详情见 https://example.com/a。更多内容请访问 www.example.org 或发邮件到 me@example.com。",
            "新展今天开幕。",
        ),
        ("展览免费（预约：https://example.com/a）。周一闭馆。", "展览免费。周一闭馆。"),
        ("The show is free. Write to me@example.org. It ends in May.", "The show is free. It ends in May."),
    ],
)
def test_marks_notes_addresses_and_hashtags_are_not_said(article: str, expected: str) -> None:
    assert told(article) == expected


def test_an_article_of_addresses_alone_is_refused() -> None:
    with pytest.raises(NothingToRead, match="no words"):
        read_article("详情见 https://example.com/a。更多内容请访问 www.example.org 或发邮件到 me@example.com。")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("本报江城7月16日电（记者 何沐阳 通讯员 孙蕾）洪峰昨天过境。", "洪峰昨天过境。"),
        ("新华社北京10月17日电 全国秋粮收获过半。", "全国秋粮收获过半。"),
        ("海口5月2日讯（记者李明）椰子熟了。", "椰子熟了。"),
        ("【杭州，9月12日】屿声科技发布了药盒。", "屿声科技发布了药盒。"),
        ("PORT ELLIS, March 3 (Northern Wire) — A ferry crossed the harbour.", "A ferry crossed the harbour."),
        ("LONDON (Reuters) - Shares rose.", "Shares rose."),
        ("SKARVIK, Norway, March 3 (Nordic Press) — The town will heat itself.", "The town will heat itself."),
        ("PARIS/BERLIN, May 3 (Wire) — Trains stopped.", "Trains stopped."),
        ("SALEM, Ore., Jan. 5, 2026 (AP) — Snow fell.", "Snow fell."),
        ("NEW YORK — Rain fell for a week.", "Rain fell for a week."),
        ("NASA — the agency — was founded in 1958.", "NASA — the agency — was founded in 1958."),
        ("电视台7月开播的节目很好看。", "电视台7月开播的节目很好看。"),
    ],
)
def test_news_drops_dateline_and_reporter(line: str, expected: str) -> None:
    assert told(f"{line}\n\nA second paragraph stands here.").startswith(expected)


def test_greetings_contacts_and_credits_are_not_said() -> None:
    article = (
        "停水公告\n尊敬的用户：\n\n因为修路，人民路两边的小区今晚十点停水，请提前储水。现将事项通知如下：\n\n"
        "一、停水时间\n今晚22:00至明早6:00，一共八个小时，如果下雨，就顺延到明天晚上同一时间。\n\n"
        "清江水务公司\n地址：人民路118号 客服热线：96333"
    )
    said = told(article)
    assert "停水时间：今晚22:00至明早6:00，" in said
    assert not any(word in said for word in ("尊敬", "如下", "地址", "清江水务公司"))
