"""A server with channels: a moderator is heard there unseen by the others, and forms may be opened."""

from __future__ import annotations

import itertools
from dataclasses import replace

from sqlmodel import Session
from stage import Stage

from bot.platform import Act, Event, Forms, Person, Standing, Where
from bot.screens import Reply
from bot.tables import Community, Place

HERE = Where("7/70", "#umfragen")
MONA, ANNA = Person("500", "Mona", "de"), Person("501", "Anna", "de")
NUMBERS = itertools.count(1)


def add_server(stage: Stage) -> None:
    """We are in a server whose channels nobody has used yet."""

    def work(session: Session) -> None:
        community = Community(name="Server", created_at=stage.now)
        session.add(community)
        session.flush()
        held = {"holds": True}
        session.add(Place(community_id=community.id, platform="discord", address="7", name="Server", abilities=held))

    stage.store.write_now(work)


async def happens(stage: Stage, act: Act, **details: object) -> Reply:
    """A moderator does something in a channel; ``details`` of the event may say otherwise."""
    event = Event(
        key=f"dc:{next(NUMBERS)}",
        platform="discord",
        act=act,
        person=MONA,
        at=stage.now,
        where=HERE,
        private=True,
        forms=Forms.NOW,
        standing=Standing.MODERATOR,
    )
    return await stage.desk.handle(replace(event, **details))  # type: ignore[arg-type]


def form_of(reply: Reply) -> dict[str, str]:
    """What stands in the fields of the form that opens."""
    [screen] = reply.screens
    assert screen.form is not None
    return {field.key: field.value for field in screen.form.fields}


def token_of(reply: Reply, label: str = "") -> str:
    """The token of the button that begins so, else of the form."""
    for screen in reply.screens:
        if not label and screen.form:
            return screen.form.token
        for row in screen.rows:
            for button in row:
                if label and button.label.startswith(label):
                    return button.token
    raise AssertionError(f"no {label or 'form'}")
