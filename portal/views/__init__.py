"""One blueprint a noun."""

from portal.views import (
    access,
    audit,
    board,
    chart,
    clauses,
    delegations,
    descriptions,
    differences,
    editing,
    home,
    intake,
    jobs,
    keys,
    letters,
    matrix,
    notices,
    paper_copies,
    passwords,
    people,
    positions,
    remarks,
    reviewing,
    rules,
    search,
    session,
    settings,
    setup,
    signatures,
    upkeep,
    verify,
)

BLUEPRINTS = [module.bp for module in (
    access, audit, board, chart, clauses, delegations, descriptions, differences, editing, home, intake, jobs, keys,
    letters, matrix, notices, paper_copies, passwords, people, positions, remarks, reviewing, rules, search, session,
    settings, setup, signatures, upkeep, verify)]
