"""Does a model read only what people let it read, and does what it wrote go with whoever takes that back?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from answered import NOON, Answered, person
from fielding import item, questionnaire, text

from surveys.coding import keeping, rows, themes, written
from surveys.coding.keeping import Found, NewTheme, Outcome
from surveys.coding.summarising import ModelUse, Summary, ThemeSummary
from surveys.coding.summary import ReadableAnswer, Sentence
from surveys.fieldwork import consent
from surveys.moderation.redaction import MARKS
from surveys.store import Store
from surveys.tables import AnswerState, Purpose

ASKED = questionnaire(item("why", "open", text=text("Was stört Sie?")), item("how", "open"))
LATER = NOON + timedelta(days=2)


def on(store: Store, work: Callable[[Answered], None]) -> None:
    store.write_now(lambda session: work(Answered(session, ASKED)))


def coded(wave: Answered, ranks: dict[int, int]) -> tuple[str, str]:
    """Put everybody's answer into one theme, each at its rank; gives the ids of it and of an empty one."""
    read = keeping.work(wave.session, wave.wave, "why")
    place = {wave.answer(number).id: number for number in ranks}
    found = tuple(Found(told.id, "wait", 0.8, ranks[place[told.id]], duplicate=False) for told in read.told)
    made = (NewTheme("wait", {"de": "Warten", "en": "Waiting"}, ()), NewTheme("tone", {"en": "Tone"}, ()))
    keeping.keep(wave.session, wave.wave, read, Outcome("m", made, found), NOON)
    one, other = (theme.id for theme in rows.codebook(wave.session, wave.wave, "why"))
    return one, other


def test_a_model_reads_what_is_approved_and_harmless_of_people_who_agreed(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.say(0, Purpose.MODEL, why="Gerne")
        wave.say(1, why="Ohne Modell")
        wave.say(2, Purpose.MODEL, why="Wartet", state=AnswerState.PENDING)
        wave.say(3, Purpose.MODEL, why="Heikel", sensitive=True)
        wave.say(4, Purpose.MODEL, why=f"Das war {MARKS['de']} Weber")
        wave.say(5, Purpose.MODEL, why="Zurückgenommen")
        consent.withdraw(wave.session, wave.wave, person(5), Purpose.MODEL, LATER)
        wave.say(6, Purpose.MODEL, why="Auch gerne", how="So")
        mine = {wave.answer(0).id: person(0), wave.answer(6).id: person(6), wave.answer(6, "how").id: person(6)}

        assert written.readable(wave.session, wave.wave) == mine
        some = [wave.answer(6).id, wave.answer(1).id]
        assert written.readable(wave.session, wave.wave, some) == {wave.answer(6).id: person(6)}
        assert written.readable(wave.session, wave.wave, []) == {}

    on(store, work)


def test_a_model_is_asked_about_living_themes_with_their_best_answers_first(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number in range(4):
            wave.say(number, *([Purpose.MODEL] if number != 2 else []), why=f"Antwort {number}")
        wait, tone = coded(wave, {0: 3, 1: 1, 2: 0, 3: 2})
        themes.redefine(wave.session, wait, "Wer wartet", NOON)
        themes.code(wave.session, wave.answer(3).id, None, "anna", NOON)
        asked = written.asked(wave.session, wave.wave, "why")

        assert (asked.question, asked.language) == ("Was stört Sie?", "de")
        assert [(theme.key, theme.label, theme.definition) for theme in asked.themes] == [
            (wait, "Warten", "Wer wartet"),
            (tone, "", ""),
        ]
        assert [theme.answers for theme in asked.themes] == [
            tuple(ReadableAnswer(wave.answer(at).id, person(at), f"Antwort {at}") for at in (1, 0)),
            (),
        ]
        themes.reject(wave.session, tone, LATER)
        assert [theme.key for theme in written.asked(wave.session, wave.wave, "why").themes] == [wait]

    on(store, work)


def summary(*summed: ThemeSummary) -> Summary:
    return Summary(summed, ModelUse(name="little-writer"))


def test_what_was_written_is_kept_by_theme_and_only_what_is_the_models(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number in range(2):
            wave.say(number, Purpose.MODEL, why=f"Antwort {number}")
        both = (wave.answer(0).id, wave.answer(1).id)
        made = (Sentence("Eins.", both), Sentence("Zwei.", both[:1]))
        ours = ThemeSummary("ours", "Unser Name", (Sentence("Unser Satz.", both),))
        theirs = ThemeSummary("theirs", "Warten", made, written=True, named=True)
        assert written.written(wave.session, wave.wave, "why") is None
        written.keep(wave.session, wave.wave, "why", summary(ours, theirs), NOON)

        assert written.written(wave.session, wave.wave, "why") == written.Written(
            "little-writer", {"theirs": "Warten"}, {"theirs": made}
        )
        assert written.written(wave.session, wave.wave, "how") is None
        written.keep(wave.session, wave.wave, "why", summary(ours), LATER)
        assert written.written(wave.session, wave.wave, "why") is None, "what is written later takes its place"

    on(store, work)


def test_a_sentence_goes_with_the_consent_it_rests_on_and_a_name_stays(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number in range(3):
            wave.say(number, Purpose.MODEL, why=f"Antwort {number}")
        ids = [wave.answer(number).id for number in range(3)]
        sentences = (Sentence("Eins.", (ids[0], ids[1])), Sentence("Zwei.", (ids[1], ids[2])))
        made = ThemeSummary("a", "Warten", sentences, written=True)
        named = ThemeSummary("b", "Ton", (), named=True)
        written.keep(wave.session, wave.wave, "why", summary(made), NOON)
        consent.withdraw(wave.session, wave.wave, person(0), Purpose.MODEL, LATER)
        left = written.written(wave.session, wave.wave, "why")
        consent.withdraw(wave.session, wave.wave, person(2), Purpose.MODEL, LATER)

        assert left == written.Written("little-writer", {}, {"a": sentences[1:]})
        assert written.written(wave.session, wave.wave, "why") is None
        written.keep(wave.session, wave.wave, "why", summary(made, named), NOON)
        assert written.written(wave.session, wave.wave, "why") == written.Written("little-writer", {"b": "Ton"}, {})

    on(store, work)
