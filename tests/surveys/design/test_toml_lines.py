"""On which line does each place of a file stand, so that a mistake is shown where it was made?"""

from __future__ import annotations

from surveys.design.toml_lines import Path, line_of, lines


def test_every_key_header_and_element_has_the_line_it_begins_on() -> None:
    source = "\n".join(
        [
            "a = 1",  # 1
            "",
            "[wave] # of two weeks",  # 3
            "days = [7,",  # 4
            "  14]",  # 5
            "[[items]]",  # 6
            "key.word = { de = 'x', en = 'y',",  # 7
            "  fr = 'z' }",  # 8
            "[[items]]",  # 9
            "[items.title]",  # 10
            "de = '''",  # 11
            "lang = 2",
            "'''",
            "en = 'last'",  # 14
        ]
    )

    assert lines(source) == {
        ("a",): 1,
        ("wave",): 3,
        ("wave", "days"): 4,
        ("wave", "days", 0): 4,
        ("wave", "days", 1): 5,
        ("items",): 6,
        ("items", 0): 6,
        ("items", 0, "key", "word"): 7,
        ("items", 0, "key", "word", "de"): 7,
        ("items", 0, "key", "word", "en"): 7,
        ("items", 0, "key", "word", "fr"): 8,
        ("items", 1): 9,
        ("items", 1, "title"): 10,
        ("items", 1, "title", "de"): 11,
        ("items", 1, "title", "en"): 14,
    }


def test_lists_of_tables_on_one_line_are_told_apart() -> None:
    assert lines("a = [{ k = 1, l = [2, 3] }, { k = 4 }]\nb = 5") == {
        ("a",): 1,
        ("a", 0): 1,
        ("a", 0, "k"): 1,
        ("a", 0, "l"): 1,
        ("a", 0, "l", 0): 1,
        ("a", 0, "l", 1): 1,
        ("a", 1): 1,
        ("a", 1, "k"): 1,
        ("b",): 2,
    }


def test_lists_over_several_lines_show_each_table_and_what_follows_a_nested_list() -> None:
    source = "a = [\n  { k = [\n    1,\n    2 ],\n    m = 3 },\n  # nothing\n  { k = 4 },\n]\nb = 5\n"

    assert lines(source) == {
        ("a",): 1,
        ("a", 0): 2,
        ("a", 0, "k"): 2,
        ("a", 0, "k", 0): 3,
        ("a", 0, "k", 1): 4,
        ("a", 0, "m"): 5,
        ("a", 1): 7,
        ("a", 1, "k"): 7,
        ("b",): 9,
    }


def test_a_list_within_a_list_is_counted_by_itself() -> None:
    assert lines("a = [[1,\n2],\n[3]]") == {
        ("a",): 1, ("a", 0): 1, ("a", 0, 0): 1, ("a", 0, 1): 2, ("a", 1): 3, ("a", 1, 0): 3
    }  # fmt: skip


def test_keys_in_quotes_with_blanks_and_dots_are_keys() -> None:
    assert lines('"a b" = 1\n\'c\' . d = 2\n[ e . "f" ]\ng = 3') == {
        ("a b",): 1,
        ("c", "d"): 2,
        ("e", "f"): 3,
        ("e", "f", "g"): 4,
    }


def test_a_key_in_quotes_keeps_its_dots_whatever_stood_before_it() -> None:
    assert lines('"a.b" = 1\nc.d = 2\n"e.f" = 3\ng = 1.5\n"h.i" = 4') == {
        ("a.b",): 1, ("c", "d"): 2, ("e.f",): 3, ("g",): 4, ("h.i",): 5
    }  # fmt: skip


def test_lists_of_tables_below_each_other_are_counted_anew_in_each() -> None:
    source = "[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]\nk = 1"

    assert lines(source) == {
        ("a",): 1, ("a", 0): 1, ("a", 0, "b"): 2, ("a", 0, "b", 0): 2, ("a", 0, "b", 1): 3,
        ("a", 1): 4, ("a", 1, "b"): 5, ("a", 1, "b", 0): 5, ("a", 1, "b", 0, "k"): 6,
    }  # fmt: skip


def test_what_only_looks_like_a_header_or_a_key_is_none() -> None:
    # within a list a line that begins with a bracket is an element, in a text and a comment nothing is anything
    assert lines('a = [\n[1]\n]\nb = """\n[c]\nd = 1\n"""\n# e = 2\nf = "[g]"') == {
        ("a",): 1, ("a", 0): 2, ("a", 0, 0): 2, ("b",): 4, ("f",): 9
    }  # fmt: skip


def test_a_header_after_what_was_never_finished_begins_anew() -> None:
    assert lines("a\nb = \n= 3\n[c]\nd = { x = 1\n")[("c", "d", "x")] == 5
    assert ("a",) not in lines("a\nb = 1")
    assert lines("a\nb = 1") == {("b",): 2}
    assert lines("a = \nb = 1") == {("a",): 1, ("b",): 2}
    assert lines("a. = 1\n]\n}\n,\nb = 2") == {("a",): 1, ("b",): 5}


def test_the_first_of_two_places_with_one_name_keeps_the_line() -> None:
    assert lines("a = 1\na = 2") == {("a",): 1}
    assert lines("") == {}
    assert lines(" ") == {}


def test_a_place_that_is_not_known_has_the_line_of_the_nearest_around_it() -> None:
    known: dict[Path, int] = {("items", 0): 6, ("items", 0, "text"): 8}

    assert line_of(known, ("items", 0, "text", "de")) == 8
    assert line_of(known, ("items", 0, "text")) == 8
    assert line_of(known, ("items", 0, "title", "de")) == 6
    assert line_of(known, ("items",)) is None
    assert line_of(known, ()) is None
    assert line_of({("a",): 3}, ("a",)) == 3
