"""The portal's papers, from rows: what each template is given. The domain is handed this module as its `paper`."""

import itertools
import re
import unicodedata

from flask import current_app
from flask_babel import force_locale

from db import office, prints
from db.attestations import OLDER, UNSIGNED
from db.base import HERE, now, today
from db.corrections import read
from db.hours import written
from db.on_site import OnSite
from db.organisation import Organisation
from db.people import Person
from portal import pdf
from portal.chart.sheets import sheets
from portal.filters import sentence

WATERMARK = {"draft": "草稿", "with_superior": "审核中", "in_review": "审核中"}
METHODS = {"typed": "键入姓名", "drawn": "手写"}
ROLES = {"employee": "任职者", "superior": "直接上级", "hr": "人力资源部经理"}
CHART_WORDS = {"vacant": "空缺", "more": "%(names)s 等\u00a0%(n)s\u00a0人", "count": "%(n)s\u00a0人",
               "desc": "实线连接直接上级，虚线连接虚线上级。"}
STANDING = {**WATERMARK, "superseded": "已被新版本取代", "discarded": "已作废"}
DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\.|$)", re.IGNORECASE)  # names that are no files on Windows
KINDS = {"signed": "签署版", "to-sign": "待手签", "preview": "预览", "evidence": "签署过程证据"}

CHANGES = {"added": "新增", "reworded": "修改", "reworded_and_moved": "修改并移动", "moved": "移动", "split": "拆分",
           "merged": "合并", "removed": "删除", "unchanged": "不变"}
FIELDS = {"title": "职位名称", "department": "所在部门", "code": "职位编码", "compiled_on": "编制日期",
          "summary": "职位概要", "kpis": "关键绩效指标", "superior": "直接上级", "subordinates": "直接下级",
          "relations": "工作联系", "education": "学历", "major": "专业", "experience": "工作经验",
          "certificates": "资格证书", "core_knowledge": "核心知识", "core_abilities": "核心能力",
          "general_skills": "通用技能", "qualities": "素质要求", "environment": "工作环境", "notice": "郑重声明",
          "unclassified": "其他内容"}
ROSTER_MARKS = {"holiday": "休", "make_up": "班"}
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def description(description, copies, anchor):
    """[PDF] of one version for many holders; `copies` are (person, token), `anchor` an (entry id, hash) of the log."""
    sheet = sheet_of(description) | {"anchor": {"id": anchor[0], "head": anchor[1]}}
    return pdf.description_papers(sheet, [_of_holder(person, token) for person, token in copies])


def preview(description, signing=None):
    """What is not in force as a paper yet: the text under a watermark, nothing to sign."""
    otherwise = "签署中，未生效" if signing else "样张，未签署"
    sheet = sheet_of(description, signing and signing.reading)
    sheet |= {"watermark": WATERMARK.get(description.state, otherwise)}
    drawn = pdf.description(sheet | (_of_holder(signing.holder, signing.token) if signing else {}))
    return prints.marked(drawn, description)


def difference(difference, *, at=None, watermark=None):
    """The table of what changed between two versions (see db.differences); under a watermark it is no annex."""
    found = difference.comparison
    return pdf.difference({
        "organisation": organisation(), "title": difference.new.title, "department": difference.new.department,
        "file_number": difference.new.file_number, "old": _version(difference.old), "new": _version(difference.new),
        "counts": [(CHANGES[kind], count) for kind, count in found.counts.items() if count], "names": CHANGES,
        "groups": [(group, was, [change for change in changes if change.kind != "unchanged"])
                   for group, was, changes in found.groups],
        "unchanged": [(group, _spans(numbers)) for group, _was, changes in found.groups if (
            numbers := [change.new["number"] for change in changes if change.kind == "unchanged"])],
        "fields": [(FIELDS[change.name], change.sides) for change in found.fields], "renamed": len(found.renamed),
        "corrected": difference.corrected, "watermark": watermark, "verify_url": _address(""), "at": at or now(),
    }, at=at)


def word(description):
    """What is read, passed around and corrected in Word; a clause reworded there comes back as the same clause."""
    reading = read(description)
    duties = [{name: row[name] for name in ("group", "number", "text", "identity")}
              for row in reading.content["clauses"]]
    remark = STANDING.get(description.state) or f"{description.effective_on:%Y-%m-%d} 起执行"
    remark += f"，含更正 {len(reading.standing)} 处" if reading.standing else ""
    return office.description(reading.payload | {"duties": duties}, office.Heading(
        organisation(), description.file_number, description.version_label, remark))


