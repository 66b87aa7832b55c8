"""Does a digest say which themes moved since the wave before, only beyond chance, and only what may be seen of both?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from answered import NOON, Answered, counted, material, people_in, person, wave
from fielding import item, questionnaire
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from surveys.coding import themes as deciding
from surveys.design.text import Text
from surveys.digest.charts import alternative, chart, png, sheet
from surveys.digest.digest import Digest, Line, Section, Trend
from surveys.digest.drawing import Frame
from surveys.digest.material import Earlier, Material, ShownTheme
from surveys.digest.phrases import say
from surveys.digest.render import html, markdown, render
from surveys.digest.render import text as in_text
from surveys.digest.sections import change
from surveys.store import Store
from surveys.tables import Answer, Coding, Theme, ThemeOrigin, ThemeState, WaveState

pytestmark = pytest.mark.sqlite_will_do

ASKED = questionnaire(item("why", "open"))
NAMES = {"a": "Wartezeit", "b": "Ton", "c": "Datenschutz", "d": "Preise"}


def said(**people: int) -> dict[str, dict[str, int]]:
    """Counts where so many people speak of each theme, each of one; ``none`` of no theme."""
    counts = counted({"why": ["x"] * sum(people.values())}, ASKED)
    counts.setdefault("why", {"n": 0})
    for key, n in people.items():
        cell = "t:-" if key == "none" else f"t:{key}"
        counts["why"] |= {cell: n, f"{cell}|p:telegram": n} if n else {}
    counts["why"]["n:t"] = counts["why"]["n"]
    return counts


def both(
    now: dict[str, dict[str, int]],
    before: dict[str, dict[str, int]],
    *,
    there: dict[str, str | None] | None = None,
    recast: frozenset[str] = frozenset(),
    **settings: Any,
) -> Material:
    """A wave and the one before; ``there``: the themes there were then, by default all."""
    known = dict.fromkeys(NAMES) if there is None else there
    earlier = Earlier(
        wave(closed_at=NOON - timedelta(days=30)),
        ASKED,
        before,
        {key: key for key in known} if there is None else there,
        recast,
    )
    shown = tuple(ShownTheme(key, "why", Text({"de": label})) for key, label in NAMES.items())
    return replace(material(now, ASKED, before=earlier, **settings), themes=shown)


def sentences(section: Section | None, language: str = "de") -> list[str]:
    assert section is not None
    return [say(block.say, language) for block in section.blocks if isinstance(block, Line)]


def trend(section: Section | None) -> Trend:
    assert section is not None
    [found] = [block for block in section.blocks if isinstance(block, Trend)]
    return found


def courses(section: Section | None) -> dict[str, tuple[int | None, ...]]:
    """People then and now by German label."""
    return {
        course.label["de"]: tuple(each.count if each else None for each in course.moments)  # type: ignore[index]
        for course in trend(section).courses
    }


def as_digest(section: Section | None) -> Digest:
    assert section is not None
    return Digest(wave="w-2", title=ASKED.title, at=NOON, participants=80, sections=(section,))


def test_a_theme_that_moved_beyond_chance_is_said_with_both_shares_their_n_and_a_range() -> None:
    """20 of 80, then 40 of 80: 25 points. Both of two themes changed, so the range is that of 95 %: +10 to +38."""
    section = change.section(both(said(a=40, b=40), said(a=20, b=60)))

    assert sentences(section)[1:] == [
        "why: „Wartezeit“ häufiger genannt, 50 % (n = 80) statt 25 % (n = 80); "
        "der Unterschied liegt zwischen +10 und +38 Punkten.",
        "why: „Ton“ seltener genannt, 50 % (n = 80) statt 75 % (n = 80); "
        "der Unterschied liegt zwischen −38 und −10 Punkten.",
    ]
    assert [say(course.change, "de") for course in trend(section).courses if course.change] == [
        "+25 Punkte (+10 bis +38)",
        "−25 Punkte (−38 bis −10)",
    ]


def test_a_difference_within_chance_has_a_range_with_nothing_in_it_called_a_change() -> None:
    section = change.section(both(said(a=11, b=9), said(a=9, b=11)))

    assert sentences(section)[1:] == ["2 Anteile wurden verglichen; alle Unterschiede liegen im Rahmen des Zufalls."]
    for course in trend(section).courses:
        assert course.low is not None
        assert course.high is not None
        assert course.low < 0 < course.high
        assert course.change
        assert say(course.change, "de").startswith("im Rahmen des Zufalls (−")


@given(st.lists(st.tuples(st.integers(5, 60), st.integers(5, 60)), min_size=2, max_size=4))
def test_a_range_holds_nothing_exactly_where_a_change_is_claimed(people: list[tuple[int, int]]) -> None:
    now, then = ({key: n[at] for key, n in zip(NAMES, people, strict=False)} for at in (0, 1))
    section = change.section(both(said(**now), said(**then)))

    for course in trend(section).courses:
        assert course.change
        if course.low is not None and course.high is not None:
            claimed = not say(course.change, "de").startswith("im Rahmen")
            assert claimed == (course.low > 0 or course.high < 0)


def test_themes_and_ticked_answers_are_one_family_of_comparisons() -> None:
    """20 of 40 against 10 of 40 is a change where two themes are all that is compared, and none beside ten that stayed."""
    from answered import EVERY_KIND

    alone = both(said(a=20, b=20), said(a=10, b=30))
    steady = counted({"agree": [1, 2, 3, 4, 5] * 8, "place": ["shop", "phone", "chat", "mail"] * 10})
    earlier = replace(alone.before, questionnaire=EVERY_KIND, counts={**steady, **said(a=10, b=30)})  # type: ignore[type-var]
    among = replace(alone, questionnaire=EVERY_KIND, counts={**steady, **said(a=20, b=20)}, before=earlier)

    assert len(sentences(change.section(alone))) == 3
    assert sentences(change.section(among))[1:] == [
        "11 Anteile wurden verglichen; alle Unterschiede liegen im Rahmen des Zufalls."
    ]


def test_a_theme_that_came_and_one_that_went_are_named_and_not_compared() -> None:
    section = change.section(
        both(said(a=40, c=20, none=20), said(a=40, b=20, none=20), there={"a": "a", "b": "b", "d": "d"})
    )

    assert sentences(section)[1:] == [
        "Ein Anteil wurde verglichen; der Unterschied liegt im Rahmen des Zufalls.",
        "why: „Datenschutz“ ist neu in dieser Welle, 20 von 80; davor gab es das Thema nicht.",
        "why: „Ton“ wird nicht mehr gezeigt; in der Welle davor sprachen 20 von 80 davon. "
        "Jetzt sind es weniger als fünf, oder die Zahl verriete andere.",
    ]
    assert courses(section) == {"Wartezeit": (40, 40), "Datenschutz": (None, 20), "Ton": (20, None)}


def test_a_theme_that_few_spoke_of_then_is_not_called_new() -> None:
    """Of three people then nothing is said, nor that it is new: it was in the codebook."""
    section = change.section(both(said(a=50, b=30), said(a=60, c=17, b=3)))

    assert "neu in dieser Welle" not in " ".join(sentences(section))
    assert courses(section)["Ton"] == (None, 30)
    assert trend(section).courses[-1].change is None


def test_under_ten_people_in_a_wave_nothing_is_compared() -> None:
    for now, then in ((said(a=9), said(a=20, b=20)), (said(a=20, b=20), said(a=9))):
        assert change.section(both(now, then)) is None


def test_a_theme_that_took_in_another_is_compared_with_both_of_them() -> None:
    """Then 20 spoke of waiting and 10 of the tone, which was merged into it since: 30 of 80."""
    there = {"a": "a", "b": "a", "d": "d"}
    section = change.section(both(said(a=40, d=40), said(a=20, b=10, d=50), there=there))

    assert courses(section) == {"Preise": (50, 40), "Wartezeit": (30, 40)}


def test_a_merged_theme_does_not_give_away_the_few_that_were_in_it() -> None:
    """Then 50, 26 and 4: with the 4, the 26 are withheld too. The sum of 50 and 4 would tell of four."""
    there = {"a": "a", "b": "a", "d": "d"}
    section = change.section(both(said(a=40, d=40), said(a=50, b=4, d=26), there=there))

    assert courses(section)["Wartezeit"] == (None, 40)


def test_a_theme_that_was_cut_otherwise_since_is_not_compared() -> None:
    section = change.section(both(said(a=40, b=40), said(a=20, b=60), recast=frozenset("a")))

    assert sentences(section)[-1] == (
        "why: „Wartezeit“ ist nicht verglichen: Seit der Welle davor ist das Thema anders gefasst."
    )
    assert list(courses(section)) == ["Ton"]


def test_while_answers_wait_themes_are_not_compared() -> None:
    running = wave(WaveState.OPEN)

    assert change.section(both(said(a=40, b=40), said(a=20, b=60), of=running, participants=100)) is None
    assert change.section(both(said(a=40, b=40), said(a=20, b=60), of=running, participants=82)) is not None


@given(
    st.lists(st.integers(0, 30), min_size=5, max_size=5),
    st.lists(st.integers(0, 30), min_size=5, max_size=5),
    st.booleans(),
)
def test_no_number_of_one_to_four_people_is_said_nor_follows(now: list[int], then: list[int], merged: bool) -> None:
    names = (*NAMES, "none")
    there: dict[str, str | None] | None = {"a": "a", "b": "a" if merged else "b", "c": "c"}
    section = change.section(
        both(said(**dict(zip(names, now, strict=True))), said(**dict(zip(names, then, strict=True))), there=there)
    )

    if section is not None:
        assert [n for _, n in people_in(as_digest(section)) if 0 < n < 5] == []


def test_every_form_shows_the_lines_and_says_them_in_words() -> None:
    section = change.section(both(said(a=40, b=40), said(a=20, b=60)))
    digest = as_digest(section)
    drawn = chart(trend(section), "de", frame=Frame(width=1080, size=33, margin=56))
    facts = json.loads(render(digest, "json"))

    for form in (
        "".join(piece.text for piece in in_text.lines(digest)),
        in_text.plain(digest),
        markdown(digest),
        html(digest),
    ):
        assert "häufiger genannt" in form
    for form in (in_text.plain(digest), html(digest)):
        assert "+25 Punkte" in form
    for form in (markdown(digest).replace("\\", ""), html(digest), drawn):
        assert "+25 Punkte (+10 bis +38)" in form
    assert "Wartezeit: davor (n = 80) 20 (25 %), jetzt (n = 80) 40 (50 %), Veränderung +25 Punkte" in alternative(
        trend(section), "de"
    )
    assert png(sheet(digest)).startswith(b"\x89PNG")
    [course, _] = next(block for block in facts["sections"][0]["blocks"] if block["type"] == "trend")["courses"]
    assert (course["theme_id"], course["moments"][0]["count"], course["moments"][1]["n"]) == ("a", 20, 80)
    assert course["low"] == pytest.approx(0.1, abs=0.01)


def test_of_twelve_themes_five_are_drawn_and_all_are_in_the_table() -> None:
    many = {chr(97 + at): f"Thema {at}" for at in range(12)}
    people = said(**dict.fromkeys(many, 10))
    given = replace(
        both(people, people, there={key: key for key in many}),
        themes=tuple(ShownTheme(key, "why", Text({"de": label})) for key, label in many.items()),
    )
    block = trend(change.section(given))

    assert "… und 7 weitere Zeilen" in chart(block, "de")
    assert [label in alternative(block, "de") for label in many.values()] == [True] * 12


# --- from the database ---


def coded_wave(session: Session, themes: list[Theme], waiting: int, of: int, **settings: Any) -> Answered:
    """A closed wave in which the first so many speak of the first theme, and all others of the second."""
    answered = Answered(session, ASKED, **settings)
    for number in range(of):
        answered.say(number, why=f"Antwort {number}")
    for answer in session.exec(select(Answer).where(Answer.wave_id == answered.wave.id)).all():
        theme = themes[0] if int(answer.respondent_id, 16) < waiting else themes[1]
        session.add(
            Coding(answer_id=answer.id, coder="", wave_id=answered.wave.id, item="why", theme_id=theme.id, at=answered.now,
                   respondent_id=answer.respondent_id, confidence=0.9, revision=answer.revision)
        )  # fmt: skip
    session.flush()
    answered.close()
    return answered


def codebook(session: Session) -> list[Theme]:
    made = [
        Theme(community_id="here", questionnaire=ASKED.key, item="why", label={"de": label}, state=ThemeState.ACCEPTED,
              origin=ThemeOrigin.HUMAN, position=at, created_at=NOON - timedelta(days=1))
        for at, label in enumerate(("Wartezeit", "Ton"))
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    return made


def told(answered: Answered) -> list[str]:
    [section] = [each for each in answered.digest().sections if each.key == "change"]
    return sentences(section)


@pytest.mark.on_both
def test_themes_of_two_waves_in_the_database_are_compared_by_their_ids(store: Store) -> None:
    def work(session: Session) -> None:
        themes = codebook(session)
        coded_wave(session, themes, 20, 80)
        second = coded_wave(session, themes, 40, 80, now=NOON + timedelta(days=30))

        assert told(second)[1].startswith("why: „Wartezeit“ häufiger genannt, 50 % (n = 80) statt 25 % (n = 80)")

    store.write_now(work)


def test_a_renamed_theme_is_compared_under_its_name_of_now_and_a_redefined_one_is_not(store: Store) -> None:
    def work(session: Session) -> None:
        themes = codebook(session)
        coded_wave(session, themes, 20, 80)
        second = coded_wave(session, themes, 40, 80, now=NOON + timedelta(days=30))
        deciding.rename(session, themes[0].id, "Zu lange gewartet", "de", second.now)
        assert told(second)[1].startswith("why: „Zu lange gewartet“ häufiger genannt")

        deciding.redefine(session, themes[0].id, "Wer lange wartet", second.now)
        assert told(second)[-1].startswith("why: „Zu lange gewartet“ ist nicht verglichen")

    store.write_now(work)


def test_a_theme_from_which_another_was_split_since_is_not_compared(store: Store) -> None:
    def work(session: Session) -> None:
        themes = codebook(session)
        coded_wave(session, themes, 20, 80)
        second = coded_wave(session, themes, 40, 80, now=NOON + timedelta(days=30))
        answers = [second.answer(number).id for number in range(10)]
        deciding.split(session, themes[0].id, answers, "Warteschleife", "de", "Ada", second.now)

        assert "why: „Wartezeit“ ist nicht verglichen" in " ".join(told(second))
        assert "„Ton“ seltener" in " ".join(told(second))

    store.write_now(work)


def test_a_theme_that_took_in_another_since_has_the_people_of_both_then(store: Store) -> None:
    def work(session: Session) -> None:
        themes = codebook(session)
        coded_wave(session, themes, 20, 80)
        second = coded_wave(session, themes, 40, 80, now=NOON + timedelta(days=30))
        deciding.merge(session, themes[0].id, themes[1].id, second.now)
        second.release(closing=True)
        [section] = [each for each in second.digest().sections if each.key == "change"]

        assert courses(section) == {"Ton": (80, 80)}
        assert person(0) not in json.dumps(second.digest().model_dump(mode="json"))

    store.write_now(work)
