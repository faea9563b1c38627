"""A description as a Word file: a document to read, print and correct, that the importer reads back as it was."""

import io
from dataclasses import dataclass
from itertools import count, groupby

from db.base import now
from db.office import blank
from db.office.bookmarks import CLAUSE, NOTHING, OTHER_CONTENT, OTHER_RELATIONS, marked
from db.office.elements import cell, element, field, paragraph, row, run, table

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SCOPES = {"department": "本部门内沟通关系", "company": "本公司内沟通关系", "outside": "本公司外沟通关系",
          None: OTHER_RELATIONS}
SIGNERS = ("任职者签字", "直接上级签字", "人力资源部经理签字")
NO_ORIGINAL = "可编辑文本，不作签署凭证；以签署的 PDF 为准"
PAIRS = (1300, 3235, 1300, 3235)  # column widths, in twentieths of a point, of labels and values


@dataclass(frozen=True)
class Heading:
    """What stands around the text and is no part of it."""

    organisation: str
    file_number: str
    version: str
    remark: str = ""  # since when it is in force, or that it is a draft


def description(payload, heading):
    """The bytes of a .docx of the payload, whose duties may have an `identity`; raises Invalid for odd characters."""
    document = blank.document()
    _properties(document.core_properties, payload["title"], heading)
    _margins(document.sections[0], heading)
    body = document.element.body
    for block in _Sheet(payload, document.part.numbering_part.element).blocks():
        body.insert(len(body) - 1, block)  # before the properties of the section
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Sheet:
    """The blocks of one description; bookmarks and lists are numbered as they come."""

    def __init__(self, payload, numbering):
        self.payload, self.numbering, self.ids, self.lists = payload, numbering, count(1), count(1)

    def blocks(self):
        p = self.payload
        yield paragraph("Title", run("职位说明书"))
        yield table(PAIRS, self._pair("职位名称", "title", "所在部门", "department"),
                    self._pair("职位编码", "code", "编制日期", "compiled_on"))
        yield from self._prose("职位概要", "summary", [p["summary"] or None])
        yield paragraph("Heading1", run("职责及要求"))
        yield self._duties(p["duties"])
        yield paragraph("Heading1", run("关键绩效指标"))
        yield from self._items("kpi", p["kpis"])
        yield paragraph("Heading1", run("工作联系"))
        yield table(PAIRS, self._pair("直接上级", "superior", "直接下级", "subordinates"))
        yield paragraph("CellText")  # without it Word would join the two tables
        yield self._relations(p["relations"])
        yield paragraph("Heading1", run("任职资格"))
        yield self._qualifications(p["qualifications"])
        yield from self._prose("工作环境", "environment", [p["environment"]])
        if p["unclassified"]:
            yield from self._prose(OTHER_CONTENT, "unclassified", p["unclassified"])
        yield from self._prose("郑重声明", "notice", [p["notice"]])
        yield paragraph("Heading1", run("签字确认"))
        yield _signatures()

    def _marked(self, name, value, identity=None):
        return marked(next(self.ids), name, value, identity)

    def _value(self, width, name, value, identity=None, **layout):
        return cell(width, paragraph("CellText", *self._marked(name, value, identity)), **layout)

    def _pair(self, *labels_and_names, values=None):
        """A row of two labels, each with its value behind it."""
        values, cells = values or self.payload, []
        for column in (0, 2):
            label, name = labels_and_names[column:column + 2]
            cells += [_label(PAIRS[column], label), self._value(PAIRS[column + 1], name, values[name])]
        return row(*cells)

    def _prose(self, heading, name, values):
        yield paragraph("Heading1", run(heading))
        for value in values:
            yield paragraph("Prose", *self._marked(name, value))

    def _items(self, name, values, style="Listed"):
        """A numbered list; where it has no items a dash, which whoever adds one types over."""
        number = next(self.lists)
        self.numbering.append(element("w:num", element("w:abstractNumId", val=0), element(
            "w:lvlOverride", element("w:startOverride", val=1), ilvl=0), numId=number))
        items = [paragraph(style, *self._marked(name, value), number=number) for value in values]
        return items or [paragraph(style, run(NOTHING))]

    def _duties(self, duties):
        """One row a clause; beside the clauses of a group its name in a cell of their height, if there are groups."""
        is_grouped = any(duty["group"] for duty in duties)
        widths = (1400, 700, 6970) if is_grouped else (700, 8370)
        titles = ("职能", "序号", "具体职责") if is_grouped else ("序号", "具体职责")
        rows = [row(*map(_head, widths, titles), header=True)]
        for name, members in groupby(duties, key=lambda duty: duty["group"]):
            merge = "restart"
            for duty in members:
                cells = [self._value(widths[-1], CLAUSE, duty["text"], duty.get("identity"))]
                cells.insert(0, cell(widths[-2], paragraph("CellCentre", run(str(duty["number"])))))
                if is_grouped:
                    cells.insert(0, self._group(widths[0], name or None, merge))
                rows.append(row(*cells))
                merge = "continue"
        if not duties:
            rows.append(row(*(cell(width, paragraph("CellText", run(NOTHING))) for width in widths)))
        return table(widths, *rows)

    def _group(self, width, name, merge):
        shown = self._marked("group", name) if merge == "restart" else []
        return cell(width, paragraph("CellCentre", *shown), merge=merge)

    def _relations(self, relations):
        widths = (2935, 6135)
        rows, current = [row(*map(_head, widths, ("职位/部门/机构", "内容")), header=True)], None
        for relation in relations:
            if relation["scope"] != current:
                current = relation["scope"]
                rows.append(row(_head(sum(widths), SCOPES[current], span=2)))
            rows.append(row(self._value(widths[0], "party", relation["party"]),
                            self._value(widths[1], "content", relation["content"])))
        if not relations:
            rows.append(row(*(cell(width, paragraph("CellText", run(NOTHING))) for width in widths)))
        return table(widths, *rows)

    def _qualifications(self, asked):
        wide = sum(PAIRS[1:])
        rows = [self._pair("学历", "education", "专业", "major", values=asked),
                self._pair("工作经验", "experience", "资格证书", "certificates", values=asked)]
        for name, label in (("core_knowledge", "核心知识"), ("core_abilities", "核心能力"),
                            ("general_skills", "通用技能"), ("qualities", "素质要求")):
            rows.append(row(_label(PAIRS[0], label), cell(wide, *self._items(name, asked[name], "CellText"), span=3)))
        return table(PAIRS, *rows)


