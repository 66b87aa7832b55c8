"""A questionnaire file that breaks the format gets one clear answer: file, line, what was expected, at once."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.design.reading import FILE_LIMIT, load, read
from surveys.design.toml_lines import line_of, lines
from surveys.errors import QuestionnaireError, Violation

FAST = 0.1  # seconds, RELIABILITY.md "Bad input"
TRIES = 3  # a pause of the machine, or of Python collecting the tests' own garbage, is not the reader's time

GOOD = """\
format = 1
key = "probe"
languages = ["de", "en"]
title = { de = "Probe", en = "Sample" }
intro = { de = "Zwei Fragen.", en = "Two questions." }
segment = "rolle"

[wave]
days = 7

[[items]]
key = "rolle"
kind = "choice"
title = { de = "Rolle", en = "Role" }
text = { de = "Welche Rolle hast du?", en = "What is your role?" }
options = [
  { key = "a", text = { de = "Alpha", en = "alpha" } },
  { key = "b", text = { de = "Beta", en = "beta" } },
]

[[items]]
key = "warum"
kind = "open"
show_if = { item = "rolle", any_of = ["a"] }
[items.title]
de = "Warum?"
en = "Why?"
[items.text]
de = "Warum ist das so?"
en = "Why is that so?"

[[items]]
key = "note"
kind = "scale"
from = 1
to = 5
title = { de = "Note", en = "Mark" }
text = { de = "Welche Note?", en = "Which mark?" }
low_end = { de = "schlecht", en = "bad" }
high_end = { de = "gut", en = "good" }
"""


def violations(source: str | bytes) -> tuple[Violation, ...]:
    took = []
    for _ in range(TRIES):
        began = time.perf_counter()
        with pytest.raises(QuestionnaireError) as error:
            read(source, "probe.toml")
        took.append(time.perf_counter() - began)
        if took[-1] < FAST:
            break
    assert min(took) < FAST
    assert str(error.value).startswith("probe.toml")
    assert error.value.values == {"file": "probe.toml", "count": len(error.value.violations)}
    return error.value.violations


def test_the_sample_itself_is_sound() -> None:
    assert [item.key for item in read(GOOD, "probe.toml").items] == ["rolle", "warum", "note"]


@pytest.mark.parametrize(
    ("old", "new", "line", "where", "found", "expected"),
    [
        ("format = 1", "format = 2", 1, "format", "2", "1"),
        ("format = 1\n", "", None, "format", "missing", "the setting format"),
        ('key = "probe"', 'key = "Probe!"', 2, "key", "Probe!", "1 to 40 of a-z, 0-9 and -"),
        ('key = "probe"', f'key = "{"p" * 41}"', 2, "key", "p" * 41, "1 to 40 of a-z, 0-9 and -"),
        ('["de", "en"]', "[]", 3, "languages", "[]", "at least 1"),
        ('"en"]', '"english"]', 3, "languages[1]", "english", "a language as two letters, such as de or en"),
        (', en = "Sample"', "", 4, "title.en", "missing", "the text in en too"),
        ('de = "Probe"', f'de = "{"x" * 46}"', 4, "title.de", "46 characters", "at most 45 characters"),
        ('de = "Probe"', 'de = " "', 4, "title.de", "' '", "words, not a blank text"),
        ('de = "Probe"', r'de = "a\u202eb"', 4, "title.de", "U+202E RIGHT-TO-LEFT OVERRIDE", "without control"),
        ('de = "Probe"', r'de = "a\u0007b"', 4, "title.de", "U+0007 control character", "without control"),
        ('de = "Probe"', r'de = "a\u200bb"', 4, "title.de", "U+200B ZERO WIDTH SPACE", "without control"),
        ('{ de = "Probe", en = "Sample" }', '"Probe"', 4, "title", "Probe", 'a table such as {de = "…", en = "…"}'),
        ('segment = "rolle"', 'segment = "note"', 6, "segment", "note, of kind scale", "the key of a choice item"),
        ('segment = "rolle"', 'segment = "nix"', 6, "segment", "nix, which is no item", "the key of a choice item"),
        ("days = 7", "dais = 7", 9, "wave.dais", "dais", "perhaps days"),
        ("days = 7", "days = 0", 9, "wave.days", "0", "at least 1"),
        ("days = 7", "days = nan", 9, "wave.days", "nan", "a whole number"),
        ("days = 7", 'days = "7"', 9, "wave.days", "7", "a whole number"),
        ("days = 7", "days = true", 9, "wave.days", "true", "a whole number"),
        ("days = 7", 'visibility = "open"', 9, "wave.visibility", "open, with warum of kind open", "after-answer"),
        (
            "days = 7",
            "anonymous = true\nnamed_quotes = true",
            10,
            "wave.named_quotes",
            "true",
            "false in an anonymous wave",
        ),
        ('kind = "choice"', 'kind = "chioce"', 13, "items[0].kind", "chioce", "one of open, choice, choices"),
        ('kind = "choice"\n', "", 11, "items[0].kind", "missing", "one of open, choice, choices"),
        ('  { key = "b"', '  { key = "a"', 18, "items[0].options[1].key", "a", "a key no other option"),
        ('  { key = "b"', '  { key = "2"', 18, "items[0].options[1].key", "2", "a key with a letter"),
        ('"Beta"', '"ALPHA"', 18, "items[0].options[1].text", "alpha", "a text no other option"),
        ('"Beta"', f'"{"x" * 81}"', 18, "items[0].options[1].text.de", "81 characters", "at most 80"),
        ('key = "warum"', 'key = "rolle"', 22, "items[1].key", "rolle", "a key no other item has"),
        ('kind = "open"', 'kind = "open"\nprobing = true', 24, "items[1].probing", "probing", "perhaps probe"),
        ('{ item = "rolle"', '{ item = "note"', 24, "items[1].show_if.item", "asked later", "an earlier item"),
        ('{ item = "rolle"', '{ item = "x"', 24, "items[1].show_if.item", "asked nowhere", "an earlier item"),
        ('any_of = ["a"]', 'any_of = ["a", "z"]', 24, "items[1].show_if.any_of[1]", "z", "one of a, b"),
        ('any_of = ["a"]', "at_least = 2", 24, "items[1].show_if.at_least", "kind choice", "a scale or number"),
        (', any_of = ["a"]', "", 24, "items[1].show_if", "none", "any_of, none_of, at_least or at_most"),
        ('en = "Why is that so?"', f'en = "{"x" * 301}"', 30, "items[1].text.en", "301 characters", "at most 300"),
        ("from = 1", "from = 2", 35, "items[2].from", "2", "at most 1"),
        ("to = 5", "to = inf", 36, "items[2].to", "inf", "a whole number"),
        ("from = 1", "from = -5\nlabels = []", 37, "items[2].to", "12 points", "2 to 11 points"),
    ],
)
def test_a_breach_is_named_with_its_line(
    old: str, new: str, line: int | None, where: str, found: str, expected: str
) -> None:
    assert old in GOOD
    broken = GOOD.replace(old, new, 1)
    if where == "items[2].to" and found == "12 points":
        broken = broken.replace("to = 5", "to = 6")

    (only,) = violations(broken)

    assert (only.line, only.where) == (line, where)
    assert found in only.found
    assert expected in only.expected


def test_all_breaches_are_named_at_once_in_the_order_of_the_file() -> None:
    broken = (
        GOOD.replace("days = 7", "days = -1\nrhythm = 3")
        .replace('de = "Rolle"', f'de = "{"x" * 60}"')
        .replace('key = "warum"', 'key = "note"')
        .replace("from = 1", "from = true")
    )

    assert [each.where for each in violations(broken)] == [
        "wave.days",
        "wave.rhythm",
        "items[0].title.de",
        "items[2].from",
    ]


def test_a_language_without_texts_is_named_at_every_text() -> None:
    found = violations(GOOD.replace('"en"]', '"en", "fr"]'))

    assert {each.expected for each in found} == {"the text in fr too"}
    assert {(each.line, each.where) for each in found} >= {(4, "title.fr"), (17, "items[0].options[0].text.fr")}
    assert len(found) == 12


def test_a_misspelt_setting_is_unknown_and_the_one_meant_is_missing() -> None:
    found = violations(GOOD.replace('  { key = "b"', '  { kay = "b"'))

    assert [(each.line, each.expected) for each in found] == [
        (18, "a known setting, perhaps key"),
        (18, "the setting key"),
    ]


def test_breaches_between_sound_items_are_named_beside_those_within_others() -> None:
    broken = GOOD.replace("days = 7", "days = 0").replace('"rolle", any_of = ["a"]', '"rolle", any_of = ["c"]')

    assert [each.where for each in violations(broken)] == ["wave.days", "items[1].show_if.any_of[0]"]


@pytest.mark.parametrize(
    ("source", "line", "expected"),
    [
        (GOOD.replace("days = 7", "days = 7\ndays = 8"), 10, "TOML (each key and table once)"),
        (GOOD.replace("[wave]", "[wave]\n[wave]"), 9, "TOML (each key and table once)"),
        (GOOD.replace("days = 7", "days ="), 9, "TOML"),
        (GOOD.replace('de = "Warum?"', 'de = "Warum?'), 26, "TOML"),
        (GOOD.replace("days = 7", "days = 7\0"), 9, "TOML"),
        ("\ufeff" + GOOD, 1, "TOML"),
        (b"\xef\xbb\xbf" + GOOD.encode(), 1, "UTF-8 without a byte order mark"),
        (GOOD.encode("utf-16"), 1, "UTF-8 without a byte order mark"),
        (GOOD.replace("Alpha", "Älpha").encode("latin-1"), 17, "UTF-8"),
        (b"x" * 10_000_000, None, "a file of at most 64 KiB"),
        ("", None, "the setting format"),
        ("format = " + "9" * 5000, None, "TOML of ordinary numbers"),
        ("format = 2026-02-31", None, "TOML"),
        ("a = " + "[" * 30_000, 1, "brackets"),
        ("a = " + "[\n" * 30_000, None, ""),
        ("a = " + "{a=" * 20_000, 1, "brackets"),
        ("a." * 30_000 + "a = 1", 1, "dotted keys"),
        ("[" + "a." * 30_000 + "a]", 1, "dotted keys"),
        ("x = { " + "a." * 30_000 + "a = 1 }", 1, "dotted keys"),
        ("[[items]]\n" * 12_000, None, "64 KiB"),
        ("[[items]]\n" * 1000, None, "at most 40 items"),
        ("[[items]]\nkind='open'\n" * 500, None, "the setting title"),
        ("a = '''" + "'" * 60_000, None, ""),
        ("\n".join(f"a{number} = 1" for number in range(999)), None, "one of format"),
        ("\n" * 1001, 1001, "at most 1000 lines"),
        ("".join(f"[a.b{number}]\n" for number in range(999)), None, ""),
        ('a = "' + "\\u0041" * 10_000 + '"', None, ""),
        ("#" * FILE_LIMIT, None, "the setting format"),
        ("items = 3\nformat = 1", 1, "at least one question"),
        ("items = [3]\nformat = 1", 1, "a question under [[items]]"),
        ("items = []\nformat = 1", 1, "at least one question"),
    ],
)
def test_a_hostile_file_is_refused_at_once(source: str | bytes, line: int | None, expected: str) -> None:
    found = violations(source)

    assert found
    if expected:
        assert any(expected in each.expected for each in found), found
    if line:
        assert line in {each.line for each in found}
    assert all(len(each.found) <= 60 and len(each.where) <= 60 for each in found)


def test_a_questionnaire_of_too_many_questions_names_the_first_too_many() -> None:
    block = GOOD[GOOD.index('[[items]]\nkey = "note"') :]
    many = GOOD + "\n" + "\n".join(block.replace('"note"', f'"note-{number}"') for number in range(38))

    (only,) = violations(many)

    assert (only.where, only.found, only.expected) == ("items[40]", "41 items", "at most 40 items")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireError) as missing:
        load(tmp_path / "nix.toml")
    with pytest.raises(QuestionnaireError) as folder:
        load(tmp_path)

    assert str(missing.value).startswith("nix.toml: file: expected a file that can be read, found No such file")
    assert "expected a file that can be read" in str(folder.value)


def test_a_file_on_disk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "probe.toml"
    path.write_text(GOOD, encoding="utf-8")

    assert load(path) == read(GOOD, "probe.toml")


@given(noise=st.text(max_size=300))
def test_any_text_is_read_or_refused(noise: str) -> None:
    with pytest.raises(QuestionnaireError):
        read(noise, "noise.toml")


@given(at=st.integers(0, len(GOOD)), noise=st.text(alphabet="[]{}=,.'\"\n#\\ab1", min_size=1, max_size=8))
def test_a_damaged_file_never_breaks_the_reader(at: int, noise: str) -> None:
    damaged = GOOD[:at] + noise + GOOD[at:]
    with suppress(QuestionnaireError):
        assert read(damaged, "damaged.toml").items


def test_lines_are_found_in_headers_inline_tables_and_long_texts() -> None:
    source = '''\
a = 1
"b c" = """
x = 2
[[items]]
"""
[[items]]   # one
k = [ { x = 1 }, # {
  { x = [1,
    2] } ]
[[items]]
k.l = { m = "}", n = '[' }
[items.deep]
z = 1
[[items.list]]
y = 1
[[items.list]]
y = 2
'''
    known = lines(source)

    def at(*path: str | int) -> int | None:
        return line_of(known, path)

    assert at("a") == 1
    assert at("b c") == 2
    assert at("items", 0) == 6
    assert at("items", 0, "k", 0, "x") == 7
    assert at("items", 0, "k", 1, "x", 0) == 8
    assert at("items", 0, "k", 1, "x", 1) == 9
    assert at("items", 1, "k", "l", "n") == 11
    assert at("items", 1, "deep", "z") == 13
    assert at("items", 1, "list", 1, "y") == 17
    assert at("items", 0, "nothing") == 6
    assert at("nothing") is None


# --- on both sides of each limit ---


def expectations(source: str | bytes) -> set[str]:
    return {each.expected for each in violations(source)}


def test_a_file_of_sixty_four_kibibytes_is_read_and_a_byte_more_is_not() -> None:
    # 64 x 1,024
    assert "a file of at most 64 KiB" not in expectations("#" * 65_536)
    assert expectations("#" * 65_537) == {"a file of at most 64 KiB"}
    assert expectations(b"#" * 65_537) == {"a file of at most 64 KiB"}


def test_a_file_on_disk_is_read_no_further_than_it_may_be_long(tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    path.write_bytes(b"#" * 65_537)
    with pytest.raises(QuestionnaireError, match="at most 64 KiB"):
        load(path)

    path.write_text(GOOD + "#" * (65_536 - len(GOOD.encode())), encoding="utf-8")
    assert load(path) == read(GOOD, "probe.toml")


def test_a_thousand_lines_are_read_and_one_more_is_not() -> None:
    assert "at most 1000 lines" not in expectations("\n" * 1000)
    assert expectations("\n" * 1001) == {"at most 1000 lines"}
    assert {each.line for each in violations(b"\n" * 1001)} == {1001}


@pytest.mark.parametrize(
    ("deep", "deeper"),
    [
        (f"a = {'[' * 8}{']' * 8}", f"a = {'[' * 9}{']' * 9}"),
        ("a.b.c.d.e.f.g.h.i = 1", "a.b.c.d.e.f.g.h.i.j = 1"),
    ],
)
def test_brackets_and_keys_go_eight_deep_and_no_deeper(deep: str, deeper: str) -> None:
    told = "at most 8 brackets or dotted keys within each other"

    assert told not in expectations(deep)
    assert [(each.line, each.expected, each.found) for each in violations(f"\n{deeper}")] == [(2, told, "")]
    assert told not in expectations(f"a = '{'[' * 9}'")


def test_fifty_breaches_are_listed_and_no_more() -> None:
    broken = "\n".join(f"a{number} = 1" for number in range(60))

    assert len(violations(broken)) == 50


def test_what_was_found_is_shown_in_sixty_characters_and_without_what_no_one_sees() -> None:
    def found(given: str) -> str:
        (only,) = violations(GOOD.replace('key = "probe"', f'key = "{given}"'))
        return only.found

    assert found("X" * 60) == "X" * 60
    assert found("X" * 61) == f"{'X' * 59}…"
    assert found(r"X\u200b") == "X\N{REPLACEMENT CHARACTER}"


def test_bytes_that_are_no_utf_8_are_named_with_their_line() -> None:
    (marked,) = violations(b"\xef\xbb\xbfformat = 1")
    (latin,) = violations(b"a = 1\n\nb = '\xe4'\n")

    assert (marked.line, marked.expected, marked.found) == (1, "UTF-8 without a byte order mark", "bytes ef bb bf")
    assert (latin.line, latin.expected, latin.found) == (3, "UTF-8", "byte e4")


def test_a_line_that_is_no_toml_is_shown() -> None:
    (broken,) = violations("a = 1\n  b =  \nc = 2")
    (unended,) = violations('a = 1\nb = "x')
    (empty,) = violations("a = [")

    assert (broken.line, broken.found) == (2, "b =")
    assert broken.expected == "TOML (invalid value)"
    assert (unended.line, unended.found) == (2, 'b = "x')
    assert (empty.line, empty.found) == (1, "a = [")


def test_a_misspelt_setting_far_from_all_known_ones_is_told_all_of_its_place() -> None:
    (top,) = violations(GOOD.replace("segment = ", "zzzz = 1\nsegment = "))
    (wave,) = violations(GOOD.replace("days = 7", "zzzz = 7"))
    (seed,) = violations(GOOD.replace('show_if = { item = "rolle"', 'show_if = { zzzz = 1, item = "rolle"'))
    (scale,) = violations(GOOD.replace("from = 1", "zzzz = 1\nfrom = 1"))

    assert top.expected == ("one of format, key, version, languages, title, intro, article, segment, wave, items")
    assert wave.expected == (
        "one of days, digest_every_days, latecomers, visibility, retention_months, anonymous, named_quotes, moderated"
    )
    assert seed.expected == "one of item, any_of, none_of, at_least, at_most"
    assert scale.expected == (
        "one of key, kind, title, text, source, required, show_if, from, to, low_end, high_end, labels"
    )


def test_breaches_are_ordered_by_line_place_and_what_was_expected() -> None:
    broken = GOOD.replace("format = 1", "zz = 1\naa = 1\nformat = 2")

    assert [(each.line, each.where) for each in violations(broken)] == [(1, "zz"), (2, "aa"), (3, "format")]
