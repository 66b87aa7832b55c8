"""Which column answers which item, when nobody says so, and what may be said?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from fielding import item, questionnaire

from surveys.exchange.mapping import Mapped, NoMapping, mapped, read_file


def entitled(key: str, kind: str, de: str, **settings: Any) -> dict[str, Any]:
    return item(key, kind, **settings) | {"title": {"de": de[:45]}, "text": {"de": f"{de} Bitte sag es uns."}}


def options(**texts: str) -> list[dict[str, Any]]:
    return [{"key": key, "text": {"de": words}} for key, words in texts.items()]


ASKED = questionnaire(
    entitled("rolle", "choice", "Welche Rolle hast du?", options=options(kunde="Kundin", praxis="Praktikerin")),
    entitled("wege", "choices", "Welche Wege nutzt du?", options=options(tel="Telefon", mail="E-Mail", chat="Chat")),
    entitled("mag", "choices", "Welche magst du am liebsten?", options=options(tel="Telefon", fax="Fax", brief="Brief")),
    entitled("rang", "ranking", "Was ist am wichtigsten?", options=options(tempo="Tempo", ton="Ton")),
    entitled("saetze", "statements", "Was denkst du?", seeds=[{"key": "eins", "text": {"de": "Schnell ist gut"}}]),
    entitled("fall", "case", "Was ist dir passiert?", channels=options(tel="Telefon", chat="Chat")),
    entitled("warum", "open", "Warum war das so?"),
)  # fmt: skip


def guessed(*columns: str, **said: str) -> list[tuple[str, str]]:
    """Target of each column, and how near."""
    found = mapped(columns, ASKED, said, guess=True)
    assert [each.column for each in found] == list(columns)
    return [(each.target, each.how) for each in found]


def refused(columns: Sequence[str], said: dict[str, str]) -> tuple[str, str]:
    """What cannot be mapped so, and what was expected."""
    with pytest.raises(NoMapping) as error:
        mapped(columns, ASKED, said, guess=False)
    assert error.value.key == "mapping-wrong"
    return str(error.value.values["what"]), str(error.value.values["expected"])


# --- what is said ---


def test_what_is_said_holds_and_the_rest_is_nothing_unless_guessed() -> None:
    columns = ("A", "rolle", "Id", "Zitat", "Weg 1", "Weg 2")
    said = {"A": "warum", "Id": "@respondent", "Zitat": "@quote_web", "Weg 1": "wege.tel", "Weg 2": "wege.mail"}

    assert mapped(columns, ASKED, said, guess=False) == (
        Mapped("A", "warum", "said"),
        Mapped("rolle", "-", "unknown"),
        Mapped("Id", "@respondent", "said"),
        Mapped("Zitat", "@quote_web", "said"),
        Mapped("Weg 1", "wege.tel", "said"),
        Mapped("Weg 2", "wege.mail", "said"),
    )


def test_several_columns_may_be_for_nothing_and_a_quote_may_be_allowed_in_two() -> None:
    found = mapped(("A", "B", "C", "D"), ASKED, {"A": "-", "B": "-", "C": "@quote_web", "D": "@quote_web"}, guess=False)

    assert [each.target for each in found] == ["-", "-", "@quote_web", "@quote_web"]


@pytest.mark.parametrize(
    ("columns", "said", "what", "expected"),
    [
        (("Rolle", "Alter"), {"Role": "rolle"}, "'Role'", "a column of the file, perhaps 'Rolle'"),
        (("Rolle", "Role2", "Role"), {"Roles": "rolle"}, "'Roles'", "a column of the file, perhaps 'Role'"),
        (("Rolle",), {"xyz": "rolle"}, "'xyz'", "a column of the file"),
        (("A",), {"A": "alter"}, "'alter'",
         "one of rolle, wege, mag, rang, saetze, fall, warum, @respondent, @quote_here or -"),
        (("A",), {"A": "@name"}, "'@name'",
         "one of rolle, wege, mag, rang, saetze, fall, warum, @respondent, @quote_here or -"),
        (("A",), {"A": "wege.fax"}, "'wege.fax'", "one of wege.tel, wege.mail, wege.chat"),
        (("A",), {"A": "rolle.kunde"}, "'rolle.kunde'", "rolle: it has no parts"),
        (("A",), {"A": "saetze"}, "'saetze'", "a column for each part: saetze.eins"),
        (("A", "B"), {"A": "rolle", "B": "rolle"}, "'B'", "one column for rolle, not two"),
        (("A", "B"), {"A": "wege.tel", "B": "wege.tel"}, "'B'", "one column for wege.tel, not two"),
        (("A", "B"), {"A": "wege", "B": "wege.tel"}, "'B'", "one column for wege, not two"),
        (("A", "B"), {"A": "wege.tel", "B": "wege"}, "'B'", "one column for wege, not two"),
        (("A", "B"), {"A": "@respondent", "B": "@respondent"}, "'B'", "one column for @respondent, not two"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_with_what_could(
    columns: tuple[str, ...], said: dict[str, str], what: str, expected: str
) -> None:
    assert refused(columns, said) == (what, expected)


def test_a_file_of_a_mapping_is_read_or_named_with_its_flaw(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('"Wie?" = "warum"\nB = "-"\n', "utf-8")
    assert read_file(path) == {"Wie?": "warum", "B": "-"}

    for content, what, expected in (
        ("A = 1\n", "A", 'a line such as "column" = "item"'),
        ("A", "map.toml", "TOML ("),
        ("A = " + "[" * 5000, "map.toml", "TOML ("),
    ):
        path.write_text(content, "utf-8")
        with pytest.raises(NoMapping) as error:
            read_file(path)
        assert error.value.values["what"] == what
        assert str(error.value.values["expected"]).startswith(expected)


# --- what is guessed ---


@pytest.mark.parametrize(
    ("column", "target", "how"),
    [
        ("Welche Rolle hast du?", "rolle", "exact"),
        ("welche  ROLLE hast du", "rolle", "exact"),  # signs, case and blanks make no difference
        ("Welche Rolle hast du? Bitte sag es uns.", "rolle", "exact"),
        ("rolle", "rolle", "exact"),
        ("G01Q02. Warum war das so?", "warum", "exact"),  # LimeSurvey's code in front
        ("Warum war das denn so?", "warum", "near"),
        ("G01Q02. Warum war das denn so?", "warum", "near"),
        ("Wieso?", "-", "unknown"),
        ("Was denkst du?", "-", "unknown"),  # sentences need a column each
        ("Was ist dir passiert?", "-", "unknown"),
        ("saetze.eins", "saetze.eins", "exact"),
        ("fall.company", "fall.company", "exact"),
        ("Was denkst du? [Schnell ist gut]", "saetze.eins", "exact"),
        ("S1[a]. Was denkst du so? [Schnell ist gut]", "saetze.eins", "exact"),  # the question may be near
        ("Was denkst du? [Schnell ist schlecht]", "-", "unknown"),  # the sentence may not
        ("Was anderes? [Schnell ist gut]", "-", "unknown"),
        ("Was ist dir passiert? [Kanal]", "fall.channel", "exact"),
        ("Was ist am wichtigsten? [Rang 2]", "rang.2", "exact"),
        ("Was ist am wichtigsten? [Ton]", "rang.ton", "exact"),
        ("wege [E-Mail]", "wege.mail", "exact"),
        ("Chat", "wege.chat", "exact"),  # an option alone, of the only question that has it
        ("Tempo", "rang.tempo", "exact"),
        ("Schnell ist gut", "saetze.eins", "exact"),
        ("Telefon", "-", "unknown"),  # of two questions
        ("Kanal", "-", "unknown"),  # parts of a report are called alike everywhere
        ("Rang 2", "rang.2", "exact"),
        ("2", "-", "unknown"),
        ("", "-", "unknown"),
    ],
)  # fmt: skip
def test_a_column_is_guessed_by_its_title(column: str, target: str, how: str) -> None:
    assert guessed(column) == [(target, how)]


def test_options_alone_belong_to_the_question_of_the_column_before() -> None:
    assert guessed("E-Mail", "Telefon", "Fax", "Zeitstempel", "Telefon") == [
        ("wege.mail", "exact"), ("wege.tel", "exact"), ("mag.fax", "exact"), ("-", "unknown"), ("-", "unknown"),
    ]  # fmt: skip
    assert guessed("Brief", "Telefon") == [("mag.brief", "exact"), ("mag.tel", "exact")]


def test_what_is_taken_already_is_not_guessed_a_second_time() -> None:
    assert guessed("Warum war das so?", "warum") == [("warum", "exact"), ("-", "unknown")]
    assert guessed("wege [Chat]", "wege [Chat]") == [("wege.chat", "exact"), ("-", "unknown")]
    # A question that is answered by its parts has no column of its own, and the other way round.
    assert guessed("wege [Chat]", "Welche Wege nutzt du?") == [("wege.chat", "exact"), ("-", "unknown")]
    assert guessed("Welche Wege nutzt du?", "wege.chat") == [("wege", "exact"), ("-", "unknown")]
    assert guessed("Welche Wege nutzt du?", "Welche Wege nutzt du? [Chat]", "Chat") == [
        ("wege", "exact"), ("-", "unknown"), ("-", "unknown"),
    ]  # fmt: skip


def test_what_is_said_of_a_later_column_is_not_guessed_for_an_earlier_one() -> None:
    assert guessed("Warum war das so?", "Freitext", Freitext="warum") == [("-", "unknown"), ("warum", "said")]
    assert guessed("Warum war das so?", "Ja?", **{"Ja?": "@quote_here"}) == [
        ("warum", "exact"),
        ("@quote_here", "said"),
    ]


def test_a_title_of_two_questions_is_that_of_the_earlier_one() -> None:
    asked = questionnaire(item("a", "open") | {"title": {"de": "Wie?"}}, item("b", "open") | {"title": {"de": "Wie?"}})

    assert [each.target for each in mapped(("Wie?", "b"), asked, {}, guess=True)] == ["a", "b"]
