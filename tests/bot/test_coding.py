"""Do answers get coded beside all else, does a digest wait for it, and does a language model read only what it may?"""

from __future__ import annotations

from datetime import timedelta

from answered import NOON, Answered, person
from fielding import item, options, questionnaire
from model_endpoint import MODEL, Data, playing
from sqlmodel import Session, select

from bot import coding, leases
from bot.coding import Coder
from surveys.analysis import release
from surveys.coding import written
from surveys.coding.endpoint import Endpoint
from surveys.coding.keeping import Found, NewTheme, Outcome, Work
from surveys.digest import compose
from surveys.digest.digest import Digest, Line
from surveys.fieldwork import consent
from surveys.moderation import blackening
from surveys.store import Store
from surveys.tables import Answer, Purpose, Wave

ASKED = questionnaire(
    item("group", "choice", options=options("customer", "practitioner")), item("why", "open"), segment="group"
)
SAID = (
    "Die Wartezeit am Telefon ist lang",
    "Eine lange Wartezeit am Telefon hatte ich auch",
    "Lange Wartezeit am Telefon",
)
HELD_BACK = "Die Wartezeit am Telefon ist geheim lang"


def asked_of(store: Store, count: int = 40, agreeing: int = 20) -> str:
    """A wave of so many who answered; the first ones let a language model read it."""

    def work(session: Session) -> str:
        wave = Answered(session, ASKED)
        for number in range(count):
            may = (Purpose.MODEL,) if number < agreeing else ()
            words = SAID[number % 3] if number < agreeing else HELD_BACK
            wave.say(number, *may, why=f"{words}, {number} Minuten")
        wave.recount()
        return wave.wave.id

    return store.write_now(work)


def one_theme(work: Work) -> Outcome:
    """A machine that puts everything into one theme."""
    theme = NewTheme("all", {"de": "Telefon, Wartezeit", "en": "Telefon, Wartezeit"}, ("Telefon",))
    found = tuple(Found(told.id, "all", 0.9, at, False) for at, told in enumerate(work.told))
    return Outcome("letters", (theme,), found, {}, {})


def honest(data: Data) -> Data:
    ids = [answer["id"] for answer in data["answers"]]
    return {
        "label": "Wartezeit am Telefon",
        "sentences": [{"text": "Genannt wird eine lange Wartezeit am Telefon.", "cites": ids[:2]}],
    }


def digest_of(store: Store, wave_id: str) -> Digest:
    def work(session: Session) -> Digest:
        wave = session.get_one(Wave, wave_id)
        release.release(session, wave, NOON + timedelta(days=1))
        return compose.compose(session, wave, NOON + timedelta(days=1))

    return store.write_now(work)


def summed_up(digest: Digest) -> list[Line]:
    blocks = [block for section in digest.sections if section.key == "summary" for block in section.blocks]
    return [block for block in blocks if isinstance(block, Line) and block.cites]


async def test_what_a_model_wrote_stands_in_the_digest_with_the_answers_it_rests_on(store: Store) -> None:
    wave_id = asked_of(store)
    with playing(honest) as played:
        await Coder(store, lambda: NOON, one_theme, Endpoint(played.url, MODEL)).round()
        sent = [answer["words"] if "words" in answer else str(answer) for answer in played.data()["answers"]]

    digest = digest_of(store, wave_id)

    [sentence] = summed_up(digest)
    assert len(sent) == 20
    assert not any("geheim" in words for words in sent)
    assert set(sentence.cites) <= set(digest.said_in())
    assert MODEL in digest.model_dump_json()
    assert "Wartezeit am Telefon" in digest.model_dump_json()


async def test_without_an_endpoint_no_sentence_is_the_models(store: Store) -> None:
    wave_id = asked_of(store)
    await Coder(store, lambda: NOON, one_theme).round()

    assert summed_up(digest_of(store, wave_id)) == []


async def test_a_sentence_goes_with_the_consent_of_one_it_rests_on(store: Store) -> None:
    wave_id = asked_of(store)
    with playing(honest) as played:
        await Coder(store, lambda: NOON, one_theme, Endpoint(played.url, MODEL)).round()
    digest = digest_of(store, wave_id)
    [sentence] = summed_up(digest)

    def withdraw(session: Session) -> Digest:
        wave = session.get_one(Wave, wave_id)
        row = compose.store(session, wave, digest)
        who = session.get_one(Answer, sentence.cites[0]).respondent_id
        quoting = consent.withdraw(session, wave, who, Purpose.MODEL, NOON)
        assert quoting == (row.id,)
        return Digest.model_validate(compose.correct(session, wave, row).body)

    assert summed_up(store.write_now(withdraw)) == []
    assert summed_up(digest_of(store, wave_id)) == []


async def test_a_sentence_goes_when_an_answer_it_rests_on_is_blackened(store: Store) -> None:
    wave_id = asked_of(store)
    with playing(honest) as played:
        await Coder(store, lambda: NOON, one_theme, Endpoint(played.url, MODEL)).round()
    [sentence] = summed_up(digest_of(store, wave_id))
    store.write_now(lambda session: blackening.blacken(session, sentence.cites[0], ["Telefon"]))

    assert summed_up(digest_of(store, wave_id)) == []


def test_a_model_reads_nothing_of_who_takes_no_part_any_more(store: Store) -> None:
    wave_id = asked_of(store)

    def work(session: Session) -> set[str]:
        wave = session.get_one(Wave, wave_id)
        consent.withdraw(session, wave, person(3), Purpose.TAKE_PART, NOON)
        return set(written.readable(session, wave).values())

    assert store.write_now(work) == {person(number) for number in range(20) if number != 3}


async def test_one_process_codes_and_the_others_leave_it_to_it(store: Store) -> None:
    asked_of(store)
    first, second = Coder(store, lambda: NOON, one_theme), Coder(store, lambda: NOON, one_theme)
    second.owner = "another:1:x:y"

    assert await first.round() == 40
    assert await second.round() == 0


def test_a_digest_waits_while_somebody_codes_and_not_when_nobody_does(store: Store) -> None:
    wave_id = asked_of(store)

    def waits(session: Session) -> bool:
        return coding.is_under_way(session, session.exec(select(Wave).where(Wave.id == wave_id)).one(), NOON)

    assert not store.write_now(waits)
    store.write_now(lambda session: leases.take(session, coding.LEASE, leases.new_owner(), NOON, coding.TERM))
    assert store.write_now(waits)


async def test_where_the_extra_is_missing_digests_wait_for_nothing(store: Store) -> None:
    wave_id = asked_of(store)

    def missing(work: Work) -> Outcome:
        raise ImportError("no such library")

    assert await Coder(store, lambda: NOON, missing).round() == 0
    held = store.write_now(lambda session: coding.is_under_way(session, session.get_one(Wave, wave_id), NOON))
    assert not held
