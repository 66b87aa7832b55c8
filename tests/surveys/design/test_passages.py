"""Are the paragraphs of an article those that its author wrote, whatever file it came in?"""

from __future__ import annotations

from pathlib import Path

import pytest

from surveys.design.passages import (
    ARTICLE_LIMIT,
    Article,
    NoArticle,
    Passage,
    load,
    of_html,
    of_markdown,
    of_text,
)


def texts(article: Article) -> list[str]:
    """The paragraphs, headings marked."""
    return [f"# {each.text}" if each.heading else each.text for each in article.passages]


# --- plain text ---


def test_a_text_in_long_lines_has_a_paragraph_in_each() -> None:
    long = "x" * 101

    assert texts(of_text(f"Titel\n{long}\n\nZwei\nDrei")) == ["Titel", long, "Zwei", "Drei"]


def test_a_text_that_an_editor_wrapped_has_its_paragraphs_between_blank_lines() -> None:
    wide = "x" * 100

    assert texts(of_text(f"Titel\n\n{wide}\nzwei\n \n\n  drei  \nvier\n")) == ["Titel", f"{wide} zwei", "drei vier"]


def test_short_lines_without_a_blank_one_between_are_paragraphs_each() -> None:
    assert texts(of_text("\nEins\nzwei\n")) == ["Eins", "zwei"]
    assert of_text("Eins").passages == (Passage(1, "Eins"),)


def test_nothing_has_no_paragraphs_and_no_title() -> None:
    assert of_text(" \n\n ") == Article("", "", "", ())


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Service am Limit", "Service am Limit"),
        ("x" * 80, "x" * 80),
        ("x" * 81, ""),
        ("Ein Satz.", ""),
        ("Wirklich?", ""),
        ("Ach!", ""),
        ("Dazu:", ""),
        ("Nun,", ""),
        ("Nun;", ""),
        ("A. und B", "A. und B"),
    ],
)
def test_the_first_line_is_the_title_where_it_is_short_and_no_sentence(first: str, title: str) -> None:
    assert of_text(f"{first}\n{'y' * 200}").title == title


# --- Markdown ---


def test_a_markdown_text_says_who_wrote_it_before_its_first_line() -> None:
    article = of_markdown(
        "---\nTitle: \"Am Limit\"\nauthor: 'Ada'\nurl: https://example.org/a\ndate: x\n---\n# Kopf\n\nText\n"
    )

    assert article == Article(
        "Am Limit", "Ada", "https://example.org/a", (Passage(1, "Kopf", heading=True), Passage(2, "Text"))
    )


def test_without_a_title_of_its_own_a_markdown_text_is_called_by_its_first_heading() -> None:
    assert of_markdown("Vorweg\n\n## Am *Limit* ##\n\n# Zwei") == Article(
        "Am Limit",
        "",
        "",
        (Passage(1, "Vorweg"), Passage(2, "Am Limit", heading=True), Passage(3, "Zwei", heading=True)),
    )
    assert of_markdown("Nur Text").title == ""


def test_lines_of_markdown_belong_together_until_a_blank_line_a_list_a_heading_or_a_rule() -> None:
    source = (
        "Eins\r\nzwei\r\n\r\ndrei\n- vier\n  fünf\n* sechs\n+ sieben\n1. acht\n2) neun\n> zehn\n"
        "> > elf\n#Raute\n***\nEnde\n# Kopf\nnach"
    )

    assert texts(of_markdown(source)) == [
        "Eins zwei", "drei", "vier fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf #Raute", "Ende", "# Kopf", "nach"
    ]  # fmt: skip


def test_an_underlined_line_of_markdown_is_a_heading_and_a_line_alone_a_rule() -> None:
    assert texts(of_markdown("Kopf\n====\nEins\nzwei\n---\ndrei\n\n---\nvier\n-\n=")) == [
        "# Kopf", "# Eins zwei", "drei", "# vier", "="
    ]  # fmt: skip


def test_code_comments_pictures_and_marks_are_no_words_of_an_article() -> None:
    source = (
        "Eins <!-- nicht\nso --> zwei\n\n```py\nx = 1\n```\nDrei ![Bild](b.png) [vier](https://a.b) [fünf][1]\n\n"
        "<https://a.b> **sechs** `sieben` ~~acht~~ _neun_ __zehn__ snake_case_name a\\*b <b>elf</b>\n\n~~~\nnie\n"
    )

    assert texts(of_markdown(source)) == [
        "Eins zwei",
        "Drei vier fünf",
        "https://a.b sechs sieben acht neun zehn snake_case_name a*b elf",
    ]


