"""Whose turn it is to sign: the holder, then whoever sits above, then HR's manager, or a delegate of the last two."""

from functools import cached_property

from db.delegations import Delegation
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
# The same by a delegation. Where HR's manager is passed over everybody in HR may sign, and nobody needs one.
DELEGATED_MEANINGS = {
    "direct superior": "受委托，作为直接上级确认本职位说明书",
    "superior over a vacancy": "直接上级岗位空缺，受上级领导委托确认本职位说明书",
    "superior over the holder": "任职者兼任直接上级，受上级领导委托确认本职位说明书",
    "HR manager": "受委托，作为人力资源部经理确认本职位说明书",
}
ROLES = {AWAITING_SUPERIOR: "as_superior", AWAITING_HR: "as_hr"}  # what a delegation has to be for


class Turns:
    """A snapshot of lines, HR and delegations, each read when first asked for; one for all signings of a list."""

    @cached_property
    def lines(self):
        return Lines()

    @cached_property
    def hr(self):
        return hr_people()

    @cached_property
    def delegations(self):
        return Delegation.all_running()

    def of(self, signing, signed):
        """{id of who may sign now: the delegation it would be by, None for the own turn}.

        `signed`: ids of whose signature the paper has, a giver's with the delegate's. Nobody signs one paper twice.
        """
        own = self._own(signing, signed)
        return dict.fromkeys(own) | self._delegates(signing, own, signed)

    def _own(self, signing, signed):
        done = signed | {signing.holder_id}
        if signing.state == AWAITING_EMPLOYEE:
            return {signing.holder_id} & self.lines.holders.get(signing.position_id, set())
        if signing.state == AWAITING_SUPERIOR:
            return self.lines.superiors(signing.position_id, but=done)
        managers, everybody = self.hr
        return (managers - done or everybody - done) if signing.state == AWAITING_HR else set()

    def _delegates(self, signing, own, signed):
        """Whom those whose own turn it is let sign; what one was only lent oneself, one cannot pass on."""
        role, found = ROLES.get(signing.state), {}
        for delegation in self.delegations if role and own else ():
            delegate = delegation.delegate_id
            fit = delegate not in own | signed | {signing.holder_id} and (role != "as_hr" or delegate in self.hr[1])
            if getattr(delegation, role) and delegation.giver_id in own and fit:
                found.setdefault(delegate, delegation)
        return found

    def meaning(self, signing, signer, delegation=None):
        """What the signature of the one whose turn it is says."""
        if delegation:
            return DELEGATED_MEANINGS[self._capacity(signing, delegation.giver_id)]
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
