"""One blueprint a noun."""

from portal.views import (
    access,
    audit,
    board,
    chart,
    descriptions,
    differences,
    editing,
    home,
    intake,
    jobs,
    keys,
    letters,
    notices,
    paper_copies,
    passwords,
    people,
    positions,
    reviewing,
    search,
    session,
    settings,
    setup,
    signatures,
    verify,
)

BLUEPRINTS = [module.bp for module in (access, audit, board, chart, descriptions, differences, editing, home, intake,
                                       jobs, keys, letters, notices, paper_copies, passwords, people, positions,
                                       reviewing, search, session, settings, setup, signatures, verify)]
