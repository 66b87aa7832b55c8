"""Is a stretch of a text never half a sign, whatever a platform counts in?"""

from __future__ import annotations

import pytest

from surveys.moderation.spans import Personal, Span, Strength, from_utf16, merged, widened

FAMILY = "👨\u200d👩\u200d👧"


def test_a_span_knows_its_words_and_is_clear_unless_said() -> None:
    assert Span(5, 9, Personal.PHONE) == Span(5, 9, Personal.PHONE, Strength.CLEAR)
    assert Span(5, 9, Personal.PHONE).of("Ruf 0170 an") == "170 "


@pytest.mark.parametrize(
    ("ranges", "made"),
    [
        ([(4, 6), (0, 2)], [(0, 2), (4, 6)]),
        ([(0, 2), (2, 4)], [(0, 4)]),  # they touch
        ([(0, 2), (3, 4)], [(0, 2), (3, 4)]),  # a sign between
        ([(0, 9), (2, 3)], [(0, 9)]),  # one within another does not end it
        ([(0, 3), (2, 9), (9, 10)], [(0, 10)]),
        ([(3, 3), (5, 4), (1, 2)], [(1, 2)]),
        ([], []),
    ],
)
def test_stretches_that_overlap_or_touch_are_one(ranges: list[tuple[int, int]], made: list[tuple[int, int]]) -> None:
    assert merged(ranges) == made


@pytest.mark.parametrize(
    ("given", "within"),
    [((-2, 1), (0, 1)), ((1, 9), (1, 3)), ((5, 9), (3, 3)), ((2, 1), (2, 2)), ((-5, -1), (0, 0)), ((1, 1), (1, 1)),
     ((0, 3), (0, 3))],
)  # fmt: skip
def test_offsets_outside_of_a_text_are_drawn_into_it(given: tuple[int, int], within: tuple[int, int]) -> None:
    assert widened("abc", *given) == within


@pytest.mark.parametrize(
    ("text", "given", "whole"),
    [
        ("xe\u0301y", (1, 2), (1, 3)),  # a loose accent belongs to its letter
        ("xe\u0301y", (2, 3), (1, 3)),
        ("xa\u0300y", (1, 2), (1, 3)),  # U+0300 is the first of them
        ("e\u0301\u0302", (2, 3), (0, 3)),
        ("न\u093f", (0, 1), (0, 2)),  # a vowel sign that takes room
        ("a\u20dd", (0, 1), (0, 2)),  # a circle around it
        ("a\r\nb", (2, 3), (1, 3)),  # a line end is one sign
        ("a\r\nb", (1, 2), (1, 3)),
        ("a\n\rb", (1, 2), (1, 2)),
        ("a\n\nb", (2, 3), (2, 3)),
        ("a\rxb", (1, 2), (1, 2)),
        (f"a{FAMILY}b", (3, 4), (1, 6)),
        (f"a{FAMILY}b", (0, 1), (0, 1)),
        (f"a{FAMILY}b", (6, 7), (6, 7)),
        ("👍🏻x", (0, 1), (0, 2)),  # the lightest and the darkest tone
        ("👍🏿x", (1, 2), (0, 2)),
        ("x\U0001f3fax", (0, 1), (0, 1)),  # an amphora and a rat stand beside them in the list of signs
        ("x\U0001f400x", (0, 1), (0, 1)),
        ("🏴\U000e0020x", (0, 1), (0, 2)),
        ("🏴\U000e007fx", (0, 1), (0, 2)),
        ("🏴\U000e001fx", (0, 1), (0, 1)),
        ("🏴\U000e0080x", (0, 1), (0, 1)),
        ("🇦🇿", (0, 1), (0, 2)),  # the first and the last letter of flags
        ("🇿🇦", (1, 2), (0, 2)),
        ("\U0001f1e5🇦", (1, 2), (1, 2)),
        ("🇿\U0001f200", (0, 1), (0, 1)),
        ("🇩🇪🇦🇹", (1, 2), (0, 2)),
        ("🇩🇪🇦🇹", (2, 3), (2, 4)),
        ("x🇩🇪🇦🇹🇨", (2, 3), (1, 3)),
        ("x🇩🇪🇦🇹🇨", (4, 5), (3, 5)),
        ("x🇩🇪🇦🇹🇨", (5, 6), (5, 6)),  # half a flag alone
        ("🇩x🇪", (0, 1), (0, 1)),
        ("x🇩", (0, 1), (0, 1)),
    ],
)
def test_a_stretch_grows_to_whole_signs_and_no_further(
    text: str, given: tuple[int, int], whole: tuple[int, int]
) -> None:
    assert widened(text, *given) == whole


@pytest.mark.parametrize(
    ("text", "offset", "length", "stretch"),
    [
        ("abc", 0, 1, (0, 1)),
        ("abc", 1, 2, (1, 3)),
        ("a😡b", 1, 2, (1, 2)),
        ("a😡b", 1, 1, (1, 2)),  # half of it is all of it
        ("a😡b", 2, 1, (1, 2)),
        ("a😡b", 3, 1, (2, 3)),
        ("a😡b", 2, 2, (1, 3)),
        ("a😡b", 0, 4, (0, 3)),
        ("a😡b", 0, 99, (0, 3)),
        ("a😡b", 3, 0, (2, 2)),
        ("a😡b", 9, 1, (3, 3)),
        ("\uffffx", 1, 1, (1, 2)),  # the last sign of one unit, and the first of two
        ("\U00010000x", 2, 1, (1, 2)),
        ("xe\u0301y", 2, 1, (1, 3)),
        ("😡😡b", 4, 1, (2, 3)),
    ],
)
def test_units_of_a_platform_become_places_of_whole_signs(
    text: str, offset: int, length: int, stretch: tuple[int, int]
) -> None:
    assert from_utf16(text, offset, length) == stretch
