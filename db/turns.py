"""Whose turn it is to sign: the holder, then whoever sits above, then HR's manager."""

from functools import cached_property

from db.lines import Lines, hr_people

AWAITING_EMPLOYEE, AWAITING_SUPERIOR, AWAITING_HR = "awaiting_employee", "awaiting_superior", "awaiting_hr"

# What a signature says: true also where somebody stands in; at most 26 characters, for which the stamp has room.
MEANINGS = {
    "holder": "本人已逐条阅读并确认本职位说明书",
    "direct superior": "作为直接上级确认本职位说明书",
    "superior over a vacancy": "直接上级岗位空缺，作为上级领导确认本职位说明书",
    "superior over the holder": "任职者兼任直接上级，作为上级领导确认本职位说明书",
    "HR manager": "作为人力资源部经理确认本职位说明书",
    "HR without a manager": "人力资源部经理空缺，由人力资源部确认本职位说明书",
    "HR beside a manager": "人力资源部经理回避，由人力资源部确认本职位说明书",
}


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

    def meaning(self, signing, signer):
        """What the signature of the one whose turn it is says."""
        return MEANINGS[self._capacity(signing, signer.id)]

    def _capacity(self, signing, signer):
        """Who is passed over holds the post above and the signed one too, or heads HR and has signed this paper."""
        if signing.state == AWAITING_EMPLOYEE:
            return "holder"
        if signing.state == AWAITING_SUPERIOR:
            above = self.lines.holders.get(self.lines.above.get(signing.position_id), set())
            stands_in = "superior over the holder" if above else "superior over a vacancy"
            return "direct superior" if signer in above else stands_in
        managers, _everybody = self.hr
        stands_in = "HR beside a manager" if managers else "HR without a manager"
        return "HR manager" if signer in managers else stands_in
