"""How is each part of a digest put into words, whatever draws it?

The one place where a count becomes a number: a withheld one becomes a dash, and a share is said only beside its n.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from surveys.design.text import Text
from surveys.digest.digest import (
    Agreement,
    Bar,
    Bars,
    Contrast,
    Digest,
    Label,
    Map,
    Quoted,
    Ranges,
    Say,
    Scoreboard,
    Table,
    Trend,
)
from surveys.digest.phrases import say

HASH_SHOWN = 12  # hexadecimal digits where a person reads it; the page and Markdown have all 64
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]{1,500}")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a digest.

    Attributes:
        stand: interim or final, its date, and how many people took part.
        notes: what a reader must know first: samples, corrections.
    """

    title: str
    stand: str
    period: str
    notes: tuple[str, ...]
    article: str
    address: str | None


def head(digest: Digest, language: str) -> Head:
    """The head of a digest; ``article`` and ``period`` are empty where nothing is known."""
    stand = say("stand-final" if digest.final else "stand-interim", language, date=digest.at)
    people = say("participants", language, count=digest.participants)
    gone = sum(quoted.withdrawn for quoted in digest.quotes())
    notes = [say("sample-note", language)] if digest.sample else []
    corrected = {"correction-note": gone, "correction-blackened": len(_blackened(digest))}
    corrected["correction-renamed"] = len(digest.renamed)
    notes += [say(key, language, count=count) for key, count in corrected.items() if count]
    article = say("article", language, title=digest.article) if digest.article else ""
    return Head(
        digest.title[language], f"{stand} · {people}", _period(digest, language), tuple(notes), article, address(digest)
    )


def _blackened(digest: Digest) -> list[str]:
    """In whose words something was blackened, as far as they still stand there."""
    return [answer_id for answer_id in digest.said_in() if answer_id in digest.blackened]


def address(digest: Digest) -> str | None:
    """Where the article stands, if that is an address a page may lead to."""
    given = digest.article_url or ""
    return given if _ADDRESS.fullmatch(given) else None


def version(digest: Digest, language: str, *, digits: int = HASH_SHOWN) -> str:
    """Which version this is, with the beginning of its hash."""
    key = "version-line" if digest.version else "version-draft"
    if digest.excerpt:
        key = "excerpt-line" if digest.version else "excerpt-draft"
    return say(key, language, version=digest.version, hash=digest.hash()[:digits])


def release(digest: Digest, language: str) -> str:
    """Which release the numbers come from."""
    return say("release-line", language, number=digest.release) if digest.release else say("release-none", language)


def label(given: Label, language: str) -> str:
    """What something is called."""
    return given[language] if isinstance(given, Text) else say(given, language)


def number(count: int | None, language: str) -> str:
    """A count as it is written; a dash for a withheld one."""
    return say("withheld", language) if count is None else say("number", language, count=count)


def cell(given: int | Say | None, language: str) -> str:
    """A cell of a table as it is written."""
    return say(given, language) if isinstance(given, Say) else number(given, language)


def share(bars: Bars, bar: Bar, language: str) -> str:
    """The share of a bar in whole percent; empty where it may not be said, or could not be said beside its n."""
    if bar.share is None or bar.count is None or bars.n is None:
        return ""
    return say("share", language, percent=round(bar.share * 100))


def base(bars: Bars | Ranges | Map, language: str) -> str:
    """How many people answered, as ``n = 12``."""
    return say("n-withheld", language) if bars.n is None else say("n", language, count=bars.n)


def by(quoted: Quoted, language: str) -> str:
    """Whose words these are, as far as that may be said, and what they answer."""
    item = label(quoted.item, language)
    if quoted.who is None:
        return say("quote-of", language, item=item)
    return say("quote-by", language, who=label(quoted.who, language), item=item)


def heading(block: object, language: str) -> str:
    """The title of a block, with n where there is one for all of it."""
    title = label(getattr(block, "title"), language)  # noqa: B009 - every chart has one
    return f"{title} ({base(block, language)})" if isinstance(block, Bars | Ranges | Map) else title


def notes(block: object, language: str) -> tuple[str, ...]:
    """What has to be said below a block."""
    several = (say("several-note", language),) if isinstance(block, Bars) and block.several else ()
    note = getattr(block, "note", None)
    return (*several, say(note, language)) if note else several


def withholds(block: object) -> bool:
    """Something in this block is shown as a dash."""
    match block:
        case Bars():
            return any(bar.count is None for bar in block.bars)
        case Table():
            return any(each is None for row in block.rows for each in row.cells)
        case Ranges():
            return any(row.count is None for row in block.rows)
        case Agreement():
            return any(None in (row.n, row.agree, row.passed, row.disagree) for row in block.rows)
        case Contrast():
            return any(None in (dot.n, dot.count) for dot in block.dots)
        case Trend():
            return any(None in course.moments for course in block.courses)
        case Map():
            return any(circle.size is None for circle in block.circles)
        case Scoreboard():
            return any(None in (row.requests, row.answered, row.solved) for row in (*block.rows, block.total))
    return False


def _period(digest: Digest, language: str) -> str:
    if digest.opened_at is None:
        return ""
    if digest.closes_at is None:
        return say("period-since", language, **{"from": digest.opened_at})
    return say("period", language, **{"from": digest.opened_at, "to": digest.closes_at})
