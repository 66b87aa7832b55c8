"""Which sentences and names of a language model may stand? Those that answers bear out, checked without any model.

A model is a stranger who writes well. Of what it writes a sentence is kept only if every check passes:

- it cites answers that were sent, and at least two people's share its words;
- every part of it says what a part of some answer it cites says: the same words by stem, together, and as a fact, a denial
  or a wish as there (``claims``);
- what stands in quotation marks stands in a cited answer to the character, leaves out no "nicht" beside it, and its writer
  may be quoted; of others it repeats no run of words;
- it has no digit and no number word of its own: a number is a placeholder for one of ours, and such a sentence may speak
  of the theme as a whole only, for that is what our numbers count;
- letters, spaces and a few marks are all it is written with: no links, no mentions, no markup, one line, not too long.

Citing sources and checking them by machine follows Rashkin et al. 2023, "Measuring Attribution in Natural Language
Generation Models", doi:10.1162/coli_a_00486; the check itself is stricter and blunter than a second model would be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from surveys.coding import claims
from surveys.coding.claims import Claim, shared
from surveys.coding.function_words import COUNTING, DENYING, FRAME, FUNCTION, QUANTIFYING

if TYPE_CHECKING:
    from surveys.tables import Consent

SENTENCES = 4  # kept for a theme
LONGEST = 320  # characters of a sentence, placeholders unfilled
CITED = 8  # answers of a sentence: who cites everything proves nothing
PEOPLE = 2  # whose words a sentence shares; what one person says is a quote, not a summary
RUN = 6  # words in a row taken from somebody who may not be quoted
QUOTE_WORDS = 3  # of a quote: „gut“ alone may be torn from anything
LABEL_WORDS = 5
LABEL_LONGEST = 60  # characters
SENT = 600  # characters of an answer that are sent

_MARKS = frozenset(" .,;:()–—-'’%")  # no ? and no !: a summary asks nothing and calls nobody
_ALSO_QUOTED = frozenset("…/&!?")
_QUOTED = re.compile(r"„([^„“”\"»«]*)[“”\"]|“([^„“”\"»«]*)”|\"([^„“”\"»«]*)\"|»([^„“”\"»«]*)«|«([^„“”\"»«]*)»")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,30})\}")
_LINK = re.compile(r"\w\.\w{2,}|\w{2,}\.\w|:\S*:|(?:https?|www|mailto|javascript|tg|data)\s*:", re.IGNORECASE)
_LONE_APOSTROPHE = re.compile(r"(?<![^\W\d_])['’]|['’](?![^\W\d_])")  # quotation marks that nobody checks
_STOP = re.compile(r"[.!?…\n]")


@dataclass(frozen=True, slots=True)
class ReadableAnswer:
    """An answer that a model may read.

    Attributes:
        id: ours; what is sent is a number instead.
        person: pseudonym, never sent.
        quotable: its writer agreed to be quoted where the summary is shown, and a person approved it.
    """

    id: str
    person: str
    words: str
    quotable: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the ids of the answers it rests on."""

    text: str
    cites: tuple[str, ...]


class Reason(StrEnum):
    """Why a sentence or a name was dropped, in the order in which it is looked for."""

    EMPTY = "empty"
    LENGTH = "length"
    TOO_MANY = "too-many"
    CITATION = "citation"  # none, too many, or of an answer that was not sent
    CHARACTERS = "characters"  # markup, digits, invisible ones, whatever no sentence needs
    LINK = "link"
    PLACEHOLDER = "placeholder"
    NUMBER = "number"
    QUOTE = "quote"
    COPIED = "copied"
    UNSUPPORTED = "unsupported"
    FEW = "few"  # one person's words


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that does not stand; its text is not kept.

    Attributes:
        index: which one, from 0.
    """

    index: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of a model's sentences, with their numbers filled in."""

    kept: tuple[Sentence, ...]
    dropped: tuple[Dropped, ...]


def may_be_sent(consents: Iterable[Consent], purposes: Iterable[str]) -> bool:
    """Whether one person's agreements hold for all of these purposes right now, such as take-part and model."""
    standing = {str(consent.purpose) for consent in consents if consent.withdrawn_at is None}
    wanted = {str(purpose) for purpose in purposes}
    return bool(wanted) and wanted <= standing


