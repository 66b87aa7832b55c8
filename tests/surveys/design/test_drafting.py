"""Does every question of an article come into the draft, with a kind that fits, in a file that is in order?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.design.drafting import Draft, draft, kind_of
from surveys.design.passages import Article, NoArticle, Passage, load, of_html, of_markdown, of_text
from surveys.design.questionnaire import ITEMS_LIMIT, Questionnaire
from surveys.design.reading import read
from surveys.design.sentences import questions, sentences
from surveys.design.text import TITLE_LIMIT


def _drafted(article: Article) -> tuple[Draft, Questionnaire]:
    made = draft(article)
    assert made is not None
    return made, read(made.source, "draft.toml")


# --- the article that the catalog comes from ---


@pytest.fixture(scope="module")
def seed(shared_data: Path) -> Path:
    return shared_data / "seed" / "article.de.txt"


def test_every_question_sentence_of_the_article_is_in_the_draft_with_its_paragraph(seed: Path) -> None:
    lines = [line for line in seed.read_text("utf-8").splitlines() if line.strip()]
    asked = [(number, part) for number, line in enumerate(lines, 1) for part in re.findall(r"[^.!?]+\?", line)]

    made, questionnaire = _drafted(load(seed))

    assert len(asked) == made.asked == made.drafted
    for (number, sentence), item in zip(asked, questionnaire.items, strict=True):
        assert item.source == number
        # Without what leads to it before a colon; "z. B." and "100 %." do not stand in front of a question here.
        assert sentence.strip().endswith(item.text["de"].split(". ")[-1])


def test_the_draft_of_the_article_has_titles_that_fit_and_more_than_one_kind(seed: Path) -> None:
    _, questionnaire = _drafted(load(seed))

    assert max(len(item.title["de"]) for item in questionnaire.items) <= TITLE_LIMIT
    assert {item.kind for item in questionnaire.items} >= {"open", "choice"}
    assert all(
        item.kind == "open" for item in questionnaire.items if item.text["de"].startswith(("Warum", "Was", "Welchen"))
    )


def test_questions_that_the_article_answers_at_once_are_kept_and_marked(seed: Path) -> None:
    made, _ = _drafted(load(seed))
    block = made.source.split("\n\n")[[each.count('"Antworten?"') for each in made.source.split("\n\n")].index(2)]

    assert "# Perhaps rhetorical: the text answers at once, “Niemals.”." in block


# --- sentences ---


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("Das gilt z. B. für Dr. Oetker. Und nun?", ["Das gilt z. B. für Dr. Oetker.", "Und nun?"]),
        ("Am 12. Mai kam die Bahn. Sie kam spät.", ["Am 12. Mai kam die Bahn.", "Sie kam spät."]),
        ("J. S. Bach, d. h. der Alte. Wer sonst?", ["J. S. Bach, d. h. der Alte.", "Wer sonst?"]),
        ("Ask Mr. Smith, e.g. now. Will he answer?", ["Ask Mr. Smith, e.g. now.", "Will he answer?"]),
        ("„Warum nur?“, fragte sie. Er schwieg.", ["„Warum nur?“, fragte sie.", "Er schwieg."]),
        ("„Warum nur?“ fragte sie. Er schwieg.", ["„Warum nur?“ fragte sie.", "Er schwieg."]),
        ("Er sagte: „So ist es.“ Stimmt das?", ["Er sagte: „So ist es.“", "Stimmt das?"]),
        ("Das kostet 3.50 Euro bzw. 1.000 im Jahr.", ["Das kostet 3.50 Euro bzw. 1.000 im Jahr."]),
        ("Wirklich?! Ja …", ["Wirklich?!", "Ja …"]),
        ("Ohne Punkt", ["Ohne Punkt"]),
    ],
)
def test_a_sentence_ends_where_it_ends(paragraph: str, expected: list[str]) -> None:
    assert sentences(paragraph) == expected


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("„Warum nur?“, fragte sie.", ["Warum nur?"]),
        ("Er kam (warum eigentlich?) zu spät.", ["warum eigentlich?"]),
        ("Zurück zur Frage: Wo bleibt die Hilfe?", ["Wo bleibt die Hilfe?"]),
        ("Um 10:30 Uhr noch offen?", ["Um 10:30 Uhr noch offen?"]),
        ("Das ist der (?) Service.", []),
        ("Siehe https://example.org/a?b=c und mehr.", []),
        ("Ist das die „humorvolle Art“ der Bahn?", ["Ist das die „humorvolle Art“ der Bahn?"]),
        ("“Is anyone there?” she asked.", ["Is anyone there?"]),
        ("- das sie pflegen sollte?", ["das sie pflegen sollte?"]),
        ("Wer fragt? Wer antwortet?", ["Wer fragt?", "Wer antwortet?"]),
        ("Wer fragt? wer antwortet??", ["Wer fragt?", "wer antwortet??"]),
        ("???", []),
    ],
)
def test_a_question_is_found_wherever_it_stands(paragraph: str, expected: list[str]) -> None:
    assert [asked.words for asked in questions(paragraph)] == expected


def test_a_question_somebody_else_asks_is_marked_as_quoted() -> None:
    assert [asked.quoted for asked in questions("„Warum nur?“, fragte sie. Und wozu (zu was?)? ")] == [True, False]


@given(st.lists(st.sampled_from(["Wer", "z. B.", "Dr.", "?", "!", ".", "„", "“", "(", ")", "kam", "12.", " ", ": "])))
def test_sentences_together_hold_every_word(pieces: list[str]) -> None:
    paragraph = " ".join(pieces)

    assert "".join(" ".join(sentences(paragraph)).split()) == "".join(paragraph.split())


# --- kinds ---


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Warum antwortet niemand?", "open"),
        ("Wie findest du das?", "open"),
        ("Was ist davon geblieben?", "open"),
        ("Wann ich dort war?", "open"),
        ("Liefern sie wirklich Kundenservice?", "yes-no"),
        ("Und spielt die Bahn noch mit?", "yes-no"),
        ("Ist das schon alles?", "yes-no"),
        ("Was it worth it?", "yes-no"),
        ("What was it worth?", "open"),
        ("Do you still use it?", "yes-no"),
        ("Wie viele Anfragen kommen am Tag?", "number"),
        ("How many people answer?", "number"),
        ("Wie oft schreibst du der Bahn?", "frequency"),
        ("How often do you post?", "frequency"),
        ("Wie wichtig ist dir eine Antwort?", "scale"),
        ("Seit wann bist du dabei?", "date"),
        ("Kundenservice per Social Media?", "open"),
    ],
)
def test_the_kind_is_guessed_by_how_a_question_begins(question: str, kind: str) -> None:
    assert kind_of(question)[0] == kind


# --- files ---

MARKDOWN = """---
title: "Wer hilft?"
author: A. Muster
---
# Überschrift: Wer fragt?

