"""What will a wave look like, and what shall apply to it? What a moderator has chosen so far is in their account's notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot import authority, cards, series
from bot.rights import Deed
from bot.screens import Button, Reply, Screen, bold, column, lines
from bot.tables import Place, PlaceState
from bot.tokens import Verb
from bot.visit import Visit, community_language
from surveys.design import catalog
from surveys.design.questionnaire import Questionnaire
from surveys.errors import NotAllowed, SurveyError, Unknown
from surveys.fieldwork.waves import WaveSettings
from surveys.tables import Visibility, Wave, WaveState

DAYS = (3, 7, 14, 21, 30)
RHYTHMS = (0, 3, 7, 14)  # days between digests; 0 only at closing
OPENINGS = ("now", "tomorrow", "monday")
WEEKS = (0, 4, 12)  # until a next wave opens; 0 for none
OPENING_HOUR = time(9)  # local
PLACES = 20  # offered; with the way back they fit into one message everywhere
SETTINGS = ("days", "rhythm", "show", "named", "anonymous", "opens", "remind", "weeks")

# --- what is asked ----------------------------------------------------------------------------------------------


def begin(visit: Visit, what: str | Questionnaire, **settings: object) -> None:
    """Choose what is asked, by its key in the catalog or as a whole; all else is as it suggests, and here."""
    if isinstance(what, str):
        catalog.load(what)  # raises Unknown
        visit.account.notes = {"key": what, **settings}
    else:
        body = what.model_dump(mode="json", by_alias=True, exclude_defaults=True)  # a file's limit is this one's too
        visit.account.notes = {"own": body, **settings}


def is_begun(visit: Visit) -> bool:
    """Whether something is chosen that was not started yet."""
    return "key" in visit.account.notes or "own" in visit.account.notes


def questionnaire(visit: Visit) -> Questionnaire:
    """What is asked; raises Unknown where nothing is chosen (any more)."""
    notes: Mapping[str, Any] = visit.account.notes
    if "own" in notes:
        return Questionnaire.model_validate(notes["own"])
    try:
        return catalog.load(str(notes.get("key")))
    except SurveyError as error:
        raise Unknown("questionnaire-unknown") from error


# --- what applies -----------------------------------------------------------------------------------------------


def choose(visit: Visit, setting: str, value: str) -> None:
    """Note one setting."""
    visit.account.notes = {**visit.account.notes, setting: value}


def settings(visit: Visit, place: Place) -> WaveSettings:
    """What was chosen, and what the questionnaire suggests for the rest; raises Unknown for what is no choice."""
    notes: Mapping[str, Any] = visit.account.notes
    changes: dict[str, Any] = {}
    try:
        days = int(notes["days"]) if "days" in notes else None
        opens_at = opening(str(notes.get("opens", "now")), visit.now, visit.house.settings.zone)
        if "rhythm" in notes:
            changes["digest_every_days"] = int(notes["rhythm"])
        if "show" in notes:
            changes["visibility"] = Visibility(notes["show"])
        if "named" in notes:
            changes["named_quotes"] = notes["named"] == "1"
        if "anonymous" in notes:
            changes["anonymous"] = notes["anonymous"] == "1"
        if "remind" in notes:
            changes["remind"] = notes["remind"] == "1"
        if "weeks" in notes:
            changes["every_weeks"] = int(notes["weeks"])
    except ValueError as error:
        raise Unknown("button-unknown") from error
    language = community_language(visit.session, place.community_id)
    suggested = WaveSettings.of(questionnaire(visit), visit.now, language=language, opens_at=opens_at, days=days)
    return series.ending(_agreeing(replace(suggested, **changes)), visit.house.settings.zone, visit.now)


def _agreeing(chosen: WaveSettings) -> WaveSettings:
    """An anonymous wave names nobody and shows nothing live, whatever else was chosen before."""
    if not chosen.anonymous:
        return chosen
    live = chosen.visibility is Visibility.OPEN
    return replace(chosen, named_quotes=False, visibility=Visibility.AFTER_ANSWER if live else chosen.visibility)


def opening(when: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment of an opening that can be chosen, in UTC; None for at once. Raises ValueError for any other."""
    today = now.astimezone(zone).date()
    days = {"now": 0, "tomorrow": 1, "monday": 7 - today.weekday()}.get(when)
    if days is None:
        raise ValueError(when)
    if not days:
        return None
    return datetime.combine(today + timedelta(days=days), OPENING_HOUR, zone).astimezone(now.tzinfo)


# --- where it stands --------------------------------------------------------------------------------------------


def candidates(visit: Visit, place: Place) -> list[Place]:
    """Places of the same community, on whichever platform, in which a card can stand; this one first."""
    query = (
        select(Place)
        .where(Place.community_id == place.community_id, Place.state == PlaceState.ACTIVE)
        .order_by(col(Place.id) != place.id, Place.platform, Place.name, Place.id)
    )
    return [each for each in visit.session.exec(query) if not each.abilities.get("holds")][:PLACES]