def checked(
    sentences: Sequence[Sentence],
    answers: Sequence[ReadableAnswer],
    facts: Mapping[str, str],
    *,
    language: str,
    about: str = "",
) -> Checked:
    """The sentences that stand.

    ``facts``: what a placeholder is replaced with, computed and guarded by us, such as ``{"n": "34 Personen"}``.
    ``about``: the theme's name and definition; a sentence with a number may use no other words of substance.
    """
    known = {answer.id: answer for answer in answers}
    kept: list[Sentence] = []
    dropped: list[Dropped] = []
    for index, sentence in enumerate(sentences):
        found = _judged(sentence, known, facts, language, about)
        if isinstance(found, Sentence) and len(kept) >= SENTENCES:
            found = Reason.TOO_MANY
        if isinstance(found, Sentence):
            kept.append(found)
        else:
            dropped.append(Dropped(index, found))
    return Checked(tuple(kept), tuple(dropped))


def checked_label(label: str, answers: Sequence[ReadableAnswer], *, language: str) -> str | Reason:
    """The name of a theme as it may stand, or why it may not: at most five words, said together, each by two people."""
    text = unicodedata.normalize("NFC", label).strip()
    if not text:
        return Reason.EMPTY
    if len(text) > LABEL_LONGEST or len(text.split()) > LABEL_WORDS:
        return Reason.LENGTH
    if not all(sign.isalpha() or sign in " -," for sign in text) or "  " in text:
        return Reason.CHARACTERS
    if any(word in COUNTING | QUANTIFYING for word in claims.words(text)):
        return Reason.NUMBER
    named = claims.parts(text, language)
    said = [(answer.person, claims.parts(answer.words, language)) for answer in answers]
    if not named or not all(any(_says(spoken, part) for _, spoken in said) for part in named):
        return Reason.UNSUPPORTED
    users = [{person for person, spoken in said if _says(spoken, {claim})} for part in named for claim in part]
    return text if min(map(len, users)) >= PEOPLE else Reason.FEW


def still_standing(sentences: Sequence[Sentence], may: Iterable[str]) -> tuple[Sentence, ...]:
    """The sentences all of whose answers may still be read: with one taken back, a sentence goes."""
    allowed = frozenset(may)
    return tuple(sentence for sentence in sentences if set(sentence.cites) <= allowed)


def as_sent(words: str) -> str:
    """What is sent of an answer: all of it, or as many whole sentences (else words) as fit."""
    if len(words) <= SENT:
        return words
    start = words[:SENT]
    ends = [stop.end() for stop in _STOP.finditer(start)]
    if ends and ends[-1] >= SENT // 2:
        return start[: ends[-1]]
    return start.rpartition(" ")[0].rstrip() or start


# --- one sentence -----------------------------------------------------------------------------------------------


def _judged(
    sentence: Sentence, known: Mapping[str, ReadableAnswer], facts: Mapping[str, str], language: str, about: str
) -> Sentence | Reason:
    text = unicodedata.normalize("NFC", sentence.text).strip()
    wrong = _form(text) or _citation(sentence.cites, known)
    if wrong:
        return wrong
    cited = [known[id_] for id_ in dict.fromkeys(sentence.cites)]
    quotes = [next(group for group in found.groups() if group is not None) for found in _QUOTED.finditer(text)]
    own = _QUOTED.sub(" ", text)
    wrong = _written(own, cited) or _placeholders(own, facts) or _quotes(quotes, cited) or _copied(own, cited)
    if wrong:
        return wrong
    if _PLACEHOLDER.search(own):
        about_theme = _speaks_of_theme(own, about, language) and not quotes
        return Sentence(_filled(text, facts), tuple(answer.id for answer in cited)) if about_theme else Reason.NUMBER
    return _supported(text, own, cited, language)


def _form(text: str) -> Reason | None:
    if not any(sign.isalpha() for sign in text):
        return Reason.EMPTY
    return Reason.LENGTH if len(text) > LONGEST else None


def _citation(cites: Sequence[str], known: Mapping[str, ReadableAnswer]) -> Reason | None:
    ids = set(cites)
    return None if 0 < len(ids) <= CITED and ids <= known.keys() else Reason.CITATION


def _written(own: str, cited: Sequence[ReadableAnswer]) -> Reason | None:
    """Whether all that stands outside quotation marks is letters and a few marks, and no number."""
    plain = _PLACEHOLDER.sub(" ", own)
    letters = {sign for answer in cited for sign in unicodedata.normalize("NFC", answer.words) if sign.isalpha()}
    if not all(sign in _MARKS or _is_letter(sign, letters) for sign in plain):
        return Reason.CHARACTERS
    if _LINK.search(plain):
        return Reason.LINK
    if _LONE_APOSTROPHE.search(plain):
        return Reason.QUOTE
    words = claims.words(plain)
    if "%" in plain or any(word in COUNTING for word in words):
        return Reason.NUMBER
    spoken = [set(claims.words(answer.words)) for answer in cited]
    claimed = [word for word in words if word in QUANTIFYING]
    return None if all(word in said for word in claimed for said in spoken) else Reason.NUMBER


