"""What the portal does by itself, and when: a line each. Done twice, each has the effect of once."""

from db import (
    calendar_days,
    delivery,
    documents,
    generation,
    issuing,
    jobs,
    previews,
    receipts,
    reminders,
    rounds,
    swaps,
)
from db.base import N_
from db.rounds import Daily, Every, Task
from portal import papers
from portal.mail import compose

TIMETABLE = (
    Task("follow_appointments", Daily(0, 5), N_("Opens and ends signings as appointments begin and end"),
         lambda: issuing.follow_appointments(paper=papers)),
    Task("follow_official_list", Daily(0, 15), N_("Enters the official holidays of this year and the next"),
         calendar_days.follow_official_list),
    Task("lapse_swaps", Daily(0, 20), N_("Ends swaps of shifts that nobody decided in time"), swaps.lapse),
    Task("keep_up_duties", Every(10), N_("Makes the duties of today and tomorrow, and notes what was missed"),
         generation.keep_up),
    Task("expire_jobs", Daily(3, 10), N_("Removes documents that have been ready for too long"), jobs.expire),
    Task("forget_rounds", Daily(3, 20), N_("Forgets when it did what, after 60 days"), rounds.forget),
    Task("forget_receipts", Daily(3, 30), N_("Forgets which forms came in, after 62 days"), receipts.forget_old),
    Task("sweep_photos", Daily(3, 40), N_("Removes photos of forms that were refused"), documents.sweep),
    Task("remind", Daily(8, 30), N_("Reminds those a paper waits for"), reminders.remind_by_policy),
    Task("deliver_mail", Every(5), N_("Sends notices by e-mail"), lambda: delivery.deliver(compose)),
    Task("sweep_previews", Every(60), N_("Removes staff lists that were only looked at"), previews.sweep),
)
