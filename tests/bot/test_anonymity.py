"""Does an anonymous wave keep what it promises: everything to be had by its person until the end, by nobody afterwards?"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from anonymous import answers, ends, person_of
from fielding import item, options, questionnaire
from sqlmodel import Session, col, select
from stage import Actor, Stage

from bot import anonymity, digests, erasures, persons, wavekeys
from bot.platform import Act, Forms
from bot.tables import Account, Joined, Ledger, PendingReply, ReadAgain
from bot.tokens import Verb
from surveys.analysis import results
from surveys.design.questionnaire import Questionnaire
from surveys.errors import Refused
from surveys.exchange import rows
from surveys.fieldwork import waves
from surveys.fieldwork.severing import OF_PEOPLE
from surveys.tables import Answer, Consent, Response, Visibility, Wave

DISCORD_ROOM = "81/38"
ASKED = questionnaire(
    item("pick", "choice", options=options("a", "b")),
    item("why", "open"),
    wave={"anonymous": True},
)
OVER = "war anonym und ist zu Ende"


@pytest.fixture
def wave(stage: Stage) -> str:
    return stage.opens(ASKED)


async def held(actor: Actor) -> dict[str, list[dict[str, Any]]]:
    [screen] = await actor.says("/meinedaten")
    assert screen.attachment is not None
    found: dict[str, list[dict[str, Any]]] = json.loads(screen.attachment.content)
    return found


# --- before the end ---


async def test_people_are_told_before_anything_is_stored(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")

    await anna._does(Act.COMMAND, command="start", token=stage.token(Verb.JOIN, wave))

    assert "Diese Umfrage ist anonym" in anna.sees
    assert "wird mit dem Ende der Umfrage vernichtet" in anna.sees
    assert stage.rows(Account) == stage.rows(Consent) == []


async def test_the_card_says_that_it_is_anonymous_and_counts_by_fives(stage: Stage, wave: str) -> None:
    await stage.settles()
    for number in range(6):
        await answers(stage, wave, stage.actor(f"P{number}"))
        await stage.settles()
    stage.passes(minutes=11)
    before = stage.posts()[0].text
    await stage.settles()
    await stage.schedule.round()
    await stage.postings.refresh()

    assert "Anonym: Mit dem Ende wird der Schlüssel vernichtet" in before
    assert "Noch hat niemand geantwortet" in before
    people = stage.store.read_now(lambda session: results.participants(session, session.get_one(Wave, wave)))
    assert people == 6, "six at once are a batch of at least five"


async def test_until_the_end_people_see_change_and_take_back_what_they_said(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")
    await answers(stage, wave, anna, "weil es so ist und bleibt")
    first = anna.last_message
    mine = (await held(anna))["answer"]
    anna.last_message = first
    await anna.says("weil es anders wurde als gedacht", edit=True)
    changed = {each["item"]: each["value"] for each in (await held(anna))["answer"]}
    await anna.sends(stage.token(Verb.REMOVE, wave, 1))

    assert {each["value"] for each in mine} == {"a", "weil es so ist und bleibt"}
    assert changed["why"] == "weil es anders wurde als gedacht"
    assert [answer.item for answer in stage.rows(Answer)] == ["pick"]


async def test_a_message_that_is_deleted_takes_its_answer_along(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")
    await answers(stage, wave, anna, "weil es so ist und bleibt")

    await anna._does(Act.DELETE, source=anna.last_message)

    assert [answer.item for answer in stage.rows(Answer)] == ["pick"]


async def test_nothing_leads_from_an_account_into_the_wave_but_its_key(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")
    await answers(stage, wave, anna, "weil es so ist und bleibt")
    keys, person = stage.house.keys, person_of(stage, anna)
    [words] = stage.rows(Answer, Answer.item == "why")

    assert words.respondent_id != keys.respondent(wave, person)
    assert words.source not in (None, keys.source("telegram", anna.last_message))
    assert stage.rows(ReadAgain) == stage.rows(PendingReply) == []
    key = wavekeys.find(keys, wave)
    assert key is not None
    assert words.respondent_id == key.respondent(person)


async def test_what_is_said_in_public_is_no_answer_and_is_not_kept(stage: Stage, wave: str) -> None:
    await stage.settles()
    anna = stage.actor("Anna")
    await answers(stage, wave, anna)
    card = stage.paper.shown[0].ref

    await anna.says("das lesen hier alle mit", where=stage.room, reply_to=card)

    assert "zählt deshalb nicht als Antwort" in anna.sees
    assert stage.rows(PendingReply) == []
    assert [answer.item for answer in stage.rows(Answer)] == ["pick"]


async def test_nobody_reads_words_before_the_end_and_moderators_do_afterwards(stage: Stage, wave: str) -> None:
    for number in range(5):
        await answers(stage, wave, stage.actor(f"P{number}"), f"weil es so ist, nämlich {number}")
    mod = stage.actor("Mod", moderates=True)
    await mod.says("/verwalten", where=stage.room)
    await mod.sends(stage.token(Verb.REVIEW, wave))
    before = mod.sees
    with pytest.raises(Refused):
        stage.store.read_now(lambda session: list(rows.rows(session, session.get_one(Wave, wave), ASKED)))
    await ends(stage, wave)
    await mod.sends(stage.token(Verb.REVIEW, wave))

    assert "weil es so ist" not in before
    assert "weil es so ist" in mod.sees
    exported = stage.store.read_now(lambda session: list(rows.rows(session, session.get_one(Wave, wave), ASKED)))
    assert {(row.key, row.platform, row.started_on) for row in exported} == {("", "", None)}


async def test_a_word_of_self_harm_is_answered_and_nobody_is_told_when(stage: Stage, wave: str) -> None:
    mod = stage.actor("Mod", moderates=True)
    await mod.says("/umfrage")
    anna = stage.actor("Anna")
    await answers(stage, wave, anna, "ich will nicht mehr leben")

    assert "TelefonSeelsorge" in anna.sees
    assert stage.rows(Ledger, Ledger.kind == "tell") == []


async def test_erasing_oneself_before_the_end_erases_the_answers(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")
    await answers(stage, wave, anna, "weil es so ist und bleibt")
    await anna.says("/vergissmich")
    await anna.presses("Ja")

    assert stage.rows(Answer) == stage.rows(Response) == stage.rows(Account) == []


@pytest.mark.parametrize("settings", [{"visibility": Visibility.OPEN}, {"named_quotes": True}])
def test_an_anonymous_wave_has_no_live_counts_and_no_names(stage: Stage, settings: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        stage.opens(ASKED, **settings)


def test_a_moderator_chooses_it_in_the_chat(stage: Stage) -> None:
    """The choice itself stands in the conversation that is recorded in transcripts/anonymous.txt."""
    wave = stage.opens(questionnaire(item("pick", "choice", options=options("a", "b"))), anonymous=True)

    assert wavekeys.find(stage.house.keys, wave) is not None


async def test_two_previews_show_the_same_release(stage: Stage, wave: str) -> None:
    """Five are released; a sixth and a seventh changed nothing that anybody may see, in a preview either."""

    def seen(session: Session) -> str:
        digest = digests.would_be(session, session.get_one(Wave, wave), stage.now)
        return digest.model_dump_json(exclude={"at"})

    for number in range(5):
        await answers(stage, wave, stage.actor(f"P{number}"))
    stage.passes(minutes=11)
    await stage.schedule.round()
    shown = [stage.store.write_now(seen)]
    for number in range(5, 11):
        await answers(stage, wave, stage.actor(f"P{number}"))
        shown.append(stage.store.write_now(seen))

    assert '"a"' in shown[0] or "pick" in shown[0]
    assert len(set(shown)) == 1


# --- the end ---


async def test_after_the_end_nobody_finds_what_they_said(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")
    await answers(stage, wave, anna, "weil es so ist und bleibt")
    await ends(stage, wave)
    mine = await held(anna)
    note = anna.sees
    await anna.sends(stage.token(Verb.MINE, wave))
    seen = anna.toast
    await anna.sends(stage.token(Verb.REMOVE, wave, 1))
    taken_back = anna.toast
    await anna.sends(stage.token(Verb.CONSENT, wave, value="hy"))
    agreed = anna.toast
    await anna.says("/widerruf")
    revoked = anna.sees
    await anna.says("weil es nun doch anders ist", edit=True)

    assert not {"answer", "response", "consent"} & set(mine)
    assert "weiß niemand mehr" in note
    assert "weiß niemand mehr" in revoked
    assert OVER in seen
    assert OVER in taken_back
    assert OVER in agreed
    assert {answer.value for answer in stage.rows(Answer)} == {"a", "weil es so ist und bleibt"}


async def test_erasing_oneself_after_the_end_leaves_what_nobody_can_find(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")
    await answers(stage, wave, anna)
    await ends(stage, wave)
    await anna.says("/vergissmich")
    told = anna.sees
    await anna.presses("Ja")

    assert "weiß niemand mehr" in told
    assert stage.rows(Account) == []
    assert len(stage.rows(Answer)) == 1


async def test_everybody_may_see_the_results_then(stage: Stage, wave: str) -> None:
    for number in range(5):
        await answers(stage, wave, stage.actor(f"P{number}"))
    await ends(stage, wave)
    dora = stage.actor("Dora")
    await dora.sends(stage.token(Verb.RESULTS, wave))

    assert "pick" in dora.sees


async def test_the_key_is_gone_and_with_it_every_way_from_people_to_answers(stage: Stage, wave: str) -> None:
    people = [stage.actor(f"P{number}") for number in range(3)]
    for each in people:
        await answers(stage, wave, each, "weil es so ist und bleibt")
    keys = stage.house.keys
    before = wavekeys.find(keys, wave)
    ids = [person_of(stage, each) for each in people]
    await ends(stage, wave)

    assert before is not None
    assert wavekeys.find(keys, wave) is None
    assert wavekeys.is_destroyed(keys, wave)
    respondents = {answer.respondent_id for answer in stage.rows(Answer)}
    assert respondents == {before.respondent(each) for each in ids}, "the key alone led there"
    assert not respondents & {str(keys.respondent(wave, each)) for each in ids}
    assert {answer.source for answer in stage.rows(Answer)} == {None}
    assert {account.wave_id for account in stage.rows(Account)} == {None}
    everything = json.dumps(stage.snapshot(), default=str)
    for each in people:
        assert keys.source("telegram", each.last_message) not in everything


async def test_no_moment_of_an_act_is_left_in_any_row_of_a_respondent(stage: Stage, wave: str) -> None:
    for number in range(3):
        stage.passes(hours=5, seconds=7)
        await answers(stage, wave, stage.actor(f"P{number}"), "weil es so ist und bleibt")
    await ends(stage, wave)

    day = stage.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    moments: set[datetime] = set()
    for table in OF_PEOPLE:
        for row in stage.rows(table):
            moments |= {value for value in row.model_dump().values() if isinstance(value, datetime)}
    assert moments == {day}


async def test_a_process_that_ends_between_closing_and_destroying_is_finished_by_the_next(
    stage: Stage, wave: str
) -> None:
    anna = stage.actor("Anna")
    await answers(stage, wave, anna)

    def close(session: Session) -> None:
        from bot import fielding

        fielding.close(session, session.get_one(Wave, wave), stage.now)

    stage.store.write_now(close)
    kept = wavekeys.kept(stage.house.keys)
    mine = await held(anna)
    stage.restarts()
    await stage.schedule.awake()
    await stage.schedule.round()

    assert kept == [wave]
    assert "answer" not in mine, "from the moment it is closed nobody is asked for"
    assert wavekeys.kept(stage.house.keys) == []
    assert wavekeys.is_destroyed(stage.house.keys, wave)


@pytest.mark.parametrize("steps", range(4))
async def test_wherever_destroying_broke_off_the_next_look_finishes_it(stage: Stage, wave: str, steps: int) -> None:
    begun = wavekeys.steps(stage.house.keys, wave)

    def close(session: Session) -> None:
        from bot import fielding

        fielding.close(session, session.get_one(Wave, wave), stage.now)

    stage.store.write_now(close)
    for _ in range(steps):
        next(begun, None)
    stage.restarts()
    await stage.schedule.round()

    assert wavekeys.kept(stage.house.keys) == []
    assert wavekeys.find(stage.house.keys, wave) is None


async def test_a_key_that_cannot_be_destroyed_stops_nothing_and_is_tried_again(
    stage: Stage, wave: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = stage.house.keys.folder
    assert folder is not None
    await answers(stage, wave, stage.actor("Anna"))
    moved = folder.with_name("elsewhere")
    folder.rename(moved)
    folder.write_text("a file where the folder should be")
    destroyed = anonymity.destroy(stage.house.keys, [wave])
    folder.unlink()
    moved.rename(folder)
    await ends(stage, wave)

    assert destroyed == 0
    assert "cannot be destroyed" in caplog.text
    assert wavekeys.is_destroyed(stage.house.keys, wave)
    assert wavekeys.kept(stage.house.keys) == []


# --- a lost key, and backups ---


async def test_a_lost_key_is_said_and_nothing_is_stored_or_made_up(stage: Stage, wave: str) -> None:
    anna = stage.actor("Anna")
    await answers(stage, wave, anna)
    folder = stage.house.keys.folder
    assert folder is not None
    key = folder / f"{wave}{wavekeys.KEY}"
    content = key.read_bytes()
    key.unlink()
    await anna.sends(stage.token(Verb.PICK, wave, 0, 0, "1"))
    told = anna.toast
    mine = await held(anna)
    lost = stage.store.read_now(lambda session: anonymity.lost(session, stage.house.keys))
    key.write_bytes(content)
    await anna.sends(stage.token(Verb.PICK, wave, 0, 0, "1"))

    assert "Der Schlüssel dieser anonymen Umfrage fehlt" in told
    assert "answer" not in mine
    assert lost == ["service-1"]
    assert [answer.value for answer in stage.rows(Answer)] == ["b"]


# --- one person on two platforms ---


async def test_accounts_may_be_linked_while_it_runs_and_what_waits_for_parting_goes_with_the_key(
    stage: Stage,
) -> None:
    stage.add_room(DISCORD_ROOM, "Server", "discord")
    wave = stage.opens(ASKED)
    anna, also = stage.actor("Anna"), stage.actor("Anna", platform="discord")
    await answers(stage, wave, anna, "weil es so ist und bleibt")
    await answers(stage, wave, also)
    keys = stage.house.keys
    ids = [person_of(stage, each) for each in (anna, also)]

    def joined(session: Session) -> None:
        first, second = (session.exec(select(Account).where(Account.person_id == each)).one() for each in ids)
        persons.join(session, keys, second, first, stage.now)

    stage.store.write_now(joined)
    linked = len({answer.respondent_id for answer in stage.rows(Answer)})
    [bond] = stage.rows(Joined)
    opened = keys.open(bond.body, "joined")
    shown = stage.store.read_now(lambda session: persons.told(session, keys, opened or b""))
    await ends(stage, wave)
    after = stage.store.read_now(lambda session: persons.told(session, keys, opened or b""))

    assert linked == 1
    assert opened is not None
    assert b"weil es so ist" not in opened, "the secret alone does not open it"
    assert b"weil es so ist" in shown
    assert json.loads(after) == {}


async def test_two_who_are_parted_again_before_the_end_have_their_own(stage: Stage) -> None:
    stage.add_room(DISCORD_ROOM, "Server", "discord")
    wave = stage.opens(ASKED)
    anna, also = stage.actor("Anna"), stage.actor("Anna", platform="discord")
    await answers(stage, wave, anna, "weil es so ist und bleibt")
    await answers(stage, wave, also)
    keys = stage.house.keys
    ids = [person_of(stage, each) for each in (anna, also)]

    def there_and_back(session: Session) -> None:
        first, second = (session.exec(select(Account).where(Account.person_id == each)).one() for each in ids)
        persons.join(session, keys, second, first, stage.now)
        [bond] = session.exec(select(Joined)).all()
        persons.part(session, keys, bond, stage.now + timedelta(minutes=1))

    stage.store.write_now(there_and_back)

    key = wavekeys.find(keys, wave)
    assert key is not None
    of = {key.respondent(each) for each in ids}
    assert {answer.respondent_id for answer in stage.rows(Answer)} == of
    assert len(stage.rows(Answer, col(Answer.item) == "why")) == 1


# --- several waves of a row ---


async def test_each_wave_of_a_series_has_a_key_of_its_own(stage: Stage) -> None:
    first = stage.opens(ASKED, closes_at=stage.now + timedelta(days=3), every_weeks=1)
    anna = stage.actor("Anna")
    await answers(stage, first, anna)
    stage.passes(weeks=1)
    await stage.settles()
    await stage.schedule.round()
    [second] = [wave for wave in stage.rows(Wave) if wave.id != first]
    await answers(stage, second.id, anna)

    assert second.anonymous
    assert wavekeys.kept(stage.house.keys) == [second.id]
    assert len({answer.respondent_id for answer in stage.rows(Answer)}) == 2


def test_forms_tell_the_same(stage: Stage) -> None:
    from bot.dialogues import forms
    from bot.platform import Event, Person
    from bot.visit import Visit

    asked: Questionnaire = questionnaire(item("why", "open"))
    wave = stage.opens(asked, anonymous=True)
    event = Event("k", "discord", Act.PRESS, Person("1", "Anna", "de"), stage.now, forms=Forms.NOW)

    def form(session: Session) -> str:
        visit = Visit(session, event, stage.now, stage.house)
        screen = forms.first(visit, waves.find(session, "service-1"), asked, 0)
        assert screen is not None
        assert screen.form is not None
        return "".join(span.text for span in screen.form.spans)

    told = stage.store.read_now(form)
    assert wave
    assert "Anonym" in told
    assert "Dann wird der Schlüssel vernichtet" in told


def test_a_place_for_erasures_is_beside_the_keys_of_waves(stage: Stage) -> None:
    assert stage.house.keys.folder is not None
    assert erasures.file(stage.house.settings).parent == stage.house.keys.folder.parent
