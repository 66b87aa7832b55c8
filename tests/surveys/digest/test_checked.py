"""Do the checks of people reach the digest: corrected shares, and how many checked how much and how alike?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from answered import NOON, Answered, person
from fielding import item, questionnaire
from sqlmodel import Session, select

from surveys.analysis.results import Viewer
from surveys.coding import checks, themes
from surveys.digest.digest import Digest, Line, Ranged, Ranges
from surveys.digest.phrases import say
from surveys.store import Store
from surveys.tables import Answer, Coding, Theme, ThemeOrigin, ThemeState

pytestmark = pytest.mark.sqlite_will_do

ASKED = questionnaire(item("why", "open"))
MANY = 120  # answers: the machine puts 80 into waiting, and 40 into the tone
WAITING, TONE = "Wartezeit", "Ton"


def coded(session: Session) -> tuple[Answered, dict[str, str]]:
    """A wave in which the machine coded everything, released; gives the ids of its themes."""
    wave = Answered(session, ASKED)
    made = {
        label: Theme(community_id="here", questionnaire=ASKED.key, item="why", label={"de": label}, position=at,
                     state=ThemeState.ACCEPTED, origin=ThemeOrigin.HUMAN, created_at=NOON - timedelta(days=1))
        for at, label in enumerate((WAITING, TONE))
    }  # fmt: skip
    session.add_all(made.values())
    session.flush()
    for number in range(MANY):
        wave.say(number, why=f"Antwort {number}")
    for answer in session.exec(select(Answer).where(Answer.wave_id == wave.wave.id)).all():
        label = WAITING if int(answer.respondent_id, 16) < 80 else TONE
        session.add(
            Coding(answer_id=answer.id, coder="", wave_id=wave.wave.id, item="why", theme_id=made[label].id, at=wave.now,
                   respondent_id=answer.respondent_id, confidence=0.9, revision=answer.revision)
        )  # fmt: skip
    session.flush()
    wave.release()
    return wave, {label: theme.id for label, theme in made.items()}


def check(wave: Answered, ids: dict[str, str], coder: str, many: int, wrong_of: int = 4) -> list[str]:
    """Let somebody check so many of the sample: every so-maniest that the machine put to waiting is of the tone."""
    sample = checks.check(wave.session, wave.wave, "why", wave.now)
    seen = 0
    for answer in sample.answers[:many]:
        theme = sample.machine[answer]
        seen += theme == ids[WAITING]
        wrong = theme == ids[WAITING] and seen % wrong_of == 0
        themes.code(wave.session, answer, ids[TONE] if wrong else theme, coder, wave.now)
    return list(sample.answers[:many])


def rows(digest: Digest) -> dict[str, Ranged]:
    [ranges] = [block for section in digest.sections if section.key == "themes" for block in section.blocks
                if isinstance(block, Ranges)]  # fmt: skip
    return {row.label["de"]: row for row in ranges.rows}  # type: ignore[index]


def method(digest: Digest) -> str:
    blocks = [block for section in digest.sections if section.key == "method" for block in section.blocks]
    return "\n".join(say(block.say, "de") for block in blocks if isinstance(block, Line))


@pytest.mark.on_both
def test_a_digest_shows_the_shares_that_a_hundred_checked_answers_correct(store: Store) -> None:
    """The machine puts 67 % into waiting, and a quarter of those belongs elsewhere: about 50 %."""

    def work(session: Session) -> None:
        wave, ids = coded(session)
        check(wave, ids, "Ada", 100)
        waiting = rows(wave.digest())[WAITING]

        assert waiting.count == 80
        assert waiting.corrected == pytest.approx(0.5, abs=0.03)
        assert waiting.corrected_low is not None
        assert waiting.corrected_high is not None
        assert waiting.corrected_low < waiting.corrected < waiting.corrected_high < 0.6
        assert "Eine Person hat 100 Antworten geprüft" in method(wave.digest())

    store.write_now(work)


def test_of_nineteen_checked_answers_no_share_is_corrected(store: Store) -> None:
    def work(session: Session) -> None:
        wave, ids = coded(session)
        check(wave, ids, "Ada", 19)
        assert {row.corrected for row in rows(wave.digest()).values()} == {None}

        check(wave, ids, "Ada", 20)
        assert None not in {row.corrected for row in rows(wave.digest()).values()}

    store.write_now(work)


def test_two_people_who_checked_are_told_with_their_agreement(store: Store) -> None:
    """Of 40 answers both checked, Bo finds what Ada finds but where the machine is wrong more often for him."""

    def work(session: Session) -> None:
        wave, ids = coded(session)
        check(wave, ids, "Ada", 40)
        check(wave, ids, "Bo", 40, wrong_of=3)
        found = checks.agreed(session, wave.wave, "why")

        assert "2 Personen haben 40 Antworten geprüft" in method(wave.digest())
        assert f"40 Antworten wurden doppelt zugeordnet; {round((found.people.percent or 0) * 100)} % gleich" in method(
            wave.digest()
        )

    store.write_now(work)


def test_a_check_of_words_that_were_changed_since_counts_no_more(store: Store) -> None:
    def work(session: Session) -> None:
        wave, ids = coded(session)
        both = check(wave, ids, "Ada", 12)
        check(wave, ids, "Bo", 12)
        assert "12 Antworten wurden doppelt zugeordnet" in method(wave.digest())

        for answer_id in both[:2]:
            answer = session.get_one(Answer, answer_id)
            answer.value, answer.revision = "Ganz anders", answer.revision + 1
        session.flush()

        assert "10 Antworten wurden doppelt zugeordnet" in method(wave.digest())

    store.write_now(work)


def test_whoever_may_ask_again_and_again_sees_no_corrected_share_while_the_wave_is_open(store: Store) -> None:
    def work(session: Session) -> None:
        wave, ids = coded(session)
        check(wave, ids, "Ada", 100)
        mine = wave.digest(viewer=Viewer(answered=True))

        assert {row.corrected for row in rows(mine).values()} == {None}
        assert rows(mine)[WAITING].count == 80
        assert person(0) not in mine.model_dump_json()

    store.write_now(work)
