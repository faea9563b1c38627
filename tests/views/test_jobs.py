"""Bulk documents: who asks for what, what the page of a job says while it is made, and how it is fetched."""

import pytest
from playhouse.test_utils import count_queries

from db import jobs, making, workshop
from db.audit import AuditEntry
from db.base import digest, now, today
from db.descriptions import IN_FORCE, Description
from db.documents import Document
from db.jobs import DONE, FAILED, RUNNING, Job
from db.signatures import COMPLETE, Signing


@pytest.fixture
def in_force(world):
    """Clerk and driver have versions in force."""
    Description.update(state=IN_FORCE, effective_on=today()).where(
        Description.id.in_([world.drafts.clerk.id, world.drafts.driver.id])).execute()
    return world


def job_of(person, state=RUNNING, **more):
    facts = {"kind": "handbook", "file": "汇编.pdf", "plan": [1, 2, 3, 4], "reach": [], "sha256": digest(b"made"),
             "size": 4, "ended_at": now(), "kept_until": now() + jobs.KEPT}
    job = Job.create(asked_by=person, state=state, **facts | more)
    (workshop.of(job.id) / job.sha256).write_bytes(b"made")
    return job


def entry():
    return AuditEntry.select().order_by(AuditEntry.id.desc()).get()


def described(job):
    return [row["description"] for row in job.plan]


def test_hr_has_the_handbook_of_everything_made_and_lands_on_its_page(in_force, visit):
    answer = visit(in_force.hr).post("/jobs/handbook", data={"department": ""})
    job = Job.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/jobs/{job.id}")
    assert described(job) == [in_force.drafts.clerk.id, in_force.drafts.driver.id]
    assert job.file == f"岗位说明书汇编-全公司-{today():%Y%m%d}.pdf"
    assert (entry().action, entry().actor_id, entry().subject) == ("job.ask", in_force.hr.id, f"job:{job.id}")


def test_the_head_gets_the_own_department_whatever_is_asked_for(in_force, visit):
    browser = visit(in_force.manager)
    browser.post("/jobs/handbook", data={"department": ""})
    assert (described(Job.get()), Job.get().arguments["scope"]) == ([in_force.drafts.clerk.id], "客户服务部")
    foreign = browser.post("/jobs/handbook", data={"department": in_force.positions.driver.department_id})
    assert (foreign.status_code, Job.select().count()) == (422, 1)


def test_a_supervisor_gets_what_lies_beneath(in_force, visit):
    visit(in_force.supervisor).post("/jobs/handbook", data={"department": ""})
    assert (described(Job.get()), Job.get().arguments["scope"]) == ([in_force.drafts.clerk.id],
                                                                    "商户客服主管及下属岗位")


def test_a_department_is_chosen_from_those_within_reach(in_force, visit):
    choice = {name: visit(getattr(in_force, name)).get("/jobs/").text for name in ("hr", "manager")}
    assert ["车辆部" in choice["hr"], "车辆部" in choice["manager"], "客户服务部" in choice["manager"]] == [
        True, False, True]
    visit(in_force.hr).post("/jobs/handbook", data={"department": in_force.positions.driver.department_id})
    assert (described(Job.get()), Job.get().arguments["scope"]) == ([in_force.drafts.driver.id], "车辆部")


def test_where_nothing_is_in_force_it_is_said_beside_the_field(world, visit):
    answer = visit(world.hr).post("/jobs/handbook", data={"department": ""})
    assert (answer.status_code, "这里没有生效的岗位说明书" in answer.text, Job.select().count()) == (422, True, 0)


def test_an_employee_has_no_such_page(in_force, visit):
    browser = visit(in_force.clerk)
    assert (browser.get("/jobs/").status_code, browser.post("/jobs/handbook").status_code) == (403, 403)


def test_while_it_is_made_the_page_asks_again_and_afterwards_no_more(world, visit):
    job, browser = job_of(world.hr, done=3), visit(world.hr)
    page = browser.get(f"/jobs/{job.id}", headers={"HX-Request": "true", "HX-Target": "section#job"}).text
    assert ('hx-trigger="every 2s"' in page, 'value="3"' in page, "已完成 3 / 4 部分" in page, "<html" in page) == (
        True, True, True, False)
    Job.update(state=DONE, done=4).where(Job.id == job.id).execute()
    page = browser.get(f"/jobs/{job.id}", headers={"HX-Request": "true", "HX-Target": "section#job"}).text
    assert ("hx-trigger" in page, f"/jobs/{job.id}/file" in page) == (False, True)


def test_without_javascript_there_is_a_link_to_look_again(world, visit):
    job = job_of(world.hr)
    assert f'<noscript><p><a class="btn" href="/jobs/{job.id}">' in visit(world.hr).get(f"/jobs/{job.id}").text


def test_it_says_that_it_went_on_after_an_interruption(world, visit):
    said = "生成曾被中断，已从中断处继续"
    pages = [visit(world.hr).get(f"/jobs/{job_of(world.hr, interruptions=n).id}").text for n in (0, 1)]
    assert [said in page for page in pages] == [False, True]


