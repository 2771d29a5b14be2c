"""A text as a Word document: real headings, lists and tables, and fonts named for Chinese as well as Latin letters."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

from datasay.text_exchange.document import Block, Kind, Span
from datasay.text_exchange.markup import blocks_of

_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LINK = re.compile(r"(?:https?://|mailto:)\S+$", re.IGNORECASE)
_LIST_DEPTHS = 3
# Body and heading fonts that Word, WPS and LibreOffice know or replace well, by language.
_FONTS = {
    "zh": ("SimSun", "SimHei"),
    "zh-TW": ("PMingLiU", "Microsoft JhengHei"),
    "ja": ("MS Mincho", "MS Gothic"),
    "ko": ("Batang", "Malgun Gothic"),
}
_LATIN = ("Times New Roman", "Arial")
_EAST_ASIAN = {"zh": "zh-CN", "ja": "ja-JP", "ko": "ko-KR"}
_TRADITIONAL = ("zh-tw", "zh-hk", "zh-mo", "zh-hant")
_LARGEST_ATTRIBUTE = 255  # characters Word accepts in a property


def write_docx(title: str, content: str, *, tags: Sequence[str], language: str, changed: datetime) -> bytes:
    """The text as .docx: its title in the style Title, then its blocks."""
    writer = _Writer(language)
    properties = writer.document.core_properties
    properties.title = _clean(title)[:_LARGEST_ATTRIBUTE]
    properties.keywords = _clean(", ".join(tags))[:_LARGEST_ATTRIBUTE]
    properties.language = language
    properties.author = properties.comments = ""
    properties.created = properties.modified = changed
    writer.add(Block(Kind.PARAGRAPH, (Span(title),)), "Title")
    for each in blocks_of(content):
        writer.add(each)
    out = BytesIO()
    writer.document.save(out)
    return out.getvalue()


class _Writer:
    """Puts blocks into a document. Paragraphs go straight before the section's end, which stays fast when many."""

    def __init__(self, language: str) -> None:
        self.document: WordDocument = Document()
        _set_fonts(self.document, language)
        self._end = self.document.element.body.sectPr
        self._counting: dict[int, tuple[int, int]] = {}  # depth → the number that comes next, the list's id

    def add(self, each: Block, style: str = "Normal") -> None:
        """One block."""
        if each.kind != Kind.ITEM:
            self._counting.clear()
        match each.kind:
            case Kind.TABLE:
                self._table(each)
            case Kind.ITEM:
                self._item(each)
            case Kind.RULE:
                self._paragraph("Normal", (Span("* * *"),))
            case Kind.HEADING:
                self._paragraph(f"Heading{min(max(each.level, 1), 6)}", each.spans)
            case Kind.CODE:
                self._paragraph("Code", each.spans)
            case Kind.QUOTE:
                self._paragraph("Quote", each.spans)
            case Kind.PARAGRAPH:
                self._paragraph(style, each.spans)

    def _paragraph(self, style: str, spans: Sequence[Span]) -> BaseOxmlElement:
        paragraph = OxmlElement("w:p")
        if style != "Normal":
            properties, named = OxmlElement("w:pPr"), OxmlElement("w:pStyle")
            named.set(qn("w:val"), style)
            properties.append(named)
            paragraph.append(properties)
        for span in spans:
            self._run(paragraph, span)
        self._end.addprevious(paragraph)
        return paragraph

    def _run(self, paragraph: BaseOxmlElement, span: Span) -> None:
        around = paragraph
        if _LINK.match(span.href):
            around = OxmlElement("w:hyperlink")
            address = _clean(span.href)
            relation = self.document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            around.set(qn("r:id"), relation)
            paragraph.append(around)
        run = OxmlElement("w:r")
        if span.bold or span.italic or span.code or around is not paragraph:
            run.append(_looks(span, link=around is not paragraph))
        for number, line in enumerate(_clean(span.text).split("\n")):
            if number:
                run.append(OxmlElement("w:br"))
            if line:
                text = OxmlElement("w:t")
                text.set(qn("xml:space"), "preserve")
                text.text = line
                run.append(text)
        around.append(run)

    def _item(self, each: Block) -> None:
        depth = min(each.level, _LIST_DEPTHS - 1)
        suffix = str(depth + 1) if depth else ""
        for deeper in [known for known in self._counting if known > depth]:
            del self._counting[deeper]
        if not each.number:
            self._counting.pop(depth, None)
            self._paragraph(f"ListBullet{suffix}", each.spans)
            return
        paragraph = self._paragraph(f"ListNumber{suffix}", each.spans)
        expected, list_id = self._counting.get(depth, (0, 0))
        if expected != each.number:
            list_id = self._new_list(f"ListNumber{suffix}", each.number)
        self._counting[depth] = (each.number + 1, list_id)
        properties = paragraph.find(qn("w:pPr"))
        assert properties is not None
        numbered = OxmlElement("w:numPr")
        for name, value in (("w:ilvl", 0), ("w:numId", list_id)):
            part = OxmlElement(name)
            part.set(qn("w:val"), str(value))
            numbered.append(part)
        properties.append(numbered)

    def _new_list(self, style: str, start: int) -> int:
        """A list of its own that begins with `start`; without it Word would count on from the list before."""
        numbering = self.document.part.numbering_part.element
        own = self.document.styles.element.find(f'.//{qn("w:style")}[@{qn("w:styleId")}="{style}"]')
        style_list = own.find(f".//{qn('w:numId')}").get(qn("w:val"))
        model = numbering.num_having_numId(int(style_list))
        number = numbering.add_num(model.abstractNumId.val)
        number.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(number.numId)

    def _table(self, each: Block) -> None:
        if not each.rows:
            return
        made = self.document.add_table(rows=0, cols=len(each.rows[0]), style="Table Grid")
        for row in each.rows:
            cells = made.add_row().cells
            for cell, words in zip(cells, row, strict=True):
                cell.text = _clean(words)
        self._paragraph("Normal", ())  # two tables without a paragraph between them would be one


