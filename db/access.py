"""Who may do what: one table. An ability that is not in it is nobody's."""

SCOPES = ("own", "team", "department", "all")  # each includes the ones before it

# employee, supervisor, head and hr_manager follow from the tree of positions; hr, auditor and admin are granted.
GRANTED = ("hr", "auditor", "admin")
ROLES = ("employee", "supervisor", "head", "hr", "hr_manager", "auditor", "admin")

ABILITIES = {
    "access.read": {"hr": "all", "auditor": "all", "admin": "all"},
    "audit.read": {"auditor": "all", "admin": "all"},
    "calendar.manage": {"hr": "all", "admin": "all"},
    "delegations.end": {"employee": "own", "hr": "all"},
    "delegations.give": {"supervisor": "own", "hr": "all"},
    "delegations.read": {"supervisor": "own", "hr": "all", "auditor": "all"},
    "descriptions.agree": {"employee": "own", "supervisor": "team"},  # own: what one is entrusted with
    "descriptions.correct": {"hr": "all"},
    "descriptions.draft": {"supervisor": "team", "head": "department", "hr": "all"},
    "descriptions.publish": {"hr": "all"},
    "descriptions.read": {"employee": "own", "supervisor": "team", "head": "department", "hr": "all", "auditor": "all"},
    "duties.direct": {"supervisor": "team", "head": "department"},
    "duties.do": {"employee": "own"},
    "duties.plan": {"supervisor": "team", "head": "department", "hr": "all"},
    "duties.read": {"employee": "own", "supervisor": "team", "head": "department", "hr": "all", "auditor": "all"},
    "duties.review": {"supervisor": "team", "head": "department", "hr": "all", "auditor": "all"},
    "duties.watch": {"supervisor": "team", "head": "department", "hr": "all", "auditor": "all"},
    "handbook.make": {"supervisor": "team", "head": "department", "hr": "all", "auditor": "all"},
    "intake.read": {"hr": "all"},
    "jobs.cancel": {"supervisor": "own", "hr": "own", "auditor": "own", "admin": "all"},
    "jobs.read": {"supervisor": "own", "hr": "all", "auditor": "all", "admin": "all"},
    "leaves.approve": {"supervisor": "team", "head": "department", "hr": "all"},
    "leaves.ask": {"employee": "own"},
    "people.manage": {"hr": "all", "admin": "all"},
    "people.read": {"employee": "own", "supervisor": "team", "head": "department", "hr": "all", "auditor": "all",
                    "admin": "all"},
    "positions.manage": {"hr": "all", "admin": "all"},
    "positions.read": {"employee": "own", "supervisor": "team", "head": "department", "hr": "all", "auditor": "all",
                       "admin": "all"},
    "roles.grant": {"admin": "all"},
    "roster.edit": {"supervisor": "team", "head": "department", "hr": "all"},
    "roster.read": {"employee": "team", "head": "department", "hr": "all", "auditor": "all"},
    "second_factors.reset": {"admin": "all"},
    "settings.manage": {"admin": "all"},
    "shifts.manage": {"head": "department", "hr": "all"},
    "signatures.board": {"supervisor": "team", "head": "department", "hr": "all", "auditor": "all"},
    "signatures.certify": {"head": "department", "hr": "all"},
    "signatures.confirm": {"supervisor": "team", "hr": "all"},
    "signatures.export": {"head": "department", "hr": "all"},
    "signatures.hand_over": {"hr": "all"},
    "signatures.manage": {"hr": "all"},
    "signatures.read": {"employee": "own", "supervisor": "team", "head": "department", "hr": "all", "auditor": "all"},
    "signatures.remind": {"supervisor": "team", "head": "department", "hr": "all"},
    "signatures.sign": {"employee": "own", "supervisor": "team", "hr": "all"},
    "swaps.approve": {"supervisor": "team", "head": "department", "hr": "all"},
    "swaps.ask": {"employee": "own"},
    "upkeep.note": {"hr": "all"},
}


def scope(ability, roles):
    """The widest scope these roles give for the ability, or None. An unknown ability is a mistake of ours: KeyError."""
    held = [SCOPES.index(ABILITIES[ability][role]) for role in roles if role in ABILITIES[ability]]
    return SCOPES[max(held)] if held else None
