"""How does a moderator see a digest before it is posted, leave something out of it, and post it or not?

What was left out stands in the moderator's notes until then, and travels in the row that has the digest composed. The
button that posts carries a word of this preview alone, so that pressing it twice posts once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot import auditing, authority, digests, fielding
from bot.auditing import Did
from bot.dialogues.entry import Entry
from bot.rights import Deed, Verdict
from bot.screens import Button, Reply, Screen, Span, Style, bold, column, lines, quote
from bot.tables import Ledger
from bot.tokens import Verb
from bot.visit import Visit
from surveys.digest.digest import Digest, Quoted
from surveys.digest.leaving import ALWAYS, LeftOut
from surveys.digest.phrases import say
from surveys.errors import Unknown
from surveys.tables import Wave, WaveState, new_id

NOTE = "preview"  # in an account's notes
QUOTES = 8  # that can be exchanged on one screen
QUOTE_SHOWN = 160  # characters of each there
WORD = 8  # characters that tell one preview from another


def pressed(visit: Visit) -> Reply:
    """Open a preview, change it, have it posted, or drop it."""
    assert visit.token
    wave = visit.wave(visit.token.wave)
    if wave.state is WaveState.DRAFT:
        raise Unknown("button-unknown")
    act, _, what = visit.token.value.partition("-")
    if not act:
        _note(visit, wave, new_id()[:WORD], LeftOut())
        return Reply((_preview(visit, wave),))
    if act == "go":
        return _post(visit, wave, what)
    if act == "drop":
        return _drop(visit, wave)
    if _draft(visit, wave) is None:
        return _gone(visit, wave)
    return _changed(visit, wave, act, what)


def _changed(visit: Visit, wave: Wave, act: str, what: str) -> Reply:
    draft = _draft(visit, wave) or {}
    left = LeftOut.read(draft)
    match act:
        case "show":
            return Reply((_preview(visit, wave),))
        case "edit":
            return Reply((_choices(visit, wave),))
        case "out" | "in":
            left = left.with_section(what, shown=act == "in")
        case "other":
            left = left.without_quote(what)
        case "all":
            left = LeftOut(left.sections)
        case _:
            raise Unknown("button-unknown")
    _note(visit, wave, str(draft["word"]), left)
    return Reply((_choices(visit, wave),))


# --- posting it, or not -----------------------------------------------------------------------------------------


def _post(visit: Visit, wave: Wave, word: str) -> Reply:
    draft = _draft(visit, wave)
    known = visit.session.get(Ledger, fielding.preview_key(wave, word)) is not None
    if not known:
        if draft is None or draft["word"] != word:
            return _gone(visit, wave)
        fielding.digest_now(visit.session, wave, visit.now, word=word, without=LeftOut.read(draft))
        auditing.noted(visit, Did.POST, wave.community_id, f"wave:{wave.id}")
        _forget(visit)
    return _end(visit, wave, "preview-twice" if known else "preview-posting", ring=True)


def _drop(visit: Visit, wave: Wave) -> Reply:
    _forget(visit)
    return _end(visit, wave, "preview-dropped")


def _gone(visit: Visit, wave: Wave) -> Reply:
    return _end(visit, wave, "preview-gone", visit.button("preview-anew", Verb.PREVIEW, wave.id))


def _end(visit: Visit, wave: Wave, key: str, *more: Button, ring: bool = False) -> Reply:
    back = visit.button("button-back", Verb.MANAGE if _may_post(visit, wave) else Verb.RESULTS, wave.id)
    row = (*more, back)
    screen = Screen(lines(visit.say(key)), (row,), private=not visit.in_direct, replaces=True)
    return Reply((screen,), ring=ring)


# --- what was left out so far -----------------------------------------------------------------------------------


def _draft(visit: Visit, wave: Wave) -> Mapping[str, Any] | None:
    """What was chosen for this wave's next digest; None where no preview is open."""
    draft: Mapping[str, Any] | None = visit.account.notes.get(NOTE)
    return draft if draft and draft["wave"] == wave.id else None