def _label(width, text):
    return cell(width, paragraph("CellLabel", run(text)), shaded=True)


def _head(width, text, span=1):
    """A label that stays on the page of the row below it."""
    return cell(width, paragraph("CellHead", run(text)), span=span, shaded=True)


def _signatures():
    """Who signs stays together with the heading: no page of signatures alone."""
    widths = (2600, 4070, 2400)
    rows = [row(*map(_head, widths, ("责任人", "签字", "日期")))]
    rows += [row(_head(widths[0], who), *(cell(width, paragraph("CellText")) for width in widths[1:]), height=740)
             for who in SIGNERS]
    return table(widths, *rows)


def _margins(section, heading):
    above = section.header.paragraphs[0]._p
    facts = "　".join(filter(None, (heading.file_number, f"版本 {heading.version}", heading.remark)))
    above.extend([run(f"{heading.organisation}\t{facts}")])
    below = section.footer.paragraphs[0]._p
    below.extend([run(f"{NO_ORIGINAL}\t第 "), field("PAGE"), run(" 页　共 "), field("NUMPAGES"), run(" 页")])


def _properties(properties, title, heading):
    properties.title = f"职位说明书：{title}"
    properties.subject = f"{heading.file_number} {heading.version}"
    properties.author = properties.last_modified_by = heading.organisation
    properties.category, properties.language = "职位说明书", "zh-CN"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = now().replace(tzinfo=None)
    properties.revision = 1
