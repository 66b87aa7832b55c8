"""Are results hidden on every surface alike, until one's own answer or until closing, as the wave says?

Somebody presses everything they are ever shown, in the direct chat and in the group, and types every command. What they
may see is worked out here from what is stored, apart from the code that decides it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fielding import Field, item, options, questionnaire
from remembered import remembered
from schedules import moderator
from sqlmodel import Session
from stage import Actor, Stage

from bot import dialogues, digests, tokens
from bot.commands.digests import _would_be
from bot.screens import Screen
from bot.tables import Account
from bot.tokens import Token, Verb
from surveys.analysis import results
from surveys.analysis.results import Viewer
from surveys.digest import charts
from surveys.digest.render import FORMATS, render
from surveys.fieldwork import consent, moderation, responses, waves
from surveys.fieldwork.acts import Act, Goto, Pick, Say, Vote
from surveys.tables import Answer, Purpose, Response, StoredDigest, Visibility, Wave, WaveState

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_will_do]

QUOTED, NAMED, VOTED_ON = "Kanarienvogel", "Kanaria Blau", "Satzvogel"
GROUP = item("group", "choice", options=options("customer", "practitioner"))
PLACE = item("place", "choice", options=options("shop", "phone", "chat"))
AGREE = item("agree", "scale", low_end={"de": "nein"}, high_end={"de": "ja"}, **{"from": 1, "to": 5})
SEEDS = [{"key": f"s{number}", "text": {"de": f"Aussage {number}"}} for number in range(2)]
WITH_WORDS = questionnaire(
    GROUP, PLACE, AGREE, item("how", "open"), item("why", "open"),
    item("react", "statements", seeds=SEEDS, from_items=["why"]), segment="group",
)  # fmt: skip
WORDLESS = questionnaire(GROUP, PLACE, AGREE, segment="group")

PEOPLE = 113
# Numbers that stand in no date and no sentence of ours. Shop and phone: 67 and 41, of 108. Customers and practitioners:
# 71 and 42. A four and a two: 59 and 54. Agreed and disagreed: 63 and 35, of 98. Answers in words: 47.
TELLING = (67, 41, 108, 71, 42, 59, 54, 63, 35, 98, 47)
COUNT = re.compile(rf"\b({'|'.join(map(str, TELLING))})\b|%")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.+]+")
TIME_OF_DAY = re.compile(r"\b\d{1,2}:\d{2}\b")
ANSWERING = frozenset({Verb.PICK, Verb.UNPICK, Verb.DONE, Verb.VOTE})
LAST = frozenset({Verb.REMOVE})  # and the yes to erasing everything: what is pressed later would find less
ROUNDS = 3
MOST_BUTTONS = 300


# --- what was answered ------------------------------------------------------------------------------------------


@remembered
async def filled(stage: Stage, visibility: Visibility) -> str:
    """A wave that 113 people answered; the id of it."""
    asked = WORDLESS if visibility is Visibility.OPEN else WITH_WORDS
    wave = stage.opens(asked, visibility=visibility, named_quotes=True, digest_every_days=7, closes_at=None)

    def work(session: Session) -> None:
        found = session.get_one(Wave, wave)
        of_wave = Field(session, found, asked, stage.now)
        for number in range(PEOPLE):
            _answers(of_wave, number, with_words=asked is WITH_WORDS)
        for answer in moderation.pending(session, found):
            moderation.approve(session, answer.id)

    stage.store.write_now(work)
    return wave


def _answers(of_wave: Field, number: int, *, with_words: bool) -> None:
    who = f"{number:032x}"
    of_wave.join(who)
    consent.give(of_wave.session, of_wave.wave, who, Purpose.QUOTE_HERE, of_wave.now, shown_name=NAMED)
    acts: list[Act] = [Pick("group", "value", "customer" if number < 71 else "practitioner")]
    if number < 108:
        acts.append(Pick("place", "value", "shop" if number < 67 else "phone"))
    acts.append(Pick("agree", "value", "4" if number < 59 else "2"))
    if with_words:
        acts += [Say(f"{QUOTED} Nummer {number}", "how")] if number < 47 else []
        acts += [Say(f"{VOTED_ON} Nummer {number}", "why")] if number < 6 else []
    of_wave.act(*acts, who=who)
    if with_words and number < 98:
        turn = of_wave.act(Goto("react"), who=who)
        for each in turn.interview.statements["react"]:
            if each.own:  # what others said is put to whoever comes next
                of_wave.act(Vote("react", each.id, 1 if number < 63 else -1), who=who)


# --- who walks about, and what they are shown -------------------------------------------------------------------


@dataclass
class Walk:
    """Somebody who presses everything, some times; each screen is judged when it is shown.

    Attributes:
        wordless: they give no answer.
        seen: everything they were shown, as text.
    """

    stage: Stage
    wave: str
    actor: Actor
    wordless: bool = False
    seen: list[str] = field(default_factory=list)
    pressed: Counter[str] = field(default_factory=Counter)

    async def everywhere(self) -> Walk:
        """Type every command, press every button, in both kinds of place; then again, as other things may be shown."""
        for times in range(1, ROUNDS + 1):
            waiting: list[str] = []
            for command in dialogues.commands():
                for where in (None, self.stage.room):
                    await self.actor.says(f"/{command.name}", where=where)
                    waiting += self._judge(in_place=where is not None)
            for token in [each for screen in self.stage.posts() for each in _tokens(screen)]:
                await self.actor.sends(token, where=self.stage.room)
                waiting += [token, *self._judge(in_place=True)]
            while waiting:
                waiting.sort(key=self._comes_last)
                token = waiting.pop(0)
                if self.pressed[token] < times and not (self.wordless and self._read(token).verb in ANSWERING):
                    self.pressed[token] += 1
                    await self.actor.sends(token)
                    waiting += self._judge()
                    assert len(self.pressed) < MOST_BUTTONS, "this walk would not end"
        return self

    def _read(self, token: str) -> Token:
        found = tokens.read(token, self.stage.house.keys)
        assert found
        return found

    def _comes_last(self, token: str) -> bool:
        found = self._read(token)
        return found.verb in LAST or (found.verb is Verb.COMMAND and "-" in found.value)

    def _judge(self, *, in_place: bool = False) -> list[str]:
        """Nothing of the last screens may be what this person may not see; gives their buttons."""
        answered, own_view = self._stored()
        wave = self.stage.rows(Wave, Wave.id == self.wave)[0]
        allowed = _may_see(wave, answered=answered)
        for screen in self.actor.screens:
            for text in _texts(screen):
                assert not TIME_OF_DAY.search(MOMENT.sub("", text)), text
                assert allowed or not _tells(text), text
                assert own_view or allowed or VOTED_ON not in text, text
                assert not in_place or screen.private or not _tells(text), text
            self.seen += _texts(screen)
        assert allowed or not _tells(self.actor.toast)
        return [token for screen in self.actor.screens for token in _tokens(screen)]

    def _stored(self) -> tuple[bool, bool]:
        """Whether they have answered anything, and whether they answered or skipped what others' sentences are about."""

        def work(session: Session) -> tuple[bool, bool]:
            wave = session.get_one(Wave, self.wave)
            account = self.stage.house.keys.account("telegram", self.actor.id)
            person = next((each.person_id for each in self.stage.rows(Account) if each.digest == account), "")
            respondent = self.stage.house.keys.respondent(self.wave, person)
            keys = {answer.item for answer in responses.answers_of(session, wave, respondent)}
            skipped = [row.skipped for row in self.stage.rows(Response, Response.respondent_id == respondent)]
            return bool(keys), "why" in keys or any("why" in each for each in skipped)

        return self.stage.store.read_now(work)


