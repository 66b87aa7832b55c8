"""Does a wave open, remind, close and come again once and on time, whatever the clock and the process do meanwhile?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from schedules import ASKED, answers, digests, ledger, moderator
from stage import OTHER_ROOM, ROOM, START, Stage

from bot import fielding, times
from bot.platform import Gone
from bot.tables import Ledger, LedgerState, PlaceState, Posting, PostingKind
from bot.tokens import Verb
from surveys.errors import Refused
from surveys.tables import Wave, WaveState

pytestmark = pytest.mark.slow

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def dialect() -> str:
    """When something is due is the same on both databases: what each keeps is tested with the store."""
    return "sqlite"


def states(stage: Stage) -> dict[str, WaveState]:
    return {wave.key: wave.state for wave in stage.rows(Wave)}


def cards(stage: Stage, address: str = ROOM) -> int:
    place = stage.place(address)
    return len(stage.rows(Posting, Posting.kind == PostingKind.CARD, Posting.place_id == place))


def reminders(stage: Stage, address: str = ROOM) -> list[str]:
    return [screen.text for screen in stage.posts(address) if "Noch bis" in screen.text]


async def runs_until(stage: Stage, moment: datetime) -> None:
    """The schedule looks whenever something is due, as it does when it runs."""
    while True:
        await stage.schedule.settle()
        queued = [row.due_at for row in stage.rows(Ledger, Ledger.state == LedgerState.QUEUED)]
        following = min(queued, default=None)
        if following is None or following > moment:
            break
        stage.now = following
    stage.now = max(stage.now, moment)
    await stage.schedule.settle()


async def does_nothing(stage: Stage) -> None:
    """It runs all the time."""


async def restarts(stage: Stage) -> None:
    stage.restarts()
    await stage.schedule.awake()


# --- opening ---


async def test_a_wave_opens_by_itself_and_its_cards_come_then(stage: Stage) -> None:
    stage.add_room(OTHER_ROOM, "Bahnleute")
    opens_at = START + timedelta(days=3)
    stage.opens(ASKED, opens_at=opens_at, closes_at=opens_at + timedelta(days=7))
    mod = await moderator(stage)

    await runs_until(stage, opens_at - timedelta(seconds=1))
    assert states(stage) == {"service-1": WaveState.DRAFT}
    assert cards(stage) == 0
    await mod.says("/verwalten")
    assert "Öffnet am 26.11.2026 um 11:00 Uhr." in mod.sees
    await runs_until(stage, opens_at)
    await stage.schedule.settle()

    [wave] = stage.rows(Wave)
    assert (wave.state, wave.opened_at) == (WaveState.OPEN, opens_at)
    assert (cards(stage), cards(stage, OTHER_ROOM)) == (1, 0)
    assert {row.kind for row in stage.rows(Ledger, Ledger.state == LedgerState.QUEUED)} == {"close", "remind"}


@pytest.mark.parametrize("late", [timedelta(minutes=5), timedelta(days=5), timedelta(days=400)])
async def test_an_opening_that_was_slept_through_comes_late_and_once(stage: Stage, late: timedelta) -> None:
    opens_at, lasts = START + timedelta(days=1), timedelta(days=7)
    stage.opens(ASKED, opens_at=opens_at, closes_at=opens_at + lasts)
    stage.now = opens_at + late

    for _ in range(3):
        await restarts(stage)
        await stage.schedule.settle()

    [wave] = stage.rows(Wave)
    assert (wave.state, wave.opened_at, cards(stage)) == (WaveState.OPEN, stage.now, 1)
    assert wave.closes_at == (opens_at + lasts if late < lasts else stage.now + lasts)


async def test_a_draft_is_opened_before_its_time_or_called_off(stage: Stage) -> None:
    mod = await moderator(stage)
    opens_at = START + timedelta(days=3)
    for _ in range(2):
        stage.opens(ASKED, opens_at=opens_at, closes_at=opens_at + timedelta(days=7))
    await mod.says("/verwalten")
    await mod.presses("service-1")
    await mod.presses("Jetzt öffnen")
    assert "Läuft bis 03.12.2026, 11:00 Uhr." in mod.sees
    await mod.says("/verwalten")
    await mod.presses("service-2")
    await mod.presses("Absagen")
    assert "Abgesagt: service-2" in mod.sees
    await stage.schedule.settle()
    assert cards(stage) == 1

    await runs_until(stage, opens_at + timedelta(days=1))

    assert states(stage) == {"service-1": WaveState.OPEN}
    assert cards(stage) == 1
    assert ledger(stage, "open") == []


async def test_a_wave_that_runs_cannot_be_called_off(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED)
    await answers(stage, wave, 1)

    await mod.sends(stage.token(Verb.MANAGE, wave, value="cancel"))

    assert states(stage) == {"service-1": WaveState.OPEN}
    assert "Zustand" in mod.toast


async def test_a_place_that_rests_when_a_wave_opens_gets_its_card_when_it_is_back(stage: Stage) -> None:
    opens_at = START + timedelta(days=1)
    stage.opens(ASKED, opens_at=opens_at, closes_at=None)
    stage.store.write_now(lambda session: setattr(_place(session, stage), "state", PlaceState.CLOSED))
    await runs_until(stage, opens_at)
    assert cards(stage) == 0

    stage.store.write_now(lambda session: fielding.revive(session, _place(session, stage), stage.now))
    await stage.schedule.settle()

    assert cards(stage) == 1


def _place(session: object, stage: Stage) -> object:
    from bot.tables import Place

    return session.get_one(Place, stage.place())  # type: ignore[attr-defined]


def test_a_wave_that_would_end_before_it_begins_is_refused(stage: Stage) -> None:
    for opens_at, closes_at in ((None, START), (START + timedelta(days=2), START + timedelta(days=1))):
        with pytest.raises(Refused) as refused:
            stage.opens(ASKED, opens_at=opens_at, closes_at=closes_at)
        assert refused.value.key == "wave-end-before-start"

    assert stage.rows(Wave) == stage.rows(Ledger) == []


# --- reminding ---


async def test_a_wave_is_reminded_of_once_a_day_before_it_ends_in_its_places(stage: Stage) -> None:
    end = START + timedelta(days=3)
    wave = stage.opens(ASKED, closes_at=end)
    await answers(stage, wave, 2)
    await runs_until(stage, end - timedelta(hours=24, seconds=1))
    assert reminders(stage) == []

    await runs_until(stage, end - timedelta(seconds=1))

    assert reminders(stage) == [
        "Service\n\nNoch bis 26.11.2026, 11:00 Uhr ist Zeit zum Antworten.\n\n2 Personen haben geantwortet."
    ]
    [button] = next(screen for screen in stage.posts() if "Noch bis" in screen.text).rows[0]
    assert (button.label, button.direct) == ("Jetzt antworten", True)
    assert button.token == stage.token(Verb.JOIN, wave)
    assert len(stage.rows(Posting, Posting.kind == PostingKind.NOTICE)) == 1
    assert {shown.address for shown in stage.paper.shown} == {ROOM}  # nobody in private


@pytest.mark.parametrize(
    ("settings", "acts"),
    [
        ({"closes_at": START + timedelta(hours=47)}, []),
        ({"closes_at": None}, []),
        ({"closes_at": START + timedelta(days=3), "remind": False}, []),
        ({"closes_at": START + timedelta(days=3)}, ["close"]),
        ({"closes_at": START + timedelta(days=3)}, ["pause"]),
        ({"closes_at": START + timedelta(days=3)}, ["remind-0"]),
    ],
)
async def test_nobody_is_reminded_of_what_is_short_over_or_not_to_be(
    stage: Stage, settings: dict[str, object], acts: list[str]
) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, **settings)
    for act in acts:
        await mod.sends(stage.token(Verb.MANAGE, wave, value=act))

    await runs_until(stage, START + timedelta(days=4))

    assert reminders(stage) == []


async def test_an_end_that_was_moved_is_reminded_of_at_its_new_time_and_once(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=3))
    await mod.sends(stage.token(Verb.MANAGE, wave, value="extend"))
    await runs_until(stage, START + timedelta(days=8, hours=23))
    assert reminders(stage) == []
    await runs_until(stage, START + timedelta(days=9, hours=1))
    assert len(reminders(stage)) == 1

    await mod.sends(stage.token(Verb.MANAGE, wave, value="extend"))
    await runs_until(stage, START + timedelta(days=20))

    assert [text.split(" Uhr")[0].split("bis ")[1] for text in reminders(stage)] == [
        "03.12.2026, 11:00", "10.12.2026, 11:00",
    ]  # fmt: skip


async def test_a_reminder_that_waits_for_its_place_is_not_sent_once_the_wave_is_paused(stage: Stage) -> None:
    from bot.platform import Later

    mod = await moderator(stage)
    end = START + timedelta(days=3)
    wave = stage.opens(ASKED, closes_at=end)
    await runs_until(stage, end - timedelta(hours=25))
    stage.now = end - timedelta(hours=24)
    stage.paper.trouble = [Later(60)]
    await stage.schedule.settle()
    await mod.sends(stage.token(Verb.MANAGE, wave, value="pause"))

    stage.passes(seconds=61)
    await stage.schedule.settle()

    assert reminders(stage) == []


@pytest.mark.parametrize("hours", [-25, -23, -1])
async def test_a_reminder_that_was_due_while_the_wave_was_paused_comes_when_it_goes_on(
    stage: Stage, hours: int
) -> None:
    mod = await moderator(stage)
    end = START + timedelta(days=3)
    wave = stage.opens(ASKED, closes_at=end)
    await runs_until(stage, START + timedelta(days=1))
    await mod.sends(stage.token(Verb.MANAGE, wave, value="pause"))
    await runs_until(stage, end + timedelta(hours=hours))
    assert reminders(stage) == []

    for act in ("resume", "pause", "resume"):
        await mod.sends(stage.token(Verb.MANAGE, wave, value=act))
        await stage.schedule.settle()
    await runs_until(stage, end + timedelta(days=1))

    assert len(reminders(stage)) == 1


async def test_nobody_is_reminded_twice_because_the_wave_was_paused_afterwards(stage: Stage) -> None:
    mod = await moderator(stage)
    end = START + timedelta(days=3)
    wave = stage.opens(ASKED, closes_at=end)
    await runs_until(stage, end - timedelta(hours=23))

    for act in ("pause", "resume"):
        await mod.sends(stage.token(Verb.MANAGE, wave, value=act))
        await stage.schedule.settle()

    assert len(reminders(stage)) == 1


async def test_whether_to_remind_can_be_changed_until_it_is_time(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=3), remind=False)
    await mod.says("/verwalten")
    await mod.presses("Vor dem Ende erinnern")
    assert "24 Stunden vor dem Ende" in mod.sees
    for _ in range(2):
        await mod.sends(stage.token(Verb.MANAGE, wave, value="remind-1"))

    await runs_until(stage, START + timedelta(days=4))

    assert len(reminders(stage)) == 1


# --- coming again ---


async def test_a_questionnaire_comes_again_every_so_many_weeks(stage: Stage) -> None:
    stage.add_room(OTHER_ROOM, "Bahnleute")
    first = stage.opens(ASKED, every_weeks=2, closes_at=START + timedelta(days=7), digest_every_days=0)
    await answers(stage, first, 6)

    await runs_until(stage, START + timedelta(weeks=4, days=1))

    found = sorted(stage.rows(Wave), key=lambda wave: wave.key)
    assert [wave.state for wave in found] == [WaveState.CLOSED, WaveState.CLOSED, WaveState.OPEN]
    assert [wave.opened_at for wave in found] == [START, START + timedelta(weeks=2), START + timedelta(weeks=4)]
    assert [wave.closes_at - START for wave in found] == [timedelta(days=7), timedelta(days=21), timedelta(days=35)]  # type: ignore[operator]
    assert [wave.follows for wave in found] == [None, found[0].id, found[1].id]
    assert {wave.every_weeks for wave in found} == {2}
    assert {wave.questionnaire_id for wave in found} == {found[0].questionnaire_id}
    assert len(stage.rows(Posting, Posting.kind == PostingKind.CARD)) == 3
    assert cards(stage, OTHER_ROOM) == 0


async def test_a_wave_that_still_runs_is_closed_before_the_next_opens(stage: Stage) -> None:
    first = stage.opens(ASKED, every_weeks=1, closes_at=None, digest_every_days=0)
    await answers(stage, first, 6)

    await runs_until(stage, START + timedelta(weeks=1))
    await stage.schedule.settle()

    assert states(stage) == {"service-1": WaveState.CLOSED, "service-2": WaveState.OPEN}
    assert len(digests(stage)) == 1


@pytest.mark.parametrize("opens_at", [None, START + timedelta(days=2)])
@pytest.mark.parametrize("lasts", [timedelta(days=30), None])
async def test_a_wave_ends_when_the_next_opens_and_says_so_from_the_start(
    stage: Stage, opens_at: datetime | None, lasts: timedelta | None
) -> None:
    begins = opens_at or START
    stage.opens(ASKED, opens_at=opens_at, closes_at=begins + lasts if lasts else None, every_weeks=4)
    ends = [begins + timedelta(weeks=4), begins + timedelta(weeks=8), begins + timedelta(weeks=12)]
    assert stage.rows(Wave)[0].closes_at == ends[0]

    await runs_until(stage, ends[1] + timedelta(days=1))

    found = sorted(stage.rows(Wave), key=lambda wave: wave.key)
    assert [wave.closes_at for wave in found] == ends
    assert [wave.closed_at for wave in found] == [*ends[:2], None]
    assert [wave.opened_at for wave in found] == [begins, *ends[:2]]
    assert [text.split(" Uhr")[0] for text in "".join(reminders(stage)).split("Noch bis ")[1:]] == [
        end.astimezone(BERLIN).strftime("%d.%m.%Y, %H:%M") for end in ends[:2]
    ]


async def test_a_wave_that_is_to_come_again_ends_when_the_next_opens_and_its_card_says_so(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=30))
    await stage.schedule.settle()

    await mod.sends(stage.token(Verb.MANAGE, wave, value="repeat-1"))

    assert "Läuft bis 30.11.2026, 11:00 Uhr." in mod.sees
    [card] = stage.rows(Posting, Posting.kind == PostingKind.CARD)
    assert card.stale_at is not None
    await runs_until(stage, START + timedelta(days=8))
    assert stage.rows(Wave, Wave.key == "service-1")[0].closed_at == START + timedelta(weeks=1)
    assert len(reminders(stage)) == 1


async def test_a_wave_is_not_extended_beyond_the_opening_of_the_next(stage: Stage) -> None:
    mod = await moderator(stage)
    end = START + timedelta(days=5)
    wave = stage.opens(ASKED, closes_at=end, every_weeks=1)
    before = stage.snapshot()["ledger"]

    await mod.sends(stage.token(Verb.MANAGE, wave, value="extend"))

    assert "einmalig" in mod.toast
    assert (stage.rows(Wave)[0].closes_at, stage.snapshot()["ledger"]) == (end, before)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="repeat-0"))
    await mod.sends(stage.token(Verb.MANAGE, wave, value="extend"))
    assert stage.rows(Wave)[0].closes_at == end + timedelta(days=7)


async def test_a_wave_reopened_while_the_next_is_planned_ends_when_that_opens(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=2), every_weeks=1)
    await runs_until(stage, START + timedelta(days=3))

    await mod.sends(stage.token(Verb.MANAGE, wave, value="reopen"))

    assert "Läuft bis 30.11.2026, 11:00 Uhr." in mod.sees
    await runs_until(stage, START + timedelta(weeks=1, days=1))
    await mod.sends(stage.token(Verb.MANAGE, wave, value="reopen"))
    [first] = stage.rows(Wave, Wave.key == "service-1")
    assert (first.state, first.closes_at) == (WaveState.OPEN, None), "the next wave has come"


async def test_a_series_ends_when_a_moderator_says_so(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=7))
    for weeks in (4, 1, 1):
        await mod.sends(stage.token(Verb.MANAGE, wave, value=f"repeat-{weeks}"))
    assert "Kommt wieder am 30.11.2026 um 11:00 Uhr." in mod.sees
    assert "Erledigt: jede Woche" in mod.toast
    assert [button.chosen for row in mod.screens[0].rows for button in row if "Woche" in button.label] == [
        True, False, False,
    ]  # fmt: skip
    await mod.presses("einmalig")
    assert "Kommt wieder" not in mod.sees

    await runs_until(stage, START + timedelta(weeks=9))

    assert states(stage) == {"service-1": WaveState.CLOSED}


async def test_the_next_wave_once_come_is_the_one_that_is_looked_after(stage: Stage) -> None:
    mod = await moderator(stage)
    first = stage.opens(ASKED, every_weeks=1, closes_at=START + timedelta(days=1))
    await runs_until(stage, START + timedelta(weeks=1))
    await stage.schedule.settle()

    await mod.sends(stage.token(Verb.MANAGE, first, value="repeat-4"))
    assert "Zustand" in mod.toast
    await mod.sends(stage.token(Verb.MANAGE, first))
    assert not [button for row in mod.screens[0].rows for button in row if "Woche" in button.label]

    await runs_until(stage, START + timedelta(weeks=2))
    await stage.schedule.settle()
    assert len(stage.rows(Wave)) == 3


async def test_a_closed_wave_comes_once_more_in_four_weeks_if_wanted(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, closes_at=START + timedelta(days=3))
    await runs_until(stage, START + timedelta(days=5, hours=3))
    await mod.sends(stage.token(Verb.MANAGE, wave))
    await mod.presses("Wieder in 4 Wochen")
    await mod.sends(stage.token(Verb.MANAGE, wave, value="once-4"))  # an old button, pressed again
    assert "Öffnet am 26.12.2026 um 11:00 Uhr." in mod.sees

    await runs_until(stage, START + timedelta(weeks=12))

    assert states(stage) == {"service-1": WaveState.CLOSED, "service-2": WaveState.CLOSED}
    [second] = stage.rows(Wave, Wave.key == "service-2")
    assert second.closes_at == START + timedelta(weeks=4, days=8)
    assert second.follows == wave


async def test_a_series_that_is_nowhere_any_more_ends(stage: Stage) -> None:
    stage.opens(ASKED, every_weeks=1, closes_at=START + timedelta(days=1))
    await stage.schedule.settle()
    stage.paper.trouble = [Gone()]

    await runs_until(stage, START + timedelta(weeks=3))

    assert len(stage.rows(Wave)) == 1
    [row] = ledger(stage, "again")
    assert (row.state, row.error) == (LedgerState.DEAD, "no-place")


# --- clocks ---

CHANGES = [datetime(2027, 3, 27, 9, tzinfo=UTC), datetime(2026, 10, 24, 7, tzinfo=UTC)]  # days before, 10:00 and 09:00


@pytest.mark.parametrize("before", CHANGES)
@pytest.mark.parametrize("hour", [2, 3, 9])
async def test_on_the_days_the_clocks_change_everything_comes_once(stage: Stage, before: datetime, hour: int) -> None:
    stage.now = before
    day = before.astimezone(BERLIN).date() + timedelta(days=1)
    opens_at = times.instant(datetime.combine(day, datetime.min.time().replace(hour=hour, minute=30)), BERLIN)
    stage.opens(ASKED, opens_at=opens_at, closes_at=opens_at + timedelta(days=2), every_weeks=1, digest_every_days=1)

    await runs_until(stage, opens_at + timedelta(days=6))
    [first] = stage.rows(Wave)
    assert (first.opened_at, first.closed_at) == (opens_at, opens_at + timedelta(days=2))
    assert (cards(stage), len(reminders(stage))) == (1, 1)
    await runs_until(stage, opens_at + timedelta(days=8))

    _, second = sorted(stage.rows(Wave), key=lambda wave: wave.key)
    assert second.opened_at is not None
    local = opens_at.astimezone(BERLIN).replace(tzinfo=None)
    assert second.opened_at.astimezone(BERLIN).replace(tzinfo=None) == local + timedelta(days=7)


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(hours=3), timedelta(days=-2), timedelta(days=40)])
@pytest.mark.parametrize("meanwhile", [does_nothing, restarts])
async def test_a_clock_that_jumps_does_nothing_twice_and_loses_nothing(
    stage: Stage, jump: timedelta, meanwhile: Callable[[Stage], object]
) -> None:
    opens_at = START + timedelta(days=1)
    end = opens_at + timedelta(days=3)
    stage.opens(ASKED, opens_at=opens_at, closes_at=end, digest_every_days=1)
    for moment in (opens_at, end - timedelta(hours=24), end):
        await runs_until(stage, moment)
        stage.now += jump
        await meanwhile(stage)  # type: ignore[misc]
        await stage.schedule.settle()
        stage.now = max(stage.now, moment)
        await stage.schedule.settle()

    [wave] = stage.rows(Wave)
    assert wave.state is WaveState.CLOSED or wave.closes_at > stage.now  # type: ignore[operator]
    assert cards(stage) == 1
    assert len(reminders(stage)) <= 1
    if jump < timedelta(0):
        assert (wave.closed_at, len(reminders(stage))) == (end, 1)
    await runs_until(stage, stage.now + timedelta(days=10))
    assert states(stage) == {"service-1": WaveState.CLOSED}
    assert cards(stage) == 1


async def test_a_running_schedule_is_at_most_ten_seconds_late_however_the_clock_jumps(stage: Stage) -> None:
    opens_at = START + timedelta(days=30)
    stage.opens(ASKED, opens_at=opens_at, closes_at=None)

    assert await stage.schedule.round() <= 10
    stage.now = opens_at + timedelta(days=3)
    assert await stage.schedule.round() <= 10

    assert states(stage) == {"service-1": WaveState.OPEN}


async def test_releases_go_on_after_the_clock_was_put_back(stage: Stage) -> None:
    from surveys.tables import Release

    wave = stage.opens(ASKED, digest_every_days=0)
    await stage.schedule.round()
    stage.passes(days=-3)
    await answers(stage, wave, 6)

    await stage.schedule.round()

    assert len(stage.rows(Release)) == 1


@pytest.mark.parametrize("late", [timedelta(hours=5), timedelta(days=3), timedelta(weeks=5)])
async def test_a_next_wave_that_was_slept_through_opens_once_and_the_series_keeps_its_time(
    stage: Stage, late: timedelta
) -> None:
    stage.opens(ASKED, every_weeks=2, closes_at=START + timedelta(days=2), digest_every_days=0)
    await runs_until(stage, START + timedelta(days=3))
    stage.now = START + timedelta(weeks=2) + late

    for _ in range(3):
        await restarts(stage)
        await stage.schedule.settle()
    second = max(stage.rows(Wave), key=lambda wave: wave.key)
    assert (second.key, second.opened_at, cards(stage)) == ("service-2", stage.now, 2)
    planned_end = START + timedelta(days=16)
    assert second.closes_at == (planned_end if planned_end > stage.now else stage.now + timedelta(days=2))

    [row] = [row for row in ledger(stage, "again") if row.state is LedgerState.QUEUED]
    assert row.due_at == START + timedelta(weeks=8 if late > timedelta(weeks=2) else 4)
    assert row.body["lasts"] == timedelta(days=2).total_seconds()
