"""Are people from elsewhere counted by their source, and only those of this wave whom the release counts?"""

from __future__ import annotations

from typing import Any

import pytest
from answered import Answered, person
from fielding import item, options, questionnaire
from sqlmodel import Session, select

from surveys.digest import imported
from surveys.digest.imported import Imported
from surveys.store import Store
from surveys.tables import Consent, Purpose

ASKED = questionnaire(
    item("place", "choice", options=options("shop", "phone")), item("way", "choice", options=options("mail", "chat"))
)


def arrives(wave: Answered, numbers: range, version: str, platform: str = "import", **said: Any) -> None:
    """People who agreed by that version of the text."""
    for number in numbers:
        wave.say(number, platform=platform, **said)
        mine = select(Consent).where(Consent.wave_id == wave.wave.id, Consent.respondent_id == person(number))
        for each in wave.session.exec(mine):
            each.text_version = version
    wave.session.flush()


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_people_and_their_answers_are_counted_by_source_in_its_order(store: Store) -> None:
    """Six of a chat, seven of a form who answered twice; nine on the platform agreed to our own text, ten are elsewhere."""

    def work(session: Session) -> None:
        other = Answered(session, ASKED)
        arrives(other, range(8), "imported-form", place="shop")
        other.release()
        wave = Answered(session, ASKED)
        arrives(wave, range(6), "imported-chat", place="shop")
        arrives(wave, range(10, 17), "imported-form", place="shop", way="mail")
        arrives(wave, range(20, 29), "2026-11", place="shop")
        arrives(wave, range(30, 40), "imported-form", platform="telegram", place="shop")
        assert imported.imported(session, wave.wave) == {}, "before the release nobody is counted"
        wave.release()
        arrives(wave, range(50, 53), "imported-form", place="shop")

        found = imported.imported(session, wave.wave)
        assert list(found.items()) == [("imported-form", Imported(7, 14)), ("imported-chat", Imported(6, 6))]

    store.write_now(work)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_who_agreed_to_more_than_taking_part_is_counted_once(store: Store) -> None:
    def work(session: Session) -> None:
        wave = Answered(session, ASKED)
        for number in range(6):
            wave.say(number, Purpose.QUOTE_HERE, platform="import", place="shop")
        for each in session.exec(select(Consent).where(Consent.wave_id == wave.wave.id)):
            each.text_version = "imported-form" if each.purpose is Purpose.TAKE_PART else "imported-chat"
        session.flush()
        wave.release()

        assert imported.imported(session, wave.wave) == {"imported-form": Imported(6, 6)}

    store.write_now(work)