def _may_see(wave: Wave, *, answered: bool) -> bool:
    match wave.visibility:
        case Visibility.OPEN:
            return True
        case Visibility.AFTER_ANSWER:
            return answered or wave.state is WaveState.CLOSED
        case Visibility.AFTER_CLOSE:
            return wave.state is WaveState.CLOSED


def _tells(text: str) -> bool:
    """Whether it holds anything of the results: a count but that of the participants, a share, words, a name."""
    plain = MOMENT.sub("", text)
    return bool(COUNT.search(plain)) or QUOTED in plain or NAMED in plain


def _texts(screen: Screen) -> list[str]:
    """Everything that somebody could read of a screen."""
    texts = [screen.text, screen.hint, *(button.label for row in screen.all_rows() for button in row)]
    if screen.attachment is not None:
        texts += [screen.attachment.name, screen.attachment.about]
        texts += [screen.attachment.content.decode("utf-8")] if not screen.attachment.name.endswith(".png") else []
    if screen.instead is not None:
        texts += _texts(screen.instead)
    return texts


def _tokens(screen: Screen) -> list[str]:
    return [button.token for row in screen.all_rows() for button in row if button.token]


def _public(stage: Stage) -> Iterator[str]:
    """Everything that was ever posted in the group."""
    for screen in stage.posts():
        yield from _texts(screen)


