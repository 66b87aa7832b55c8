"""Which links and handles lead to a person, and which to a company or to nobody?"""

from __future__ import annotations

from collections.abc import Collection

import pytest

from surveys.moderation.reach import emails, handles, is_organisation, profiles


def of(found: object, text: str) -> list[str]:
    return [span.of(text) for span in found(text)]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("github.com/annaschaefer", ["github.com/annaschaefer"]),
        ("github.com/ und github.com", []),  # nobody's page
        ("https://github.com/a.", ["https://github.com/a"]),
        ("https://www.github.com/a", ["https://www.github.com/a"]),
        ("https://github.com/DB_Bahn", []),  # a company's
        ("https://discord.gg/abc und t.me/joinchat/abc", []),  # an invitation leads to a group
        ("https://verein.example/users/17", ["https://verein.example/users/17"]),
        ("https://verein.example/?name=x", ["https://verein.example/?name=x"]),
        ("https://verein.example/satzung", []),
        ("https://anna-schaefer.example/x", ["https://anna-schaefer.example/x"]),  # a given name in the host
        ("https://schaefer.anna.example", ["https://schaefer.anna.example"]),
        ("https://tim.example", ["https://tim.example"]),  # of three letters
        ("https://schaefer.anna", []),  # the last part is no name
        ("mein Blog: https://schaefer.example", ["https://schaefer.example"]),
        ("ein Blog: https://schaefer.example", []),
        ("mein Blog" + " " * 9 + "https://schaefer.example", ["https://schaefer.example"]),
        ("Seht: mein Blog, " + "x" * 25 + " https://schaefer.example", []),
    ],
)
def test_a_link_that_names_somebodys_page_is_personal(text: str, links: list[str]) -> None:
    assert of(profiles, text) == links


@pytest.mark.parametrize(
    ("handle", "company"),
    [
        ("Telekom_hilft", True), ("DB_Bahn", True), ("bahn", True), ("O2", True), ("FrageBot", True),
        ("bahn_pendler_87", False), ("Telekom_Jana", False), ("_", False), ("", False),
    ],
)  # fmt: skip
def test_a_handle_is_a_companys_where_each_of_its_words_is(handle: str, company: bool) -> None:
    assert is_organisation(handle) is company


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        ("@jana_87 und @Telekom_hilft", (), ["@jana_87"]),
        ("@Jana_87 und @ben_5", ("jana_87",), ["@ben_5"]),
        ("jana#1234 und Ticket#1234", (), ["jana#1234"]),
        ("<@123456789012345> und u/jana", (), ["@123456789012345", "<@123456789012345>", "u/jana"]),
        ("insta: jana_s.", (), ["jana_s"]),
        ("insta: bahn_db", (), []),
        ("insta: jana", (), []),  # a word like any other
        ("mail: jana_s", (), []),
    ],
)
def test_a_handle_is_found_unless_it_is_a_companys_or_known(
    text: str, known: Collection[str], found: list[str]
) -> None:
    assert [span.of(text) for span in handles(text, known)] == found


def test_an_address_is_found_with_its_signs_or_with_words_for_them() -> None:
    assert of(emails, "a.b@c.de oder a (at) c (dot) de") == ["a.b@c.de", "a (at) c (dot) de"]
    assert of(emails, "jana at firma punkt de") == ["jana at firma punkt de"]
    assert of(emails, "jana bei firma punkt de") == []
