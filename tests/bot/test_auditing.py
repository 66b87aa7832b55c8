"""Is every decision in the log, in one chain however many write, and can somebody be erased from it?"""

from __future__ import annotations

import csv
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from commands import OPERATOR, nachgefragt
from fielding import item, questionnaire
from schedules import moderator
from stage import START, Stage

from bot import auditing
from bot.tables import Account, Audit
from bot.tokens import Verb
from surveys import privacy
from surveys.moderation import audit
from surveys.store import Store
from surveys.tables import Answer

ASKED = questionnaire(item("why", "open"))


def note(session, who: str = "moderator", act: str = "approve", why: str = "", number: int = 0) -> None:  # type: ignore[no-untyped-def]
    auditing.note(session, who, act, "community", f"answer:{number}", why, START + timedelta(seconds=number))


def test_decisions_of_many_writers_make_one_chain(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: store.write_now(lambda session: note(session, number=number)), range(40)))

    entries = store.read_now(auditing.chain)
    assert [each.number for each in entries] == list(range(1, 41))
    assert audit.verify(entries, count=40, last=entries[-1].hash) is None


def test_the_chain_holds_however_the_database_keeps_time_and_bytes(store: Store) -> None:
    store.write_now(lambda session: note(session, why="Grüße, 你好 👋 =1+1"))

    [entry] = store.read_now(auditing.chain)
    assert entry.why.value == "Grüße, 你好 👋 =1+1"
    assert audit.verify([entry]) is None


@pytest.mark.parametrize(
    "change", [{"what": "reject"}, {"about": "answer:x"}, {"why": "anders"}, {"account_id": "somebody"}]
)
def test_a_changed_row_is_found(store: Store, change: dict[str, str]) -> None:
    for number in range(3):
        store.write_now(lambda session, number=number: note(session, number=number))
    store.write_now(lambda session: session.execute(sa.update(Audit).where(Audit.number == 2).values(**change)))

    fault = audit.verify(store.read_now(auditing.chain))
    assert fault is not None
    assert fault.number == 2


def test_who_is_erased_leaves_a_whole_chain_without_their_id_and_reasons(store: Store) -> None:
    for number, who in enumerate(("one", "two", "one")):
        store.write_now(lambda session, who=who, number=number: note(session, who, "reject", f"von {who}", number))
    held = store.read_now(lambda session: privacy.held(session, accounts=["one"]))
    store.write_now(lambda session: privacy.erase(session, accounts=["one"], now=START))

    entries = store.read_now(auditing.chain)
    assert [row["why"] for row in held["audit"]] == ["von one", "von one"]
    assert [each.who.value for each in entries] == [None, "two", None]
    assert [each.why.value for each in entries] == [None, "von two", None]
    assert audit.verify(entries, count=3) is None
    assert store.read_now(lambda session: privacy.held(session, accounts=["one"])) == {}


async def test_what_a_moderator_decides_is_noted_with_the_reason(stage: Stage) -> None:
    mod, anna = await moderator(stage), stage.actor("Anna")
    wave = stage.opens(ASKED)
    await anna.joins(wave)
    await anna.says("Kim Müller war nett.")
    [answer] = stage.rows(Answer)
    await mod.sends(stage.token(Verb.REVIEW, wave))
    await mod.presses("Vorschlag schwärzen")
    await mod.presses("Freigeben")
    await mod.sends(stage.token(Verb.REVIEW, wave, value=f"n2{answer.id}"))
    await mod.sends(stage.token(Verb.MANAGE, wave, value="extend"))
    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))

    entries = stage.store.read_now(auditing.chain)
    assert [(each.what, each.about, each.why.value) for each in entries] == [
        ("redact", f"answer:{answer.id}", ""),
        ("approve", f"answer:{answer.id}", ""),
        ("reject", f"answer:{answer.id}", "reason-advert"),
        ("extend", f"wave:{wave}", ""),
        ("close", f"wave:{wave}", ""),
    ]
    assert {each.who.value for each in entries} == {
        account.id for account in stage.rows(Account) if account.digest != stage.house.keys.account("telegram", anna.id)
    }
    assert audit.verify(entries) is None


async def test_what_is_refused_is_not_noted(stage: Stage) -> None:
    anna = stage.actor("Anna")
    wave = stage.opens(ASKED)
    await anna.joins(wave)
    await anna.says("Annas Worte")
    [answer] = stage.rows(Answer)
    for act in ("a", "n0", "s", "k"):
        await anna.sends(stage.token(Verb.REVIEW, wave, value=f"{act}{answer.id}"))

    assert stage.rows(Audit) == []


