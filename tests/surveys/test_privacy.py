"""Does a person get everything about them, and is everything about them gone when they want it gone?"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from fielding import ME, YOU, Field, in_field
from sqlmodel import SQLModel

import bot.tables
import surveys.tables
from bot.tables import Account, Community, Inbox, Ledger, PendingReply
from surveys import privacy
from surveys.fieldwork import consent, counts, moderation, responses, waves
from surveys.fieldwork.interview import Goto, Pick, Say, Vote, Withdraw
from surveys.tables import (
    Answer,
    Departure,
    Holds,
    Purpose,
    Quote,
    Release,
    Response,
    Statement,
    StoredDigest,
    Tally,
    Wave,
)

CANARY = "Kanarienvogel-7431 sitzt hier und singt"
COLUMNS = [
    pytest.param(column, id=f"{table.name}.{column.name}")
    for table in SQLModel.metadata.sorted_tables
    if not table.name.startswith("alembic")
    for column in table.columns
]


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_says_what_it_holds_about_a_person(column):
    assert privacy.holds(column) in Holds


@pytest.mark.parametrize("column", [each for each in COLUMNS if each.values[0].info.get("person") == "who"])
def test_it_is_known_whose_ids_a_column_holds(column):
    assert privacy.whose(column) in ("respondents", "accounts", "digests", "people")


def test_words_and_notes_about_a_person_stand_in_tables_that_point_to_them():
    pointing = {table.name for table, _ in privacy.personal(SQLModel.metadata)}
    for table in SQLModel.metadata.sorted_tables:
        about = [column.name for column in table.columns if column.info["person"] in ("said", "sealed")]
        assert not about or table.name in pointing, f"{table.name}: {about}"


def test_a_column_that_says_nothing_is_found():
    metadata = sa.MetaData()
    forgotten = sa.Table("forgotten", metadata, sa.Column("respondent_id", sa.String, primary_key=True))
    with pytest.raises(KeyError):
        privacy.holds(forgotten.c.respondent_id)
    unknown = sa.Table("unknown", metadata, sa.Column("nickname", sa.String, primary_key=True, info={"person": "who"}))
    with pytest.raises(KeyError):
        privacy.whose(unknown.c.nickname)


def taken_part(field: Field, who: str = ME) -> None:
    field.join(who, "telegram", Purpose.QUOTE_HERE)
    field.act(Pick("group", "value", "customer"), who=who)
    field.act(Say(CANARY), who=who, source=f"message of {who[:2]}")
    field.act(Goto("react"), who=who)
    statement = responses.resume(field.session, field.wave, field.asked, who).statements["react"][0].id
    field.act(Vote("react", statement, 1), Goto("report"), Say(f"{CANARY} GmbH"), who=who)


def account(field: Field, key: str, digest: str) -> Account:
    found = Account(id=key, platform="telegram", digest=digest, person_id=f"person of {key}", created_at=field.now)
    found.address = b"sealed address"
    field.session.add(found)
    field.session.flush()
    field.session.add_all(
        [
            PendingReply(account_id=key, wave_id=field.wave.id, source="s", text=b"sealed text", expires_at=field.now),
            Inbox(event_key=f"tg:{key}", platform="telegram", person=digest, payload=b"x", arrived_at=field.now),
            Ledger(key=f"note:{key}", kind="note", account_id=key, due_at=field.now, updated_at=field.now),
        ]
    )
    field.session.flush()
    return found


def test_a_person_gets_every_row_about_them_and_nobody_elses(store, now):
    def work(field: Field) -> None:
        taken_part(field)
        taken_part(field, YOU)
        account(field, "mine", "digest of me")
        account(field, "yours", "digest of you")

        found = privacy.held(
            field.session,
            respondents=[ME],
            accounts=["mine"],
            digests=["digest of me"],
            opened=lambda column, sealed: f"{column} opened",
        )
        assert {name: len(rows) for name, rows in found.items()} == {
            "consent": 2, "response": 1, "answer": 2, "vote": 1,
            "account": 1, "pending_reply": 1, "inbox": 1, "ledger": 1,
        }  # fmt: skip
        as_text = json.dumps(found)
        assert CANARY in as_text
        assert f"{CANARY} GmbH" in json.dumps(found["response"])  # drafts too
        assert "account.address opened" in as_text
        assert YOU not in as_text
        assert "yours" not in as_text
        assert "address" not in privacy.held(field.session, accounts=["mine"])["account"][0]

    in_field(store, now, work)


def test_who_is_not_known_has_nothing(store, now):
    in_field(store, now, lambda field: taken_part(field))

    assert store.read_now(lambda session: privacy.held(session, respondents=["", YOU], digests=[""])) == {}


def test_an_erased_person_is_gone_from_every_table(store, now):
    def work(field: Field) -> None:
        taken_part(field)
        taken_part(field, YOU)
        moderation.approve(field.session, responses.answers_of(field.session, field.wave, ME)[1].id)
        account(field, "mine", "digest of me")
        account(field, "yours", "digest of you")
        before = privacy.held(field.session, respondents=[YOU], accounts=["yours"], digests=["digest of you"])

        erased = privacy.erase(
            field.session, [ME], accounts=["mine"], digests=["digest of me"], now=now + timedelta(hours=1)
        )
        assert erased.waves == (field.wave.id,)
        assert erased.rows >= 9
        held = privacy.held(field.session, respondents=[ME], accounts=["mine"], digests=["digest of me"])
        assert held == {}
        after = privacy.held(field.session, respondents=[YOU], accounts=["yours"], digests=["digest of you"])
        assert after == before
        for table in SQLModel.metadata.sorted_tables:
            for row in field.session.connection().execute(sa.select(table)):
                assert ME not in repr(row)
                assert "digest of me" not in repr(row)
        assert counts.live(field.session, field.wave) == counts.recount(field.session, field.wave, field.asked)
        assert privacy.erase(field.session, [ME], now=now).rows == 0

    in_field(store, now, work)


def release_everything(field: Field) -> None:
    """Mark every answer and vote as released in one cell, as a release does."""
    field.session.exec(sa.update(Answer).values(released=["n"]))
    field.session.exec(sa.update(surveys.tables.Vote).values(released=["n"]))


def test_what_was_released_is_noted_without_a_name(store, now):
    def work(field: Field) -> None:
        taken_part(field)
        release_everything(field)
        privacy.erase(field.session, [ME], now=now)

        gone = field.session.exec(sa.select(Departure)).scalars().all()
        assert sorted(each.item for each in gone if len(each.item) < 16) == ["group", "why"]
        assert len(gone) == 3  # and the vote
        assert all(each.cells == ["n"] for each in gone)

    in_field(store, now, work)


@pytest.mark.parametrize("how", ["erase", "take part", "withdraw", "edit", "reject"])
def test_digests_that_quote_what_no_longer_holds_are_named(store, now, how):
    def work(field: Field) -> None:
        taken_part(field)
        answer = next(each for each in responses.answers_of(field.session, field.wave, ME) if each.item == "why")
        moderation.approve(field.session, answer.id)
        digest = StoredDigest(wave_id=field.wave.id, version=1, at=now, hash="x", body={})
        field.session.add(digest)
        field.session.flush()
        field.session.add(Quote(digest_id=digest.id, answer_id=answer.id))
        field.session.flush()

        match how:
            case "erase":
                named = privacy.erase(field.session, [ME], now=now).digests
            case "take part":
                named = consent.withdraw(field.session, field.wave, ME, Purpose.TAKE_PART, now)
            case "reject":
                named = moderation.reject(field.session, answer.id)[1]
            case _:
                act = Withdraw("why") if how == "withdraw" else Say("Etwas ganz anderes als vorher", "why", "value")
                interview = responses.resume(field.session, field.wave, field.asked, ME)
                turn = responses.take(field.session, field.wave, ME, interview, act)
                named = responses.keep(field.session, field.wave, field.asked, ME, turn, platform="telegram", now=now)
        assert named == (digest.id,)
        assert field.session.scalar(sa.select(sa.func.count()).select_from(Quote)) == 0
        assert field.session.scalar(sa.select(sa.func.count()).where(Statement.answer_id == answer.id)) == 0

    in_field(store, now, work)


def test_a_quote_that_is_no_longer_agreed_to_is_named_and_the_answer_stays(store, now):
    def work(field: Field) -> None:
        taken_part(field)
        answer = next(each for each in responses.answers_of(field.session, field.wave, ME) if each.item == "why")
        digest = StoredDigest(wave_id=field.wave.id, version=1, at=now, hash="x", body={})
        field.session.add(digest)
        field.session.flush()
        field.session.add(Quote(digest_id=digest.id, answer_id=answer.id))
        field.session.flush()

        assert consent.withdraw(field.session, field.wave, ME, Purpose.QUOTE_HERE, now) == (digest.id,)
        assert field.values()["why"] == CANARY

    in_field(store, now, work)


def test_answers_go_when_their_time_is_over_and_what_was_released_stays(store, now):
    def work(field: Field) -> None:
        taken_part(field)
        taken_part(field, YOU)
        field.session.add(Release(wave_id=field.wave.id, number=1, at=now, participants=2, counts={"why": {"n": 2}}))
        field.session.flush()
        waves.close(field.session, field.wave, now)
        late = waves.months_after(now, field.wave.retention_months)

        assert privacy.retain(field.session, late - timedelta(seconds=1)) == ()
        assert privacy.held(field.session, respondents=[ME])
        assert privacy.retain(field.session, late) == (field.wave.id,)
        assert privacy.held(field.session, respondents=[ME, YOU]) == {}
        for table in (Tally, Departure, Response):
            assert field.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
        assert field.session.scalar(sa.select(sa.func.count()).select_from(Release)) == 1
        assert field.session.scalar(sa.select(sa.func.count()).select_from(Wave)) == 1
        assert privacy.retain(field.session, late) == ()

    in_field(store, now, work)


def test_the_front_desks_tables_are_in_what_is_walked():
    walked = {table.name for table, _ in privacy.personal(SQLModel.metadata)}
    for model in (*surveys.tables.TABLES, *bot.tables.TABLES):
        columns = model.__table__.columns
        if any(column.info["person"] == "who" for column in columns):
            assert model.__tablename__ in walked
    assert Community.__tablename__ not in walked


def test_more_people_than_one_statement_takes_are_all_looked_for_and_erased(store, now):
    def work(field: Field) -> None:
        field.join(ME)
        field.act(Pick("group", "value", "customer"), Say("Weil es dauert"))
        others = [f"{number:032x}" for number in range(501)]
        held_alone = privacy.held(field.session, respondents=[ME])

        assert privacy.held(field.session, respondents=[*others, ME]) == held_alone
        assert len(privacy.answers_of(field.session, [*others, ME])) == 2
        erased = privacy.erase(field.session, [*others, ME], now=now)
        # Two answers, one consent, and the participation itself; nobody else ever was here.
        assert (erased.waves, erased.digests, erased.rows) == ((field.wave.id,), (), 4)
        assert privacy.erase(field.session, [*others, ME], now=now).rows == 0
        assert privacy.held(field.session, respondents=[ME]) == {}

    in_field(store, now, work)


def test_what_is_given_to_a_person_is_ready_for_json(store, now):
    def work(field: Field) -> None:
        field.join(ME)
        field.act(Pick("group", "value", "customer"))
        [answer] = privacy.held(field.session, respondents=[ME, "", ME])["answer"]

        assert json.loads(json.dumps(answer)) == answer
        assert (answer["item"], answer["value"], answer["state"]) == ("group", "customer", "approved")
        assert datetime.fromisoformat(answer["created_at"]).replace(tzinfo=UTC) == now

    in_field(store, now, work)