Ein **langer** Absatz, der über
zwei Zeilen geht. [Wo](https://example.org/?a=b) bleibt
die *Hilfe*?

```
if code == "?":
```
> Wer zitiert hier?

* Warum nicht?
1. Wie oft?
"""
HTML = """<!doctype html><html><head><title>Titel?</title><meta name="author" content="A. Muster">
<link rel="canonical" href="https://example.org/a"><style>p { content: "?" }</style></head><body>
<nav><a href="/">Noch Fragen?</a></nav><main><article><h1>Kundenservice&nbsp;tot?</h1>
<p>Ein Absatz<br>mit Umbruch. <b>Wo</b> bleibt die Hilfe?<p>Nicht zu, z.&nbsp;B. hier. Und &bdquo;warum?&ldquo;
<ul><li>Wie viele antworten?</li></ul><script>var a = b ? 1 : 2;</script></article></main>
<footer>Newsletter?</footer></body></html>"""


def test_a_markdown_article_gives_its_questions_and_says_who_wrote_it() -> None:
    article = of_markdown(MARKDOWN)
    _, questionnaire = _drafted(article)

    assert (article.title, article.author) == ("Wer hilft?", "A. Muster")
    assert [item.text["de"] for item in questionnaire.items] == [
        "Wer fragt?", "Wo bleibt die Hilfe?", "Wer zitiert hier?", "Warum nicht?", "Wie oft?",
    ]  # fmt: skip
    assert [item.source for item in questionnaire.items] == [1, 2, 3, 4, 5]


def test_a_page_gives_the_questions_of_its_article_and_of_nothing_around_it() -> None:
    article = of_html(HTML)
    made, questionnaire = _drafted(article)

    assert (article.title, article.author, article.url) == ("Kundenservice tot?", "A. Muster", "https://example.org/a")
    assert [item.text["de"] for item in questionnaire.items] == [
        "Kundenservice tot?", "Wo bleibt die Hilfe?", "warum?", "Wie viele antworten?",
    ]  # fmt: skip
    assert "# Paragraph 1 (heading): Kundenservice tot?" in made.source


def test_lines_that_an_editor_wrapped_are_one_paragraph() -> None:
    article = of_text("Wer hilft\n\nWo bleibt die\nHilfe für Kunden?\n\nUnd wann?\n")

    assert [passage.text for passage in article.passages] == [
        "Wer hilft",
        "Wo bleibt die Hilfe für Kunden?",
        "Und wann?",
    ]


def test_an_english_article_makes_an_english_questionnaire() -> None:
    _, questionnaire = _drafted(of_text("The end of service\n\nWhat is left of it? Do they answer you?"))

    assert questionnaire.languages == ("en",)
    assert [item.kind for item in questionnaire.items] == ["open", "choice"]


def test_what_does_not_fit_into_one_questionnaire_is_listed() -> None:
    made, questionnaire = _drafted(of_text("\n".join(f"Warum geschieht Nummer {number}?" for number in range(60))))

    assert (made.asked, len(questionnaire.items)) == (60, ITEMS_LIMIT)
    assert "# Paragraph 60: Warum geschieht Nummer 59?" in made.source


def test_an_article_without_questions_makes_no_questionnaire() -> None:
    assert draft(of_text("Hier fragt niemand.")) is None


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"%PDF"), ("a.txt", b"Gr\xfc\xdfe?"), ("a.txt", b"?" * (2 * 1024 * 1024 + 1))]
)
def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(NoArticle) as refused:
        load(tmp_path / name)

    assert refused.value.values["file"] == name


@given(
    st.lists(st.text(max_size=60).map(lambda text: f"a{text * 8}?") | st.text(max_size=60), min_size=1, max_size=6),
    st.text(max_size=90),
)
def test_whatever_an_article_holds_its_draft_is_in_order(texts: list[str], title: str) -> None:
    passages = tuple(Passage(number, text) for number, text in enumerate(texts, 1))
    made = draft(Article(title, title, title, passages))

    assert made is None or len(read(made.source, "draft.toml").items) == made.drafted


@given(
    st.lists(
        st.sampled_from([*"<>/=\"'&;! -?abp\n", "<p>", "</p>", "<script>", "<br>", "<article>", "<!--", "<![CDATA["])
    )
)
def test_no_page_breaks_the_reader(pieces: list[str]) -> None:
    page = "".join(pieces)

    assert all(passage.text.strip() for passage in of_html(page).passages)
    assert all(passage.text.strip() for passage in of_markdown(page).passages)
