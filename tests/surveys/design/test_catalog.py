"""The catalog asks every question of the article, in our own words, fit for a phone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from surveys.design import catalog
from surveys.design.advice import lint, minutes
from surveys.design.items.open import Open
from surveys.design.questionnaire import Questionnaire
from surveys.design.reading import read
from surveys.design.writing import to_toml
from surveys.errors import Unknown

ROOT = Path(__file__).parents[3]
TABLE = ROOT / "docs" / "article-questions.md"
KEYS = catalog.keys()
RUN = 6  # words in a row that would be a copied passage


@pytest.fixture(scope="module")
def article() -> list[str]:
    """The article's non-empty lines."""
    shared = Path(os.environ.get("NACHGEFRAGT_SHARED") or ROOT.parent / "shared")
    path = shared / "seed" / "article.de.txt"
    if not path.exists():
        pytest.skip("the article is not at hand (set NACHGEFRAGT_SHARED to the folder that holds seed/)")
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def rows() -> list[tuple[int, str, str, list[tuple[str, str]]]]:
    """Of both tables: paragraph, number or nothing, paraphrase, items."""
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) >= 3 and cells[0].isdigit():
            number, paragraph = (cells[0], cells[1]) if len(cells) == 4 else ("", cells[0])
            items = [(item.split("/")[0], item.split("/")[1]) for item in re.findall("`([^`]+)`", cells[-1])]
            found.append((int(paragraph), number, cells[-2], items))
    return found


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    said = words(text)
    return {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}


def texts(questionnaire: Questionnaire) -> list[str]:
    """Every text in quotes of the questionnaire."""
    return re.findall(r'"((?:\\.|[^"\\])*)"', to_toml(questionnaire))


@pytest.mark.parametrize("key", KEYS)
def test_a_questionnaire_of_the_catalog_is_ready_to_launch(key: str) -> None:
    questionnaire = catalog.load(key)
    kinds = [item.kind for item in questionnaire.items]

    assert questionnaire.key == key
    assert questionnaire.languages == ("de", "en")
    assert questionnaire.segment == "rolle"
    assert kinds[0] in ("open", "case")
    assert [item.key for item in questionnaire.items if item.required] == ["rolle"]
    assert minutes(questionnaire) <= 8
    assert lint(questionnaire) == ()
    assert read(to_toml(questionnaire), "again.toml") == questionnaire


@pytest.mark.parametrize("key", KEYS)
def test_every_question_says_where_it_comes_from_and_probes_short_answers(key: str) -> None:
    for item in catalog.load(key).items:
        assert item.source is not None or item.key == "rolle"
        assert not isinstance(item, Open) or item.probe is not None


def test_the_group_is_asked_in_the_same_words_everywhere() -> None:
    assert len({catalog.load(key).item("rolle").model_dump_json() for key in KEYS}) == 1
    assert catalog.load("mehrwert").item("rolle").all_cells() == ("praxis", "kundschaft", "beides", "keine-angabe")


def test_the_catalog_lists_every_file_in_it() -> None:
    folder = ROOT / "surveys" / "design" / "catalog"

    assert sorted(KEYS) == sorted(path.stem for path in folder.glob("*.toml"))
    assert [questionnaire.key for questionnaire in catalog.all()] == list(KEYS)


@pytest.mark.parametrize("key", ["nix", "", "../questionnaire", "kundenservice.toml"])
def test_an_unknown_questionnaire_is_refused(key: str) -> None:
    with pytest.raises(Unknown):
        catalog.load(key)


def test_importing_the_catalog_reads_no_file() -> None:
    probe = (
        "import sys; opened = []; sys.addaudithook(lambda event, of: opened.append(str(of[0])) if event == 'open' else 0)\n"
        "import surveys.design.catalog; print(any(name.endswith('.toml') for name in opened))"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_every_item_named_in_the_table_exists_and_every_item_is_named() -> None:
    named = {item for *_, items in rows() for item in items}
    asked = {(key, item.key) for key in KEYS for item in catalog.load(key).items}

    assert named <= asked
    assert {item for item in asked - named if item[1] not in ("rolle", "aussagen")} == set()


def test_every_question_of_the_article_has_a_row(article: list[str]) -> None:
    sentences = [paragraph for paragraph, line in enumerate(article, start=1) for _ in re.findall(r"[^.!?]+\?", line)]
    numbered = [(int(number), paragraph) for paragraph, number, *_ in rows() if number]

    assert len(sentences) >= 30
    assert numbered == list(enumerate(sentences, start=1))
    assert all(items for *_, items in rows())


def test_sources_are_paragraphs_of_the_article(article: list[str]) -> None:
    for questionnaire in catalog.all():
        for item in questionnaire.items:
            assert item.source is None or 1 <= item.source <= len(article)


def test_no_passage_of_the_article_is_copied(article: list[str]) -> None:
    taken = set().union(*(runs(line) for line in article))
    written = [text for questionnaire in catalog.all() for text in texts(questionnaire)]
    written += [paraphrase for _, _, paraphrase, _ in rows()]

    assert len(taken) > 500
    assert len(written) > 300
    assert [text for text in written if runs(text) & taken] == []
