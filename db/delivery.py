"""Carrying out the letters: claimed before they are sent, so that none is sent twice, whoever dies in between.

At most once: a letter that was on the wire when the connection or this process was lost is not sent again by itself.
It is shown to the administrator; what it told stands on the portal in any case.
"""

import datetime as dt
from collections import Counter

from db import inbox, letters, post
from db.letters import Letter
from db.notices import Notice
from db.people import EMAIL

PAUSE = dt.timedelta(minutes=5)  # while the server is out of reach


def deliver(compose):
    """Send what is due. `compose(letter, notices)` writes the message. Returns {what became of letters: how many}."""
    server, done = letters.server(), Counter()
    if server is None:
        return done
    Letter.give_up()
    if not (due := Letter.due()):
        return done
    try:
        with server.connect() as smtp:
            for letter in due:
                if letter.claim():
                    _send(letter, server, smtp, compose)
                    done[letter.state] += 1
                if smtp.sock is None:  # lost: the rest has its turn with the next connection
                    break
    except post.NotTaken as problem:
        Letter.put_off_all(str(problem), by=PAUSE)
    return done


def wanted(letter):
    """The notices of a letter that still mean something to its reader, oldest first."""
    person = letter.person
    if not (person.is_active and person.by_mail and person.email):
        return []
    return inbox.still_of_use(person, list(letter.notices.order_by(Notice.id)))


def _send(letter, server, smtp, compose):
    person, notices = letter.person, wanted(letter)
    if not notices:
        letter.note_needless()
        return
    try:
        if not EMAIL.match(person.email):
            raise post.NotTaken("not an e-mail address", for_good=True)
        server.hand_over(smtp, person.email, _written(letter, notices, compose))
    except post.NotTaken as problem:
        letter.note_not_taken(str(problem), for_good=problem.for_good)
    except post.Unsure as problem:
        letter.note_unsure(str(problem))
    else:
        letter.note_sent()


def _written(letter, notices, compose):
    """The message; where writing it fails, that is our mistake, and certainly nothing was sent."""
    try:
        return compose(letter, notices)
    except Exception as problem:
        letter.note_not_taken(f"not written: {type(problem).__name__}", for_good=True)
        raise
