"""What does the bot do while it is killed, and what must hold of what it leaves and of what is made of that?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from crashing import Outside, Play
from fielding import item, options, questionnaire
from sqlmodel import Session, col, select
from stage import OTHER_ROOM, ROOM, START, Actor
from thirty import a_week, posted, quoted, stored

from bot import erasures, fielding, inbox, phrases, wavekeys
from bot.platform import Act, Event, Person
from bot.schedule import SENDS
from bot.tables import Account, Inbox, Ledger, LedgerState, Posting
from bot.tokens import Verb
from surveys import privacy, upkeep
from surveys.fieldwork import counts, waves
from surveys.store import Store
from surveys.tables import Answer, StoredDigest, Wave, WaveState

ASKED = questionnaire(
    item("why", "open"), item("pick", "choice", options=options("yes", "no")), item("more", "open")
)  # fmt: skip
WHY, PICK, MORE = range(3)


class Scene:
    """A beginning, what the process was doing when it was killed, and what must hold.

    Attributes:
        name: names the test.
    """

    name = ""

    async def begin(self, play: Play) -> None:
        """What was there before; nothing is taken down."""

    async def act(self, play: Play) -> None:
        """What happens at whose steps the process is killed."""
        raise NotImplementedError

    def at_once(self, play: Play) -> None:
        """What must hold of what was left, before anybody does anything."""

    async def again(self, play: Play) -> None:
        """What another process and the people do then."""
        await play.awake()

    async def afterwards(self, play: Play) -> None:
        """What must hold when everything is done."""
        raise NotImplementedError


# --- what people mean ---


def meant(play: Play) -> dict[tuple[str, str], Any]:
    """The last that everybody said to each question: the model."""
    last = {(who, key): value for _, who, key, value in play.facts["means"]}
    return {said: value for said, value in last.items() if value is not None}


def kept(play: Play) -> dict[tuple[str, str], Any]:
    """What is stored, by person and question."""
    by_respondent = {pseudonym(play, who): who for who in play.facts["people"]}
    rows = play.stage.rows(Answer)
    assert max(Counter((row.respondent_id, row.item) for row in rows).values(), default=1) == 1
    return {(by_respondent[row.respondent_id], row.item): row.value for row in rows}


def pseudonym(play: Play, who: str) -> str:
    keys = play.stage.house.keys
    [account] = play.stage.rows(Account, Account.digest == keys.account(play.facts["platform"], who))
    return str(keys.respondent(play.facts["wave"], account.person_id))


def acknowledged_is_stored(play: Play) -> None:
    """Whoever saw an answer finds what they said, or what they said after it."""
    means, stored = play.facts["means"], kept(play)
    for number, (key, who, question, _) in enumerate(means):
        if key in play.outside.answered:
            since = [value for _, whose, of, value in means[number:] if (whose, of) == (who, question)]
            assert stored.get((who, question)) in since, f"{key} was acknowledged and is lost"


def counted_right(play: Play) -> None:
    def both(session: Session) -> list[tuple[Any, Any]]:
        return [
            (counts.live(session, wave), counts.recount(session, wave, waves.questionnaire_of(session, wave)))
            for wave in session.exec(select(Wave))
        ]

    for live, anew in play.store.read_now(both):
        assert live == anew, "the tally is not what the answers say"


# --- taking in and applying ---


class TakingIn(Scene):
    """Three people write, edit, press and take back on Telegram; updates come in several batches."""

    name = "taking in and applying"

    async def begin(self, play: Play) -> None:
        stage = play.stage
        stage.add_room()
        wave = stage.opens(ASKED)
        people = [stage.actor(f"P{number}") for number in range(3)]
        for person in people:
            await person.joins(wave)
        one, two, three = (person.id for person in people)
        play.facts |= {"wave": wave, "people": [one, two, three], "platform": "telegram", "means": []}
        updates = Updates(play)
        updates.says(one, 501, "Erste Fassung von eins", "why")
        updates.says(two, 601, "Zwei sagt etwas dazu", "why")
        updates.says(one, 501, "Zweite Fassung von eins", "why", edit=True)
        updates.presses(three, Verb.PICK, PICK, "0", means=("pick", "yes"))
        updates.presses(two, Verb.PICK, PICK, "1", means=("pick", "no"))
        updates.says(two, 602, "Zwei sagt noch mehr", "more")
        updates.presses(three, Verb.GOTO, WHY)
        updates.says(three, 701, "Drei sagt auch etwas", "why")
        updates.presses(three, Verb.PICK, PICK, "1", means=("pick", "no"))
        updates.says(two, 602, "Zwei sagt noch viel mehr", "more", edit=True)
        updates.presses(one, Verb.REMOVE, WHY, means=("why", None))
        updates.presses(one, Verb.PICK, PICK, "0", means=("pick", "yes"))

    async def act(self, play: Play) -> None:
        await play.polled()

    def at_once(self, play: Play) -> None:
        acknowledged_is_stored(play)
        counted_right(play)

    async def afterwards(self, play: Play) -> None:
        assert kept(play) == meant(play)
        assert play.stage.rows(Inbox) == []
        assert play.store.read_now(inbox.dead) == []
        counted_right(play)


class Updates:
    """What people do on Telegram, as updates that wait for us, and what they mean by it."""

    def __init__(self, play: Play) -> None:
        self.play = play

    def says(self, who: str, message: int, words: str, key: str, *, edit: bool = False) -> None:
        raw = {**self._message(who, message), "text": words}
        self._add(who, {"edited_message": {**raw, "edit_date": raw["date"]}} if edit else {"message": raw}, key, words)

    def presses(
        self, who: str, verb: Verb, number: int | None = None, value: str = "", means: tuple[str, Any] | None = None
    ) -> None:
        wave = "" if verb is Verb.COMMAND else self.play.facts["wave"]
        token = self.play.stage.token(verb, wave, number, 0 if verb is Verb.PICK else None, value)
        number = len(self.play.outside.updates)
        message = {**self._message(who, 9000), "text": "eine Frage"}
        pressed = {"id": f"c{number}", "from": message["from"], "message": message, "data": token, "chat_instance": "1"}
        self._add(who, {"callback_query": pressed}, *(means or ("", None)))

    def _message(self, who: str, message: int) -> dict[str, Any]:
        person = {"id": int(who), "is_bot": False, "first_name": "P", "language_code": "de"}
        chat = {"id": int(who), "type": "private", "first_name": "P"}
        return {"message_id": message, "from": person, "chat": chat, "date": int(START.timestamp())}

    def _add(self, who: str, update: dict[str, Any], key: str, value: Any) -> None:
        number = len(self.play.outside.updates) + 1
        self.play.outside.updates.append({"update_id": number, **update})
        if key:
            self.play.facts["means"].append((f"tg:1:{number}", who, key, value))


class Tapping(Scene):
    """Two people tap and write on Discord, which delivers once and is answered after the commit."""

    name = "answering a tap"

    async def begin(self, play: Play) -> None:
        stage = play.stage
        stage.add_room(platform="discord")
        stage.on("discord")
        wave = stage.opens(ASKED)
        people = [stage.actor(f"P{number}", platform="discord") for number in range(2)]
        for person in people:
            await person.joins(wave)
        one, two = (person.id for person in people)
        play.facts |= {"wave": wave, "people": [one, two], "platform": "discord"}
        play.facts["taps"] = taps = [
            self._press(play, one, Verb.PICK, PICK, "0"),
            self._press(play, two, Verb.PICK, PICK, "1"),
            self._press(play, one, Verb.PICK, PICK, "1"),
            self._press(play, two, Verb.REMOVE, PICK),
            self._press(play, two, Verb.PICK, PICK, "0"),
        ]
        values = ["yes", "no", "no", None, "yes"]
        play.facts["means"] = [(tap.key, tap.person.id, "pick", value) for tap, value in zip(taps, values, strict=True)]

    def _press(self, play: Play, who: str, verb: Verb, number: int, value: str = "") -> Event:
        token = play.stage.token(verb, play.facts["wave"], number, 0 if verb is Verb.PICK else None, value)
        key = f"dc:i:{next(play.stage.numbers)}"
        return Event(key, "discord", Act.PRESS, Person(who, "P", "de"), play.stage.now, token=token, once=True)

    async def act(self, play: Play) -> None:
        await self._answered(play, play.facts["taps"])

    async def _answered(self, play: Play, taps: list[Event]) -> None:
        for tap in taps:
            await play.stage.desk.handle(tap)
            play.step("answer")
            play.outside.answered.append(tap.key.removesuffix(":again"))
            play.step("answered")

    def at_once(self, play: Play) -> None:
        acknowledged_is_stored(play)
        counted_right(play)

    async def again(self, play: Play) -> None:
        """Whoever saw "did not respond" taps again, and goes on from there."""
        left = [tap for tap in play.facts["taps"] if tap.key not in play.outside.answered]
        await play.awake()
        await self._answered(play, [replace(tap, key=f"{tap.key}:again") for tap in left])

    async def afterwards(self, play: Play) -> None:
        assert kept(play) == meant(play)
        counted_right(play)


# --- sending ---


def posts_are_once(play: Play) -> None:
    """Each row was sent once and is noted, or nobody knows and it is said; what is noted stands there."""
    stage = play.stage
    standing = Counter((shown.address, shown.ref) for shown in stage.paper.shown)
    rows = stage.rows(Ledger, col(Ledger.kind).in_(SENDS), Ledger.due_at <= stage.now)
    assert {row.state for row in rows} <= {LedgerState.SENT, LedgerState.UNSURE, LedgerState.DEAD}
    refs = [row.ref for row in rows if row.state is LedgerState.SENT]
    assert all(ref is not None and ref in {ref for _, ref in standing} for ref in refs), (
        "noted as sent, and is not there"
    )
    assert len(set(refs)) == len(refs)
    sent = sum(row.state is LedgerState.SENT for row in rows)
    unsure = sum(row.state is LedgerState.UNSURE for row in rows)
    assert sent <= len(stage.paper.shown) <= sent + unsure, "a post stands there that no row knows of, or twice"
    assert {(posting.ref) for posting in stage.rows(Posting)} <= set(refs)


class Sending(Scene):
    """Two places get a wave's card, people answer, the cards follow, and a digest is posted."""

    name = "sending and editing"

    async def begin(self, play: Play) -> None:
        play.stage.add_room()
        play.stage.add_room(OTHER_ROOM, "Bahnleute")
        for address in (ROOM, OTHER_ROOM):
            wave = play.stage.opens(ASKED.model_copy(update={"key": f"w{address[1:]}"}), address, digest_every_days=0)
            play.facts.setdefault("waves", []).append(wave)

    async def act(self, play: Play) -> None:
        stage = play.stage
        await stage.schedule.settle()
        wave = play.facts["waves"][0]
        for number in range(6):
            somebody = stage.actor(f"P{number}")
            await somebody.joins(wave)
            await somebody.sends(stage.token(Verb.PICK, wave, PICK, 0, "0"))
        await stage.postings.refresh()
        await stage.store.write(lambda session: fielding.digest_now(session, session.get_one(Wave, wave), stage.now))
        await stage.settles()

    async def afterwards(self, play: Play) -> None:
        posts_are_once(play)
        counted_right(play)
        [wave] = play.stage.rows(Wave, Wave.id == play.facts["waves"][0])
        people = len({row.respondent_id for row in play.stage.rows(Answer, Answer.wave_id == wave.id)})
        for posting in play.stage.rows(Posting, Posting.wave_id == wave.id, Posting.kind == "card"):
            [shown] = [each for each in play.stage.paper.shown if each.ref == posting.ref]
            said = phrases.say("card-participants", "de", count=people)
            assert said in shown.screen.text, "the card does not follow"
            assert posting.stale_at is None