def _looks(span: Span, *, link: bool) -> BaseOxmlElement:
    looks = OxmlElement("w:rPr")
    if span.code:
        fonts = OxmlElement("w:rFonts")
        for name in ("w:ascii", "w:hAnsi"):
            fonts.set(qn(name), "Consolas")
        looks.append(fonts)
    for name, wanted in (("w:b", span.bold), ("w:i", span.italic)):
        if wanted:
            looks.append(OxmlElement(name))
    if link:
        colour, line = OxmlElement("w:color"), OxmlElement("w:u")
        colour.set(qn("w:val"), "0563C1")
        line.set(qn("w:val"), "single")
        looks.extend((colour, line))
    return looks


def _set_fonts(document: WordDocument, language: str) -> None:
    lowered = language.lower()
    key = "zh-TW" if lowered.startswith(_TRADITIONAL) else lowered[:2]
    body, heading = _FONTS.get(key, _FONTS["zh"])
    styles = document.styles
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _name_fonts(defaults, _LATIN[0], body)
    spoken = defaults.find(qn("w:lang"))
    spoken.set(qn("w:eastAsia"), "zh-TW" if key == "zh-TW" else _EAST_ASIAN.get(key, "zh-CN"))
    if key not in _EAST_ASIAN and key != "zh-TW":
        spoken.set(qn("w:val"), language)
    code = styles.add_style("Code", WD_STYLE_TYPE.PARAGRAPH)
    code.element.get_or_add_rPr()
    _name_fonts(code.element.rPr, "Consolas", heading)
    for name in ("Title", *(f"Heading {level}" for level in range(1, 7))):
        style = styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.color.rgb = RGBColor(0x1F, 0x1F, 0x1F)
        style.font.italic = False
        _name_fonts(style.element.get_or_add_rPr(), _LATIN[1], heading)
    normal = styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.size = Pt(12)
    normal.paragraph_format.line_spacing = 1.5
    normal.paragraph_format.space_after = Pt(6)


def _name_fonts(looks: BaseOxmlElement, latin: str, east_asian: str) -> None:
    fonts = looks.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        looks.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]  # a theme's font would win over one that is named
    for name, font in (("w:ascii", latin), ("w:hAnsi", latin), ("w:eastAsia", east_asian), ("w:cs", latin)):
        fonts.set(qn(name), font)


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)