def _is_letter(sign: str, others: set[str]) -> bool:
    """Latin letters, and whatever letters the answers are written in: a lookalike is neither."""
    return sign.isalpha() and not sign.isnumeric() and (_is_latin(sign) or sign in others)


def _is_latin(sign: str) -> bool:
    return sign.isascii() or unicodedata.name(sign, "").startswith("LATIN ")


def _placeholders(own: str, facts: Mapping[str, str]) -> Reason | None:
    unknown = [name for name in _PLACEHOLDER.findall(own) if name not in facts]
    return Reason.PLACEHOLDER if unknown else None


def _filled(text: str, facts: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: facts[found[1]], text)


def _speaks_of_theme(own: str, about: str, language: str) -> bool:
    """Our numbers count who is in the theme: "{n} nennen die Hotline" is theirs to tell, "{n} hassen die Hotline" is not."""
    named = {claim.stem for claim in claims.claims(about, language)}
    words = [word for word in claims.words(_PLACEHOLDER.sub(" ", own)) if word not in FRAME]
    if any(word in DENYING for word in words):
        return False
    return all(word in FUNCTION or claims.stem(word, language) in named for word in words)


# --- words of people --------------------------------------------------------------------------------------------


def _quotes(quotes: Sequence[str], cited: Sequence[ReadableAnswer]) -> Reason | None:
    return None if all(any(_is_quote(quote, answer) for answer in cited) for quote in quotes) else Reason.QUOTE


def _is_quote(quote: str, answer: ReadableAnswer) -> bool:
    """Whether these words stand there as they are, whole, and with the "nicht" that belongs to them."""
    if not answer.quotable or len(claims.words(quote)) < QUOTE_WORDS or not _is_harmless(quote):
        return False
    seen = as_sent(answer.words)
    at = seen.find(quote)
    while at >= 0:
        if _is_whole(seen, at, at + len(quote), cut=len(seen) < len(answer.words)):
            return True
        at = seen.find(quote, at + 1)
    return False


def _is_harmless(quote: str) -> bool:
    """What a person wrote may have digits; links, mentions and markup are not repeated here."""
    written = all(sign in _MARKS or sign.isalnum() or sign in _ALSO_QUOTED for sign in quote)
    return written and not _LINK.search(quote) and "//" not in quote and quote == quote.strip()


def _is_whole(seen: str, start: int, end: int, *, cut: bool) -> bool:
    if (start and seen[start - 1].isalnum()) or (end < len(seen) and seen[end].isalnum()):
        return False
    if cut and end == len(seen) and not _STOP.fullmatch(seen[-1]):
        return False
    before = max((stop.end() for stop in _STOP.finditer(seen, 0, start)), default=0)
    after = _STOP.search(seen, end)
    beside = claims.words(seen[before:start]) + claims.words(seen[end : after.start() if after else len(seen)])
    return not any(word in DENYING for word in beside)


def _copied(own: str, cited: Sequence[ReadableAnswer]) -> Reason | None:
    words = claims.words(own)
    runs = {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    for answer in cited:
        said = claims.words(answer.words)
        if not answer.quotable and any(tuple(said[at : at + RUN]) in runs for at in range(len(said) - RUN + 1)):
            return Reason.COPIED
    return None


def _supported(text: str, own: str, cited: Sequence[ReadableAnswer], language: str) -> Sentence | Reason:
    """The sentence with those of its answers that share a claim of it; every part has to be one answer's."""
    said = {answer.id: claims.parts(answer.words, language) for answer in cited}
    spoken = claims.parts(own, language)
    told = frozenset(claim for part in spoken for claim in part) | claims.claims(text, language)
    if not told or not all(any(_says(said[answer.id], part) for answer in cited) for part in spoken):
        return Reason.UNSUPPORTED
    sharing = [answer for answer in cited if any(_says(said[answer.id], {claim}) for claim in told)]
    if len({answer.person for answer in sharing}) < PEOPLE:
        return Reason.FEW
    return Sentence(text, tuple(answer.id for answer in sharing))


def _says(said: Sequence[frozenset[Claim]], part: Collection[Claim]) -> bool:
    """Whether somebody says all of it together: two words from two of their sentences are something else."""
    return any(all(shared(claim, some) for claim in part) for some in said)
