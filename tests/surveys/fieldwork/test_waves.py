"""Does a wave open, close and number itself as it should, and say so where it takes no answer?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from fielding import EVERYTHING, ME, Field, in_field, item, questionnaire

from surveys.errors import NotOpen, Refused, Unknown
from surveys.fieldwork import waves
from surveys.fieldwork.interview import Goto, Pick, Vote
from surveys.fieldwork.waves import WaveSettings
from surveys.tables import TABLES, FieldedQuestionnaire, Response, Statement, Tally, Visibility, Wave, WaveState

OTHER = questionnaire(item("why", "open"))


def test_waves_of_one_questionnaire_are_numbered_and_share_the_frozen_content(store, now):
    def work(field: Field) -> None:
        second = waves.field(field.session, EVERYTHING, "elsewhere", WaveSettings(), now)
        changed = waves.field(field.session, OTHER, "here", WaveSettings(), now)

        assert [wave.key for wave in (field.wave, second, changed)] == ["service-1", "service-2", "service-3"]
        assert second.questionnaire_id == field.wave.questionnaire_id != changed.questionnaire_id
        assert field.session.scalar(sa.select(sa.func.count()).select_from(FieldedQuestionnaire)) == 2
        assert waves.questionnaire_of(field.session, changed) == OTHER
        assert waves.questionnaire_of(field.session, changed) is waves.questionnaire_of(field.session, changed)

    in_field(store, now, work)


def test_a_wave_begins_with_what_its_questionnaire_suggests(now):
    asked = questionnaire(
        item("why", "open"), wave={"days": 3, "latecomers": True, "visibility": "after-close", "retention_months": 2}
    )
    settings = WaveSettings.of(asked, now)

    assert settings.closes_at == now + timedelta(days=3)
    assert settings.latecomers
    assert settings.visibility is Visibility.AFTER_CLOSE
    assert settings.retention_months == 2
    assert WaveSettings.of(asked, now, days=5).closes_at == now + timedelta(days=5)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (WaveState.DRAFT, {"open"}),
        (WaveState.OPEN, {"pause", "close"}),
        (WaveState.PAUSED, {"resume", "close"}),
        (WaveState.CLOSED, {"reopen"}),
    ],
)
def test_only_the_steps_that_are_drawn_can_be_taken(store, now, state, allowed):
    steps = {
        "open": waves.open_wave,
        "pause": waves.pause,
        "resume": waves.resume,
        "close": waves.close,
        "reopen": waves.reopen,
    }

    def work(field: Field) -> None:
        for name, step in steps.items():
            field.wave.state = state
            if name in allowed:
                step(field.session, field.wave, now)
                assert field.wave.state is waves.STEPS[name][1]
            else:
                with pytest.raises(Refused) as refused:
                    step(field.session, field.wave, now)
                assert refused.value.key == "wave-step-refused"
                assert refused.value.values == {"wave": "service-1", "step": name, "state": state.value}

    in_field(store, now, work)


@pytest.mark.parametrize(
    ("state", "key"),
    [
        (WaveState.DRAFT, "wave-not-open-yet"),
        (WaveState.PAUSED, "wave-paused"),
        (WaveState.CLOSED, "wave-closed"),
    ],
)
def test_a_wave_that_takes_no_answer_says_why(now, state, key):
    wave = Wave(key="service-1", community_id="here", questionnaire_id="q", state=state, created_at=now)

    assert not waves.accepts(wave, now)
    with pytest.raises(NotOpen) as refused:
        waves.ensure_accepts(wave, now)
    assert refused.value.key == key


def test_a_wave_past_its_end_is_closed_even_before_that_was_carried_out(now):
    wave = Wave(key="w", community_id="here", questionnaire_id="q", state=WaveState.OPEN, closes_at=now, created_at=now)

    assert not waves.is_open(wave, now)
    assert waves.is_open(wave, now - timedelta(microseconds=1))
    assert not waves.accepts(wave, now)
    wave.latecomers = True
    assert waves.accepts(wave, now)
    wave.anonymous = True
    assert not waves.accepts(wave, now)


def test_what_is_due_is_found_once_its_time_has_come(store, now):
    def work(field: Field) -> None:
        draft = waves.field(field.session, OTHER, "here", WaveSettings(opens_at=now + timedelta(hours=1)), now)
        assert waves.due(field.session, now) == waves.Due([], [])
        assert waves.due(field.session, now + timedelta(hours=1)).opening == [draft]
        assert waves.due(field.session, field.wave.closes_at).closing == [field.wave]
        waves.close(field.session, field.wave, now)
        assert waves.due(field.session, now + timedelta(days=30)).closing == []

    in_field(store, now, work)


def test_an_end_in_the_past_is_refused(store, now):
    def work(field: Field) -> None:
        with pytest.raises(Refused):
            waves.extend(field.session, field.wave, now, now)
        waves.extend(field.session, field.wave, now + timedelta(days=90), now)
        assert field.wave.closes_at == now + timedelta(days=90)
        waves.close(field.session, field.wave, now)
        with pytest.raises(Refused):
            waves.extend(field.session, field.wave, now + timedelta(days=91), now)
        with pytest.raises(Refused):
            waves.reopen(field.session, field.wave, now, now)
        waves.reopen(field.session, field.wave, now)
        assert waves.is_open(field.wave, now + timedelta(days=400))

    in_field(store, now, work)


def test_an_anonymous_wave_stays_closed(store, now):
    def work(field: Field) -> None:
        field.wave.anonymous = True
        waves.close(field.session, field.wave, now)
        with pytest.raises(Refused):
            waves.reopen(field.session, field.wave, now)

    in_field(store, now, work)


def test_content_changes_until_somebody_answered_and_is_cloned_afterwards(store, now):
    def work(field: Field) -> None:
        waves.revise(field.session, field.wave, OTHER, now)
        assert waves.questionnaire_of(field.session, field.wave) == OTHER
        assert field.session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 0
        waves.revise(field.session, field.wave, EVERYTHING, now)
        assert field.session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 7

        field.join()
        field.act(Pick("group", "value", "customer"))
        with pytest.raises(Refused) as refused:
            waves.revise(field.session, field.wave, OTHER, now)
        assert refused.value.key == "wave-locked"
        copy = waves.clone(field.session, field.wave, OTHER, now)
        assert (copy.key, copy.state, copy.locked) == ("service-2", WaveState.DRAFT, False)

    in_field(store, now, work)


def test_a_deleted_wave_leaves_nothing_but_the_frozen_questionnaire(store, now):
    def work(field: Field) -> None:
        field.join()
        field.act(Pick("group", "value", "practitioner"), Goto("react"))
        turn = field.act(Goto("react"))
        field.act(Vote("react", turn.prompt.statement.id, 1))
        waves.delete(field.session, field.wave)

        left = {
            table.__tablename__: field.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in TABLES
        }
        assert {name for name, count in left.items() if count} == {"questionnaire"}

    in_field(store, now, work)


def test_a_wave_is_found_by_its_key_in_its_own_community_only(store, now):
    def work(field: Field) -> None:
        assert waves.find(field.session, " Service-1 ") is field.wave
        assert waves.find(field.session, "service-1", "here") is field.wave
        for key, community in (("service-1", "elsewhere"), ("service-9", None)):
            with pytest.raises(Unknown):
                waves.find(field.session, key, community)
        assert waves.listed(field.session, "here", [WaveState.OPEN]) == [field.wave]
        assert waves.listed(field.session, "elsewhere") == []

    in_field(store, now, work)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (datetime(2026, 1, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2027, 1, 31, tzinfo=UTC), 13, datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2026, 11, 30, tzinfo=UTC), 12, datetime(2027, 11, 30, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), 1, datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_months_end_where_the_calendar_ends_them(start, months, expected):
    assert waves.months_after(start, months) == expected


def test_a_wave_expires_after_its_months_as_long_as_something_is_kept(store, now):
    def work(field: Field) -> None:
        waves.close(field.session, field.wave, now)
        late = waves.months_after(now, 12)
        assert waves.expired(field.session, late) == []
        waves.reopen(field.session, field.wave, now)
        field.join(ME)
        waves.close(field.session, field.wave, now)

        assert waves.expired(field.session, late - timedelta(seconds=1)) == []
        assert waves.expired(field.session, late) == [field.wave]

    in_field(store, now, work)
    assert store.read_now(lambda session: session.scalar(sa.select(sa.func.count()).select_from(Response))) == 1
    assert store.read_now(lambda session: session.scalar(sa.select(sa.func.count()).select_from(Tally))) == 0


# --- borders, order, and what a step leaves behind ---


def a_wave(now, **settings):
    given = {"key": "w", "community_id": "here", "questionnaire_id": "q", "created_at": now, "state": WaveState.OPEN}
    return Wave(**(given | settings))


def test_settings_follow_what_is_said_before_what_is_suggested(now):
    asked = questionnaire(item("why", "open"), wave={"days": 3})
    later = now + timedelta(days=10)
    plain = WaveSettings.of(asked, now)
    planned = WaveSettings.of(asked, now, opens_at=later)
    ended = WaveSettings.of(asked, now, opens_at=now, closes_at=later, days=5, language="en", sample=True)

    assert (plain.opens_at, plain.closes_at, plain.language, plain.sample) == (
        None, now + timedelta(days=3), "de", False,
    )  # fmt: skip
    assert planned.closes_at == later + timedelta(days=3)
    assert (ended.opens_at, ended.closes_at, ended.language, ended.sample) == (now, later, "en", True)
    assert not any((plain.latecomers, plain.anonymous, plain.named_quotes))
    assert (plain.remind, plain.every_weeks) == (True, 0)
    bare = WaveSettings()
    assert (bare.digest_every_days, bare.retention_months, bare.remind, bare.every_weeks) == (7, 12, True, 0)
    assert not any((bare.latecomers, bare.anonymous, bare.named_quotes, bare.sample))


def test_a_wave_without_an_end_is_open_until_somebody_closes_it(now):
    wave = a_wave(now)
    years = now + timedelta(days=4000)

    assert waves.is_open(wave, years)
    assert not waves.is_late(wave, years)
    wave.state = WaveState.PAUSED
    assert not any(may(wave, now) for may in (waves.is_open, waves.is_late, waves.accepts))
    wave.state = WaveState.CLOSED
    assert waves.is_late(wave, now)
    waves.ensure_accepts(a_wave(now), now)


def test_a_paused_wave_takes_no_latecomers(now):
    wave = a_wave(now, state=WaveState.PAUSED, latecomers=True, closes_at=now)

    assert not waves.accepts(wave, now + timedelta(days=1))
    assert waves.accepts(a_wave(now, state=WaveState.CLOSED, latecomers=True), now)


def test_only_an_anonymous_wave_that_goes_on_is_veiled_and_takes_no_imports(now):
    assert waves.is_veiled(a_wave(now, anonymous=True))
    assert not waves.is_veiled(a_wave(now, anonymous=True, state=WaveState.CLOSED))
    assert not waves.is_veiled(a_wave(now))
    waves.ensure_takes_imports(a_wave(now))
    with pytest.raises(Refused, match="anonymous-no-import"):
        waves.ensure_takes_imports(a_wave(now, anonymous=True, state=WaveState.CLOSED))


def test_a_wave_begins_as_planned_else_as_it_was_opened_else_as_it_was_made(now):
    first, second = now + timedelta(days=1), now + timedelta(days=2)

    assert waves.begins(a_wave(now, opens_at=first, opened_at=second)) == first
    assert waves.begins(a_wave(now, opened_at=second)) == second
    assert waves.begins(a_wave(now)) == now


def test_waves_are_listed_with_the_newest_first_and_by_state(store, now):
    def work(field: Field) -> None:
        later = [waves.field(field.session, OTHER, "here", WaveSettings(), now + timedelta(days=d)) for d in (2, 1)]
        same = waves.field(field.session, OTHER, "there", WaveSettings(), now)

        assert [wave.key for wave in waves.listed(field.session)] == [
            later[0].key, later[1].key, same.key, field.wave.key,
        ]  # fmt: skip
        assert waves.listed(field.session, "here", [WaveState.DRAFT]) == later
        assert waves.listed(field.session, None, [WaveState.OPEN, WaveState.CLOSED]) == [field.wave]
        assert waves.listed(field.session, "there") == [same]

    in_field(store, now, work)


def test_a_glance_is_of_the_wave_as_it_is_now(store, now):
    def work(field: Field) -> None:
        first = waves.glance(field.session, field.wave.id)
        again = waves.glance(field.session, field.wave.id)
        waves.pause(field.session, field.wave, now)
        paused = waves.glance(field.session, field.wave.id)

        assert first is not None
        assert first.model_dump() == again.model_dump()
        assert again is first  # nothing was made anew
        assert (first.state, paused.state) == (WaveState.OPEN, WaveState.PAUSED)
        assert paused not in field.session
        assert (paused.closes_at, paused.created_at) == (field.wave.closes_at, now)
        assert waves.glance(field.session, "nowhere") is None

    in_field(store, now, work)


def test_what_is_remembered_of_many_waves_is_no_more_than_it_may_be(store, now):
    def work(field: Field) -> None:
        waves._seen.clear()
        waves._remembered.clear()
        waves._seen |= {f"w{number}": ([], field.wave) for number in range(255)}
        waves._remembered |= {f"q{number}": OTHER for number in range(255)}
        waves.glance(field.session, field.wave.id)
        waves.questionnaire_of(field.session, field.wave)
        full = (len(waves._seen), len(waves._remembered))
        other = waves.field(field.session, OTHER, "here", WaveSettings(), now)
        waves.glance(field.session, other.id)
        waves.questionnaire_of(field.session, other)

        assert full == (256, 256)
        assert (list(waves._seen), list(waves._remembered)) == ([other.id], [other.questionnaire_id])

    in_field(store, now, work)
    waves._seen.clear()
    waves._remembered.clear()


def test_steps_note_when_they_were_taken(store, now):
    def work(field: Field) -> None:
        later, end = now + timedelta(days=1), now + timedelta(days=9)
        assert (field.wave.opened_at, field.wave.closed_at) == (now, None)
        waves.close(field.session, field.wave, later)
        assert field.wave.closed_at == later
        waves.reopen(field.session, field.wave, later, end)
        assert (field.wave.closed_at, field.wave.closes_at) == (None, end)
        waves.close(field.session, field.wave, later)
        waves.reopen(field.session, field.wave, later)
        assert field.wave.closes_at is None

    in_field(store, now, work)


def test_a_clone_is_open_for_as_long_and_begins_no_series(store, now):
    def work(field: Field) -> None:
        field.wave.closes_at = now + timedelta(days=5)
        field.wave.every_weeks, field.wave.retention_months = 4, 3
        later = now + timedelta(days=40)
        copy = waves.clone(field.session, field.wave, OTHER, later)
        field.wave.closes_at = None
        endless = waves.clone(field.session, field.wave, OTHER, later)

        assert (copy.closes_at, copy.opens_at, copy.created_at) == (later + timedelta(days=5), None, later)
        assert (copy.every_weeks, copy.retention_months, copy.follows) == (0, 3, None)
        assert endless.closes_at is None

    in_field(store, now, work)


def test_the_wave_after_another_is_known_by_its_series(store, now):
    def work(field: Field) -> None:
        assert waves.follower(field.session, field.wave) is None
        waves.field(field.session, OTHER, "here", WaveSettings(), now)
        after = waves.field(field.session, OTHER, "here", WaveSettings(), now, follows=field.wave.id)

        assert waves.follower(field.session, field.wave) is after
        assert (after.number, after.key) == (3, "service-3")

    in_field(store, now, work)


def test_a_draft_is_revised_without_putting_anything_to_the_vote(store, now):
    def work(field: Field) -> None:
        draft = waves.field(field.session, OTHER, "here", WaveSettings(), now)
        waves.revise(field.session, draft, EVERYTHING, now)
        sown = sa.select(sa.func.count()).select_from(Statement).where(sa.column("wave_id") == draft.id)
        before = field.session.scalar(sown)
        waves.open_wave(field.session, draft, now)

        assert (before, field.session.scalar(sown)) == (0, 7)

    in_field(store, now, work)


def test_what_is_due_includes_paused_waves_and_no_other_states(store, now):
    def work(field: Field) -> None:
        end = field.wave.closes_at
        waves.pause(field.session, field.wave, now)
        assert waves.due(field.session, end).closing == [field.wave]
        assert waves.due(field.session, end - timedelta(seconds=1)).closing == []
        waves.field(field.session, OTHER, "here", WaveSettings(), now)  # opens when somebody opens it
        assert waves.due(field.session, end).opening == []

    in_field(store, now, work)


def test_an_unknown_wave_is_named_as_it_was_typed_and_not_at_length(store, now):
    def work(field: Field) -> None:
        with pytest.raises(Unknown) as unknown:
            waves.find(field.session, f" {'X' * 70} ")

        assert unknown.value.values == {"wave": "X" * 60}

    in_field(store, now, work)


def test_a_deleted_wave_takes_its_own_and_nothing_of_another(store, now):
    def work(field: Field) -> None:
        other = waves.field(field.session, EVERYTHING, "here", WaveSettings(), now)
        waves.open_wave(field.session, other, now)
        waves.delete(field.session, field.wave)

        assert waves.listed(field.session) == [other]
        assert field.session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 7

    in_field(store, now, work)
