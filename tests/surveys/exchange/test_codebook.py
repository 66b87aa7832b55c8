"""Do codebook and method say of an export what is in it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from answered import EVERY_KIND, NOON, Answered
from sqlmodel import Session

from surveys.design.questionnaire import Questionnaire
from surveys.exchange import codebook
from surveys.fieldwork import counts
from surveys.store import Store
from surveys.tables import Tally

pytestmark = pytest.mark.sqlite_will_do

LATER = NOON + timedelta(days=3, minutes=5)


def told(language: str = "de") -> dict[str, tuple[str, str, str]]:
    """Question, cells and kind by column."""
    return {
        column: (question, cells, kind) for column, question, cells, kind in codebook.codebook(EVERY_KIND, language)
    }


def on(store: Store, work: Callable[[Answered], None], **settings: Any) -> None:
    store.write_now(lambda session: work(Answered(session, EVERY_KIND, **settings)))


def method(wave: Answered, asked: Questionnaire = EVERY_KIND) -> list[tuple[str, str]]:
    return codebook.method(wave.session, wave.wave, asked, LATER)


def test_a_column_for_each_option_is_told_by_its_option_and_one_for_all_by_all_of_them() -> None:
    columns = told()

    assert columns["place"] == ("place?", "shop = Shop; phone = Phone; chat = Chat; mail = Mail", "choice")
    assert columns["channels.mail"] == ("channels?", "Mail", "choices")
    assert columns["age"] == ("age?", "", "number")


def test_each_part_of_a_report_has_its_own_question() -> None:
    item = EVERY_KIND.item("report")
    lines = [line for line in codebook.codebook(EVERY_KIND, "de") if line[0].startswith("report.")]

    asked = [part.ask["de"] if part.ask else "" for part in item.parts()]
    assert [line[1] for line in lines[: len(asked)]] == [f"report? – {each}" if each else "report?" for each in asked]
    assert len({line[1] for line in lines[: len(asked)]}) > 1


def test_words_have_a_state_and_statements_a_column_for_each_seed_and_one_for_the_rest() -> None:
    columns = told("en")

    assert columns["why.state"][1].startswith("pending, approved, rejected")
    assert "place.state" not in columns
    assert columns["react.one"] == ("Satz eins", "agree, disagree, pass", "statements")
    assert columns["react.others"][1].startswith("reactions to others' sentences")


@pytest.mark.on_both
def test_the_method_counts_everybody_and_each_group_and_platform(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number in range(5):
            wave.say(number, group="customer", place="shop")
        wave.say(7, group="practitioner", platform="discord", place="mail")
        wave.session.add_all(
            Tally(wave_id=wave.wave.id, item=unit, cell=cell, count=count)
            for unit, known in counts.recount(wave.session, wave.wave, EVERY_KIND).items()
            for cell, count in known.items()
        )
        wave.session.flush()
        wave.wave.closed_at = LATER
        said = method(wave)

        names = [name for name, _ in said]
        assert names[:6] == ["Welle", "Fragebogen", "Prüfsumme", "Zeitraum", "Stand", "Teilnehmende"]
        assert names[-2:] == ["Auswahl", "Stichprobenfehler"]
        known = dict(said)
        assert known["Teilnehmende"] == "6"
        assert (known["group customer"], known["group practitioner"]) == ("5", "1")
        assert (known["platform telegram"], known["platform discord"]) == ("5", "1")
        assert known["Zeitraum"] == "2026-11-03 – 2026-11-06"
        assert known["Stand"] == "2026-11-06T11:05+00:00"
        assert known["Welle"] == wave.wave.key
        assert known["Fragebogen"] == f"{EVERY_KIND.key} v{EVERY_KIND.version}"
        assert known["Prüfsumme"] == EVERY_KIND.digest()
        assert not any(name.startswith("n") for name in names), "all participants stand there once"

    on(store, work)


def test_a_wave_without_an_end_says_so_and_sample_data_come_first(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.wave.closed_at = wave.wave.closes_at = None
        assert dict(method(wave))["Zeitraum"] == "2026-11-03 – –"
        assert dict(method(wave))["Teilnehmende"] == "0"
        wave.wave.sample = True
        assert method(wave)[0] == ("ACHTUNG", "Beispieldaten")

    on(store, work)


@pytest.mark.parametrize("sample", [True, False])
def test_in_another_language_the_method_has_none_of_the_german_names(store: Store, sample: bool) -> None:
    def work(wave: Answered) -> None:
        wave.wave.language, wave.wave.sample = "en", sample
        names = [name for name, _ in method(wave)]

        assert names == [*(["NOTE"] if sample else []), "wave", "questionnaire", "digest", "period", "exported",
                         "participants", "sample", "sampling error"]  # fmt: skip

    on(store, work)


def test_as_data_method_and_codebook_say_the_same(store: Store) -> None:
    def work(session: Session) -> None:
        wave = Answered(session, EVERY_KIND)
        found = codebook.as_data(session, wave.wave, EVERY_KIND, LATER)

        assert (found["format"], found["version"]) == ("nachgefragt-answers", 1)
        assert found["method"] == dict(method(wave))
        assert [tuple(line.values()) for line in found["codebook"]] == codebook.codebook(EVERY_KIND, "de")

    store.write_now(work)
