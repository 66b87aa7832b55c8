"""Is every button authorised every time, whoever presses it, wherever, and whoever made it up?"""

from __future__ import annotations

import string

import pytest
from fielding import item, options, questionnaire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stage import OTHER_ROOM, Stage

from bot.platform import Where
from bot.tables import Account, PendingReply
from bot.tokens import TOKEN_LIMIT, Verb
from surveys.tables import Answer, Consent, Wave, WaveState

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_will_do]

OPEN = questionnaire(item("why", "open"), item("pick", "choice", options=options("yes", "no")))


@pytest.fixture
def wave(stage: Stage) -> str:
    return stage.opens(OPEN)


# --- communities ---


@pytest.fixture
def elsewhere(stage: Stage) -> str:
    """A wave of another community on the same bot."""
    stage.add_room(OTHER_ROOM, "Bahnleute")
    return stage.opens(OPEN.model_copy(update={"key": "secret-wave"}), OTHER_ROOM)


@pytest.mark.parametrize("verb", list(Verb))
async def test_buttons_of_another_community_are_refused_in_a_place(
    stage: Stage, wave: str, elsewhere: str, verb: Verb
) -> None:
    anna = stage.actor("Anna")
    stage.paper.moderators.add((stage.room.address, anna.id))
    await anna.joins(elsewhere)
    before = stage.snapshot()

    screens = await anna.sends(stage.token(verb, elsewhere, 0, 0, "0"), where=stage.room)

    said = anna.toast + "".join(screen.text for screen in screens)
    assert "secret-wave" not in said
    assert OPEN.items[0].text["de"] not in said
    if verb not in (Verb.COMMAND, Verb.LANGUAGE, Verb.DECLINE, Verb.LATER):
        assert anna.toast
        assert stage.snapshot() == before


async def test_a_stranger_sees_no_wave_at_the_start(stage: Stage, wave: str, elsewhere: str) -> None:
    stranger = stage.actor("Fremde")

    screens = await stranger.says("/start")

    assert [button for screen in screens for row in screen.rows for button in row] == []
    assert "service" not in screens[0].text.lower()
    assert stage.rows(Account) == []


async def test_a_member_of_one_community_is_offered_nothing_of_another(stage: Stage, wave: str, elsewhere: str) -> None:
    anna = stage.actor("Anna")
    await anna.joins(wave)
    second = stage.opens(OPEN.model_copy(update={"key": "second"}))

    screens = await anna.says("/start")

    offered = [button.token for row in screens[0].rows for button in row]
    assert offered == [stage.token(Verb.JOIN, wave), stage.token(Verb.JOIN, second)]


MANAGED = (
    "open", "cancel", "pause", "resume", "close", "extend", "digest", "reopen", "again", "remind-0", "repeat-4", "once-4",
)  # fmt: skip


@pytest.mark.on_both
@pytest.mark.parametrize("what", [*MANAGED, ""])
async def test_moderators_of_one_community_manage_no_other(stage: Stage, wave: str, elsewhere: str, what: str) -> None:
    mod = stage.actor("Mod", moderates=True)
    await mod.says("/umfrage", where=stage.room)
    before = stage.snapshot()

    await mod.sends(stage.token(Verb.MANAGE, elsewhere, value=what))

    assert mod.toast == "Das dürfen nur, die hier moderieren."
    assert stage.snapshot() == before


async def test_a_moderator_launches_only_where_they_moderate(stage: Stage) -> None:
    other = stage.add_room(OTHER_ROOM, "Bahnleute")
    mod = stage.actor("Mod", moderates=True)
    await mod.says("/umfrage", where=stage.room)

    for value in ("", "c-kundenservice", "own", "go"):
        await mod.sends(stage.token(Verb.LAUNCH, other, value=value))
        assert mod.toast == "Das dürfen nur, die hier moderieren."

    assert stage.rows(Wave) == []


async def test_a_moderator_reviews_no_answer_of_another_wave(stage: Stage, wave: str, elsewhere: str) -> None:
    anna = stage.actor("Anna")
    await anna.joins(elsewhere)
    await anna.says("nur für die Bahnleute")
    [answer] = stage.rows(Answer)
    mod = stage.actor("Mod", moderates=True)

    await mod.sends(stage.token(Verb.REVIEW, wave, value=f"a{answer.id}"))

    assert mod.toast == "Diese Antwort gibt es nicht mehr."
    assert [each.state for each in stage.rows(Answer)] == [answer.state]


# --- authorised every time ---


@pytest.mark.parametrize(
    ("verb", "value"),
    [
        (Verb.MANAGE, "close"),
        (Verb.MANAGE, "repeat-1"),
        (Verb.MANAGE, "remind-0"),
        (Verb.MANAGE, ""),
        (Verb.REVIEW, ""),
        (Verb.THEME, ""),
        (Verb.THEME, "c"),
        *((Verb.REVIEW, f"{act}{'a' * 16}") for act in ("a", "k", "r", "n0", "o", "s", "b")),
        (Verb.LAUNCH, "go"),
        (Verb.LAUNCH, "c-kundenservice"),
    ],
)
async def test_a_member_with_a_moderators_button_is_no_moderator(
    stage: Stage, wave: str, verb: Verb, value: str
) -> None:
    mod, anna = stage.actor("Mod", moderates=True), stage.actor("Anna")
    await mod.says("/umfrage", where=stage.room)
    await anna.joins(wave)
    place = stage.place()
    before = stage.snapshot()

    await anna.sends(stage.token(verb, place if verb is Verb.LAUNCH else wave, value=value))

    assert anna.toast == "Das dürfen nur, die hier moderieren."
    assert stage.snapshot() == before


