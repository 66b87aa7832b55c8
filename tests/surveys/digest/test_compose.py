from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from answered import (
    EVERY_KIND,
    HOW,
    NOON,
    PLACE,
    WHY,
    Answered,
    a_quote,
    bars_of,
    people_in,
    person,
    quoted_in,
    shares_without_ten,
    shown,
)
from digest_samples import digest as hand_made
from fielding import item, questionnaire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import also_long, size
from sqlmodel import Session, select

from surveys import privacy
from surveys.analysis import release
from surveys.analysis.results import Viewer
from surveys.coding.rows import Coded
from surveys.design.items.open import Open
from surveys.design.text import Text, text
from surveys.digest import compose
from surveys.digest.digest import Agreement, Bars, Digest, Line, Quoted, Section
from surveys.digest.digest import Say as Phrase
from surveys.digest.filtered import Filter, Kind
from surveys.digest.leaving import LeftOut
from surveys.digest.material import Candidate
from surveys.digest.phrases import say
from surveys.errors import NoConsent
from surveys.fieldwork import consent, moderation, responses, waves
from surveys.fieldwork.acts import Say
from surveys.fieldwork.rows import table_of
from surveys.moderation.personal import personal_data
from surveys.store import Store
from surveys.tables import (
    Answer,
    AnswerState,
    Consent,
    Purpose,
    Quote,
    Response,
    StoredDigest,
    Visibility,
    new_id,
)

pytestmark = pytest.mark.sqlite_will_do

WORDS = "Am Telefon half mir jemand in zwei Minuten, Nummer {}."


def on(store: Store, work: Callable[[Answered], None], asked: Any = EVERY_KIND, **settings: Any) -> None:
    """Do a test's work in one unit of work."""
    store.write_now(lambda session: work(Answered(session, asked, **settings)))


def closed_of(digest: Digest) -> dict[str, Bars]:
    return bars_of(next((section for section in digest.sections if section.key == "closed"), None))


def place_of(digest: Digest) -> dict[str, int | None]:
    return shown(closed_of(digest)["place"])


def twelve(wave: Answered, **settings: Any) -> None:
    """Twelve who chose the shop and said why; all agreed to be quoted here."""
    for number in range(12):
        wave.say(number, Purpose.QUOTE_HERE, place="shop", why=WORDS.format(number), **settings)


# --- which counts ---


