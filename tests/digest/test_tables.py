"""Small tables of figures are told as sentences, in the language of the work."""

import pytest

from datasay.digest.article import read_article
from datasay.digest.script import extract_script
from datasay.digest.tables import in_one_language, tell_tables

YEARS = """
| 年份 Year | 产量 Output（万吨） | 出口 Exports (万吨) |
|---|:---:|---|
| 2022 | 10 | 3 |
| 2023 | 12 | — |
"""
REGIONS = """
| 地区 Region | 增长 Growth (%) |
|---|---|
| 北方 North | 3.5 |
| 南方 (South) | -2 |
"""


def test_labels_in_two_languages_are_said_in_the_language_of_the_work() -> None:
    chinese = read_article(f"# 收成\n\n这几年收成很好，大家都高兴。\n{YEARS}{REGIONS}").paragraphs
    assert chinese[1:] == ("2022年：产量10万吨，出口3万吨。", "2023年：产量12万吨。", "增长：北方3.5%，南方-2%。")
    english = read_article(f"# Harvest\n\nThe harvests were good, and all were glad.\n{REGIONS}").paragraphs
    assert english[1:] == ("Growth: North 3.5%, South -2%.",)


def test_the_language_that_was_wished_decides() -> None:
    text = f"# Harvest\n\nThe harvests were good.\n{REGIONS}"
    assert "增长：北方3.5%" in "".join(read_article(text, None, "zh-CN").paragraphs)


def test_a_chart_can_be_read_from_what_is_said_of_a_table() -> None:
    script = extract_script(f"# 收成\n\n各地今年的产量是这样的。\n{REGIONS}", 20)
    said = "".join(scene.narration for scene in script.scenes)
    assert "北方3.5%" in said
    assert "North" not in said
    assert "|" not in said


@pytest.mark.parametrize("head", ["| 海拔 | 沸点 |", "| | 海拔 | 沸点 |", "| 地点 | 海拔 | 沸点 |"])
def test_figures_stay_under_their_heads(head: str) -> None:
    table = f"{head}\n|---|---|---|\n| 拉萨 | 3650米 | 88℃ |\n| 昆明 | 1900米 | 94 °C |\n"
    said = tell_tables(f"水在各地的沸点不同。\n\n{table}")
    assert "拉萨：海拔3650米，沸点88℃。" in said
    assert "昆明：海拔1900米，沸点94 °C。" in said


@pytest.mark.parametrize(
    "table",
    [
        YEARS,  # its unit stands in Chinese only
        "\n| Region | 产量 Output (10,000 t) |\n|---|---|\n| North | 10 |\n",
        "\n| Name | What it does |\n|---|---|\n| North | It is cold there |\n",
        "\n| a | b |\n|---|---|\n",
        "\n| a | b |\n|---|---|\n| c | 1 | 2 |\n",
    ],
)
def test_a_table_that_would_be_told_wrongly_is_left_out_as_before(table: str) -> None:
    text = f"The harvests were good.\n{table}"
    assert tell_tables(text) == text


@pytest.mark.parametrize(
    ("labels", "chinese", "english"),
    [
        (["产量 Output", "出口 Exports"], ["产量", "出口"], ["Output", "Exports"]),
        (["Output / 产量", "Exports / 出口"], ["产量", "出口"], ["Output", "Exports"]),
        (["产量（Output）", "出口（Exports）"], ["产量", "出口"], ["Output", "Exports"]),
        (
            ["产量（万吨） Output (million t)", "出口 Exports (%)"],
            ["产量（万吨）", "出口（%）"],
            ["Output (million t)", "Exports (%)"],
        ),
        (["人均 GDP", "GDP 增速"], ["人均 GDP", "GDP 增速"], ["人均 GDP", "GDP 增速"]),
        (["iPhone 销量", "总销量", "占比"], ["iPhone 销量", "总销量", "占比"], ["iPhone 销量", "总销量", "占比"]),
    ],
)
def test_only_labels_that_say_the_same_twice_are_cut(labels: list[str], chinese: list[str], english: list[str]) -> None:
    assert in_one_language(labels, chinese=True) == chinese
    assert in_one_language(labels, chinese=False) == english
