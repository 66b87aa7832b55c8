"""Which questionnaire do the questions of an article make, for somebody to edit?

Every question sentence becomes an item in the order of the text, with a guess at its kind by how it begins: a verb first
asks yes or no, "wie viele" a number, "wie oft" a frequency, "wie wichtig" a point on a scale, anything else words. Each
guess, the paragraph around it and what looks rhetorical stand above the item as comments. Nothing is dropped in silence:
what does not fit into one questionnaire is listed at the end of the file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.design import sentences
from surveys.design.ad_hoc import slug
from surveys.design.passages import Article, Passage
from surveys.design.questionnaire import ITEMS_LIMIT, Questionnaire
from surveys.design.reading import FILE_LIMIT, from_data
from surveys.design.sentences import Asked
from surveys.design.text import OPTION_LIMIT, TEXT_LIMIT, TITLE_LIMIT, text, unwelcome
from surveys.design.writing import to_toml

CONTEXT_LIMIT = 240  # characters of the article shown above an item
NAME_LIMIT = 36  # characters of an item's key; a slug has 40
LISTED = 100  # questions listed behind those that fit
ALIKE = 0.75  # share of equal characters, difflib's ratio; above it two questions say nearly the same
ANSWERED_WITHIN = 3  # words; "Nicht wirklich." after a question answers it

_GERMAN = re.compile(r"\b(?:der|die|das|und|ist|nicht|ein|eine|wir|ich|auf|mit|für|von|zu|es|wie|was|sie)\b", re.I)
_ENGLISH = re.compile(r"\b(?:the|and|is|not|a|an|we|i|on|with|for|of|to|it|how|what|they|you|are|do)\b", re.I)
_CONNECTOR = re.compile(
    r"^(?:und|oder|aber|denn|doch|nur|also|nun|ja|so|and|or|but|so|then|well|yet|now)\b,?\s+(?=\S+\s+\S)", re.IGNORECASE
)
_VERBS = re.compile(
    r"^(?:(?:ist|sind|war|waren|hat|haben|hatte|hatten|kann|können|könnte|könnten|soll|sollen|sollte|sollten|muss|müssen"
    r"|müsste|müssten|darf|dürfen|will|wollen|wird|werden|würde|würden|gibt|gab|lohnt|braucht|is|are|were|do|does|did"
    r"|has|have|had|can|could|will|would|should|shall|may|might|must|am|isn't|aren't|don't|doesn't|can't|won't)\s"
    r"|was\s(?:it|the|this|that|there|he|she)\b|[a-zäöüß]+(?:t|e|n|st|ß)\s(?:ich|du|er|sie|es|wir|ihr|man|sich|der|die|das|den|dem|dies|diese[rsmn]?|ein"
    r"|eine[rsnm]?|hier|nicht|solche[rs]?|mein\w*|dein\w*|unser\w*|uns|euch)\b)",
    re.IGNORECASE,
)
_OTHER_OPENERS = re.compile(
    r"^(?:in|an|auf|aus|bei|von|mit|für|durch|ohne|gerade|selbst|seit|heute|wer|wen|wem|wann|wie|wo\w*|warum|weshalb"
    r"|solche\w*|welche\w*|die|eine|keine|alle|viele)\s",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"^(?:\w+ )?(?:wie ?viele?|how many|how much)\b", re.IGNORECASE)),
    ("frequency", re.compile(r"^(?:wie (?:oft|häufig|regelmäßig)|how (?:often|frequently))\b", re.IGNORECASE)),
    (
        "scale",
        re.compile(
            r"^(?:wie|how) (?:(?:sehr|gut|stark|zufrieden|wichtig|wahrscheinlich|hilfreich|nützlich|schwer|leicht)\b"
            r"|(?:much do|well|satisfied|important|likely|helpful|useful|hard|easy)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "date",
        re.compile(r"^(?:seit wann|wann (?:hast|haben|hatten|hattest|war|warst)|since when|when did)\b", re.IGNORECASE),
    ),
)
_ANSWER = re.compile(
    r"^(?:nein|ja|nicht|nie|niemals|kein\w*|nichts|doch|wohl|kaum|natürlich|sicher|klar|no|yes|not|never|none|nothing"
    r"|hardly|of course|sure)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"\b(?:etwa|doch wohl|nicht gerade|nicht auch|wirklich|really|surely)\b|, (?:oder|right)\?$", re.I
)

_YES_NO = (("ja", text("Ja", "Yes")), ("nein", text("Nein", "No")), ("weiss-nicht", text("Weiß nicht", "Don't know")))
_OFTEN = (
    ("taeglich", text("täglich", "daily")),
    ("woechentlich", text("jede Woche", "every week")),
    ("monatlich", text("jeden Monat", "every month")),
    ("seltener", text("seltener", "less often")),
    ("nie", text("nie", "never")),
)
_LOW, _HIGH = text("gar nicht", "not at all"), text("sehr", "very much")
_INTRO = text("Der Text stellt Fragen. Was sagst du dazu?", "The text asks questions. What do you say?")


@dataclass(frozen=True, slots=True)
class Draft:
    """A questionnaire file to edit.

    Attributes:
        source: its text.
        asked: questions found in the article.
        drafted: those that became an item.
    """

    source: str
    asked: int
    drafted: int


def draft(article: Article, key: str = "") -> Draft | None:
    """A questionnaire of what an article asks; None if it asks nothing.

    key: of the questionnaire; by default made of the article's title. Raises QuestionnaireError on one that is no key.
    """
    language = language_of(" ".join(passage.text for passage in article.passages))
    found = [(passage, asked) for passage in article.passages for asked in sentences.questions(passage.text)]
    if not found:
        return None
    title = _fit(article.title, OPTION_LIMIT) or (
        "Fragen aus einem Text" if language == "de" else "Questions of a text"
    )
    items: list[dict[str, Any]] = []
    notes: dict[str, list[str]] = {}
    for passage, asked in found[:ITEMS_LIMIT]:
        item, why = _item(asked, passage, language, {each["key"] for each in items})
        notes[item["key"]] = _notes(asked, passage, why, item, items)
        items.append(item)
    data = {
        "format": 1,
        "key": key or slug(title) or "artikel",
        "languages": [language],
        "title": {language: _fit(title, TITLE_LIMIT)},
        "intro": {language: _INTRO[language]},
        "article": _about(article, title, language),
        "items": items,
    }
    questionnaire = from_data(data, "draft")
    rest = [_listed(passage, asked) for passage, asked in found[ITEMS_LIMIT:]]
    return Draft(_as_file(questionnaire, notes, rest), len(found), len(items))


def language_of(words: str) -> str:
    """``de`` or ``en``, by the small words of both."""
    return "en" if len(_ENGLISH.findall(words)) > len(_GERMAN.findall(words)) else "de"


def kind_of(question: str) -> tuple[str, str]:
    """What a question seems to ask for, and why: ``yes-no``, ``frequency`` or the name of a kind."""
    bare = _without_connectors(question)
    for kind, opening in _KINDS:
        if match := opening.match(bare):
            return kind, f"begins with “{match[0]}”"
    if _VERBS.match(bare) and not _OTHER_OPENERS.match(bare):
        return "yes-no", "begins with a verb, so it asks yes or no"
    return "open", "asks for words"


def _item(asked: Asked, passage: Passage, language: str, taken: set[str]) -> tuple[dict[str, Any], str]:
    kind, why = kind_of(asked.words)
    bare = _without_connectors(_fit(asked.words, TEXT_LIMIT))
    title = _fit(bare[:1].upper() + bare[1:], TITLE_LIMIT)
    item = {
        "key": _unused(_name(title) or "frage", taken),
        "kind": {"yes-no": "choice", "frequency": "choice"}.get(kind, kind),
        "title": {language: title},
        "text": {language: _fit(asked.words, TEXT_LIMIT)},
        "source": passage.number,
    }
    options = {"yes-no": _YES_NO, "frequency": _OFTEN}.get(kind, ())
    if options:
        item["options"] = [{"key": name, "text": {language: shown[language]}} for name, shown in options]
    if kind == "scale":
        item |= {"low_end": {language: _LOW[language]}, "high_end": {language: _HIGH[language]}}
    return item, why


def _about(article: Article, title: str, language: str) -> dict[str, Any]:
    about: dict[str, Any] = {"title": {language: title}}
    if author := _fit(article.author, 200):
        about["author"] = author
    if re.fullmatch(r"https?://[^\s<>\"']{1,500}", article.url) and not unwelcome(article.url):
        about["url"] = article.url
    return about


def _without_connectors(question: str) -> str:
    bare = question
    while match := _CONNECTOR.match(bare):
        bare = bare[match.end() :]
    return bare


def _name(title: str) -> str:
    """The first words of a title as a key, with room for a number behind it."""
    name = slug(title)
    return name if len(name) <= NAME_LIMIT else name[: NAME_LIMIT + 1].rpartition("-")[0] or name[:NAME_LIMIT]


def _unused(key: str, taken: set[str]) -> str:
    return next(name for name in (key, *(f"{key}-{number}" for number in range(2, 99))) if name not in taken)


# --- comments ---------------------------------------------------------------------------------------------------


def _notes(
    asked: Asked, passage: Passage, why: str, item: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]
) -> list[str]:
    where = f"Paragraph {passage.number}{' (heading)' if passage.heading else ''}"
    notes = [f"{where}: {_around(passage.text, asked.sentence)}", f"Kind guessed: {why}."]
    if len(_fit(asked.words, 10 * TEXT_LIMIT)) > TEXT_LIMIT:
        notes.append(f"Cut after {TEXT_LIMIT} characters: ask in fewer words.")
    if asked.quoted:
        notes.append("Asked by somebody the article quotes.")
    if len(asked.words.split()) <= 2:
        notes.append("A fragment: say it as a whole question.")
    if reason := _rhetorical(asked):
        notes.append(f"Perhaps rhetorical: {reason}.")
    said = next(iter(item["text"].values()))
    for other in earlier:
        before = next(iter(other["text"].values()))
        if difflib.SequenceMatcher(None, before.casefold(), said.casefold(), autojunk=False).ratio() >= ALIKE:
            notes.append(f"Nearly the same as {other['key']}.")
            break
    return notes


def _rhetorical(asked: Asked) -> str:
    following = asked.following.rstrip(" .!…")
    if following and len(following.split()) <= ANSWERED_WITHIN and _ANSWER.match(following):
        return f"the text answers at once, “{_fit(asked.following, 60)}”"
    if found := _LEADING.search(asked.words):
        return f"“{found[0].strip(', ')}” suggests the answer"
    return ""


def _around(paragraph: str, sentence: str) -> str:
    """The paragraph, or of a long one the part around the sentence, always with the sentence's beginning."""
    shown = _fit(paragraph, len(paragraph))
    if len(shown) <= CONTEXT_LIMIT:
        return shown
    at = max(shown.find(_fit(sentence, len(sentence))), 0)
    begin = shown.rfind(" ", 0, max(at - 60, 0)) + 1
    return ("… " if begin else "") + _fit(shown[begin:], CONTEXT_LIMIT)


