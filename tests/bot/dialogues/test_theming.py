"""Do moderators make themes their own in chat, and does everything that shows them follow?"""

from __future__ import annotations

import pytest
import themed
from channels import form_of, happens, token_of
from sqlmodel import Session
from stage import OTHER_ROOM, Actor, Stage
from themed import ids, opened
from thirty import labels, posted

from bot import auditing, tokens
from bot.platform import Act, Forms, Person
from bot.screens import Reply
from bot.tables import Account
from bot.tokens import Verb
from surveys.coding import checks, rows, themes
from surveys.fieldwork import moderation
from surveys.tables import Coding, StoredDigest, Theme, ThemeState, Wave

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_will_do]


@pytest.fixture
async def wave(stage: Stage) -> str:
    return await themed.begun(stage)


@pytest.fixture
def mod(stage: Stage) -> Actor:
    return stage.actor("Mod", moderates=True)


def state(stage: Stage, theme: str) -> ThemeState:
    [found] = stage.rows(Theme, Theme.id == theme)
    return found.state


def human(stage: Stage) -> list[Coding]:
    return stage.rows(Coding, Coding.coder != "")


async def test_a_theme_of_three_people_has_no_number(stage: Stage, wave: str, mod: Actor) -> None:
    """14 speak of waiting and 7 of the tone; from both of 24 who answered the three others would follow, so the 7 go too."""
    await opened(stage, mod, wave)

    assert labels(mod.screens[-1])[:3] == [
        "Warteschleife · 14 · Vorschlag", "Ton · – · Vorschlag", "Antworten · – · Vorschlag",
    ]  # fmt: skip


async def test_numbers_are_those_of_the_last_release_however_many_answer_meanwhile(
    stage: Stage, wave: str, mod: Actor
) -> None:
    late = stage.actor("Late")
    await late.joins(wave)
    await late.says("Am Telefon hing ich in der Warteschleife.")
    themed.coded_again(stage, wave)
    await opened(stage, mod, wave)

    assert labels(mod.screens[-1])[0] == "Warteschleife · 14 · Vorschlag"


async def test_a_new_name_is_edited_into_the_post_and_the_version_before_stays(
    stage: Stage, wave: str, mod: Actor
) -> None:
    assert "Warteschleife" in posted(stage)[0].screen.text
    await mod.sends(stage.token(Verb.THEME, wave, value=f"n{ids(stage, wave)['Warteschleife']}"))
    await mod.says("Am Telefon warten")
    await stage.settles()
    await mod.sends(stage.token(Verb.THEME, wave, value=f"n{ids(stage, wave)['Am Telefon warten']}"))
    await mod.says("Lange Wartezeiten")
    await stage.settles()

    [shown] = posted(stage)
    assert "Lange Wartezeiten" in shown.screen.text
    assert "Warteschleife" not in shown.screen.text.partition("Worüber ihr schreibt")[2]
    assert sorted(each.version for each in stage.rows(StoredDigest)) == [1, 2, 3], "each change makes one version"


async def test_an_empty_name_is_asked_for_again(stage: Stage, wave: str, mod: Actor) -> None:
    await mod.sends(stage.token(Verb.THEME, wave, value=f"n{ids(stage, wave)['Ton']}"))
    await mod.says(" \n ")
    asked = mod.sees
    await mod.says("Umgangston")

    assert "Ein Thema braucht einen Namen." in asked
    assert "Umgangston" in ids(stage, wave)


async def test_where_forms_open_name_and_definition_are_asked_in_one(stage: Stage, wave: str, mod: Actor) -> None:
    tone = ids(stage, wave)["Ton"]
    for act, before, after in (("n", "Ton", "Umgangston"), ("d", "", "Wie mit Leuten gesprochen wird")):
        token = stage.token(Verb.THEME, wave, value=f"{act}{tone}")
        form = await shows(stage, mod, Act.PRESS, token, forms=Forms.NOW)
        assert form_of(form) == {"words": before}
        await shows(stage, mod, Act.SUBMIT, token_of(form), fields={"words": after})

    [found] = stage.rows(Theme, Theme.id == tone)
    assert (found.label["de"], found.definition) == ("Umgangston", "Wie mit Leuten gesprochen wird")