class Closing(Scene):
    """A wave's end has come while six had answered: it is closed, released, composed and posted."""

    name = "closing"
    settings: Mapping[str, Any] = {}

    async def begin(self, play: Play) -> None:
        stage = play.stage
        stage.add_room()
        wave = stage.opens(ASKED, closes_at=START + timedelta(days=3), **self.settings)
        await stage.settles()
        for number in range(6):
            somebody = stage.actor(f"P{number}")
            await somebody.joins(wave)
            await somebody.sends(stage.token(Verb.PICK, wave, PICK, 0, "0" if number % 2 else "1"))
        play.facts["wave"] = wave
        play.outside.now = stage.now = START + timedelta(days=3)

    async def act(self, play: Play) -> None:
        await play.stage.settles()

    def at_once(self, play: Play) -> None:
        """A wave that is closed has its last digest, or will have it."""
        [wave] = play.stage.rows(Wave)
        planned = play.stage.rows(Ledger, Ledger.kind == "compose")
        final = [row for row in planned if row.body.get("final")]
        assert bool(final) == (wave.state is WaveState.CLOSED), "closed, and no last digest will come"

    async def afterwards(self, play: Play) -> None:
        [wave] = play.stage.rows(Wave)
        assert (wave.state, wave.closed_at) == (WaveState.CLOSED, play.stage.now)
        assert len(play.stage.rows(StoredDigest)) == 1
        posts_are_once(play)
        counted_right(play)
        answers = play.stage.rows(Answer)
        assert len(answers) == 6
        assert all(answer.released for answer in answers), "closing releases the rest"


