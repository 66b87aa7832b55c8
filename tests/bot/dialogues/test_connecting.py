"""Does one person on two platforms count once, by a code nobody else can use, and can it all be undone?"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from fielding import item, options, questionnaire
from stage import ROOM, Actor, Stage

from bot import codes, erasures
from bot.platform import Act, Event, Person, Where
from bot.tables import Account, Code, CodeKind, Joined
from bot.tokens import Verb
from surveys import privacy
from surveys.fieldwork import counts, waves
from surveys.tables import Answer, Consent, Purpose, Response, Wave

pytestmark = pytest.mark.sqlite_will_do

ASKED = questionnaire(
    item("pick", "choice", options=options("yes", "no")),
    item("why", "open"),
    item("how", "open"),
    wave={"moderated": False},
)
CODE = re.compile(r"[A-HJ-KM-NP-Z2-9]{4}-[A-HJ-KM-NP-Z2-9]{4}")
HERE, OTHER = Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER


@dataclass
class Self:
    """One person with an account on Telegram and one on Discord, both taking part in the same wave."""

    stage: Stage
    anna: Actor
    anna_77: Actor
    wave: str

    async def says(self, actor: Actor, words: str, number: int = 1) -> None:
        self.stage.passes(minutes=1)
        await actor.sends(self.stage.token(Verb.GOTO, self.wave, number))
        await actor.says(words)

    async def connects(self) -> None:
        self.stage.passes(minutes=1)
        code = code_in(await self.anna.says("/verbinden"))
        await self.anna_77.says(f"/verbinden {code}")
        await self.anna_77.presses("Ja, das sind beides")

    async def parts(self, actor: Actor | None = None) -> None:
        self.stage.passes(minutes=1)
        for step in ("Verbindung lösen", "Ja, lösen"):
            if step == "Verbindung lösen":
                await (actor or self.anna).says("/verbinden")
            await (actor or self.anna).presses(step)

    def said(self) -> dict[str, Any]:
        return {answer.item: answer.value for answer in self.stage.rows(Answer)}

    def people(self) -> int:
        def count(session: Any) -> int:
            wave = session.get_one(Wave, self.wave)
            live = counts.live(session, wave)
            assert live == counts.recount(session, wave, waves.questionnaire_of(session, wave))
            return live.get("", {}).get("n", 0)

        return self.stage.store.read_now(count)

    def holds(self, purpose: Purpose) -> int:
        return sum(row.withdrawn_at is None for row in self.stage.rows(Consent, Consent.purpose == purpose))

    def kept(self) -> dict[str, Any]:
        """Every row about answers, but for tallies of nobody."""
        names = ("answer", "consent", "response", "vote", "tally", "departure", "statement")
        rows = self.stage.snapshot()
        return {name: [row for row in rows[name] if name != "tally" or row[-1] > 0] for name in names}


def code_in(screens: object) -> str:
    found = CODE.search("\n".join(screen.text for screen in screens))  # type: ignore[attr-defined]
    assert found is not None
    return found.group()


@pytest.fixture
async def me(stage: Stage) -> Self:
    wave = stage.opens(ASKED)
    anna, anna_77 = stage.actor("Anna"), stage.actor("anna_77", platform="discord")
    for actor in (anna, anna_77):
        await actor.joins(wave)
    return Self(stage, anna, anna_77, wave)


# --- becoming one ---


async def test_who_answered_on_two_platforms_counts_once_with_the_newest_answers(me: Self) -> None:
    await me.says(me.anna, "zuerst hier", 1)
    await me.says(me.anna_77, "später dort", 1)
    await me.says(me.anna_77, "nur dort", 2)
    assert me.people() == 2
    code = code_in(await me.anna.says("/verbinden"))

    await me.anna_77.says(f"/connect {code.lower()}")
    assert "Konto bei Telegram" in me.anna_77.sees
    assert me.people() == 2  # nothing happens before the yes
    await me.anna_77.presses("Ja, das sind beides")

    assert "zählst ab jetzt einmal" in me.anna_77.sees
    assert me.people() == 1
    assert me.said() == {"why": "später dort", "how": "nur dort"}
    assert len(me.stage.rows(Response)) == 1
    for actor in (me.anna, me.anna_77):
        await actor.says("/antworten")
        assert "später dort" in actor.sees
    await me.stage.settles()
    assert "hat sich mit deinem verbunden" in me.stage.posts(me.anna.id)[-1].text
    assert "Eine Person hat geantwortet" in me.stage.posts()[-1].text


@pytest.mark.on_both
async def test_both_accounts_go_on_with_the_same_answers(me: Self) -> None:
    await me.says(me.anna, "von hier")
    await me.connects()

    await me.says(me.anna_77, "von dort geändert")
    await me.says(me.anna, "und noch von hier", 2)
    await me.anna_77.sends(me.stage.token(Verb.PICK, me.wave, 0, 0, "0"))

    assert me.said() == {"pick": "yes", "why": "von dort geändert", "how": "und noch von hier"}
    assert me.people() == 1


async def test_an_edit_on_either_platform_finds_its_answer(me: Self) -> None:
    await me.says(me.anna, "mit Tipfehler")
    message = me.anna.last_message
    await me.connects()

    me.anna.last_message = message
    await me.anna.says("ohne Tippfehler", edit=True)

    assert me.said() == {"why": "ohne Tippfehler"}


async def test_who_is_new_on_the_other_platform_brings_what_was_said(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    anna, anna_77 = stage.actor("Anna"), stage.actor("anna_77", platform="discord")
    await anna_77.joins(wave)
    me = Self(stage, anna, anna_77, wave)
    await me.says(anna_77, "schon dort gesagt")

    await me.connects()

    await anna.says("/antworten")
    assert "schon dort gesagt" in anna.sees
    assert me.people() == 1


async def test_connecting_shows_how_it_is_and_how_to_undo_it(me: Self) -> None:
    await me.connects()

    for actor in (me.anna, me.anna_77):
        await actor.says("/merge")
        assert "Verbunden seit" in actor.sees
        assert "Discord + Telegram" in actor.sees
        assert actor.button("Verbindung lösen")


# --- codes ---


async def test_a_code_works_once_for_ten_minutes_and_not_on_the_account_it_was_shown_to(me: Self) -> None:
    code = code_in(await me.anna.says("/verbinden"))
    await me.anna.says(f"/verbinden {code}")
    assert "in diesem Konto gezeigt" in me.anna.sees
    other = me.stage.actor("Otto")
    await other.says(f"/verbinden {code}")
    assert "auf derselben Plattform" in other.sees
    me.stage.passes(minutes=10)
    await me.anna_77.says(f"/verbinden {code}")
    assert "abgelaufen" in me.anna_77.sees

    await me.connects()

    third = me.stage.actor("dritt", platform="discord")
    await third.sends(me.stage.token(Verb.LINK, value=f"y-{codes.read(code)}"))
    assert "abgelaufen" in third.sees
    assert len(me.stage.rows(Joined)) == 1


async def test_a_yes_after_ten_minutes_or_after_somebody_elses_does_nothing(me: Self) -> None:
    code = code_in(await me.anna.says("/verbinden"))
    other = me.stage.actor("schneller", platform="discord")
    for actor in (me.anna_77, other):
        await actor.says(f"/verbinden {code}")
    await other.presses("Ja, das sind beides")

    await me.anna_77.presses("Ja, das sind beides")

    assert "abgelaufen" in me.anna_77.sees
    assert len(me.stage.rows(Joined)) == 1


async def test_five_wrong_codes_are_enough(me: Self) -> None:
    for _ in range(codes.TRIES):
        await me.anna_77.says("/verbinden ABCDEFGH")
        assert "stimmt nicht" in me.anna_77.sees
    code = code_in(await me.anna.says("/verbinden"))

    await me.anna_77.says(f"/verbinden {code}")

    assert "zu viele falsche Codes" in me.anna_77.sees
    assert me.stage.rows(Joined) == []


async def test_a_code_for_communities_joins_no_persons(me: Self) -> None:
    mod = me.stage.actor("Mona", moderates=True)
    code = code_in(await mod.says("/koppeln", where=me.stage.room, private=True))

    await me.anna_77.says(f"/verbinden {code}")

    assert "stimmt nicht" in me.anna_77.sees
    assert [row.kind for row in me.stage.rows(Code)] == [CodeKind.COMMUNITY]


async def test_nothing_is_shown_where_others_read_along_and_a_code_said_there_is_burnt(me: Self) -> None:
    [screen] = await me.anna.says("/verbinden", where=me.stage.room)
    assert screen.private
    assert not CODE.search(screen.text)
    code = code_in(await me.anna.says("/verbinden"))
    await me.anna_77.says(f"/verbinden {code}", where=Where(ROOM))

    await me.anna_77.says(f"/verbinden {code}")

    assert "abgelaufen" in me.anna_77.sees
    assert await me.anna.says("/verbinden", where=me.stage.room, private=True)
    assert CODE.search(me.anna.sees)


async def test_a_third_account_cannot_join_two_that_are_one(me: Self) -> None:
    early = code_in(await me.anna.says("/verbinden"))
    third = me.stage.actor("dritt", platform="discord")
    await third.says(f"/verbinden {early}")
    yes = third.button("Ja, das sind beides").token
    own = code_in(await third.says("/verbinden"))
    await me.connects()

    await third.sends(yes)
    assert "abgelaufen" in third.sees  # a new code takes the place of the one before
    await me.anna.sends(me.stage.token(Verb.LINK, value=f"y-{codes.read(own)}"))
    assert "schon verbunden" in me.anna.sees

    assert len(me.stage.rows(Joined)) == 1


# --- what is agreed to ---


async def test_no_words_become_quotable_by_connecting_and_a_no_reaches_what_is_posted(me: Self) -> None:
    await me.says(me.anna, "nie gefragt", 1)
    await me.says(me.anna_77, "darf zitiert werden", 2)
    await me.anna_77.sends(me.stage.token(Verb.CONSENT, me.wave, value="hy"))
    assert me.holds(HERE) == 1

    await me.connects()

    assert me.holds(HERE) == me.holds(OTHER) == 0
    await me.parts()
    assert me.holds(HERE) == 1


async def test_what_is_agreed_to_on_one_platform_is_seen_from_the_other(me: Self) -> None:
    await me.connects()
    await me.says(me.anna, "von hier")
    await me.anna.sends(me.stage.token(Verb.CONSENT, me.wave, value="hy"))  # in the Telegram group

    await me.anna_77.sends(me.stage.token(Verb.CONSENT, me.wave))

    assert "✗ hier in der Gruppe" in me.anna_77.sees
    assert "✓ auf der anderen Plattform" in me.anna_77.sees
    await me.anna_77.says("/widerruf")
    assert me.holds(HERE) == me.holds(OTHER) == 0


async def test_to_be_quoted_nowhere_holds_for_both_after_parting(me: Self) -> None:
    await me.says(me.anna, "von hier", 1)
    await me.anna.sends(me.stage.token(Verb.CONSENT, me.wave, value="hy"))
    await me.says(me.anna_77, "von dort", 2)
    await me.connects()
    assert me.holds(HERE) == me.holds(OTHER) == 0

    await me.anna_77.says("/widerruf")
    await me.parts()

    assert me.holds(HERE) == me.holds(OTHER) == 0


# --- becoming two ---


@pytest.mark.on_both
@pytest.mark.parametrize("who", ["anna", "anna_77"])
async def test_parting_at_once_leaves_everything_as_it_was(me: Self, who: str) -> None:
    await me.says(me.anna, "von hier", 1)
    await me.anna.sends(me.stage.token(Verb.CONSENT, me.wave, value="hy"))
    await me.says(me.anna_77, "von dort", 1)
    await me.says(me.anna_77, "nur dort", 2)
    before, people = me.kept(), {account.id: account.person_id for account in me.stage.rows(Account)}

    await me.connects()
    assert me.kept() != before
    await me.parts(getattr(me, who))

    assert me.kept() == before
    assert {account.id: account.person_id for account in me.stage.rows(Account)} == people
    assert me.stage.rows(Joined) == []
    assert me.people() == 2


async def test_what_was_said_since_stays_and_what_was_taken_back_is_gone_for_both(me: Self) -> None:
    await me.says(me.anna, "von hier", 1)
    await me.says(me.anna_77, "von dort", 1)
    await me.connects()
    await me.anna_77.sends(me.stage.token(Verb.REMOVE, me.wave, 1))
    [bond] = me.stage.rows(Joined)
    sealed = me.stage.house.keys.open(bond.body, "joined")
    assert sealed is not None
    assert b"von hier" not in sealed  # taken back is gone, wherever it waited
    await me.says(me.anna_77, "inzwischen gesagt", 2)

    await me.parts()

    await me.anna.says("/antworten")
    assert "inzwischen gesagt" in me.anna.sees
    await me.anna_77.says("/antworten")
    assert "noch nichts geantwortet" in me.anna_77.sees
    assert me.people() == 1


async def test_a_no_to_connecting_or_parting_changes_nothing(me: Self) -> None:
    code = code_in(await me.anna.says("/verbinden"))
    await me.anna_77.says(f"/verbinden {code}")
    await me.anna_77.presses("Nein")
    assert me.stage.rows(Joined) == []
    await me.connects()
    await me.anna.says("/verbinden")
    await me.anna.presses("Verbindung lösen")

    await me.anna.presses("Nein")

    assert len(me.stage.rows(Joined)) == 1
    await me.parts()
    await me.anna.sends(me.stage.token(Verb.LINK, value="q"))
    assert "mit keinem anderen verbunden" in me.anna.sees


async def test_what_is_kept_for_a_while_only_is_not_kept_longer_for_parting(me: Self) -> None:
    await me.says(me.anna, "von hier", 1)
    await me.says(me.anna_77, "von dort", 1)
    await me.connects()
    mod = me.stage.actor("Mona", moderates=True)
    await mod.sends(me.stage.token(Verb.MANAGE, me.wave, value="close"))
    await me.stage.settles()
    me.stage.passes(days=400)
    await me.stage.schedule.round()

    [bond] = me.stage.rows(Joined)
    assert me.stage.house.keys.open(bond.body, "joined") == b"{}"
    await me.parts()
    assert me.stage.rows(Answer) == me.stage.rows(Response) == []


# --- what is held ---


async def test_everything_of_both_accounts_is_in_the_file(me: Self) -> None:
    await me.says(me.anna, "von hier", 1)
    await me.says(me.anna_77, "von dort", 1)
    await me.connects()

    for actor in (me.anna, me.anna_77):
        [screen] = await actor.says("/meinedaten")
        assert screen.attachment is not None
        held = json.loads(screen.attachment.content)
        assert {account["platform"] for account in held["account"]} == {"telegram", "discord"}
        assert [answer["value"] for answer in held["answer"]] == ["von dort"]
        assert "von hier" in held["joined"][0]["body"]


@pytest.mark.on_both
async def test_to_be_forgotten_forgets_both_accounts_and_a_restore_does_too(me: Self) -> None:
    await me.says(me.anna, "von hier", 1)
    await me.says(me.anna_77, "von dort", 1)
    await me.connects()
    digests = [account.digest for account in me.stage.rows(Account)]

    await me.anna_77.says("/vergissmich")
    assert "alles von beiden" in me.anna_77.sees
    await me.anna_77.presses("Ja, alles löschen")

    for table in (Account, Joined, Answer, Response, Consent):
        assert me.stage.rows(table) == []
    assert me.people() == 0
    noted = erasures.file(me.stage.house.settings).read_text()
    assert all(digest in noted for digest in digests)


async def test_a_backup_from_when_they_were_one_forgets_only_who_wanted_it_after_parting(me: Self) -> None:
    await me.says(me.anna, "von hier", 1)
    await me.says(me.anna_77, "von dort", 1)
    await me.connects()  # the backup is made here; then they part, and only Anna's account is forgotten
    me.stage.passes(minutes=1)
    settings, keys = me.stage.house.settings, me.stage.house.keys
    erasures.file(settings).unlink(missing_ok=True)
    erasures.note(settings, keys.account("telegram", me.anna.id), me.stage.now)

    me.stage.store.write_now(lambda session: erasures.replay(session, settings, keys, me.stage.now))

    assert [account.platform for account in me.stage.rows(Account)] == ["discord"]
    assert me.said() == {"why": "von dort"}
    assert me.people() == 1


async def test_who_came_back_after_being_forgotten_is_not_forgotten_with_the_other(me: Self) -> None:
    settings, keys = me.stage.house.settings, me.stage.house.keys
    erasures.file(settings).unlink(missing_ok=True)
    erasures.note(settings, keys.account("discord", me.anna_77.id), me.stage.now - timedelta(days=1))
    await me.says(me.anna_77, "von dort", 1)
    await me.connects()
    me.stage.passes(minutes=1)
    erasures.note(settings, keys.account("telegram", me.anna.id), me.stage.now)

    me.stage.store.write_now(lambda session: erasures.replay(session, settings, keys, me.stage.now))

    assert [account.platform for account in me.stage.rows(Account)] == ["discord"]
    assert me.said() == {"why": "von dort"}


async def test_nothing_points_to_the_person_from_before(me: Self) -> None:
    await me.says(me.anna_77, "von dort", 1)
    [before] = [account.person_id for account in me.stage.rows(Account) if account.platform == "discord"]
    await me.connects()

    pseudonym = me.stage.house.keys.respondent(me.wave, before)
    held = me.stage.store.read_now(lambda session: privacy.held(session, respondents=[pseudonym], people=[before]))

    assert held == {}


# --- messages that are deleted ---


async def deletes(me: Self, actor: Actor, source: str) -> None:
    """The message is gone; the platform does not say who deleted it."""
    event = Event(f"gone:{source}", actor.platform, Act.DELETE, Person(""), me.stage.now, source=source)
    await me.stage.desk.handle(event)


async def says_in(me: Self, actor: Actor, words: str) -> str:
    """Say something in a message that can be found again; gives it."""
    me.stage.passes(minutes=1)
    await actor.sends(me.stage.token(Verb.GOTO, me.wave, 1))
    await actor.says(words, message=f"0/{actor.id}/{words}")
    return actor.last_message


async def test_a_message_deleted_after_parting_takes_back_what_was_said_in_it_and_nothing_else(me: Self) -> None:
    await me.connects()
    first = await says_in(me, me.anna_77, "im ersten")
    await me.parts()
    await says_in(me, me.anna_77, "im zweiten")

    await deletes(me, me.anna_77, first)

    assert [answer.value for answer in me.stage.rows(Answer, Answer.item == "why")] == ["im zweiten"]


async def test_what_waited_in_a_deleted_message_does_not_come_back_at_parting(me: Self) -> None:
    old = await says_in(me, me.anna_77, "geheim, alt")
    await me.says(me.anna, "neuer")
    await me.connects()
    await deletes(me, me.anna_77, old)
    await me.parts()

    assert [answer.value for answer in me.stage.rows(Answer, Answer.item == "why")] == ["neuer"]


async def test_words_said_under_the_stricter_no_are_not_quotable_after_parting(me: Self) -> None:
    await me.says(me.anna, "zuerst")
    await me.anna.sends(me.stage.token(Verb.CONSENT, me.wave, value="hy"))
    await me.says(me.anna_77, "von der anderen", 2)
    await me.anna_77.sends(me.stage.token(Verb.CONSENT, me.wave, value="hn"))
    await me.connects()
    await me.says(me.anna, "unter dem strengeren Nein")
    assert me.holds(HERE) == 0

    await me.parts()

    assert me.said()["why"] == "unter dem strengeren Nein"
    assert me.holds(HERE) == 0