async def test_who_moderates_no_longer_cannot_any_more(stage: Stage, wave: str) -> None:
    mod = stage.actor("Mod", moderates=True)
    await mod.sends(stage.token(Verb.MANAGE, wave))
    assert "Stand: läuft" in mod.sees

    stage.paper.moderators.clear()
    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))

    assert mod.toast == "Das dürfen nur, die hier moderieren."
    assert [each.state for each in stage.rows(Wave)] == [WaveState.OPEN]


async def test_where_the_platform_cannot_tell_nobody_moderates(stage: Stage, wave: str) -> None:
    mod = stage.actor("Mod", moderates=True)
    del stage.desk.platforms["telegram"]

    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))

    assert mod.toast == "Das dürfen nur, die hier moderieren."


async def test_somebody_elses_buttons_answer_for_whoever_presses_them(stage: Stage, wave: str) -> None:
    anna, ben = stage.actor("Anna"), stage.actor("Ben")
    await anna.joins(wave)
    await anna.says("Annas Worte")

    await ben.sends(stage.token(Verb.REMOVE, wave, 0))
    await ben.sends(stage.token(Verb.CONSENT, wave, value="hy"))
    mine = await ben.sends(stage.token(Verb.MINE, wave))

    assert "Annas Worte" not in mine[0].text
    assert [each.value for each in stage.rows(Answer)] == ["Annas Worte"]
    assert len(stage.rows(Consent)) == 1


async def test_a_waiting_text_is_given_to_nobody_but_its_writer(stage: Stage, wave: str) -> None:
    anna, ben = stage.actor("Anna"), stage.actor("Ben")
    await anna.says("/antwort 1 Annas Worte", where=stage.room)
    await ben.joins(wave)
    [pending] = stage.rows(PendingReply)

    await ben.sends(stage.token(Verb.CONFIRM, wave, 0, value=pending.id))
    await ben.sends(stage.token(Verb.AGREE, wave, value=pending.id))
    await ben.sends(stage.token(Verb.DECLINE, wave, value=pending.id))

    assert "Annas Worte" not in ben.sees
    assert stage.rows(Answer) == []
    assert [each.id for each in stage.rows(PendingReply)] == [pending.id]


# --- buttons nobody was given ---

SHAPES = st.one_of(
    st.text(min_size=1, max_size=200),
    st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=TOKEN_LIMIT + 20),
    st.text("äß你\u202e\ud800\0 ", min_size=1, max_size=70),
)


@pytest.mark.on_both
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_a_forged_button_changes_nothing_and_raises_nothing(stage: Stage, data: st.DataObject) -> None:
    wave = next((each.id for each in stage.rows(Wave)), None) or stage.opens(OPEN)
    true = stage.token(
        data.draw(st.sampled_from(list(Verb))), wave, data.draw(st.none() | st.integers(0, 3)), 0, data.draw(VALUES)
    )
    cut = data.draw(st.integers(0, len(true) - 1))
    other = data.draw(st.characters().filter(lambda sign: sign != true[cut]))
    forged = data.draw(
        SHAPES | st.sampled_from([true[:cut] + other + true[cut + 1 :], true[:cut], true[cut:][1:], true + "a"])
    )
    mod = stage.actor("Mod", moderates=True)
    before = stage.snapshot()

    for where in (None, stage.room, Where("-999", "fremd")):
        await mod.sends(forged, where=where)
        assert mod.toast == "Diesen Knopf kenne ich nicht mehr."
    if forged:
        await mod.says("/start", token=forged)
        assert "Diesen Knopf kenne ich nicht mehr." in mod.sees

    assert stage.snapshot() == before


VALUES = st.sampled_from(["", "0", "close", "go", "hy", "never", "vergissmich-ja", "a" * 17])


@pytest.mark.parametrize("verb", list(Verb))
async def test_a_button_of_ours_about_something_that_is_gone_is_answered(
    stage: Stage, wave: str, verb: Verb, caplog: pytest.LogCaptureFixture
) -> None:
    """Signed by us, but of an older version, another questionnaire or a deleted wave."""
    anna = stage.actor("Anna")
    await anna.joins(wave)
    before = stage.snapshot()

    for about in (wave, "", "a" * 16):
        for numbers in ((None, None), (0, 0), (0, 9), (99, 0), (1, 0), (-1, -1)):
            for value in ("", "zz", "ff", "-", "a" * 17, "c-nowhere", "days-x"):
                await anna.sends(stage.token(verb, about, *numbers, value))

    assert "failed" not in caplog.text
    after = stage.snapshot()
    assert len(after["answer"]) <= 1
    assert after["wave"] == before["wave"] or verb in (Verb.PICK, Verb.UNPICK, Verb.GOTO)