@pytest.mark.on_both
async def test_merging_can_be_undone_in_one_step(stage: Stage, wave: str, mod: Actor) -> None:
    known = ids(stage, wave)
    await opened(stage, mod, wave)
    await mod.presses("Antworten")
    await mod.presses("Zusammenlegen")
    await mod.presses("Ton")
    merged = state(stage, known["Antworten"])
    await mod.presses("Doch nicht: Antworten bleibt")

    assert merged is ThemeState.MERGED
    assert state(stage, known["Antworten"]) is ThemeState.ACCEPTED


async def test_a_stale_button_merges_into_no_theme_that_is_rejected(stage: Stage, wave: str, mod: Actor) -> None:
    known = ids(stage, wave)
    merge = stage.token(Verb.THEME, wave, value=f"m{known['Ton']}{known['Antworten']}")
    await mod.sends(stage.token(Verb.THEME, wave, value=f"r{known['Antworten']}"))
    await mod.sends(merge)

    assert "das nicht verworfen ist" in mod.toast
    assert state(stage, known["Ton"]) is ThemeState.PROPOSED


async def test_a_theme_of_another_community_is_out_of_reach(stage: Stage, wave: str, mod: Actor) -> None:
    stage.add_room(OTHER_ROOM, "Bahnleute")
    other = stage.opens(themed.ASKED, OTHER_ROOM)

    def foreign(session: Session) -> str:
        community = session.get_one(Wave, other).community_id
        theme = Theme(
            community_id=community, questionnaire=themed.ASKED.key, item="why", label={"de": "Geheim"},
            created_at=stage.now,
        )  # fmt: skip
        session.add(theme)
        return theme.id

    secret = stage.store.write_now(foreign)
    before = stage.rows(Theme)
    for act in "tarndwxu":
        await mod.sends(stage.token(Verb.THEME, wave, value=f"{act}{secret}"))
        assert mod.toast == "Dieses Thema gibt es nicht."
        await mod.sends(stage.token(Verb.THEME, other, value=f"{act}{secret}"))
        assert mod.toast == "Das dürfen nur, die hier moderieren."

    assert stage.rows(Theme) == before


async def test_no_member_decides_on_a_theme_or_sees_an_answer(stage: Stage, wave: str) -> None:
    anna, known = stage.actor("Anna"), ids(stage, wave)
    [*answers] = {coding.answer_id for coding in stage.rows(Coding)}
    before = stage.snapshot()
    for value in (
        "",
        "c",
        "f",
        "ft0",
        *(f"{act}{known['Ton']}" for act in "tarndmwxu"),
        f"k{answers[0]}",
        f"c{answers[0]}",
    ):
        await anna.sends(stage.token(Verb.THEME, wave, 0, value=value))
        assert anna.toast == "Das dürfen nur, die hier moderieren."

    assert stage.snapshot() == before


# --- checking ---


@pytest.mark.on_both
async def test_what_a_moderator_says_of_an_answer_wins_and_leads_to_nobody(stage: Stage, wave: str, mod: Actor) -> None:
    await opened(stage, mod, wave)
    await mod.presses("Prüfen")
    await mod.presses("Keins davon")

    [coding] = human(stage)
    assert (coding.theme_id, coding.confidence) == (None, 1.0)
    [account] = stage.rows(Account, Account.digest == stage.house.keys.account("telegram", mod.id))
    assert account.id not in coding.coder
    assert mod.id not in coding.coder

    def now(session: Session) -> str | None:
        return rows.current(session, session.get_one(Wave, wave), "why")[coding.answer_id].theme

    assert stage.store.read_now(now) is None


async def test_all_are_checked_once_and_then_told_how_often_the_machine_was_right(
    stage: Stage, wave: str, mod: Actor
) -> None:
    await opened(stage, mod, wave)
    await mod.presses("Prüfen")
    await mod.presses("Keins davon")
    for number in range(1, themed.PEOPLE):
        assert f"Geprüft: {number} von 24" in mod.sees
        await mod.presses("Stimmt")

    assert "Alle 24 geprüft; 23 davon siehst du wie die Maschine." in mod.sees
    assert len(human(stage)) == 24


