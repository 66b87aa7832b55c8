"""Do companies stand with what was reported of them, the most reported first, and is nobody's report found?"""

from __future__ import annotations

from typing import Any

import pytest
from answered import material
from digest_samples import name
from fielding import item, options, questionnaire

from surveys.digest.digest import Say, Score, Scoreboard
from surveys.digest.sections import cases

ASKED = questionnaire(
    item("report", "case", channels=options("mail", "chat")),
    item("place", "choice", options=options("shop", "phone")),
)


def pair(
    channel: str, company: str, answered: int = 0, nothing: int = 0, solved: int = 0, unsolved: int = 0, more: int = 0
) -> dict[str, int]:
    """Reports of one company by one channel: so many answered, and so many solved; ``more``: of which nothing is said."""
    at, mark = f"channel:{channel}", f"|c:{company}" if company else ""
    n = answered + nothing + more
    return {
        f"{at}{mark}": n,
        f"{at}/outcome:answered{mark}": answered,
        f"{at}/outcome:nothing{mark}": nothing,
        f"{at}/outcome:-{mark}": more,
        f"{at}/solved:yes{mark}": solved,
        f"{at}/solved:no{mark}": unsolved,
        f"{at}/solved:-{mark}": n - solved - unsolved,
    }


def total(*pairs: dict[str, int], **more: int) -> dict[str, int]:
    """All reports: those of the pairs, with their margins."""
    cells: dict[str, int] = {"n": 0, **more}
    for each in pairs:
        cells |= each
        for cell, n in each.items():
            if "/" not in cell:
                cells["n"] += n
            elif not cell.partition("/")[2].startswith(("outcome:-", "solved:-")):
                margin = cell.partition("/")[2].partition("|")[0]
                cells[margin] = cells.get(margin, 0) + n
    return cells


def board(cells: dict[str, int]) -> Scoreboard:
    section = cases.section(material({"": {"n": cells["n"]}, "report": cells}, ASKED))
    assert section is not None
    [found] = section.blocks
    assert isinstance(found, Scoreboard)
    assert section.brief == 1
    return found


def test_a_board_has_a_row_for_each_pair_and_all_reports_below() -> None:
    """Bahn by mail: 16, of which 11 were answered and 6 solved; Telekom by chat: 10, answered all, 5 solved."""
    found = board(
        total(
            pair("mail", "bahn", answered=11, nothing=5, solved=6, unsolved=10),
            pair("chat", "telekom", answered=10, solved=5, unsolved=5),
            **{"median:channel:mail|c:bahn": 120, "late:channel:mail|c:bahn": 4320, "median:n": 60, "late:n": 2880},
        )
    )

    assert found == Scoreboard(
        title=name("report"),
        rows=(
            Score(label=name("Bahn · Mail"), requests=16, answered=11, solved=6, median=120, late=4320),
            Score(label=name("Telekom · Chat"), requests=10, answered=10, solved=5),
        ),
        total=Score(label=Say(key="cases-all"), requests=26, answered=21, solved=11, median=60, late=2880),
        note=Say(key="cases-note", values={"n": 26}),
    )


@pytest.mark.parametrize(("reports", "shown"), [(4, False), (5, True)])
def test_reports_are_shown_from_five_on(reports: int, shown: bool) -> None:
    counts = {"": {"n": 40}, "report": total(pair("mail", "bahn", answered=reports, solved=reports))}

    assert (cases.section(material(counts, ASKED)) is not None) is shown
    assert cases.section(material({"": {"n": 40}, "place": {"n": 40, "shop": 40}}, ASKED)) is None


def test_a_company_of_four_reports_has_no_row_and_one_of_five_has() -> None:
    """20 of Bahn, 5 of Post and 15 others of whom 4 are of Laden: Laden is not named."""
    found = board(
        total(
            pair("mail", "bahn", answered=20, solved=20),
            pair("mail", "post", answered=5, solved=5),
            pair("mail", "laden", answered=4, solved=4),
            pair("chat", "other", answered=11, solved=11),
        )
    )

    assert [row.label for row in found.rows] == [name("Bahn · Mail"), name("Other · Chat"), name("Post · Mail")]


def test_as_many_reports_stand_by_name_and_where_no_company_is_asked_by_channel() -> None:
    alike = board(total(pair("mail", "zug", answered=9, solved=9), pair("chat", "amt", answered=9, solved=9)))
    channels = board(total(pair("mail", "", answered=6, solved=6), pair("chat", "", answered=9, solved=9)))

    assert [row.label for row in alike.rows] == [name("AMT · Chat"), name("ZUG · Mail")]
    assert [(row.label, row.requests) for row in channels.rows] == [(name("Chat"), 9), (name("Mail"), 6)]


def test_where_companies_are_asked_channels_alone_are_no_rows() -> None:
    both = total(pair("mail", "bahn", answered=12, solved=12))
    both |= {"channel:mail": 12, "channel:mail/outcome:answered": 12}

    assert [row.label for row in board(both).rows] == [name("Bahn · Mail")]


def test_twelve_pairs_have_rows_and_the_rest_stands_in_the_total() -> None:
    many = [
        pair("mail", f"firma {letter}", answered=30 - at, solved=30 - at) for at, letter in enumerate("abcdefghijklmn")
    ]

    found = board(total(*many))

    assert len(found.rows) == 12
    assert found.rows[0].label == name("Firma A · Mail")
    assert found.total.requests == sum(range(17, 31))


@pytest.mark.parametrize(
    ("written", "called"), [("dhl", "DHL"), ("dm", "DM"), ("bahn", "Bahn"), ("deutsche bahn", "Deutsche Bahn")]
)
def test_names_of_three_letters_are_capitals_and_longer_ones_begin_with_one(written: str, called: str) -> None:
    found = board(total(pair("mail", written, answered=9, solved=9)))

    assert found.rows[0].label == name(f"{called} · Mail")


def test_what_is_withheld_of_one_part_takes_the_row_and_the_note_with_it() -> None:
    """Seven reports, four of them solved: neither the seven nor the four is said."""
    found = board(total(pair("mail", "bahn", answered=7, solved=4, unsolved=3)))

    assert (found.total.requests, found.total.answered, found.note) == (None, None, None)
    assert found.rows[0] == Score(label=name("Bahn · Mail"), requests=None, answered=None, solved=None)


def test_nobody_answered_reads_as_withheld() -> None:
    found = board(total(pair("mail", "bahn", nothing=12, unsolved=12)))

    assert (found.rows[0].requests, found.rows[0].answered, found.rows[0].solved) == (12, None, None)


def test_reports_without_an_outcome_are_no_rest_to_protect() -> None:
    """Of 20 reports 15 were answered and 5 say nothing of it, nor of whether they were solved."""
    cells: dict[str, Any] = total(pair("mail", "bahn", answered=15, more=5, solved=15))

    assert (board(cells).total.requests, board(cells).total.answered, board(cells).total.solved) == (20, 15, 15)