# --- HTML ---


def test_a_page_says_who_wrote_it_and_its_first_heading_is_its_title() -> None:
    article = of_html(
        '<html><head><title>Fenster</title><meta name="Author" content=" Ada  L. ">'
        '<link rel="Canonical" href="https://example.org/a"><link rel="icon" href="b"><meta name="x" content="y"></head>'
        "<body><p>Eins</p><h2>Am\n Limit</h2><h1>Zwei</h1></body></html>"
    )

    assert article == Article(
        "Am Limit", "Ada L.", "https://example.org/a",
        (Passage(1, "Eins"), Passage(2, "Am Limit", heading=True), Passage(3, "Zwei", heading=True)),
    )  # fmt: skip


def test_a_page_without_headings_is_called_as_its_window_and_the_title_is_no_paragraph() -> None:
    article = of_html("<title> Am  Limit </title><p>Text")

    assert (article.title, texts(article)) == ("Am Limit", ["Text"])
    assert of_html("<p>Text").title == ""
    assert texts(of_html("<title>Titel</title>Text")) == ["Text"]


def test_the_article_of_a_page_is_what_counts_and_without_one_its_main_part() -> None:
    both = "<p>Menü</p><main><p>Haupt</p><article><p>Eins</p></article><article>zwei</article></main><p>Ende</p>"

    assert texts(of_html(both)) == ["Eins", "zwei"]
    assert texts(of_html("<p>Menü</p><main><p>Haupt</p></main><p>Ende</p>")) == ["Haupt"]
    assert texts(of_html("<p>Menü</p><p>Ende</p>")) == ["Menü", "Ende"]


def test_blocks_of_a_page_end_where_others_begin_closed_or_not() -> None:
    page = "eins<p>zwei<p>drei <b>vier</b><ul><li>fünf<li>sechs</ul>sieben<h2>acht</h2>neun<div>zehn</div>"

    assert texts(of_html(page)) == [
        "eins", "zwei", "drei vier", "fünf", "sechs", "sieben", "# acht", "neun", "zehn"
    ]  # fmt: skip


def test_two_breaks_part_paragraphs_and_one_does_not() -> None:
    assert texts(of_html("<p>Straße 1<br>Ort<br><br>Neu<br> <br/>Ende")) == ["Straße 1 Ort", "Neu", "Ende"]


def test_what_is_no_text_of_a_page_is_not_read_but_what_follows_it_is() -> None:
    page = (
        "<p>Eins<script>var x</script> zwei</p><nav><p>Menü</p><aside>a</nav><p>drei</p>"
        "<svg><title>Bild</title></svg><p>vier"
    )

    assert texts(of_html(page)) == ["Eins zwei", "drei", "vier"]
    assert of_html(page).title == ""


# --- files ---


@pytest.mark.parametrize("ending", ["txt", "md", "markdown", "html", "htm", "TXT"])
def test_a_file_is_read_by_the_ending_of_its_name(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"text.{ending}"
    file.write_bytes("\ufeffÄ\n".encode())

    assert texts(load(file)) == ["Ä"]


def test_a_file_of_another_kind_is_told_which_are_read(tmp_path: Path) -> None:
    with pytest.raises(NoArticle) as refused:
        load(tmp_path / "text.pdf")

    assert refused.value.values == {
        "file": "text.pdf",
        "expected": "a name that ends in .txt, .md, .markdown, .html, .htm",
    }


def test_a_file_just_as_large_as_allowed_is_read_and_a_byte_more_is_not(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(b"x" * ARTICLE_LIMIT)
    whole = load(file)
    file.write_bytes(b"x" * (ARTICLE_LIMIT + 1))
    with pytest.raises(NoArticle) as refused:
        load(file)

    assert ARTICLE_LIMIT == 2_097_152
    assert len(whole.passages[0].text) == ARTICLE_LIMIT
    assert refused.value.values["expected"] == "at most 2 MiB"


@pytest.mark.parametrize(("before", "line"), [(b"", 1), (b"a\n", 2), (b"\n\n", 3)])
def test_a_file_that_is_not_utf_8_is_told_on_which_line(tmp_path: Path, before: bytes, line: int) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(before + b"\xe4\n\n")
    with pytest.raises(NoArticle) as refused:
        load(file)

    assert refused.value.values == {"file": "text.txt", "expected": f"UTF-8 (line {line} is not)"}