async def test_one_step_back_corrects_what_was_said(stage: Stage, wave: str, mod: Actor) -> None:
    await opened(stage, mod, wave)
    await mod.presses("Prüfen")
    first = mod.sees
    await mod.presses("Keins davon")
    await mod.presses("Eine zurück")
    assert mod.sees.splitlines()[1:] == first.splitlines()[1:]
    assert mod.button("Keins davon").chosen
    await mod.presses("Stimmt")

    [coding] = human(stage)
    assert coding.theme_id is not None
    assert "Geprüft: 1 von 24" in mod.sees


async def test_two_moderators_get_the_same_answers_and_their_agreement_is_known(
    stage: Stage, wave: str, mod: Actor
) -> None:
    """They agree on the first of two: the other one is found to be of no theme by one of them."""
    second = stage.actor("Mod2", moderates=True)
    seen = []
    for actor, says in ((mod, "Stimmt"), (second, "Keins davon")):
        await opened(stage, actor, wave)
        await actor.presses("Prüfen")
        seen.append(actor.sees)
        await actor.presses("Stimmt")
        await actor.presses(says)

    def agreed(session: Session) -> checks.Agreed:
        return checks.agreed(session, session.get_one(Wave, wave), "why")

    found = stage.store.read_now(agreed)
    assert seen[0] == seen[1]
    assert sorted(found.coders.values()) == [2, 2]
    assert (found.people.answers, found.people.percent) == (2, 0.5)


async def test_an_answer_that_was_rejected_or_taken_back_meanwhile_is_not_asked_about(
    stage: Stage, wave: str, mod: Actor
) -> None:
    await opened(stage, mod, wave)
    await mod.presses("Prüfen")
    stale = mod.button("Keins davon").token
    asked = stage.token(Verb.THEME, wave, 0, value="c")
    first = next(coding.answer_id for coding in stage.rows(Coding) if coding.answer_id in read(stage, stale))
    stage.store.write_now(lambda session: moderation.reject(session, first))
    before = mod.sees
    await mod.sends(asked)

    assert mod.sees.splitlines()[0] == "Geprüft: 0 von 23"
    assert mod.sees.splitlines()[1:] != before.splitlines()[1:]


async def test_a_theme_rejected_meanwhile_is_given_to_no_answer(stage: Stage, wave: str, mod: Actor) -> None:
    await opened(stage, mod, wave)
    await mod.presses("Prüfen")
    stale = mod.button("Stimmt").token
    theme = next(each for each in ids(stage, wave).values() if each in read(stage, stale))
    stage.store.write_now(lambda session: themes.reject(session, theme, stage.now))
    await mod.sends(stale)

    assert mod.toast == "Dieses Thema gibt es nicht."
    assert human(stage) == []


# --- other themes ---


@pytest.mark.on_both
async def test_a_proposal_says_what_would_move_and_is_taken_once(stage: Stage, wave: str, mod: Actor) -> None:
    """Six move from one theme, which may be said; of the two others only that there are smaller moves."""
    themed.proposes(stage, wave)
    await opened(stage, mod, wave)
    await mod.presses("Andere Themen")
    seen, take = mod.sees, mod.button("Übernehmen").token
    await mod.presses("Übernehmen")
    taken = mod.sees
    await mod.sends(take)

    assert "Neu: Minuten (Minuten)" in seen
    assert "Warteschleife → Minuten: 6" in seen
    assert "Ton →" not in seen
    assert "kleinere Verschiebungen" in seen
    assert "Übernommen: 8 Antworten" in taken
    assert "gilt nicht mehr" in mod.sees
    new = ids(stage, wave)["Minuten"]
    assert len(stage.rows(Coding, Coding.theme_id == new)) == 8


async def test_a_button_of_an_earlier_proposal_shows_the_present_one(stage: Stage, wave: str, mod: Actor) -> None:
    themed.proposes(stage, wave)
    await opened(stage, mod, wave)
    await mod.presses("Andere Themen")
    stale = [mod.button(label).token for label in ("Übernehmen", "Alles lassen")]
    stage.passes(minutes=1)
    themed.proposes(stage, wave)
    for token in stale:
        await mod.sends(token)
        assert "Warteschleife → Minuten: 6" in mod.sees
    await mod.presses("Alles lassen")

    assert "Alles bleibt" in mod.sees
    assert "Minuten" not in ids(stage, wave)
    await opened(stage, mod, wave)
    assert not any("Andere Themen" in label for label in labels(mod.screens[-1]))


def read(stage: Stage, token: str) -> str:
    found = tokens.read(token, stage.house.keys)
    assert found is not None
    return found.value