async def _answers_one(stage: Stage, wave: str) -> Actor:
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.sends(stage.token(Verb.PICK, wave, 1, 0, "0"))
    return anna


async def _two_weeks(stage: Stage) -> None:
    """Everything is released and posted that is in that time."""
    for _ in range(2):
        stage.passes(days=7, hours=9)
        await stage.settles()


async def _closes(stage: Stage, wave: str) -> None:
    mod = await moderator(stage)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))
    await stage.settles()


# --- the surfaces -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("visibility", [Visibility.AFTER_ANSWER, Visibility.AFTER_CLOSE])
async def test_nobody_finds_results_who_has_not_answered(stage: Stage, visibility: Visibility) -> None:
    wave = await filled(stage, visibility)
    await stage.settles()
    if visibility is Visibility.AFTER_CLOSE:
        await _two_weeks(stage)  # after one's own answer the group has posts with results too

    walk = await Walk(stage, wave, stage.actor("Neu"), wordless=True).everywhere()

    assert len(walk.pressed) > 15
    assert any(f"{PEOPLE} Personen" in text for text in walk.seen)
    assert not any(_tells(text) for text in walk.seen)
    await walk.actor.joins(wave)
    await walk.actor.sends(stage.token(Verb.GOTO, wave, 4))
    assert VOTED_ON not in walk.actor.sees
    await walk.actor.sends(stage.token(Verb.SKIP, wave, 4, 0))
    assert VOTED_ON in walk.actor.sees, "who skipped the question is shown what others said"


async def test_after_their_own_answer_people_find_results_and_before_not(stage: Stage) -> None:
    wave = await filled(stage, Visibility.AFTER_ANSWER)
    await stage.settles()
    await _two_weeks(stage)

    walk = await Walk(stage, wave, await _answers_one(stage, wave)).everywhere()

    for canary in ("67", "%", QUOTED, NAMED, VOTED_ON):
        assert any(canary in text for text in walk.seen), f"{canary} would have been noticed"


async def test_until_closing_nobody_finds_results_anywhere_and_then_everybody(stage: Stage) -> None:
    wave = await filled(stage, Visibility.AFTER_CLOSE)
    await stage.settles()
    await _two_weeks(stage)
    anna = await _answers_one(stage, wave)
    mod = await moderator(stage)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="digest"))
    await stage.settles()

    await Walk(stage, wave, anna).everywhere()
    posts = list(_public(stage))
    assert len(stage.rows(StoredDigest)) >= 1
    assert not any(_tells(text) or VOTED_ON in text for text in posts)
    assert all(screen.attachment is None for screen in stage.posts())

    await _closes(stage, wave)
    walk = await Walk(stage, wave, stage.actor("Neu")).everywhere()
    for canary in ("67", "%", QUOTED):
        assert any(canary in text for text in walk.seen)
        assert any(canary in text for text in _public(stage))