def may_use(visit: Visit, places: Sequence[Place]) -> list[Place]:
    """Those of the places a moderator of their community may choose.

    On the platform they act from they have to moderate each of them now. On another one nobody can be asked: there it
    suffices that the communities were linked, which only somebody could do who moderates both.
    """
    mine = authority.permitted(visit, Deed.LAUNCH, [each for each in places if each.platform == visit.event.platform])
    return [each for each in places if each in mine or each.platform != visit.event.platform]


def places(visit: Visit, place: Place) -> list[Place]:
    """Where the card shall stand: here, unless something else was chosen."""
    chosen = visit.account.notes.get("at", [place.id])
    return [each for each in candidates(visit, place) if each.id in chosen]


def set_place(visit: Visit, place: Place, other: str, *, on: bool) -> None:
    """Let the card stand in another place, or no longer."""
    kept = [each.id for each in places(visit, place) if each.id != other]
    visit.account.notes = {**visit.account.notes, "at": [*kept, other] if on else kept}


def which_places(visit: Visit, place: Place) -> Screen:
    """Choose where the card shall stand."""
    chosen = {each.id for each in places(visit, place)}
    buttons = [
        visit.button(
            "",
            Verb.LAUNCH,
            place.id,
            value=f"{'not' if each.id in chosen else 'at'}-{each.id}",
            label=name_of(each),
            chosen=each.id in chosen,
        )
        for each in may_use(visit, candidates(visit, place))
    ]
    done = visit.button("button-done", Verb.LAUNCH, place.id, value="set")
    text = lines(bold(visit.say("launch-places")), visit.say("launch-places-note"))
    return Screen(text, (*column(buttons, across=2), (done,)), private=not visit.in_direct, replaces=True)


def name_of(place: Place) -> str:
    """A place as it is told apart from those of other platforms."""
    return f"{place.name or place.address} ({place.platform.capitalize()})"


def ensure_may_use(visit: Visit, chosen: Sequence[Place]) -> None:
    """Raise NotAllowed unless all the places may be chosen."""
    if len(may_use(visit, chosen)) < len(chosen):
        raise NotAllowed("not-a-moderator")


# --- shown before it starts -------------------------------------------------------------------------------------


def preview(visit: Visit, place: Place, *, again: bool = False) -> Reply:
    """The card exactly as members will see it, and what can be set; after a setting only the latter."""
    asked, chosen = questionnaire(visit), settings(visit, place)
    if again:
        return Reply((_settings(visit, place, chosen),))
    wave = Wave(
        id="preview",
        key="preview",
        community_id=place.community_id,
        questionnaire_id="",
        state=WaveState.OPEN,
        language=chosen.language,
        closes_at=chosen.closes_at,
        visibility=chosen.visibility,
        anonymous=chosen.anonymous,
        retention_months=chosen.retention_months,
        created_at=visit.now,
    )
    seen = replace(cards.preview(wave, asked, settings=visit.house.settings), private=not visit.in_direct)
    return Reply((seen, _settings(visit, place, chosen, again=False)))


def _settings(visit: Visit, place: Place, chosen: WaveSettings, *, again: bool = True) -> Screen:
    lasts = chosen.closes_at - (chosen.opens_at or visit.now) if chosen.closes_at else timedelta()
    days = round(lasts / timedelta(days=1))  # the clocks may change meanwhile
    opens = visit.account.notes.get("opens", "now")
    rows: list[tuple[Button, ...]] = [
        _choices(visit, place, "days", DAYS, days),
        _choices(visit, place, "rhythm", RHYTHMS, chosen.digest_every_days),
        _choices(visit, place, "show", tuple(Visibility)[:2], chosen.visibility),
        _choices(visit, place, "anonymous", (0, 1), int(chosen.anonymous)),
        *(() if chosen.anonymous else (_choices(visit, place, "named", (0, 1), int(chosen.named_quotes)),)),
        _choices(visit, place, "opens", OPENINGS, opens),
        _choices(visit, place, "remind", (0, 1), int(chosen.remind)),
        _choices(visit, place, "weeks", WEEKS, chosen.every_weeks),
    ]
    if len(candidates(visit, place)) > 1:
        label = visit.say("launch-stands-in", count=len(places(visit, place)))
        rows.append((visit.button("", Verb.LAUNCH, place.id, value="where", label=label),))
    rows.append(
        (
            visit.button("launch-go", Verb.LAUNCH, place.id, value="go"),
            visit.button("launch-cancel", Verb.LAUNCH, place.id),
        )
    )
    text = lines(bold(visit.say("launch-settings")), visit.say("launch-settings-note", days=days))
    return Screen(text, tuple(rows), private=not visit.in_direct, replaces=again)


def _choices(visit: Visit, place: Place, name: str, values: Sequence[Any], current: object) -> tuple[Button, ...]:
    return tuple(
        visit.button(
            "",
            Verb.LAUNCH,
            place.id,
            value=f"{name}-{value}",
            label=visit.say(f"launch-{name}", value=value if isinstance(value, int) else str(value)),
            chosen=value == current,
        )
        for value in values
    )