class ClosingAnonymously(Closing):
    """The same of an anonymous wave: what leads from people to answers is cut, and the wave's key destroyed."""

    name = "closing an anonymous wave"
    settings: Mapping[str, Any] = {"anonymous": True}

    async def act(self, play: Play) -> None:
        await play.stage.settles()
        await play.stage.schedule.round()

    def at_once(self, play: Play) -> None:
        super().at_once(play)
        [wave] = play.stage.rows(Wave)
        if wavekeys.find(play.stage.house.keys, wave.id) is None:
            assert wave.state is WaveState.CLOSED, "the key is gone while people may still change their answers"

    async def again(self, play: Play) -> None:
        await play.awake()
        await play.stage.schedule.round()

    async def afterwards(self, play: Play) -> None:
        await super().afterwards(play)
        keys = play.stage.house.keys
        assert wavekeys.find(keys, play.facts["wave"]) is None, "the key of a wave that is over is still there"
        assert wavekeys.is_destroyed(keys, play.facts["wave"])


# --- erasing ---


class Forgetting(Scene):
    """Somebody who is quoted in a posted digest wants to be forgotten; a backup from before exists."""

    name = "erasing"

    async def begin(self, play: Play) -> None:
        stage = play.stage
        stage.add_room()
        _, wave, people = await a_week(stage)
        words, other = quoted(stage)
        writer = people[int(words[:-1].split()[-1])]
        play.facts |= {"wave": wave, "people": [writer.id], "platform": "telegram", "means": [], "words": words}
        play.facts |= {"other": other, "whose": self._ids(play, writer), "now": stage.now}
        play.outside.now = stage.now
        made = upkeep.backup(stage.store.url, Path(stage.store.url.removeprefix("sqlite:///")).parent / "backups")
        play.facts["backup"] = made.name
        Updates(play).presses(writer.id, Verb.COMMAND, value="vergissmich-ja")

    def _ids(self, play: Play, writer: Actor) -> dict[str, list[str]]:
        digest = play.stage.house.keys.account("telegram", writer.id)
        [account] = play.stage.rows(Account, Account.digest == digest)
        return {
            "respondents": [pseudonym(play, writer.id)],
            "accounts": [account.id],
            "people": [account.person_id],
            "digests": [digest],
        }

    async def act(self, play: Play) -> None:
        await play.polled()
        await play.stage.settles()

    def at_once(self, play: Play) -> None:
        held = self._held(play.store, play.facts["whose"])
        assert not held or {"account", "answer", "response", "consent"} <= set(held), "erased by halves"
        if not held:
            assert self._is_noted(play), "gone from the database, and a restored backup would bring them back"
        if play.outside.answered:
            assert not held, "told that everything is erased, and it is not"
        if self._is_noted(play):
            assert self._held_after_restoring(play) == {}
        counted_right(play)

    async def afterwards(self, play: Play) -> None:
        assert self._held(play.store, play.facts["whose"]) == {}
        assert self._held_after_restoring(play) == {}
        assert len({row.respondent_id for row in play.stage.rows(Answer)}) == 29
        [shown] = posted(play.stage)
        assert play.facts["words"] not in shown.screen.text
        assert play.facts["other"] in shown.screen.text
        assert not any(play.facts["words"] in str(body) for body in stored(play.stage))
        counted_right(play)

    def _held(self, store: Store, whose: dict[str, list[str]]) -> dict[str, Any]:
        """Rows of theirs, but for the one in the inbox that asks to be forgotten."""
        found = store.read_now(lambda session: privacy.held(session, **whose))  # type: ignore[arg-type]
        return {table: rows for table, rows in found.items() if table != "inbox"}

    def _folder(self, play: Play) -> Path:
        return Path(play.store.url.removeprefix("sqlite:///")).parent

    def _is_noted(self, play: Play) -> bool:
        path = erasures.file(play.stage.house.settings)
        return path.exists() and play.facts["whose"]["digests"][0] in path.read_text()

    def _held_after_restoring(self, play: Play) -> dict[str, Any]:
        """What a copy of the backup holds of them once erasures are replayed on it."""
        folder = self._folder(play)
        copy = folder / "brought-back.db"
        for name in ("", "-wal", "-shm"):
            copy.with_name(copy.name + name).unlink(missing_ok=True)
        copy.write_bytes((folder / "backups" / play.facts["backup"]).read_bytes())
        house, now = play.stage.house, play.stage.now
        with Store.open(f"sqlite:///{copy}") as store:
            store.write_now(lambda session: erasures.replay(session, house.settings, house.keys, now))
            return self._held(store, play.facts["whose"])


SCENES: tuple[Scene, ...] = (TakingIn(), Tapping(), Sending(), Closing(), ClosingAnonymously(), Forgetting())


def beginning() -> Outside:
    """The world before a scene."""
    return Outside(START)
