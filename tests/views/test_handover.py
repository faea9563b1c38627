"""The sheet for the day somebody leaves a position."""

import datetime as dt
import subprocess

from db.base import today
from db.descriptions import IN_FORCE, Description
from db.handover import handover
from db.people import Appointment


def text_of(pdf):
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return told.stdout.decode()


def in_force(world):
    Description.update(state=IN_FORCE, effective_on=today()).where(Description.id == world.drafts.clerk.id).execute()


def test_the_sheet_lists_every_duty_of_the_position_left(visit, world):
    in_force(world)
    world.clerk.leave(today() + dt.timedelta(days=7), by=world.hr)
    answer = visit(world.hr).get(f"/people/{world.clerk.id}/handover.pdf")
    text = text_of(answer.data).replace(" ", "")
    assert [clause.text in text for clause in world.drafts.clerk.clause_list] == [True] * 3
    assert (answer.status_code, "张小燕" in text, "移交人" in text) == (200, True, True)


def test_an_ending_appointment_stands_alone_on_it(world):
    world.clerk.appoint(world.positions.driver, today(), by=world.hr)
    first, second = world.clerk.appointments.order_by(Appointment.id)
    first.end(today(), by=world.hr)
    assert [row.id for row in handover(world.clerk, world.hr).appointments] == [first.id]


def test_without_an_end_it_is_prepared_for_all_that_is_held(world):
    assert [row.position for row in handover(world.clerk, world.hr).appointments] == [world.positions.clerk]


def test_a_reader_without_the_description_gets_no_duties(world):
    in_force(world)
    admin = world.admin if hasattr(world, "admin") else world.everybody["admin"]
    assert (len(handover(world.clerk, world.hr).duties), handover(world.clerk, admin).duties) == (1, [])


def test_a_stranger_finds_no_sheet(visit, world):
    assert visit(world.stranger).get(f"/people/{world.clerk.id}/handover.pdf").status_code == 404


def test_somebody_without_any_post_gets_a_sheet_that_says_so(visit, world):
    answer = visit(world.hr).get(f"/people/{world.auditor.id}/handover.pdf")
    assert (answer.status_code, "没有在任的岗位" in text_of(answer.data).replace(" ", "")) == (200, True)