async def test_where_results_are_live_everybody_finds_them_and_no_names_of_anybody(stage: Stage) -> None:
    wave = await filled(stage, Visibility.OPEN)
    await stage.settles()

    walk = await Walk(stage, wave, stage.actor("Neu"), wordless=True).everywhere()

    assert any("67" in text for text in walk.seen)
    assert not any(NAMED in text for text in walk.seen)


async def test_a_digest_before_closing_says_nothing_in_any_form(stage: Stage) -> None:
    wave = await filled(stage, Visibility.AFTER_CLOSE)
    await stage.settles()
    await _two_weeks(stage)
    key = stage.rows(Wave)[0].key

    def work(session: Session) -> list[str]:
        found = session.get_one(Wave, wave)
        viewers = (Viewer(), Viewer(answered=True), Viewer(in_public=True))
        made = [digests.now(session, found, stage.now, viewer) for viewer in viewers]
        assert not any(charts.shown(digest) for digest in made)
        return [render(digest, form) for digest in made for form in FORMATS]

    texts = stage.store.read_now(work)
    texts += [render(_would_be(stage.store, key)[0], form) for form in FORMATS]
    texts += [json.dumps(row.body, ensure_ascii=False) for row in stage.rows(StoredDigest)]
    assert all(str(PEOPLE) in text for text in texts)
    for text in texts:
        said = re.sub(r"<style>.*?</style>|[0-9a-f]{12,}", "", text, flags=re.DOTALL)
        assert not _tells(said)
        assert VOTED_ON not in said


async def test_who_looks_after_a_wave_reads_no_results_there_either(stage: Stage) -> None:
    """Participants and how many wait for them; reading what waits is their task."""
    wave = await filled(stage, Visibility.AFTER_CLOSE)
    await stage.settles()
    await _two_weeks(stage)
    mod = await moderator(stage)

    await mod.sends(stage.token(Verb.MANAGE, wave))

    assert f"{PEOPLE} Personen" in mod.sees
    assert not any(_tells(text) for screen in mod.screens for text in _texts(screen))


@pytest.mark.on_both
async def test_ones_own_data_do_not_tell_what_is_hidden(stage: Stage) -> None:
    """Which cells were large enough to be published would stand there."""
    wave = await filled(stage, Visibility.AFTER_CLOSE)
    await stage.settles()
    anna = await _answers_one(stage, wave)
    await _two_weeks(stage)

    await anna.says("/meinedaten")

    attachment = anna.screens[-1].attachment
    assert attachment is not None
    assert [row["released"] for row in json.loads(attachment.content)["answer"]] == [[]]
    assert {tuple(row.released) for row in stage.rows(Answer)} == {()}


@pytest.mark.on_both
async def test_what_is_quoted_in_private_does_not_tell_when_it_was_written(stage: Stage) -> None:
    """Who asks before and after somebody wrote finds the same, until the next release."""
    wave = await filled(stage, Visibility.AFTER_ANSWER)
    await stage.settles()
    await _two_weeks(stage)
    anna = await _answers_one(stage, wave)
    await anna.says("/digest")
    before = anna.sees
    assert QUOTED in before

    def work(session: Session) -> None:
        found = session.get_one(Wave, wave)
        of_wave = Field(session, found, waves.questionnaire_of(session, found), stage.now)
        for number in range(200, 204):
            who = f"{number:032x}"
            of_wave.join(who, "telegram", Purpose.QUOTE_HERE)
            of_wave.act(Say(f"Das schreibe ich gerade eben, als Nummer {number}", "how"), who=who)
        for answer in moderation.pending(session, found):
            moderation.approve(session, answer.id)

    stage.store.write_now(work)
    await anna.says("/digest")

    live = stage.store.read_now(lambda session: results.participants(session, session.get_one(Wave, wave)))
    assert anna.sees.replace(str(live), str(live - 4)) != anna.sees
    assert _without_version(anna.sees.replace(str(live), str(live - 4))) == _without_version(before)


def _without_version(text: str) -> str:
    """The last line names the version by a hash of all it says, participants too."""
    return text.rpartition("\n")[0]