async def test_reasons_about_somebodys_words_go_with_them(stage: Stage) -> None:
    mod, anna = await moderator(stage), stage.actor("Anna")
    wave = stage.opens(ASKED)
    await anna.joins(wave)
    await anna.says("Anna war hier.")
    await mod.sends(stage.token(Verb.REVIEW, wave))
    await mod.presses("Ablehnen")
    await mod.presses("Eigener Grund")
    await mod.says("Anna, bitte ohne deinen Namen.")
    await anna.says("/vergissmich")
    await anna.presses("Ja")

    [entry] = stage.store.read_now(auditing.chain)
    assert (entry.what, entry.why.value) == ("reject", None)
    assert audit.verify([entry]) is None


async def test_what_the_schedule_does_by_itself_is_noted_as_its_own(stage: Stage) -> None:
    """Opened, a digest, closed, the next one opened: each by itself, and each post of a digest."""
    mod = await moderator(stage)
    wave = stage.opens(ASKED, opens_at=stage.now + timedelta(days=1), closes_at=stage.now + timedelta(days=3))
    await mod.sends(stage.token(Verb.MANAGE, wave, value="repeat-4"))
    stage.passes(days=1)
    await stage.settles()
    for name in "ABCDE":
        person = stage.actor(name)
        await person.joins(wave)
        await person.says("Das war so eine Sache.")
    stage.passes(days=2)
    await stage.settles()
    stage.passes(weeks=4)
    await stage.settles()

    entries = stage.store.read_now(auditing.chain)
    mine = [(each.what, each.about.partition(":")[0]) for each in entries if each.who.value == auditing.SCHEDULE]
    assert mine == [("open", "wave"), ("close", "wave"), ("compose", "digest"), ("post", "digest"), ("open", "wave")]
    assert [each.what for each in entries if each.who.value != auditing.SCHEDULE] == ["repeat"]
    assert audit.verify(entries) is None


async def test_a_digest_that_was_asked_for_is_composed_by_whoever_asked(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED)
    await stage.settles()
    await mod.sends(stage.token(Verb.MANAGE, wave, value="digest"))
    await stage.settles()

    entries = stage.store.read_now(auditing.chain)
    assert [(each.what, each.who.value == auditing.SCHEDULE) for each in entries] == [("digest", False), ("post", True)]


async def test_that_a_waves_time_of_keeping_is_over_is_noted_once(stage: Stage) -> None:
    anna = stage.actor("Anna")
    wave = stage.opens(ASKED, closes_at=stage.now + timedelta(days=1))
    await anna.joins(wave)
    await anna.says("Annas Worte")
    stage.passes(days=2)
    await stage.settles()
    for _ in range(2):
        stage.passes(days=400)
        await stage.schedule.round()

    noted = [each for each in stage.store.read_now(auditing.chain) if each.what == "expire"]
    assert [(each.about, each.who.value) for each in noted] == [(f"wave:{wave}", auditing.SCHEDULE)]


# --- the command line ---


def _decided(folder: Path) -> None:
    def work(session) -> None:  # type: ignore[no-untyped-def]
        note(session, why="=HYPERLINK(1)", number=1)
        note(session, "operator", "close", number=2)

    settings = {**OPERATOR}
    assert nachgefragt(folder, "db", "upgrade", settings=settings).returncode == 0
    with Store.open(f"sqlite:///{folder}/var/nachgefragt.db") as store:
        store.write_now(work)


def test_the_log_is_listed_verified_and_exported_without_formulas_and_salts(tmp_path: Path) -> None:
    _decided(tmp_path)
    listed = json.loads(nachgefragt(tmp_path, "audit", "list", "--json").stdout)
    whole = nachgefragt(tmp_path, "audit", "verify")
    last = whole.stdout.split()[-1]
    again = nachgefragt(tmp_path, "audit", "verify", "--count", "2", "--last", last)
    written = nachgefragt(tmp_path, "audit", "export", "log.csv")

    with (tmp_path / "log.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["what"] for row in listed] == ["approve", "close"]
    assert whole.stdout.startswith("2 entries, whole")
    assert (whole.returncode, again.returncode, written.returncode) == (0, 0, 0)
    assert rows[0]["why"] == "'=HYPERLINK(1)"
    assert not any("salt" in name for name in rows[0])


def test_a_log_that_was_cut_off_is_told_by_what_was_noted(tmp_path: Path) -> None:
    _decided(tmp_path)
    last = nachgefragt(tmp_path, "audit", "verify").stdout.split()[-1]
    with Store.open(f"sqlite:///{tmp_path}/var/nachgefragt.db") as store:
        store.write_now(lambda session: session.execute(sa.delete(Audit).where(Audit.number == 2)))

    alone = nachgefragt(tmp_path, "audit", "verify")
    told = nachgefragt(tmp_path, "audit", "verify", "--count", "2", "--last", last)
    assert alone.returncode == 0
    assert told.returncode == 1
    assert "entry 2 does not hold (end)" in told.stderr