def _note(visit: Visit, wave: Wave, word: str, left: LeftOut) -> None:
    visit.account.notes = {**visit.account.notes, NOTE: {"wave": wave.id, "word": word, **left.body()}}


def _forget(visit: Visit) -> None:
    visit.account.notes = {name: note for name, note in visit.account.notes.items() if name != NOTE}


# --- how it looks -----------------------------------------------------------------------------------------------


def _preview(visit: Visit, wave: Wave) -> Screen:
    """The digest as it would be posted, in the language of the place, and what to do with it."""
    draft = _draft(visit, wave) or {}
    digest = digests.would_be(visit.session, wave, visit.now, without=LeftOut.read(draft))
    posting = (
        (
            visit.button("preview-post", Verb.PREVIEW, wave.id, value=f"go-{draft['word']}"),
            visit.button("preview-edit", Verb.PREVIEW, wave.id, value="edit"),
        )
        if _may_post(visit, wave)
        else ()
    )
    return Screen(
        (*lines(Span(visit.say("preview-title"), Style.ITALIC)), Span("\n\n"), *digests.spans(digest)),
        (
            (
                *posting,
                visit.button("preview-drop" if posting else "preview-enough", Verb.PREVIEW, wave.id, value="drop"),
            ),
        ),
        private=not visit.in_direct,
        replaces=True,
    )


def _may_post(visit: Visit, wave: Wave) -> bool:
    """An author looks only."""
    return authority.verdict(visit, Deed.POST, authority.about_wave(wave)) is Verdict.ALLOWED


def _choices(visit: Visit, wave: Wave) -> Screen:
    """What can be left out, and quotes for which the next one can be taken."""
    left = LeftOut.read(_draft(visit, wave) or {})
    whole = digests.would_be(visit.session, wave, visit.now, without=LeftOut(quotes=left.quotes))
    quotes = () if "quotes" in left.sections else whole.quotes()[:QUOTES]
    shown = [(Span(f"{number}. "), quote(_cut(each.text))) for number, each in enumerate(quotes, start=1)]
    return Screen(
        lines(bold(visit.say("preview-edit-title")), visit.say("preview-edit-about"), *shown),
        (
            *column(_sections(visit, wave, whole, left), across=2),
            *_exchanged(visit, wave, quotes),
            *(((visit.button("preview-all-quotes", Verb.PREVIEW, wave.id, value="all"),),) if left.quotes else ()),
            (visit.button("preview-back", Verb.PREVIEW, wave.id, value="show"),),
        ),
        private=not visit.in_direct,
        replaces=True,
    )


def _sections(visit: Visit, wave: Wave, whole: Digest, left: LeftOut) -> Iterator[Button]:
    """A button for each section that may be left out; those that are in are marked."""
    for section in whole.sections:
        if section.key in ALWAYS:
            continue
        is_in = section.key not in left.sections
        value = f"{'out' if is_in else 'in'}-{section.key}"
        label = say(f"section-{section.key}", visit.language)
        yield visit.button("", Verb.PREVIEW, wave.id, value=value, label=label, chosen=is_in)


def _exchanged(visit: Visit, wave: Wave, quotes: tuple[Quoted, ...]) -> Iterator[tuple[Button, ...]]:
    for number, each in enumerate(quotes, start=1):
        other = visit.say("preview-other-quote", number=number)
        black = visit.say("preview-black", number=number)
        yield (
            visit.button("", Verb.PREVIEW, wave.id, value=f"other-{each.answer_id}", label=other),
            visit.button("", Verb.REVIEW, wave.id, value=f"b{each.answer_id}", label=black),
        )


def _cut(words: str) -> str:
    return words if len(words) <= QUOTE_SHOWN else words[: QUOTE_SHOWN - 1] + "…"


COMMANDS: tuple[Entry, ...] = ()
PRESSES = {Verb.PREVIEW: pressed}