def description_name(description, kind, suffix):
    """How a file of one version is called, as in 岗位说明书_前台_A0.docx."""
    return safe(f"{kind}_{description.title}_{description.version_label.replace('/', '')}.{suffix}")


def stamp(**facts):
    """The look of one signature: name, at, meaning, serial, method, text or strokes."""
    return pdf.stamp(**facts)


def agreement(*, person, edition, serial, at):
    return pdf.agreement({"organisation": organisation(), "person": {"name": person.name, "number": person.number},
                          "edition": edition, "serial": serial, "at": at}, at=at)


def evidence(*, signing, signatures, entries, head):
    """Who signed when and how, and the hashes from the sealed paper to the last signature."""
    sheet = sheet_of(signing.description, signing.reading)
    names = Person.names(entry.actor_id for entry in entries)
    with force_locale("zh_Hans"):
        told = [{"id": entry.id, "at": entry.at, "actor": names.get(entry.actor_id), "hash": entry.hash,
                 "text": sentence(entry)} for entry in entries]
    return pdf.evidence({
        "organisation": sheet["organisation"], "file_number": sheet["file_number"], "version": sheet["version"],
        "title": signing.description.title, "holder": {"name": signing.holder.name, "number": signing.holder.number},
        "token": signing.token, "verify_url": _address(signing.token), "digest": signing.digest,
        "opened_at": signing.opened_at, "completed_at": signatures[-1].at,
        "anchor": {"id": signing.anchor_id, "head": signing.anchor_hash}, "head": {"id": head[0], "hash": head[1]},
        "documents": [{"label": "签发文件", "sha256": signing.base.sha256},
                      {"label": "完成文件", "sha256": signatures[-1].hash_after}],
        "signatures": [_signature(signature) for signature in signatures],
        "entries": told,
    }, at=signatures[-1].at)


def handover(sheet):
    """What somebody hands over, to be signed by hand."""
    states = {"awaiting_employee": "待本人签", "awaiting_superior": "待上级签", "awaiting_hr": "待人力资源部签",
              "returned": "已退回修改", "refused": "已拒签"}
    at = now()
    return pdf.handover({"organisation": organisation(), "at": at, "states": states, **vars(sheet)}, at=at)


def attestation(lines, counts, table, *, on, at, **facts):
    """Who had signed what on a day (see db.attestations); `table`: the same as the bytes of a .csv."""
    grouped = [(name, list(group)) for name, group in itertools.groupby(lines, lambda line: line.department)]
    return pdf.attestation({
        "organisation": organisation(), "departments": grouped, "counts": counts, "on": on, "at": at,
        "closed": on < at.astimezone(HERE).date(),
        "lacking": [line for line in lines if line.state in (OLDER, UNSIGNED)]} | facts, table, at=at)


def chart(posts, departments, paper):
    """The reporting chart of these posts (see db.chart) on sheets of this size."""
    return pdf.chart({"organisation": organisation(), "on": f"{today():%Y-%m-%d}", "paper": paper,
                      "sheets": sheets(posts, departments, paper, CHART_WORDS), "words": CHART_WORDS})


def roster(sheet, department=None):
    """The month of a sheet (see db.roster_sheet) with what it adds up to."""
    days = [{"number": day.day, "weekday": "一二三四五六日"[day.weekday()],
             "is_off": not sheet.calendar.is_working(day), "mark": ROSTER_MARKS.get(sheet.calendar.kind(day))}
            for day in sheet.days]
    lines = [{"name": line.person.name, "days": len(line.working), "hours": f"{sheet.minutes(line) / 60:g}",
              "cells": ["假" if day in line.away else sheet.letter(line, day) for day in sheet.days]}
             for line in sheet.lines]
    counts = [{"letter": shift.letter, "cells": [found.get(day, 0) for day in sheet.days]}
              for shift, found in sheet.counts()]
    shifts = [{"letter": shift.letter, "name": shift.name, "hours": written(shift.ranges(sheet.last))}
              for shift in sheet.used()]
    return pdf.roster({"organisation": organisation(), "title": f"{sheet.first.year}年{sheet.first.month}月排班表",
                       "department": department or "", "on": f"{today():%Y-%m-%d}", "days": days, "lines": lines,
                       "counts": counts, "shifts": shifts})


