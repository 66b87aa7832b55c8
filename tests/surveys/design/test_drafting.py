"""Does every question of an article come into the draft, with a kind that fits, in a file that is in order?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.design import drafting
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


# --- to the character ---


def test_a_draft_says_above_each_question_where_it_comes_from_and_what_was_guessed() -> None:
    made = draft(
        of_markdown(
            "---\nauthor: A. Muster\nurl: https://example.org/a\n---\n# Wer hilft?\n\n"
            "Warum antwortet niemand? Warum antwortet eigentlich niemand?\n\nIst das gut? Nein.\n\n"
            "„Wie wichtig ist dir das?“, fragt sie.\n\nWie oft ist das wirklich so?"
        )
    )

    assert made is not None
    assert (made.asked, made.drafted) == (6, 6)
    assert (
        made.source
        == """\
# Drafted from an article, to be edited: choose, reword, give options of your own, then delete these comments.
# `nachgefragt catalog lint FILE` checks it. docs/questionnaires.md explains the format.

format = 1
key = "wer-hilft"
languages = ["de"]
title = { de = "Wer hilft?" }
intro = { de = "Der Text stellt Fragen. Was sagst du dazu?" }

[article]
title = { de = "Wer hilft?" }
author = "A. Muster"
url = "https://example.org/a"

# Paragraph 1 (heading): Wer hilft?
# Kind guessed: asks for words.
# A fragment: say it as a whole question.
[[items]]
key = "wer-hilft"
kind = "open"
title = { de = "Wer hilft?" }
text = { de = "Wer hilft?" }
source = 1

# Paragraph 2: Warum antwortet niemand? Warum antwortet eigentlich niemand?
# Kind guessed: asks for words.
[[items]]
key = "warum-antwortet-niemand"
kind = "open"
title = { de = "Warum antwortet niemand?" }
text = { de = "Warum antwortet niemand?" }
source = 2

# Paragraph 2: Warum antwortet niemand? Warum antwortet eigentlich niemand?
# Kind guessed: asks for words.
# Nearly the same as warum-antwortet-niemand.
[[items]]
key = "warum-antwortet-eigentlich-niemand"
kind = "open"
title = { de = "Warum antwortet eigentlich niemand?" }
text = { de = "Warum antwortet eigentlich niemand?" }
source = 2

# Paragraph 3: Ist das gut? Nein.
# Kind guessed: begins with a verb, so it asks yes or no.
# Perhaps rhetorical: the text answers at once, “Nein.”.
[[items]]
key = "ist-das-gut"
kind = "choice"
title = { de = "Ist das gut?" }
text = { de = "Ist das gut?" }
source = 3
options = [
  { key = "ja", text = { de = "Ja" } },
  { key = "nein", text = { de = "Nein" } },
  { key = "weiss-nicht", text = { de = "Weiß nicht" } },
]

# Paragraph 4: „Wie wichtig ist dir das?“, fragt sie.
# Kind guessed: begins with “Wie wichtig”.
# Asked by somebody the article quotes.
[[items]]
key = "wie-wichtig-ist-dir-das"
kind = "scale"
title = { de = "Wie wichtig ist dir das?" }
text = { de = "Wie wichtig ist dir das?" }
source = 4
low_end = { de = "gar nicht" }
high_end = { de = "sehr" }

# Paragraph 5: Wie oft ist das wirklich so?
# Kind guessed: begins with “Wie oft”.
# Perhaps rhetorical: “wirklich” suggests the answer.
[[items]]
key = "wie-oft-ist-das-wirklich-so"
kind = "choice"
title = { de = "Wie oft ist das wirklich so?" }
text = { de = "Wie oft ist das wirklich so?" }
source = 5
options = [
  { key = "taeglich", text = { de = "täglich" } },
  { key = "woechentlich", text = { de = "jede Woche" } },
  { key = "monatlich", text = { de = "jeden Monat" } },
  { key = "seltener", text = { de = "seltener" } },
  { key = "nie", text = { de = "nie" } },
]

