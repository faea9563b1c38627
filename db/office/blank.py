"""The empty document every Word file begins as: A4, the styles of a Chinese office, nothing else."""

import io
from functools import cache

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from db.office.elements import element

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
KEPT = ("Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid", "Title", "Heading1", "Header", "Footer")
UNUSED = (KIND.CUSTOM_XML, KIND.WEB_SETTINGS, KIND.FONT_TABLE,
          "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects")
FACELESS = (KIND.THUMBNAIL, KIND.EXTENDED_PROPERTIES)  # a picture of, and facts about, somebody else's document
TEXT_WIDTH = 9070  # twentieths of a point: A4 less 25 mm on each side


def document():
    """A new one; the styles are prepared once."""
    return Document(io.BytesIO(_prepared()))


@cache
def _prepared():
    made = Document()
    _drop(made.part, UNUSED)
    _drop(made.part.package, FACELESS)
    _page(made.sections[0])
    _styles(made.styles.element)
    _numbering(made.part.numbering_part.element)
    _settings(made.settings.element)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _drop(part, kinds):
    for key in [key for key, related in part.rels.items() if related.reltype in kinds]:
        del part.rels[key]


def _page(section):
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(25.4), Mm(22)
    section.header_distance, section.footer_distance = Mm(15), Mm(12)


def _styles(root):
    """Of the template only what is used, set in Song and Hei; themes would overrule the fonts and go."""
    for style in root.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in KEPT:
            root.remove(style)
    defaults = root.find(qn("w:docDefaults"))
    root.replace(defaults, element(
        "w:docDefaults",
        element("w:rPrDefault", element("w:rPr", _fonts(SONG), *_size(10.5),
                                        element("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))),
        element("w:pPrDefault", element("w:pPr", element("w:spacing", after=0, line=300, lineRule="auto")))))
    _replace(root, "Normal", _style("paragraph", "Normal", "Normal", None, default=1))
    _replace(root, "Title", _style("paragraph", "Title", "Title", "Normal",
                                   [element("w:spacing", before=0, after=200), element("w:jc", val="center")],
                                   [_fonts(HEI), element("w:b"), *_size(18)]))
    _replace(root, "Heading1", _style("paragraph", "Heading1", "heading 1", "Normal",
                                      [element("w:keepNext"), element("w:keepLines"),
                                       element("w:spacing", before=220, after=80), element("w:outlineLvl", val=0)],
                                      [_fonts(HEI), element("w:b"), *_size(12)]))
    for name, alignment in (("Header", "left"), ("Footer", "left")):
        tab = element("w:tabs", element("w:tab", val="right", pos=TEXT_WIDTH))
        line = [element("w:pBdr", element("w:bottom", val="single", sz=4, space=4, color="808080"))]
        _replace(root, name, _style("paragraph", name, name.lower(), "Normal",
                                    (line if name == "Header" else []) + [tab, element("w:jc", val=alignment)],
                                    [element("w:color", val="595959"), *_size(9)]))
    for style in (_style("paragraph", "Prose", "正文段落", "Normal", [element("w:ind", firstLine=420)]),
                  _style("paragraph", "Listed", "列表项", "Normal"),
                  _style("paragraph", "CellText", "表格内容", "Normal", [element("w:spacing", line=280)]),
                  _style("paragraph", "CellCentre", "表格居中", "CellText", [element("w:jc", val="center")]),
                  _style("paragraph", "CellLabel", "表格标签", "CellCentre", (), [_fonts(HEI), element("w:b")]),
                  _style("paragraph", "CellHead", "表头", "CellLabel", [element("w:keepNext")]),
                  _style("character", "PlaceholderText", "Placeholder Text", None, (),
                         [element("w:color", val="7F7F7F")])):
        root.append(style)


def _style(kind, key, name, based_on, paragraph=(), character=(), default=None):
    flags = ({"default": 1} if default else {}) | ({} if name.isascii() else {"customStyle": 1})
    made = element("w:style", element("w:name", val=name), type=kind, styleId=key, **flags)
    if based_on:
        made.append(element("w:basedOn", val=based_on))
    made.append(element("w:qFormat"))
    made.extend([element("w:pPr", *paragraph)] if paragraph else [])
    made.extend([element("w:rPr", *character)] if character else [])
    return made


def _replace(root, key, style):
    root.replace(next(one for one in root.findall(qn("w:style")) if one.get(qn("w:styleId")) == key), style)


def _fonts(han):
    return element("w:rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=han, cs=LATIN)


def _size(points):
    half = int(Pt(points).pt * 2)
    return element("w:sz", val=half), element("w:szCs", val=half)


def _numbering(root):
    """One kind of list, 1. 2. 3.; each list of the document counts for itself."""
    for child in list(root):
        root.remove(child)
    root.append(element(
        "w:abstractNum", element("w:multiLevelType", val="singleLevel"),
        element("w:lvl", element("w:start", val=1), element("w:numFmt", val="decimal"), element("w:lvlText", val="%1."),
                element("w:lvlJc", val="left"), element("w:pPr", element("w:ind", left=360, hanging=360)), ilvl=0),
        abstractNumId=0))


def _settings(root):
    """Of the template's settings none: as Word 2013 and later lays out, punctuation squeezed as Chinese is set."""
    for child in list(root):
        root.remove(child)
    layout = {"compatibilityMode": 15, "overrideTableStyleFontSizeAndJustification": 1, "enableOpenTypeFeatures": 1,
              "doNotFlipMirrorIndents": 1}
    root.extend([
        element("w:zoom", percent=100), element("w:defaultTabStop", val=420),
        element("w:characterSpacingControl", val="compressPunctuation"),
        element("w:compat", *(element("w:compatSetting", name=name, uri="http://schemas.microsoft.com/office/word",
                                      val=value) for name, value in layout.items())),
        element("w:themeFontLang", val="en-US", eastAsia="zh-CN")])