def _listed(passage: Passage, asked: Asked) -> str:
    return f"Paragraph {passage.number}: {_fit(asked.words, CONTEXT_LIMIT)}"


def _as_file(questionnaire: Questionnaire, notes: Mapping[str, Sequence[str]], rest: Sequence[str]) -> str:
    head = [
        "Drafted from an article, to be edited: choose, reword, give options of your own, then delete these comments.",
        "`nachgefragt catalog lint FILE` checks it. docs/questionnaires.md explains the format.",
    ]
    more = [f"{len(rest)} more questions; a questionnaire has at most {ITEMS_LIMIT}:", *rest[:LISTED]] if rest else []
    blocks = [_comments(head), to_toml(questionnaire, {key: _comments(each) for key, each in notes.items()})]
    source = "\n".join([*blocks, _comments(more)])
    # Questions in signs of three and four bytes: better without comments than larger than a file may be.
    return source if len(source.encode()) <= FILE_LIMIT else to_toml(questionnaire)


def _comments(lines: Sequence[str]) -> str:
    return "".join(f"# {line}\n" for line in lines)


# --- words ------------------------------------------------------------------------------------------------------


def _fit(words: str, longest: int) -> str:
    """The words in one line, without signs that have no place in a question, cut between two words if too long."""
    shown = " ".join("".join(" " if unwelcome(sign) else sign for sign in words).split())
    if len(shown) <= longest:
        return shown
    begin = shown[: longest - 1].rpartition(" ")[0]
    return f"{begin} …" if begin else f"{shown[: longest - 1]}…"
