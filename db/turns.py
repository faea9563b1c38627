"""Whose turn it is to sign: the holder, then whoever sits above, then HR's manager."""

from functools import cached_property

from db.lines import Lines, hr_people

AWAITING_EMPLOYEE, AWAITING_SUPERIOR, AWAITING_HR = "awaiting_employee", "awaiting_superior", "awaiting_hr"


class Turns:
    """A snapshot of the lines and of HR, each read when first asked for; one for as many signings as a list shows."""

    @cached_property
    def lines(self):
        return Lines()

    @cached_property
    def hr(self):
        return hr_people()

    def of(self, signing, signed):
        """Ids of who may sign now. Nobody signs one paper twice, and nobody signs for somebody else."""
        done = signed | {signing.holder_id}
        if signing.state == AWAITING_EMPLOYEE:
            return {signing.holder_id} & self.lines.holders.get(signing.position_id, set())
        if signing.state == AWAITING_SUPERIOR:
            return self.lines.superiors(signing.position_id, but=done)
        managers, everybody = self.hr
        return (managers - done or everybody - done) if signing.state == AWAITING_HR else set()