def test_why_it_failed_stands_on_the_page_with_a_way_on(world, visit):
    problem = {"message": making.GAVE_UP, "params": {"tries": 5, "id": 7}}
    job, browser = job_of(world.hr, FAILED, problem=problem), visit(world.hr)
    page = browser.get(f"/jobs/{job.id}").text
    assert ("尝试 5 次仍未能生成" in page, f"/jobs/{job.id}/again" in page) == (True, True)
    assert browser.post(f"/jobs/{job.id}/again").status_code == 303
    assert (world.again(job).state, entry().action) == ("waiting", "job.try_again")


def test_the_file_is_handed_out_by_its_name_and_that_is_written_down(world, visit):
    job = job_of(world.hr, DONE)
    answer = visit(world.hr).post(f"/jobs/{job.id}/file")
    assert (answer.data, answer.mimetype) == (b"made", "application/pdf")
    assert "filename*=UTF-8''%E6%B1%87%E7%BC%96.pdf" in answer.headers["Content-Disposition"]
    assert (entry().action, entry().actor_id) == ("job.fetch", world.hr.id)


def test_who_sees_a_job_but_may_not_have_it_made_is_told_so(world, visit):
    job, browser = job_of(world.hr, DONE), visit(world.admin)
    page = browser.get(f"/jobs/{job.id}").text
    assert (f"/jobs/{job.id}/file" in page, "只有有权生成此文件的人才能下载" in page) == (False, True)
    assert browser.post(f"/jobs/{job.id}/file").status_code == 403
    assert visit(world.supervisor).get(f"/jobs/{job.id}").status_code == 404


def test_what_was_ended_cannot_be_fetched_or_ended_again(world, visit):
    job, browser = job_of(world.hr), visit(world.hr)
    assert browser.post(f"/jobs/{job.id}/cancel").status_code == 303
    assert [browser.post(f"/jobs/{job.id}/{way}").status_code for way in ("cancel", "file", "again")] == [409] * 3


def test_the_own_jobs_are_listed_hr_sees_all_and_who_looks_after_the_portal_what_comes_by_itself(world, visit):
    job_of(world.manager, file="经理的.pdf")
    job_of(world.hr, file="人力的.pdf")
    seen = {name: visit(getattr(world, name)).get("/jobs/").text for name in ("manager", "hr", "admin")}
    assert [[name in page for name in ("经理的", "人力的", "门户自动执行的工作")] for page in seen.values()] == [
        [True, False, False], [True, True, False], [True, True, True]]


def test_the_list_asks_as_often_with_thirty_jobs_as_with_one(world, visit):
    counts, browser = [], visit(world.hr)
    for more in (1, 29):
        for _ in range(more):
            job_of(world.manager)
        browser.get("/jobs/")
        with count_queries() as counter:
            page = browser.get("/jobs/").text
        counts.append(counter.count)
    assert (counts[0], page.count("task-title"), "更早的" in page) == (counts[1], 20, True)


def test_the_head_has_the_signed_papers_of_the_own_department_packed_with_a_reason(world, visit):
    paper = Document.keep(b"%PDF-signed")
    signing = Signing.create(description=world.drafts.clerk, holder=world.clerk, position=world.positions.clerk,
                             state=COMPLETE, token="bundled", digest="0" * 64, anchor_id=0, anchor_hash="0" * 64,
                             base=paper, current=paper, revisions=4, completed_at=now())
    browser, form = visit(world.manager), {"department": world.positions.clerk.department_id, "reason": "劳动监察"}
    answer = browser.post("/jobs/signed-papers", data=form)
    job = Job.get()
    assert (answer.headers["Location"], job.plan, job.kind) == (f"/jobs/{job.id}", [signing.id], "bundle")
    assert "劳动监察" in browser.get(f"/jobs/{job.id}").text
    for wrong in ({"reason": " "}, {"department": world.positions.driver.department_id}, {"department": ""}):
        assert browser.post("/jobs/signed-papers", data=form | wrong).status_code == 422
    assert [visit(person).post("/jobs/signed-papers", data=form).status_code
            for person in (world.supervisor, world.auditor)] == [403, 403]
    assert Job.select().count() == 1


def test_the_certificate_is_asked_for_as_of_a_day(world, visit):
    browser = visit(world.manager)
    answer = browser.post("/jobs/certificate", data={"department": "", "on": "2026-03-01"})
    job = Job.get()
    assert (answer.headers["Location"], job.kind) == (f"/jobs/{job.id}", "attestation")
    assert (job.arguments["on"], job.reach) == ("2026-03-01", sorted(
        getattr(world.positions, key).id for key in ("manager", "supervisor", "clerk")))
    for wrong in ({"on": ""}, {"on": "2999-01-01"}, {"on": "2000-01-01"},
                  {"department": world.positions.driver.department_id}):
        assert browser.post("/jobs/certificate", data={"department": "", "on": "2026-03-01"} | wrong).status_code == 422
    assert [visit(person).post("/jobs/certificate", data={"on": "2026-03-01"}).status_code
            for person in (world.supervisor, world.auditor)] == [403, 403]
    assert Job.select().count() == 1