"""
    )


def test_a_text_without_a_title_and_an_address_is_called_by_what_it_is() -> None:
    for language, asked, title in (
        ("de", "Was ist das?", "Fragen aus einem Text"),
        ("en", "What is the point of it?", "Questions of a text"),
    ):
        made, questionnaire = _drafted(Article("", "", "javascript:alert(1)", (Passage(1, asked),)))

        assert questionnaire.article is not None
        assert questionnaire.article.title[language] == questionnaire.title[language] == title
        assert (questionnaire.article.author, questionnaire.article.url) == (None, None)
        assert made.drafted == 1


def test_a_draft_may_be_given_its_key() -> None:
    made = draft(of_text("Wer hilft uns?"), "mein-text")

    assert made is not None
    assert read(made.source, "draft.toml").key == "mein-text"


def test_as_many_questions_as_fit_leave_none_to_list_and_one_more_is_listed() -> None:
    def drafted(count: int) -> str:
        return _drafted(of_text("\n".join(f"Warum geschieht Nummer {number}?" for number in range(count))))[0].source

    assert "more questions" not in drafted(40)
    assert drafted(41).endswith(
        "# 1 more questions; a questionnaire has at most 40:\n# Paragraph 41: Warum geschieht Nummer 40?\n"
    )
    assert drafted(145).count("# Paragraph") == 40 + 100


def test_the_language_is_that_of_which_more_small_words_are_there_and_german_where_as_many() -> None:
    assert drafting.language_of("the end of service") == "en"
    assert drafting.language_of("the end") == "en"
    assert drafting.language_of("the und") == drafting.language_of("") == "de"
    assert drafting.language_of("die Hilfe und the end") == "de"


@pytest.mark.parametrize(
    ("words", "longest", "shown"),
    [
        ("eins zwei", 9, "eins zwei"),
        ("eins zwei", 8, "eins …"),
        ("eins  zwei\n", 9, "eins zwei"),
        ("eins zwei", 6, "eins …"),
        ("eins zwei", 5, "eins…"),
        ("einszwei", 5, "eins…"),
        ("a\u202eb", 3, "a b"),
        ("", 5, ""),
    ],
)
def test_words_too_long_are_cut_between_two_of_them(words: str, longest: int, shown: str) -> None:
    assert drafting._fit(words, longest) == shown


def test_a_key_leaves_room_for_a_number_and_ends_with_a_whole_word() -> None:
    assert drafting._name("a" * 36) == "a" * 36
    assert drafting._name("a" * 37) == "a" * 36
    assert drafting._name(f"{'a' * 30} bbbbb ccc") == f"{'a' * 30}-bbbbb"
    assert drafting._name(f"{'a' * 30} bbbbbb") == "a" * 30


def test_questions_of_one_name_are_numbered_from_two() -> None:
    assert drafting._unused("frage", set()) == "frage"
    assert drafting._unused("frage", {"frage"}) == "frage-2"
    assert drafting._unused("frage", {"frage", *(f"frage-{number}" for number in range(2, 98))}) == "frage-98"


def test_a_long_paragraph_is_shown_from_sixty_characters_before_the_question() -> None:
    # words of four letters and a blank: the question is at 300, 60 before it a word begins
    paragraph = f"{'abcd ' * 60}Wer hilft? {'efgh ' * 60}"
    shown = drafting._around(paragraph, "Wer hilft?")

    assert shown == f"… {'abcd ' * 12}Wer hilft? {'efgh ' * 33}…"
    assert drafting._around("x" * 240, "x") == "x" * 240
    assert drafting._around(f"Wer hilft? {'efgh ' * 60}", "Wer hilft?") == f"Wer hilft? {'efgh ' * 45}…"


def test_a_question_too_long_is_cut_and_that_is_said() -> None:
    def source(letters: int) -> str:
        return _drafted(of_text(f"Titel\nWarum {'x' * letters}?"))[0].source

    assert "Cut after" not in source(293)
    assert "# Cut after 300 characters: ask in fewer words." in source(294)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Hilft das wem? Nicht wirklich so.", "the text answers at once, “Nicht wirklich so.”"),
        ("Hilft das wem? Nicht wirklich so ganz.", ""),
        ("Hilft das wem? Vielleicht.", ""),
        ("Hilft das wem?", ""),
        ("Das ist gut, oder?", "“oder?” suggests the answer"),
    ],
)
def test_a_question_that_the_text_answers_or_suggests_the_answer_of_is_perhaps_rhetorical(
    text: str, reason: str
) -> None:
    assert drafting._rhetorical(questions(text)[0]) == reason


def test_a_fragment_has_two_words_at_most() -> None:
    assert "A fragment" in _drafted(of_text("Titel\nWarum nicht?"))[0].source
    assert "A fragment" not in _drafted(of_text("Titel\nWarum denn nicht?"))[0].source


def test_words_that_only_connect_are_left_out_of_titles_and_guesses() -> None:
    _, questionnaire = _drafted(of_text("Titel\nUnd aber, wie viele sind es?"))
    (item,) = questionnaire.items

    assert (item.kind, item.title["de"], item.text["de"]) == (
        "number", "Wie viele sind es?", "Und aber, wie viele sind es?"
    )  # fmt: skip
    assert kind_of("Und wie viele sind es?") == ("number", "begins with “wie viele”")