def test_answers_after_the_release_change_nothing_but_the_participants(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.release()
        before = wave.digest()
        for number in range(12, 16):
            wave.say(number, place="phone")
        after = wave.digest()

        assert (before.participants, before.release, after.participants, after.release) == (12, 1, 16, 1)
        assert place_of(before) == place_of(after) == {"Shop": 12, "Phone": None, "Chat": None, "Mail": None}

    on(store, work)


def test_two_digests_in_a_row_differ_by_five_people_or_not_at_all(store: Store) -> None:
    """Somebody who reads every digest learns of no change that fewer than five people made."""
    chance = random.Random(7)

    def work(wave: Answered) -> None:
        earlier: dict[tuple[str, str], int] = {}
        number = 0
        for _ in range(6):
            for _ in range(chance.randint(3, 12)):
                group = chance.choice(["customer", "customer", "practitioner"])
                platform = chance.choice(["telegram", "discord"])
                wave.say(
                    number,
                    group=group,
                    platform=platform,
                    place=chance.choice(["shop", "shop", "phone", "chat"]),
                    channels=chance.choice([["phone"], ["phone", "mail"], ["chat"]]),
                    agree=chance.randint(1, 5),
                )
                number += 1
            wave.release()
            digest = wave.digest()
            now = {
                (title, label): count
                for section in digest.sections
                if section.key in ("turnout", "closed")
                for title, bars in bars_of(section).items()
                for label, count in shown(bars).items()
                if count is not None
            }
            moved = {cell: now[cell] - earlier[cell] for cell in now.keys() & earlier.keys()}
            assert {cell: by for cell, by in moved.items() if by and abs(by) < 5} == {}
            assert [found for found in people_in(digest) if 0 < found[1] < 5] == []
            assert shares_without_ten(digest) == []
            earlier = now
        assert earlier

    on(store, work)


# --- who sees them ---


def test_after_close_nothing_is_counted_before_closing(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.release()
        digest = wave.digest()
        answered = wave.digest(viewer=Viewer(answered=True))
        wave.close()
        final = wave.digest()

        for early in (digest, answered):
            assert list(people_in(early)) == []
            assert early.quotes() == ()
            assert not any(isinstance(block, Bars) for section in early.sections for block in section.blocks)
        assert place_of(final)["Shop"] == 12
        assert final.final

    on(store, work, visibility=Visibility.AFTER_CLOSE)


def test_after_answer_shows_the_place_and_those_who_answered(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.release()

        curious = wave.digest(viewer=Viewer())
        assert list(people_in(curious)) == []
        assert curious.quotes() == ()
        assert place_of(wave.digest())["Shop"] == 12
        assert place_of(wave.digest(viewer=Viewer(answered=True)))["Shop"] == 12

    on(store, work)


def test_an_open_wave_is_live_and_still_shows_nobody_alone(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.say(12, place="phone", best=["fast", "kind"])
        digest = wave.digest()
        for number in range(13, 19):
            wave.say(number, place="phone")
        later = wave.digest()

        assert digest.release == 0
        assert place_of(digest) == {"Shop": None, "Phone": None, "Chat": None, "Mail": None}, "13 - 12 = 1"
        assert place_of(later) == {"Shop": 12, "Phone": 7, "Chat": None, "Mail": None}

    on(store, work, visibility=Visibility.OPEN)


# --- the whole of it ---


def fill(wave: Answered) -> None:
    """Thirty people answer everything."""
    for number in range(30):
        wave.say(
            number,
            Purpose.QUOTE_HERE,
            group="customer" if number < 18 else "practitioner",
            platform="telegram" if number % 2 else "discord",
            place="shop" if number < 20 else "mail",
            channels=["phone"] if number < 15 else ["mail", "chat"],
            agree=2 if number < 15 else 4,
            hours=1.5 if number < 12 else 4.0,
            age=30 + number,
            best=["fast", "kind"] if number < 14 else ["right", "cheap"],
            since="2026-03" if number < 20 else "2025-12",
            why=WORDS.format(number),
            how=f"So machen wir das seit Jahren, und es geht gut, Fall {number}.",
            report={"company": "Bahn", "channel": "mail", "outcome": "answered", "solved": "yes", "wait": 60},
        )
    statement = wave.statement("Man wartet zu lange.")
    wave.react(range(18), statement, 1)
    wave.react(range(18, 30), statement, -1)


@pytest.mark.on_both
def test_a_wave_of_every_kind_says_everything_in_both_languages_and_comes_back_from_json(store: Store) -> None:
    def work(wave: Answered) -> None:
        fill(wave)
        wave.close()
        digest = wave.digest()
        row = compose.store(wave.session, wave.wave, digest)
        wave.session.expire_all()
        kept = compose.stored(wave.session, wave.wave)

        keys = [section.key for section in digest.sections]
        # Their words are nearly the same: a check marks them.
        assert keys == ["turnout", "closed", "statements", "cases", "quotes", "flagged", "unknown", "method"]
        assert kept == digest.model_copy(update={"version": 1})
        assert Digest.model_validate(json.loads(json.dumps(digest.model_dump(mode="json")))) == digest
        assert Digest.model_validate_json(digest.model_dump_json()) == digest
        assert kept is not None
        assert kept.hash() == row.hash == digest.hash()
        assert (len(closed_of(digest)), len(digest.quotes())) == (6, 4)
        # Half of 30 said 2, half 4: between the 15th and the 16th. Ages 30 to 59: between 44 and 45, kept as 44.
        note = closed_of(digest)["agree"].note
        assert note is not None
        assert say(note, "de") == "Median: 3 (n = 30)"
        texts = [block for section in digest.sections for block in section.blocks if block.type == "line"]
        said = [say(line.say, "de") for line in texts]
        assert "„age“: Median 44 Jahre (n = 30)." in said
        assert "Zeitraum: 3. November 2026." in said
        assert [say(line.say, "de") for line in _lines(kept)] == said

    on(store, work)


def _lines(digest: Digest) -> list[Any]:
    return [block for section in digest.sections for block in section.blocks if block.type == "line"]


def test_an_empty_wave_has_an_honest_digest(store: Store) -> None:
    def work(wave: Answered) -> None:
        digest = wave.digest()

        assert (digest.participants, digest.release, digest.quotes()) == (0, 0, ())
        assert [section.key for section in digest.sections] == ["turnout", "unknown", "method"]
        assert list(people_in(digest)) == []

    on(store, work)


def test_samples_are_marked(store: Store) -> None:
    def work(wave: Answered) -> None:
        assert wave.digest().sample
        assert any(line.say.key == "method-sample" for line in _lines(wave.digest()))

    on(store, work, sample=True)


def test_the_hash_is_of_what_is_said_not_of_when(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.release()
        first = wave.digest()
        kept = compose.store(wave.session, wave.wave, first)
        again = compose.store(wave.session, wave.wave, first.model_copy(update={"at": NOON + timedelta(days=99)}))
        wave.say(12, place="phone")
        more = compose.store(wave.session, wave.wave, wave.digest())

        assert again.id == kept.id
        assert (kept.version, more.version) == (1, 2)
        assert more.hash != kept.hash
        assert len(wave.session.exec(select(StoredDigest)).all()) == 2
        for version in (1, 2):
            read = compose.stored(wave.session, wave.wave, version)
            assert read is not None
            assert read.version == version
        assert compose.stored(wave.session, wave.wave, 3) is None

    on(store, work)


# --- quotes ---


@pytest.mark.on_both
def test_naughty_words_are_quoted_to_the_character(store: Store, shared_data: Path) -> None:
    files = sorted((shared_data / "data" / "bad_input" / "dev").glob("*.jsonl"))
    naughty = [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").split("\n") if line]
    asked = questionnaire(PLACE, *(item(f"words-{at}", "open") for at in range(20)))
    asks = Open(**item("x", "open"))  # type: ignore[arg-type]
    readable = []
    for words in naughty:
        try:
            readable.append(str(asks.read(asks.parts()[0], words)))
        except Exception as error:  # blank and too long ones never become answers
            assert "complaint" in str(getattr(error, "key", ""))  # noqa: PT017

    def work(wave: Answered) -> None:
        for number in range(20):
            wave.say(number, Purpose.QUOTE_HERE, place="shop", **{f"words-{number}": "x"})
        wave.release()
        for start in range(0, len(readable), 20):
            some = readable[start : start + 20]
            for number, words in enumerate(some):
                wave.answer(number, f"words-{number}").value = words
            wave.session.flush()
            digest = wave.digest()
            compose.store(wave.session, wave.wave, digest)
            wave.session.expire_all()
            kept = compose.stored(wave.session, wave.wave)

            # What seems to say how somebody is reached is quoted by nobody.
            assert {words for words in some if not personal_data(words)} <= set(quoted_in(digest))
            assert kept is not None
            assert quoted_in(kept) == quoted_in(digest)

    assert len(readable) > 500
    on(store, work, asked)


def test_only_approved_words_that_harm_nobody_are_quoted(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number in range(5):
            wave.say(number, place="shop")
        wave.say(5, Purpose.QUOTE_HERE, why=WORDS.format("wartend"), state=AnswerState.PENDING)
        wave.say(6, Purpose.QUOTE_HERE, why=WORDS.format("abgelehnt"), state=AnswerState.REJECTED)
        wave.say(7, Purpose.QUOTE_HERE, why=WORDS.format("heikel"), sensitive=True)
        wave.say(8, why=WORDS.format("ohne Ja"))
        wave.say(9, Purpose.QUOTE_OTHER, why=WORDS.format("anderswo"))
        wave.say(10, Purpose.QUOTE_HERE, why=WORDS.format("gut"))
        wave.release()

        assert quoted_in(wave.digest()) == [WORDS.format("gut")]

    on(store, work)


def test_a_quote_for_several_places_needs_a_yes_for_each(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.say(20, Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER, how=WORDS.format("beide"))
        wave.release()
        digest = wave.digest(purposes=(Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER))

        assert quoted_in(digest) == [WORDS.format("beide")]
        assert digest.purposes == (Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER)
        kept = compose.store(wave.session, wave.wave, digest)
        consent.withdraw(wave.session, wave.wave, person(20), Purpose.QUOTE_OTHER, wave.now)
        assert compose.correct(wave.session, wave.wave, kept).version == 2
        assert quoted_in(compose.stored(wave.session, wave.wave) or digest) == []

    on(store, work)


def test_words_said_elsewhere_need_a_yes_to_the_platform_the_digest_is_shown_on(store: Store) -> None:
    """HERE is where they were said: on Discord that of number 20 is not enough, that of 21 for the other platform is."""

    def work(wave: Answered) -> None:
        twelve(wave)
        wave.say(20, Purpose.QUOTE_HERE, how=WORDS.format("nur dort"), name="Anna")
        wave.say(21, Purpose.QUOTE_OTHER, how=WORDS.format("auch hier"), name="Ben")
        wave.say(22, Purpose.QUOTE_HERE, platform="discord", how=WORDS.format("von hier"), name="Caro")
        wave.release()
        digest = wave.digest(platform="discord")

        assert set(quoted_in(digest)) == {WORDS.format("auch hier"), WORDS.format("von hier")}
        there = quoted_in(wave.digest(platform="telegram"))
        assert WORDS.format("nur dort") in there
        assert not {WORDS.format("auch hier"), WORDS.format("von hier")} & set(there)
        assert all(name in digest.model_dump_json() for name in ("Ben", "Caro"))
        kept = compose.store(wave.session, wave.wave, digest)
        consent.withdraw(wave.session, wave.wave, person(21), Purpose.QUOTE_OTHER, wave.now)
        consent.give(wave.session, wave.wave, person(21), Purpose.QUOTE_HERE, wave.now)
        compose.correct(wave.session, wave.wave, kept)
        assert quoted_in(compose.stored(wave.session, wave.wave) or digest) == [WORDS.format("von hier")]

    on(store, work, named_quotes=True)


@pytest.mark.parametrize(("named", "who"), [(True, "Anna B."), (False, "Customer")])
def test_a_name_needs_a_wave_that_allows_names(store: Store, named: bool, who: str) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.say(20, Purpose.QUOTE_HERE, name="Anna B.", how=WORDS.format("Anna"))
        wave.release()

        found = a_quote(wave.digest(), WORDS.format("Anna")).who
        assert found is not None
        assert found["de"] == who  # type: ignore[index]

    on(store, work, named_quotes=named)


def test_a_name_agreed_for_here_is_not_shown_elsewhere(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.say(20, Purpose.QUOTE_HERE, name="Anna B.", how=WORDS.format("Anna"))
        consent.give(wave.session, wave.wave, person(20), Purpose.QUOTE_WEB, wave.now)
        wave.release()
        digest = wave.digest(purposes=(Purpose.QUOTE_HERE, Purpose.QUOTE_WEB))

        assert quoted_in(digest) == [WORDS.format("Anna")]
        assert "Anna B." not in digest.model_dump_json()

    on(store, work, named_quotes=True)


def test_a_name_taken_back_leaves_the_words_and_takes_the_name(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.say(20, Purpose.QUOTE_HERE, name="Anna B.", how=WORDS.format("Anna"))
        wave.release()
        kept = compose.store(wave.session, wave.wave, wave.digest())
        consent.give(wave.session, wave.wave, person(20), Purpose.QUOTE_HERE, wave.now)
        compose.correct(wave.session, wave.wave, kept)

        assert WORDS.format("Anna") in quoted_in(compose.stored(wave.session, wave.wave) or wave.digest())
        for row in wave.session.exec(select(StoredDigest)):
            assert "Anna B." not in json.dumps(row.body)

    on(store, work, named_quotes=True)


# --- corrections ---


def withdraws(wave: Answered, number: int) -> None:
    consent.withdraw(wave.session, wave.wave, person(number), Purpose.QUOTE_HERE, wave.now)


def leaves(wave: Answered, number: int) -> None:
    consent.withdraw(wave.session, wave.wave, person(number), Purpose.TAKE_PART, wave.now)


def edits(wave: Answered, number: int) -> None:
    interview = responses.resume(wave.session, wave.wave, wave.asked, person(number))
    assert interview is not None
    turn = responses.take(wave.session, wave.wave, person(number), interview, Say("Ganz anders.", "why", "value"))
    responses.keep(wave.session, wave.wave, wave.asked, person(number), turn, platform="telegram", now=wave.now)


def is_rejected(wave: Answered, number: int) -> None:
    moderation.reject(wave.session, wave.answer(number).id)


def is_erased(wave: Answered, number: int) -> None:
    privacy.erase(wave.session, [person(number)], now=wave.now)


@pytest.mark.on_both
@pytest.mark.parametrize("happens", [withdraws, leaves, edits, is_rejected, is_erased])
def test_words_that_no_longer_hold_leave_every_version(store: Store, happens: Callable[..., None]) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.release()
        first = wave.digest()
        kept = compose.store(wave.session, wave.wave, first)
        one, other = first.quotes()
        number = int(one.text.removesuffix(".").rpartition(" ")[2])
        happens(wave, number)
        new = compose.correct(wave.session, wave.wave, kept)
        again = compose.correct(wave.session, wave.wave, kept)

        fixed = Digest.model_validate(new.body)
        assert (kept.version, new.version, again.version) == (1, 2, 1), "nothing is left to correct"
        assert fixed.quotes() == (
            one.model_copy(update={"text": "", "who": None, "withdrawn": True}),
            other,
        )
        assert fixed.at == first.at, "its numbers are as old as they were"
        others = [section for section in fixed.sections if section.key != "quotes"]
        assert others == [section for section in first.sections if section.key != "quotes"]
        assert (kept.hash, new.hash) == (fixed.hash(), fixed.hash())
        for version in (1, 2):
            read = compose.stored(wave.session, wave.wave, version)
            assert read is not None
            assert read.version == version
            assert one.text not in json.dumps(read.model_dump(mode="json"), ensure_ascii=False)
            assert quoted_in(read) == [other.text]

    on(store, work)


def test_a_correction_of_an_old_digest_does_not_become_the_newest(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.release()
        old = compose.store(wave.session, wave.wave, wave.digest())
        for number in range(12, 24):
            wave.say(number, place="phone")
        wave.release()
        newest = wave.digest()
        compose.store(wave.session, wave.wave, newest)
        quote = newest.quotes()[0]
        moderation.reject(wave.session, quote.answer_id)
        compose.correct(wave.session, wave.wave, old)

        read = compose.stored(wave.session, wave.wave)
        assert read is not None
        assert (read.release, place_of(read)["Phone"]) == (2, 12)

    on(store, work)


def test_withdrawals_do_not_multiply_versions(store: Store) -> None:
    """Two digests, ten withdrawals one after the other: at most one more version of each per withdrawal."""

    def work(wave: Answered) -> None:
        asked = [f"w{at}" for at in range(10)]
        for number in range(10):
            wave.say(number, Purpose.QUOTE_HERE, place="shop", **{asked[number]: WORDS.format(number)})
        wave.release()
        compose.store(wave.session, wave.wave, wave.digest())
        for number in range(10, 22):
            wave.say(number, place="phone")
        wave.release()
        compose.store(wave.session, wave.wave, wave.digest())
        for number in range(10):
            for digest_id in consent.withdraw(wave.session, wave.wave, person(number), Purpose.QUOTE_HERE, wave.now):
                compose.correct(wave.session, wave.wave, wave.session.get_one(StoredDigest, digest_id))

        versions = wave.session.exec(select(StoredDigest)).all()
        assert len(versions) <= 2 + 2 * 10
        assert all(quoted_in(Digest.model_validate(row.body)) == [] for row in versions)

    on(store, work, questionnaire(PLACE, *(item(f"w{at}", "open") for at in range(10))))


def test_an_answer_put_to_the_vote_is_somebodys_words_too(store: Store) -> None:
    """Its sentence stands above the bars of a digest: only with consent, and it leaves like a quote."""

    def work(wave: Answered) -> None:
        twelve(wave)
        words = "Wer anruft, bekommt sofort Hilfe, wer schreibt, wartet Tage."
        wave.say(20, Purpose.QUOTE_HERE, place="shop", why=words)
        statement = wave.statement(words, wave.answer(20).id)
        wave.say(21, place="shop", why="Niemand darf das zitieren, auch nicht zur Abstimmung.")
        silent = wave.statement("Niemand darf das zitieren, auch nicht zur Abstimmung.", wave.answer(21).id)
        for each in (statement, silent):
            wave.react(range(12), each, 1)
        wave.close()
        digest = wave.digest()
        kept = compose.store(wave.session, wave.wave, digest)

        assert "Niemand darf" not in digest.model_dump_json()
        [bars] = bars_of(next(section for section in digest.sections if section.key == "statements")).values()
        assert (bars.title["de"], bars.n) == (words, 12)  # type: ignore[index]
        wave.wave.named_quotes = False
        ids = consent.withdraw(wave.session, wave.wave, person(20), Purpose.QUOTE_HERE, wave.now)
        assert kept.id in ids
        compose.correct(wave.session, wave.wave, kept)
        for row in wave.session.exec(select(StoredDigest)):
            assert words not in json.dumps(row.body, ensure_ascii=False)

    on(store, work)


# --- every history of consents ---

ACTS = st.one_of(
    st.tuples(st.sampled_from(["give", "withdraw"]), st.sampled_from(list(Purpose))),
    st.tuples(st.sampled_from(["say", "say", "approve", "approve", "reject", "erase"]), st.none()),
)
ASKED_FOR = st.sampled_from(
    [
        (Purpose.QUOTE_HERE,),
        (Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER),
        (Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER, Purpose.QUOTE_WEB),
    ]
)
ONE = questionnaire(WHY, HOW, wave={"moderated": True})


class History:
    """What the rules say of one person: agreed to what, answered, approved?"""

    def __init__(self) -> None:
        self.agreed: set[Purpose] = set()
        self.state: str | None = None

    def may_be_quoted(self, purposes: tuple[Purpose, ...]) -> bool:
        return self.state == "approved" and {Purpose.TAKE_PART, *purposes} <= self.agreed

    def take(self, act: str, purpose: Purpose | None) -> None:
        if act == "give" and purpose:
            self.agreed |= {purpose} if purpose is Purpose.TAKE_PART or Purpose.TAKE_PART in self.agreed else set()
        elif act == "withdraw" and purpose is not Purpose.TAKE_PART:
            self.agreed -= {purpose}  # type: ignore[arg-type]
        elif act in ("withdraw", "erase"):
            self.agreed, self.state = set(), None
        elif act == "say" and Purpose.TAKE_PART in self.agreed:
            self.state = self.state or "pending"
        elif act in ("approve", "reject") and self.state:
            self.state = f"{act}d" if act == "approve" else "rejected"


@also_long
@given(st.lists(ACTS, min_size=3, max_size=25), ASKED_FOR)
@settings(max_examples=size(10, 100), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_is_quoted_without_consent_for_every_place(
    store: Store, acts: list[tuple[str, Purpose | None]], purposes: tuple[Purpose, ...]
) -> None:
    start: list[tuple[str, Purpose | None]] = [("give", each) for each in (Purpose.TAKE_PART, *purposes)]

    def work(wave: Answered) -> None:
        for number in range(1, 8):
            wave.say(number, how="kurz")
        wave.release()
        history = History()
        words = WORDS.format("Null")
        for act, purpose in (*start, ("say", None), ("approve", None), *acts):
            wave.now += timedelta(minutes=1)
            history.take(act, purpose)
            corrected = _do(wave, act, purpose, words)
            for digest_id in corrected:
                compose.correct(wave.session, wave.wave, wave.session.get_one(StoredDigest, digest_id))
            quoted = words in quoted_in(wave.digest(purposes=purposes))

            assert quoted == history.may_be_quoted(purposes), act
            if not quoted:
                for row in wave.session.exec(select(StoredDigest).where(StoredDigest.wave_id == wave.wave.id)):
                    assert words not in json.dumps(row.body), "every version that quotes it was named"
            compose.store(wave.session, wave.wave, wave.digest(purposes=purposes))

    on(store, work, ONE)


def _do(wave: Answered, act: str, purpose: Purpose | None, words: str) -> tuple[str, ...]:
    """Let person 0 do it, through the fieldwork; the digests that have to be corrected."""
    session, who = wave.session, person(0)
    held = session.exec(select(Answer).where(Answer.wave_id == wave.wave.id, Answer.respondent_id == who)).first()
    if act == "give" and purpose:
        try:
            consent.give(session, wave.wave, who, purpose, wave.now)
        except NoConsent:
            return ()
    elif act == "withdraw" and purpose:
        return consent.withdraw(session, wave.wave, who, purpose, wave.now)
    elif act == "erase":
        return privacy.erase(session, [who], now=wave.now).digests
    elif act == "say" and consent.has(session, wave.wave, who):
        responses.join(session, wave.wave, wave.asked, who, platform="telegram", language="de", now=wave.now)
        interview = responses.resume(session, wave.wave, wave.asked, who)
        assert interview is not None
        turn = responses.take(session, wave.wave, who, interview, Say(words, "why", "value"))
        return responses.keep(session, wave.wave, wave.asked, who, turn, platform="telegram", now=wave.now)
    elif act == "approve" and held:
        moderation.approve(session, held.id)
    elif act == "reject" and held:
        return moderation.reject(session, held.id)[1]
    return ()


# --- how long it takes ---


@pytest.mark.slow
def test_a_digest_of_20_000_answers_takes_a_moment(store: Store) -> None:
    took = {}

    def measure(people: int) -> None:
        def work(session: Session) -> None:
            wave = Answered(session, questionnaire(PLACE, WHY, HOW), NOON)
            _bulk(wave, people)
            wave.recount()
            release.release(session, wave.wave, wave.now)
            session.expire_all()
            if store.dialect == "postgresql":  # as autovacuum does where rows come in over weeks
                session.connection().exec_driver_sql("ANALYZE")
            start = time.perf_counter()
            digest = compose.compose(session, wave.wave, wave.now)
            took[people] = time.perf_counter() - start

            assert digest.participants == people
            assert closed_of(digest)["place"].n == people
            assert len(digest.quotes()) == 2

        store.write_now(work)

    for people in (2_500, 10_000):
        measure(people)
    print({f"{people * 2} answers": f"{seconds:.3f} s" for people, seconds in took.items()})  # noqa: T201

    assert took[10_000] < 5
    assert took[10_000] < 4 * took[2_500] + 0.5, "four times the answers take no more than four times as long"


def _bulk(wave: Answered, people: int) -> None:
    """Two answers of each, written as rows."""
    connection = wave.session.connection()
    both = range(people)
    held = {"wave_id": wave.wave.id, "updated_at": wave.now}
    connection.execute(
        sa.insert(table_of(Response)),
        [{"id": new_id(), "respondent_id": person(at), "platform": "telegram", "state": "complete", "language": "de",
          "draft": {}, "skipped": [], "seed": 0, "started_at": wave.now, **held} for at in both],
    )  # fmt: skip
    said = {"state": AnswerState.APPROVED, "sensitive": False, "revision": 0, "released": [], "created_at": wave.now}
    for key, value in (("place", lambda at: ("shop", "phone", "chat")[at % 3]), ("why", WORDS.format)):
        connection.execute(
            sa.insert(table_of(Answer)),
            [{"id": new_id(), "item": key, "respondent_id": person(at), "value": value(at), **said, **held}
             for at in both],
        )  # fmt: skip
    connection.execute(
        sa.insert(table_of(Consent)),
        [{"id": new_id(), "wave_id": wave.wave.id, "respondent_id": person(at), "purpose": purpose,
          "text_version": "t", "given_at": wave.now}
         for at in both for purpose in (Purpose.TAKE_PART, Purpose.QUOTE_HERE)],
    )  # fmt: skip


def test_a_quote_is_noted_so_that_a_withdrawal_finds_it(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.release()
        digest = wave.digest()
        kept = compose.store(wave.session, wave.wave, digest)

        noted = {(row.digest_id, row.answer_id) for row in wave.session.exec(select(Quote))}
        assert noted == {(kept.id, quote.answer_id) for quote in digest.quotes()}
        assert len(noted) == 2

    on(store, work)


# --- what a digest says of itself ---


only_sqlite = pytest.mark.parametrize("dialect", ["sqlite"])


@only_sqlite
def test_a_digest_says_which_wave_it_is_of_and_of_when(store: Store) -> None:
    article = {"url": "https://example.org/artikel", "title": {"de": "Der Artikel"}}

    def work(wave: Answered) -> None:
        digest = wave.digest(platform="discord")

        assert (digest.wave, digest.title, digest.language) == (wave.wave.key, wave.asked.title, "de")
        assert (digest.article, digest.article_url) == (Text({"de": "Der Artikel"}), "https://example.org/artikel")
        assert (digest.at, digest.opened_at, digest.closes_at) == (NOON, NOON, NOON + timedelta(days=9))
        assert (digest.sample, digest.excerpt, digest.final, digest.release) == (False, False, False, 0)
        assert (digest.purposes, digest.platform, digest.version) == ((Purpose.QUOTE_HERE,), "discord", 0)
        assert (wave.digest(final=True).final, wave.digest(final=False).final) == (True, False)
        assert wave.digest().platform == ""

    on(store, work, questionnaire(PLACE, WHY, article=article), closes_at=NOON + timedelta(days=9))


@only_sqlite
def test_a_closed_waves_digest_is_final_unless_it_is_said_not_to_be(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.close()
        digest = wave.digest()

        assert (digest.final, digest.article, digest.article_url) == (True, None, None)
        assert not wave.digest(final=False).final

    on(store, work)


@only_sqlite
def test_what_is_left_out_is_left_out_and_another_quote_takes_its_place(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.release()
        whole = wave.digest()
        gone = whole.quotes()[0].answer_id
        some = wave.digest(without=LeftOut(sections=("closed", "method"), quotes=(gone,)))

        left = {each.key for each in whole.sections} - {each.key for each in some.sections}
        assert left == {"closed"}
        assert len(some.quotes()) == len(whole.quotes()) == 2
        assert gone not in [each.answer_id for each in some.quotes()]

    on(store, work)


@only_sqlite
def test_a_view_is_an_excerpt_of_its_own_sections(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.release()
        view = wave.digest(only=Filter(Kind.GROUP, "customer"))

        assert view.excerpt
        assert [each.key for each in view.sections] == ["turnout", "closed", "quotes"]
        assert view.hash() != wave.digest().hash()

    on(store, work)


@only_sqlite
def test_whoever_asks_again_and_again_reads_only_words_that_are_counted(store: Store) -> None:
    """The place reads new words at once: it asks on its days. A person could see from them when somebody wrote."""

    def work(wave: Answered) -> None:
        twelve(wave)
        wave.release()
        wave.say(20, Purpose.QUOTE_HERE, how=WORDS.format("neu"))
        mine = Viewer(answered=True)

        assert WORDS.format("neu") in quoted_in(wave.digest())
        assert WORDS.format("neu") not in quoted_in(wave.digest(viewer=mine))
        assert quoted_in(wave.digest(viewer=mine))
        waves.close(wave.session, wave.wave, wave.now)
        assert WORDS.format("neu") in quoted_in(wave.digest(viewer=mine)), "a closed wave tells of nobody's moment"

    on(store, work)


@only_sqlite
def test_words_that_say_how_somebody_is_reached_are_quoted_by_nobody(store: Store) -> None:
    def work(wave: Answered) -> None:
        twelve(wave)
        wave.say(20, Purpose.QUOTE_HERE, how="Schreibt mir doch an anna@example.org, dann erzähle ich mehr davon.")
        wave.say(21, Purpose.QUOTE_HERE, how=WORDS.format("Null"))
        wave.release()

        assert WORDS.format("Null") in quoted_in(wave.digest())
        assert not any("example.org" in each for each in quoted_in(wave.digest()))

    on(store, work)


# --- which words may be quoted ---


def may(wave: Answered, *purposes: Purpose, **settings: Any) -> dict[str, Candidate]:
    """What may be quoted by its words."""
    given = {"platform": "", **settings}
    found = compose._candidates(wave.session, wave.wave, purposes or compose.HERE, **given)
    return {each.words: each for each in found}


@only_sqlite
def test_the_newest_words_come_first_and_as_new_ones_by_their_id(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number, minutes in enumerate((5, 9, 5)):
            wave.now = NOON + timedelta(minutes=minutes)
            wave.say(number, Purpose.QUOTE_HERE, why=WORDS.format(number))
        found = list(may(wave).values())

        ids = [each.answer_id for each in found]
        assert ids[0] == wave.answer(1).id
        assert ids[1:] == sorted(ids[1:])
        assert (found[0].person, found[0].item, found[0].segment, found[0].name) == (person(1), "why", "customer", None)

    on(store, work)


@only_sqlite
def test_four_hundred_answers_are_looked_at_and_of_each_theme_the_thirty_that_speak_best(store: Store) -> None:
    """200 people gave 400 answers after an older one: it is looked at only as one of the best of its theme."""

    def work(wave: Answered) -> None:
        wave.say(900, Purpose.QUOTE_HERE, why=WORDS.format("alt"))
        old = wave.answer(900).id
        wave.now += timedelta(days=1)
        _bulk(wave, 199)
        assert WORDS.format("alt") in may(wave)
        wave.say(901, Purpose.QUOTE_HERE, why=WORDS.format("neu"), how=WORDS.format("auch neu"))
        assert WORDS.format("alt") not in may(wave)

        def ranked(rank: int, theme: str | None = "t") -> list[Candidate]:
            known = {old: Coded(theme, rank)}
            found = compose._quotable(wave.session, wave.wave, known, compose.HERE, "", published=False)
            return [each for each in found if each.answer_id == old]

        [best] = ranked(29)
        assert (best.theme, best.rank) == ("t", 29)
        assert ranked(30) == []
        assert ranked(0, None) == []

    on(store, work)


@only_sqlite
def test_nothing_is_quoted_twice_though_it_is_new_and_among_the_best(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number in range(3):
            wave.say(number, Purpose.QUOTE_HERE, why=WORDS.format(number))
        known = {wave.answer(number).id: Coded("t", number) for number in range(2)}
        found = compose._quotable(wave.session, wave.wave, known, compose.HERE, "", published=False)

        assert sorted((each.words, each.theme, each.rank) for each in found) == [
            (WORDS.format(0), "t", 0),
            (WORDS.format(1), "t", 1),
            (WORDS.format(2), None, 0),
        ]

    on(store, work)


@only_sqlite
def test_in_an_anonymous_wave_no_group_stands_beside_words(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.say(1, Purpose.QUOTE_HERE, why=WORDS.format(1))
        wave.wave.anonymous = True

        assert [each.segment for each in may(wave).values()] == [None]

    on(store, work)


@only_sqlite
def test_only_some_answers_are_looked_at_where_only_those_are_asked_for(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number in range(3):
            wave.say(number, Purpose.QUOTE_HERE, why=WORDS.format(number), place="shop")

        assert list(may(wave, only=[wave.answer(1).id])) == [WORDS.format(1)]
        assert may(wave, only=[]) == {}
        assert may(wave, only=[wave.answer(1, "place").id]) == {}
        assert len(may(wave)) == 3

    on(store, work)


@only_sqlite
def test_a_name_stands_only_where_it_was_agreed_to_for_every_purpose(store: Store) -> None:
    both = (Purpose.QUOTE_HERE, Purpose.QUOTE_WEB)

    def work(wave: Answered) -> None:
        wave.say(1, *both, name="Anna", why=WORDS.format("eins"))
        wave.say(2, *both, why=WORDS.format("zwei"))
        wave.say(3, Purpose.QUOTE_HERE, name="Cem", why=WORDS.format("drei"))
        wave.say(4, Purpose.QUOTE_HERE, name="Dana", why=WORDS.format("vier"))
        consent.give(wave.session, wave.wave, person(4), Purpose.QUOTE_WEB, wave.now, shown_name="D.")

        assert {each.name for each in may(wave).values()} == {"Anna", None, "Cem", "Dana"}
        on_the_web = {words: each.name for words, each in may(wave, *both).items()}
        assert on_the_web == {WORDS.format("eins"): "Anna", WORDS.format("zwei"): None, WORDS.format("vier"): None}
        consent.withdraw(wave.session, wave.wave, person(1), Purpose.QUOTE_WEB, wave.now)
        assert list(may(wave, *both)) == [words for words in may(wave, *both) if "eins" not in words]
        wave.wave.named_quotes = False
        assert {each.name for each in may(wave).values()} == {None}

    on(store, work, named_quotes=True)


# --- the wave before ---


@only_sqlite
def test_the_wave_before_is_the_last_of_the_questionnaire_that_closed_before_this_one_began(store: Store) -> None:
    def work(session: Session) -> None:
        def closed(days: int, asked: Any = ONE, community: str = "here") -> str:
            made = Answered(session, asked, NOON + timedelta(days=days)).wave
            made.community_id = community
            waves.close(session, made, NOON + timedelta(days=days + 1))
            return made.id

        closed(0)
        second = closed(10)
        closed(11, questionnaire(PLACE, key="other"))
        closed(12, community="there")
        Answered(session, ONE, NOON + timedelta(days=13))  # runs still
        closed(20)
        this = Answered(session, ONE, NOON + timedelta(days=15)).wave
        session.flush()

        found = compose._last_closed(session, this, ONE)
        assert found is not None
        assert found.id == second
        this.opened_at = NOON + timedelta(days=11)
        assert compose._last_closed(session, this, ONE) is found, "it may begin the moment the other ends"
        this.opened_at = None
        this.created_at = NOON + timedelta(days=1)
        assert (compose._last_closed(session, this, ONE) or this).closed_at == NOON + timedelta(days=1)
        this.created_at = NOON
        assert compose._last_closed(session, this, ONE) is None

    store.write_now(work)


@only_sqlite
def test_only_a_closed_wave_with_its_last_release_is_compared_and_samples_only_with_samples(store: Store) -> None:
    def work(session: Session) -> None:
        first = Answered(session, ONE)
        for number in range(6):
            first.say(number, how="x")
        this = Answered(session, ONE, NOON + timedelta(days=30)).wave

        def before() -> Any:
            return compose._before(session, this, ONE)

        assert before() is None
        this.follows = first.wave.id
        first.release()
        assert before() is None, "it runs still"
        waves.close(session, first.wave, first.now)
        assert before() is None, "its last counts are not out"
        first.release(closing=True)
        found = before()
        assert (found.wave.id, found.questionnaire, found.counts["how"]["n"]) == (first.wave.id, ONE, 6)
        assert (found.themes, found.recast) == ({}, frozenset())
        this.sample = True
        assert before() is None
        first.wave.sample = True
        assert before() is not None

    store.write_now(work)


# --- versions ---


@only_sqlite
def test_every_kept_digest_is_listed_with_what_it_corrects(store: Store) -> None:
    """Two digests; of the second a quote is taken back, twice: each correction is as old as what it corrects."""

    def work(wave: Answered) -> None:
        twelve(wave)
        wave.release()
        first = compose.store(wave.session, wave.wave, wave.digest(without=LeftOut(quotes=tuple(
            each.answer_id for each in wave.digest().quotes()
        ))))  # fmt: skip
        start = wave.now
        wave.close()
        kept = compose.store(wave.session, wave.wave, wave.digest())
        quoted = wave.digest().quotes()
        moderation.reject(wave.session, quoted[0].answer_id)
        third = compose.correct(wave.session, wave.wave, kept)
        moderation.reject(wave.session, quoted[1].answer_id)
        fourth = compose.correct(wave.session, wave.wave, kept)

        found = compose.versions(wave.session, wave.wave)
        assert [(each.number, each.at, each.final, each.corrects) for each in found] == [
            (1, start, False, None),
            (2, wave.now, True, None),
            (3, wave.now, True, 2),
            (4, wave.now, True, 3),
        ]
        assert [each.hash for each in found] == [first.hash, kept.hash, third.hash, fourth.hash]
        assert compose.versions(wave.session, Answered(wave.session, ONE).wave) == []
        newest = compose.stored(wave.session, wave.wave)
        assert newest is not None
        assert (newest.version, newest.at) == (4, wave.now)

    on(store, work)


# --- what is corrected, block by block ---


def quote_of(candidate: Candidate, **settings: Any) -> Quoted:
    given = {"answer_id": candidate.answer_id, "item": text("Frage", "Question"), "text": candidate.words, **settings}
    return Quoted.model_validate(given)


def corrected(wave: Answered, *blocks: Any, labels: Any = None, **settings: Any) -> Digest:
    kept = hand_made(Section(key="quotes", blocks=blocks), **settings)
    return compose.corrected(wave.session, wave.wave, kept, labels or {})


@only_sqlite
def test_a_quote_keeps_its_words_and_only_the_group_or_name_that_still_holds(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.say(1, Purpose.QUOTE_HERE, name="Anna", why=WORDS.format(1))
        [known] = may(wave).values()
        shown_as = [text("Customer", "x"), Text({"de": "Customer"}), Text({"de": "Anna"}), Text({"de": "Berta"}), None]
        after = corrected(wave, *(quote_of(known, who=who) for who in shown_as))

        assert [each.text for each in after.quotes()] == [WORDS.format(1)] * 5
        assert [each.who for each in after.quotes()] == [
            None,
            Text({"de": "Customer"}),
            Text({"de": "Anna"}),
            None,
            None,
        ]
        assert after.blackened == ()
        assert not any(each.withdrawn for each in after.quotes())

    on(store, work, named_quotes=True)


@only_sqlite
def test_words_that_were_changed_or_are_gone_are_withdrawn_and_blackened_ones_stay_blackened(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number, words in enumerate(("Das ist ganz neu.", "Der [geschwärzt] half mir.", "Ich bleibe.")):
            wave.say(number, Purpose.QUOTE_HERE, why=words)
        changed, black, same = (
            next(each for each in may(wave).values() if each.person == person(at)) for at in range(3)
        )
        gone = replace(same, answer_id="f" * 32)
        after = corrected(
            wave,
            quote_of(changed, text="Das war anders."),
            quote_of(black, text="Der Eisbär half mir."),
            quote_of(same),
            quote_of(gone),
            blackened=("e" * 32,),
        )

        assert [(each.text, each.withdrawn) for each in after.quotes()] == [
            ("", True),
            ("Der [geschwärzt] half mir.", False),
            ("Ich bleibe.", False),
            ("", True),
        ]
        assert after.blackened == ("e" * 32, black.answer_id)

    on(store, work)


@only_sqlite
def test_a_statement_stands_while_its_words_may_be_shown_as_they_are(store: Store) -> None:
    """Four answers were put to the vote: one stands, one is blackened, one says something else, one is withdrawn."""

    def work(wave: Answered) -> None:
        ids = []
        for number, words in enumerate(("Es bleibt.", "Der [geschwärzt] muss weg.", "Ganz anders.", "Weg damit.")):
            wave.say(number, *([Purpose.QUOTE_HERE] if number < 3 else []), why=words)
            ids.append(wave.answer(number).id)
            wave.statement(words, ids[-1])

        def bars(at: int, words: str) -> Bars:
            return Bars(title=Text({"de": words}), n=12, bars=(), answer_id=ids[at])

        own = Bars(title=Text({"de": "Satz der Umfrage"}), n=12, bars=())
        stands = bars(0, "Es bleibt.")
        shared = Agreement(title=Text({"de": "Der Eisbär muss weg."}), rows=(), answer_id=ids[1])
        after = corrected(wave, own, stands, shared, bars(2, "Es war einmal."), bars(3, "Weg damit."))

        gone = Line(say=Phrase(key="statement-withdrawn"))
        black = shared.model_copy(update={"title": Text({"de": "Der [geschwärzt] muss weg."})})
        assert after.sections[0].blocks == (own, stands, black, gone, gone)
        assert after.blackened == (ids[1],)

    on(store, work)


@only_sqlite
def test_a_models_sentence_goes_where_an_answer_it_rests_on_may_no_longer_be_read(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number in range(3):
            wave.say(number, *([Purpose.MODEL] if number < 2 else []), why=WORDS.format(number))
        one, other, unread = (wave.answer(number).id for number in range(3))
        plain_, first, both, third = (
            Line(say=Phrase(key="sample-note"), cites=cites) for cites in ((), (one,), (one, other), (one, unread))
        )

        gone = Line(say=Phrase(key="summary-withdrawn"))
        assert corrected(wave, plain_, first, both, third).sections[0].blocks == (plain_, first, both, gone)
        assert corrected(wave, plain_).sections[0].blocks == (plain_,)

    on(store, work)


@only_sqlite
def test_a_correction_takes_the_present_names_of_themes_with_it(store: Store) -> None:
    def work(wave: Answered) -> None:
        named = Bars(title=Text({"de": "Warten"}), n=12, bars=(), theme_id="t1")
        after = corrected(wave, named, labels={"t1": Text({"de": "Wartezeit"})})

        assert after.sections[0].blocks == (named.model_copy(update={"title": Text({"de": "Wartezeit"})}),)
        assert after.renamed == ("t1",)

    on(store, work)


@pytest.mark.parametrize(
    ("before", "after", "only_blackened"),
    [
        ({"de": "Der Eisbär half."}, {"de": "Der [geschwärzt] half."}, True),
        ({"de": "Der Eisbär half."}, {"de": "Der Eisbär half."}, True),
        ({"de": "Der Eisbär half."}, {"de": "Die [geschwärzt] half."}, False),
        ({"de": "Der Bär.", "en": "The bear."}, {"de": "Der [geschwärzt].", "en": "The bear."}, True),
        ({"de": "Der Bär.", "en": "The bear."}, {"de": "Der [geschwärzt].", "en": "A cat."}, False),
        ({"de": "Der Bär.", "en": "The bear."}, {"de": "Der [geschwärzt]."}, False),
    ],
)
def test_a_statement_is_blackened_where_every_language_is_the_same_but_for_that(
    before: dict[str, str], after: dict[str, str], only_blackened: bool
) -> None:
    assert compose._is_blackened(Text(before), Text(after)) is only_blackened


def test_what_is_no_text_is_not_a_blackened_one() -> None:
    assert not compose._is_blackened(None, Text({"de": "x"}))
    assert not compose._is_blackened(Text({"de": "x"}), None)
