"""Does a wave's card say who asks, until when, and one button per question, in every state and on every platform?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fielding import GROUP, item, options, questionnaire

from bot import cards, tokens
from bot.console.client import Console
from bot.discord import outbound as discord
from bot.keys import Keys
from bot.platform import Limits
from bot.screens import Button, Screen
from bot.settings import OperatorSettings, Settings
from bot.telegram import outbound as telegram
from bot.tokens import Token, Verb
from surveys.design import catalog
from surveys.design.questionnaire import Article, Questionnaire
from surveys.tables import Visibility, Wave, WaveState

NOW = datetime(2026, 11, 3, 11, tzinfo=UTC)
KEYS = Keys(b"k" * 32)
LABEL_LIMIT = 80  # characters, Discord's button labels: the shortest of all platforms
SETTINGS = Settings(_env_file=None, operator=OperatorSettings(name="Redaktion", contact="r@example.org"))  # type: ignore[call-arg]


def wave(**given: object) -> Wave:
    settings: dict[str, object] = {
        "state": WaveState.OPEN, "language": "de", "closes_at": NOW + timedelta(days=14), **given,
    }  # fmt: skip
    return Wave(id="a" * 16, key="service-1", community_id="c", questionnaire_id="q", created_at=NOW, **settings)


def asking(count: int) -> Questionnaire:
    return questionnaire(*(item(f"q{number}", "open") for number in range(1, count + 1)))


def card(
    asked: Questionnaire,
    people: int = 0,
    *,
    limits: Limits = telegram.LIMITS,
    part: int = 0,
    questions: int = 0,
    **given: object,
) -> Screen:
    return cards.draw(
        wave(**given), asked, people, settings=SETTINGS, keys=KEYS, limits=limits, part=part, questions=questions
    )


def buttons(screen: Screen) -> list[Button]:
    return [button for row in screen.all_rows() for button in row]


def pressable(screen: Screen) -> list[Button]:
    return [button for button in buttons(screen) if button.token]


def remembered(button: Button) -> Token:
    token = tokens.read(button.token, KEYS)
    assert token is not None
    return token


def test_up_to_eight_questions_have_a_button_each() -> None:
    shown = card(asking(8))

    asked = [remembered(button) for button in buttons(shown) if remembered(button).verb is Verb.GOTO]
    assert [token.item for token in asked] == list(range(8))
    assert [button.label for button in buttons(shown)[:8]] == [f"{number}. q{number}" for number in range(1, 9)]


def test_from_nine_questions_on_there_is_a_chooser() -> None:
    shown = card(asking(9))

    asked = [remembered(button) for button in buttons(shown) if remembered(button).verb is Verb.GOTO]
    assert [token.item for token in asked] == [None]
    assert "9. q9?" in shown.text
    assert shown.sections == ()


def test_where_a_button_stands_beside_its_question_it_only_says_to_answer() -> None:
    shown = card(asking(2), limits=discord.LIMITS)

    assert [section.spans[0].text for section in shown.sections] == ["1. q1?", "2. q2?"]
    assert [section.button.label for section in shown.sections] == ["Antworten", "Antworten"]
    assert [remembered(section.button).item for section in shown.sections] == [0, 1]
    assert [[button.label for button in row] for row in shown.rows] == [
        ["Alle beantworten", "Meine Antworten", "Zwischenstand", "Datenschutz"]
    ]


def test_the_article_has_a_button_only_where_it_stands_beside_the_others() -> None:
    where = "https://example.org/artikel"
    article = Article.model_validate({"title": {"de": "Der Artikel"}, "url": where})
    asked = asking(2).model_copy(update={"article": article})

    [row] = card(asked, limits=discord.LIMITS).rows
    assert (row[-1].label, row[-1].url) == ("Artikel", where)
    assert all(button.url is None for button in buttons(card(asked)))


@pytest.mark.parametrize(
    ("count", "questions", "shares"),
    [
        (1, 0, [1]),
        (8, 0, [8]),
        (9, 0, [9]),
        (10, 0, [10]),
        (11, 0, [10, 1]),
        (20, 0, [10, 10]),
        (21, 0, [10, 10, 1]),
        (3, 1, [1, 1, 1]),
        (12, 11, [10, 2]),
    ],
)
def test_more_questions_make_more_cards_in_order(count: int, questions: int, shares: list[int]) -> None:
    asked = asking(count)
    number = cards.parts(asked, discord.LIMITS, questions)
    shown = [card(asked, limits=discord.LIMITS, part=part, questions=questions) for part in range(number)]

    assert [len(screen.sections) for screen in shown] == shares
    items = [remembered(section.button).item for screen in shown for section in screen.sections]
    assert items == list(range(count))
    assert [bool(screen.rows) for screen in shown] == [True] + [False] * (len(shares) - 1)
    assert all(len(discord.messages([screen])) == 1 for screen in shown)


def test_long_questions_share_cards_so_that_each_is_one_message() -> None:
    asked = questionnaire(*(item(f"q{number}", "open", text={"de": "ä*" * 150}) for number in range(10)))
    number = cards.parts(asked, discord.LIMITS)
    shown = [card(asked, limits=discord.LIMITS, part=part) for part in range(number)]

    assert [len(screen.sections) for screen in shown] == [6, 4]
    assert all(len(discord.messages([screen])) == 1 for screen in shown)


def test_a_further_card_says_which_it_is_and_rests_with_the_first() -> None:
    shown = card(asking(21), 5, limits=discord.LIMITS, part=2)

    assert shown.text == "Service (3/3)\n\n21. q21?"
    rests = card(asking(21), 5, limits=discord.LIMITS, part=2, state=WaveState.PAUSED)
    assert rests.text == "Service (3/3)\n\nDiese Umfrage ist gerade angehalten."
    assert buttons(rests) == []


def test_a_card_that_is_not_needed_any_more_asks_nothing() -> None:
    assert card(asking(3), limits=discord.LIMITS, part=2).sections == ()


def test_other_platforms_have_one_card_however_many_questions() -> None:
    assert cards.parts(asking(21), telegram.LIMITS, 1) == 1


def test_a_preview_says_what_the_card_says_with_nothing_to_press() -> None:
    asked = asking(9)

    seen = cards.preview(wave(), asked, settings=SETTINGS)

    assert seen.text == card(asked).text
    assert buttons(seen) == []


def test_the_group_and_questions_that_depend_on_an_answer_are_not_listed() -> None:
    asked = questionnaire(
        GROUP,
        item("why", "open", show_if={"item": "group", "any_of": ["customer"]}),
        item("pick", "choice", options=options("yes", "no")),
        segment="group",
    )

    shown = card(asked)

    found = [remembered(button) for button in buttons(shown) if remembered(button).verb is Verb.GOTO]
    assert [token.item for token in found] == [2]
    assert "group?" not in shown.text
    assert "why?" not in shown.text


def test_every_button_leads_to_the_direct_chat() -> None:
    assert all(button.direct for button in buttons(card(asking(3))))


@pytest.mark.parametrize("state", [WaveState.PAUSED, WaveState.CLOSED])
def test_what_takes_no_answers_offers_none(state: WaveState) -> None:
    shown = card(asking(3), 7, state=state)

    assert [remembered(button).verb for button in buttons(shown)] == [Verb.RESULTS]
    assert "q1?" not in shown.text
    assert "7 Personen" in shown.text
    assert ("geschlossen" if state is WaveState.CLOSED else "angehalten") in shown.text


def test_the_card_says_until_when_in_local_time() -> None:
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # already the next day in Berlin

    assert "Läuft bis 01.12.2026." in card(asking(1), closes_at=late).text
    assert "bis auf Weiteres" in card(asking(1), closes_at=None).text


def test_the_card_says_who_asks_and_how_many_answered() -> None:
    assert "Es fragt: Redaktion." in card(asking(1)).text
    assert "Noch hat niemand" in card(asking(1)).text
    assert "Eine Person" in card(asking(1), 1).text


def test_an_open_wave_says_so_before_anybody_answers() -> None:
    assert "jederzeit offen" in card(asking(1), visibility=Visibility.OPEN).text
    assert "jederzeit offen" not in card(asking(1)).text


def test_a_sample_is_marked_in_its_first_line() -> None:
    assert card(asking(1), sample=True).text.startswith("Beispieldaten")
    assert "Beispieldaten" not in card(asking(1)).text


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("asked", catalog.all(), ids=lambda each: each.key)
def test_every_card_of_the_catalog_fits_every_platform(asked: Questionnaire, language: str) -> None:
    for limits in (telegram.LIMITS, Console.limits, discord.LIMITS):
        shown = card(asked, 12_345, limits=limits, language=language)
        assert len(shown.text.encode("utf-16-le")) // 2 <= limits.text
        assert len(buttons(shown)) <= limits.buttons
        assert max(len(row) for row in shown.rows) <= limits.across
        assert all(0 < len(button.label) <= LABEL_LIMIT for button in buttons(shown))
        assert len({button.token for button in pressable(shown)}) == len(pressable(shown))
        assert cards.parts(asked, limits) == 1
    assert len(discord.messages([shown])) == 1


def test_the_same_card_has_the_same_digest_and_another_number_another() -> None:
    assert card(asking(2), 3).digest() == card(asking(2), 3).digest()
    assert card(asking(2), 3).digest() != card(asking(2), 4).digest()