def file_name(signing, kind):
    """How a downloaded paper is called; names of people stay out of it."""
    described = signing.description
    version = described.version_label.replace("/", "")
    label, ending = KINDS[kind], "pdf"
    if kind == "signed" and signing.scan:
        label, ending = "纸质签署扫描件", ENDINGS[signing.scan.media_type]
    return safe(f"{described.title}-{described.file_number}-{version}-{signing.token[:6]}-{label}.{ending}")


def difference_name(difference):
    """How a printed comparison is called, as in 变更对照表_前台_A0-A1_预览.pdf."""
    labels = "-".join(row.version_label.replace("/", "") for row in (difference.old, difference.new))
    return safe(f"变更对照表_{difference.new.title}_{labels}_预览.pdf")


def packed_name(signing):
    """How a signed paper is called in a ZIP, as in 前台-K1021-宋诗涵-A0-签署版.pdf; short enough for Windows."""
    described, holder = signing.description, signing.holder
    ending, label = ("pdf", "签署版") if not signing.scan else (ENDINGS[signing.scan.media_type], "纸质签署扫描件")
    facts = (described.title[:40], holder.number, holder.name[:20], described.version_label.replace("/", ""), label)
    return safe("-".join(map(str.strip, facts)) + f".{ending}")


def safe(name):
    """A file name that stays in its folder and that Windows takes: no separators, nothing unseen, no devices."""
    shown = "".join("_" if c in '/\\:*?"<>|' or unicodedata.category(c)[0] == "C" else c
                    for c in unicodedata.normalize("NFC", name)).lstrip(".").rstrip(". ")
    return f"_{shown}" if DEVICE.match(shown) else shown


def agreement_name(agreement):
    return f"电子签名使用约定-{agreement.edition}.pdf"


def sheet_of(description, reading=None):
    """What a paper of a version says: as it reads now, or as an earlier paper carries it."""
    reading = reading or read(description)
    return {"organisation": organisation(), "file_number": description.file_number,
            "version": description.version_label, "description": reading.issued,
            "effective_on": description.effective_on and f"{description.effective_on:%Y-%m-%d}",
            "digest": reading.digest, "corrections": _record(reading)}


def _record(reading):
    """The corrections of a version as papers tell them."""
    numbers = {row["identity"]: row["number"] for row in reading.signed["clauses"]}
    return [{"place": f"第{numbers[row.place]}条" if row.place in numbers else FIELDS[row.place],
             "before": row.old_runs, "after": row.new_runs, "reason": row.reason, "by": row.person.name,
             "on": f"{row.at.astimezone(HERE):%Y-%m-%d}"} for row in reading.standing]


def _spans(numbers):
    """Numbers as a table names them: 1、2、8—13."""
    found = []
    for _, run in itertools.groupby(enumerate(numbers), key=lambda row: row[1] - row[0]):
        span = [number for _, number in run]
        found += [f"{span[0]}—{span[-1]}"] if len(span) > 2 else map(str, span)
    return "、".join(found)


def _version(description):
    return {"version": description.version_label, "digest": description.digest, "compiled_on": description.compiled_on,
            "effective_on": description.effective_on and f"{description.effective_on:%Y-%m-%d}"}


def _of_holder(person, token):
    return {"holder": {"name": person.name, "number": person.number}, "token": token, "verify_url": _address(token)}


def _signature(row):
    return {"role": ROLES[row.step], "name": row.person.name, "number": row.person.number, "at": row.at,
            "method": METHODS[row.method], "meaning": row.meaning, "session": row.session_id, "address": row.address,
            "agent": row.agent, "serial": row.certificate.serial, "mark_hash": row.mark_hash,
            "hash_before": row.hash_before, "hash_after": row.hash_after, "delegation": row.delegation,
            "second_factor": row.second_factor, "on_site": row.on_site and OnSite.get_by_id(row.on_site)}


def organisation():
    return Organisation.the().name or "岗责通"


def _address(token):
    return f"{current_app.config['URL'].rstrip('/')}/verify/{token}"
