"""What an import could not keep, counted while reading and said once, in the language of who reads it."""

from collections import Counter
from enum import Enum

from datasay.wording.told import Param, Told


class Loss(Enum):
    """A kind of loss: its sentence in both languages, with the count."""

    PICTURES = ("{count} 张图片或图表没有导入。", "Pictures or diagrams left out: {count}.")
    LINKS = ("{count} 个链接只保留了文字。", "Links kept as their words only: {count}.")
    NOTES = ("{count} 处注释（脚注、尾注标号）没有导入。", "Notes or note marks left out: {count}.")
    MEDIA = ("{count} 段嵌入的音视频或网页没有导入。", "Embedded sounds, videos or pages left out: {count}.")
    AROUND = (
        "正文以外（导航、页眉页脚、侧栏、表单）的 {count} 个字符没有导入。",
        "Characters around the article (navigation, headers, footers, side columns, forms) left out: {count}.",
    )
    HIDDEN = (
        "{count} 个页面上看不见的字符没有导入。",
        "Characters that the page does not show left out: {count}.",
    )
    SILENT = (
        "{count} 个标明不供朗读（aria-hidden）的字符没有导入。",
        "Characters that the page marks as not to be read out (aria-hidden), left out: {count}.",
    )
    STRUCK = ("{count} 处划掉的文字照常保留。", "Struck-out passages kept like all others: {count}.")
    DELETED = ("修订中删去的 {count} 个字符没有导入。", "Characters deleted with tracked changes left out: {count}.")
    UNSHOWN = ("{count} 个隐藏文字的字符没有导入。", "Characters of hidden text left out: {count}.")
    COMMENTS = ("{count} 条批注没有导入。", "Comments left out: {count}.")
    FIELDS = (
        "{count} 个域没有保存结果，没有导入。请在 Word 中更新域再保存。",
        "Fields without a saved result left out: {count}. Update the fields in Word and save again.",
    )
    UNHIDDEN = (
        "正文在脚本运行前是隐藏的（{count} 处），已照常读取。",
        "Parts hidden until a script runs, read all the same: {count}.",
    )
    READINGS = ("{count} 处注音没有导入。", "Readings above characters (ruby) left out: {count}.")
    CONTENTS = ("目录（{count} 行）没有导入。", "Lines of the table of contents left out: {count}.")
    PLACEHOLDERS = ("{count} 处未填写的占位提示没有导入。", "Placeholders that nobody filled in left out: {count}.")
    CHUNKS = (
        "{count} 个嵌入的文档读不了，没有导入。请在 Word 中打开并另存一次。",
        "Embedded documents that cannot be read, left out: {count}. Open the file in Word and save it again.",
    )
    SYMBOLS = (
        "{count} 个符号字体中的字符没有对应文字，没有导入。",
        "Characters of a symbol font left out: {count}.",
    )
    MARGINS = ("页眉页脚的 {count} 个字符没有导入。", "Characters of page headers and footers left out: {count}.")
    SPEAKERS = ("{count} 处说话人姓名标签没有导入。", "Speaker labels left out: {count}.")
    DRAWINGS = ("{count} 个用字幕画的图形没有导入。", "Drawings made of subtitle marks left out: {count}.")
    LAYERS = (
        "{count} 条与另一条时间、文字都相同的字幕只保留了一次。",
        "Cues with the times and words of another, kept once: {count}.",
    )
    ROLLING = (
        "滚动字幕中重复显示的 {count} 行只保留了一次。",
        "Lines that rolling captions show again, kept once: {count}.",
    )
    MISSING_CHAPTERS = (
        "阅读顺序里有 {count} 个章节在书里找不到，没有导入。",
        "Chapters that the reading order names but the book does not hold, left out: {count}.",
    )
    ASIDE_CHAPTERS = (
        "{count} 个不在阅读顺序中的章节没有导入。",
        "Chapters outside the reading order left out: {count}.",
    )


class Losses:
    """A count for each kind of loss."""

    def __init__(self) -> None:
        self._counts: Counter[Loss] = Counter()

    def add(self, loss: Loss, count: int = 1) -> None:
        """Count one more, or `count` more."""
        self._counts[loss] += count

    def take(self, others: "Losses") -> None:
        """Add what another reader lost."""
        self._counts.update(others._counts)

    def warnings(self) -> list[Told]:
        """A sentence for each kind that was met, in the order of the kinds."""
        return [said(*loss.value, count=self._counts[loss]) for loss in Loss if self._counts[loss] > 0]


def said(chinese: str, english: str, **values: Param) -> Told:
    """A warning: Chinese, then English."""
    return Told(english, chinese, **values)