async def shows(stage: Stage, mod: Actor, act: Act, token: str, **details: object) -> Reply:
    person = Person(mod.id, mod.name, "de")
    return await happens(stage, act, token=token, person=person, platform="telegram", where=None, **details)


async def test_what_is_made_of_themes_is_in_the_log(stage: Stage, wave: str, mod: Actor) -> None:
    known = ids(stage, wave)
    tone, wait = known["Ton"], known["Warteschleife"]
    await mod.sends(stage.token(Verb.THEME, wave, value=f"a{wait}"))
    await mod.sends(stage.token(Verb.THEME, wave, value=f"n{tone}"))
    await mod.says("Umgangston")
    await mod.sends(stage.token(Verb.THEME, wave, value=f"d{tone}"))
    await mod.says("Wie mit Leuten gesprochen wird")
    await mod.sends(stage.token(Verb.THEME, wave, value=f"m{known['Antworten']}{wait}"))
    await mod.sends(stage.token(Verb.THEME, wave, value=f"r{tone}"))

    entries = stage.store.read_now(auditing.chain)
    mine = [entry for entry in entries if entry.who.value != auditing.SCHEDULE]
    assert [(entry.what, entry.about, entry.why.value) for entry in mine] == [
        ("accept-theme", f"theme:{wait}", ""),
        ("rename-theme", f"theme:{tone}", "Umgangston"),
        ("define-theme", f"theme:{tone}", "Wie mit Leuten gesprochen wird"),
        ("merge-themes", f"theme:{known['Antworten']}", f"theme:{wait}"),
        ("reject-theme", f"theme:{tone}", ""),
    ]
    assert len({entry.who.value for entry in mine}) == 1


# --- splitting ---


async def test_where_forms_open_the_word_is_asked_in_one(stage: Stage, wave: str, mod: Actor) -> None:
    waiting = ids(stage, wave)["Warteschleife"]
    form = await shows(stage, mod, Act.PRESS, stage.token(Verb.THEME, wave, value=f"w{waiting}"), forms=Forms.NOW)
    assert form_of(form) == {"words": ""}
    preview = await shows(stage, mod, Act.SUBMIT, token_of(form), fields={"words": "10, 11, 12, 13, 14, 15"})
    [do] = [button for row in preview.screens[-1].rows for button in row if "Teilen: 6" in button.label]
    await shows(stage, mod, Act.PRESS, do.token)

    new = ids(stage, wave)["10, 11, 12, 13, 14, 15"]
    assert len(stage.rows(Coding, Coding.theme_id == new)) == 6


async def test_a_button_of_an_earlier_preview_splits_nothing(stage: Stage, wave: str, mod: Actor) -> None:
    waiting = ids(stage, wave)["Warteschleife"]
    ask = stage.token(Verb.THEME, wave, value=f"w{waiting}")
    await mod.sends(ask)
    await mod.says("10, 11, 12, 13, 14, 15")
    stale = mod.button("Teilen: 6").token
    stage.passes(minutes=1)
    await mod.sends(ask)
    await mod.says("5, 6, 7, 8, 9")
    await mod.sends(stale)

    assert mod.button("Teilen: 5")
    assert human(stage) == []


@pytest.mark.on_both
async def test_a_split_pressed_twice_is_one(stage: Stage, wave: str, mod: Actor) -> None:
    await mod.sends(stage.token(Verb.THEME, wave, value=f"w{ids(stage, wave)['Warteschleife']}"))
    await mod.says("10, 11, 12, 13, 14, 15")
    do = mod.button("Teilen: 6").token
    await mod.sends(do)
    await mod.sends(do)

    assert len(ids(stage, wave)) == 4
    assert "nichts mehr zu teilen" in mod.sees
    assert [entry.what for entry in stage.store.read_now(auditing.chain)].count("split-theme") == 1


async def test_a_theme_of_three_is_not_split_off(stage: Stage, wave: str, mod: Actor) -> None:
    await mod.sends(stage.token(Verb.THEME, wave, value=f"w{ids(stage, wave)['Ton']}"))
    await mod.says("16, 17, 18")

    assert "Weniger als 5 Antworten enthalten das." in mod.sees
    assert [label for label in labels(mod.screens[-1]) if "Teilen:" in label] == []
