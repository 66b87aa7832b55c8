"""How does a moderator launch a survey? Choose it, see it as members will, set what matters, start: one minute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from bot import cards, fielding
from bot.dialogues import arriving, suggesting
from bot.dialogues.entry import Entry, Word
from bot.platform import Option, OptionKind, Standing
from bot.screens import Reply, Screen, Span, bold, column, lines
from bot.tables import Place, PlaceState, Role
from bot.tokens import Verb
from bot.visit import Visit, community_language
from surveys.design import catalog
from surveys.design.ad_hoc import ad_hoc
from surveys.design.questionnaire import Questionnaire
from surveys.errors import SurveyError, Unknown
from surveys.fieldwork.waves import WaveSettings
from surveys.tables import Visibility, Wave, WaveState

DAYS = (3, 7, 14, 21, 30)
RHYTHMS = (0, 3, 7, 14)  # days between digests; 0 only at closing
AD_HOC = "own"  # in tokens: the question typed by the moderator, kept in the account's notes

# --- choosing where ---------------------------------------------------------------------------------------------


def command(visit: Visit) -> Reply:
    """``/umfrage``: in a place, for that place; in the direct chat, choose one of mine."""
    if visit.place is not None:
        visit.must_moderate(visit.place)
        return Reply((_menu(visit, arriving.place_here(visit)),))
    places = my_places(visit)
    if not places:
        return Reply((Screen(lines(bold(visit.say("launch-title")), visit.say("launch-no-places"))),))
    if len(places) == 1:
        return Reply((_menu(visit, places[0]),))
    buttons = [visit.button("", Verb.LAUNCH, place.id, label=place.name or place.address) for place in places]
    return Reply((Screen(lines(bold(visit.say("launch-title")), visit.say("launch-where")), column(buttons)),))


def my_places(visit: Visit) -> list[Place]:
    """Places this person moderates right now, among those they were seen to moderate before."""
    if not visit.known:
        return []
    query = (
        select(Place)
        .join(Role, col(Role.community_id) == Place.community_id)
        .where(
            Role.account_id == visit.account.id,
            Place.platform == visit.event.platform,
            Place.state == PlaceState.ACTIVE,
        )
        .order_by(Place.name)
    )
    places = visit.session.exec(query).all()
    standings = visit.standings(places)
    return [place for place, standing in zip(places, standings, strict=True) if standing is Standing.MODERATOR]


# --- choosing what ----------------------------------------------------------------------------------------------


def _menu(visit: Visit, place: Place) -> Screen:
    buttons = [
        visit.button(
            "", Verb.LAUNCH, place.id, value=f"c-{questionnaire.key}", label=questionnaire.title[visit.language]
        )
        for questionnaire in catalog.all()
    ]
    running = cards_of(visit, place)
    manage = [
        visit.button("", Verb.MANAGE, wave.id, label=visit.say("launch-manage", wave=wave.key)) for wave in running
    ]
    own = visit.button("launch-own", Verb.LAUNCH, place.id, value=AD_HOC)
    paragraphs: list[str | Span] = [
        bold(visit.say("launch-title")),
        visit.say("launch-what", place=place.name or place.address),
    ]
    rows = (*column(buttons), (own,), *column(manage))
    if visit.account.address is None and not visit.in_direct:  # only who wrote to us in private can be written to
        paragraphs.append(visit.say("launch-unreachable"))
        rows = (*rows, (visit.button("button-in-private", Verb.LAUNCH, place.id, direct=True),))
    return Screen(
        lines(*paragraphs),
        rows,
        private=not visit.in_direct,
        replaces=True,
    )


def cards_of(visit: Visit, place: Place) -> list[Wave]:
    """Waves of the place's community that are not over, newest first."""
    query = select(Wave).where(Wave.community_id == place.community_id, Wave.state != WaveState.CLOSED)
    return list(visit.session.exec(query.order_by(col(Wave.created_at).desc())).all())


def pressed(visit: Visit) -> Reply:
    """One step of the launch dialogue; the place is in the token, choices so far are in the account's notes."""
    token = visit.token
    assert token
    place = visit.session.get(Place, token.wave)
    if place is None:
        raise Unknown("place-unknown")
    visit.must_moderate(place)
    step, _, value = token.value.partition("-")
    match step:
        case "":
            return Reply((_menu(visit, place),))
        case "c":
            _note(visit, key=value, question=None)
            return _preview(visit, place)
        case "own":
            visit.account.awaits = f"own-question:{place.id}"
            return Reply((Screen(lines(visit.say("launch-own-question")), typed=True, private=not visit.in_direct),))
        case "days" | "rhythm" | "show" | "named":
            _note(visit, **{step: value})
            return _preview(visit, place, again=True)
        case "go":
            return _start(visit, place)
        case _:
            raise Unknown("button-unknown")


def own_question(visit: Visit, place_id: str) -> Reply:
    """The moderator typed a question of their own."""
    place = visit.session.get(Place, place_id)
    if place is None:
        raise Unknown("place-unknown")
    visit.must_moderate(place)
    return ask(visit, place, visit.event.text.strip())


def ask(visit: Visit, place: Place, question: str) -> Reply:
    """Show what a question of the moderator's own will look like; raises QuestionnaireError where it is none."""
    ad_hoc(question, language=visit.language)
    _note(visit, key=AD_HOC, question=question)
    return _preview(visit, place)


# --- preview, settings, start -----------------------------------------------------------------------------------


def _preview(visit: Visit, place: Place, *, again: bool = False) -> Reply:
    """The card exactly as members will see it, and what can be set; after a setting only the latter."""
    questionnaire = _chosen(visit)
    settings = _settings(visit, place, questionnaire)
    house = visit.house
    wave = Wave(
        id="preview",
        key="preview",
        community_id=place.community_id,
        questionnaire_id="",
        state=WaveState.OPEN,
        language=settings.language,
        closes_at=settings.closes_at,
        visibility=settings.visibility,
        retention_months=settings.retention_months,
        created_at=visit.now,
    )
    card = cards.draw(wave, questionnaire, 0, settings=house.settings, keys=house.keys)
    seen = replace(card, rows=(), private=not visit.in_direct)
    choose = Screen(
        lines(bold(visit.say("launch-settings")), visit.say("launch-settings-note", days=_days(visit, settings))),
        (
            _choices(visit, place, "days", DAYS, _days(visit, settings)),
            _choices(visit, place, "rhythm", RHYTHMS, settings.digest_every_days),
            _choices(visit, place, "show", tuple(Visibility)[:2], settings.visibility),
            _choices(visit, place, "named", (0, 1), int(settings.named_quotes)),
            (
                visit.button("launch-go", Verb.LAUNCH, place.id, value="go"),
                visit.button("launch-cancel", Verb.LAUNCH, place.id),
            ),
        ),
        private=not visit.in_direct,
        replaces=again,
    )
    return Reply((choose,) if again else (seen, choose))


def _days(visit: Visit, settings: WaveSettings) -> int:
    return (settings.closes_at - visit.now).days if settings.closes_at else 0


def _choices(visit: Visit, place: Place, name: str, values: tuple[Any, ...], current: object) -> tuple[Any, ...]:
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


def _start(visit: Visit, place: Place) -> Reply:
    questionnaire = _chosen(visit)
    settings = _settings(visit, place, questionnaire)
    wave = fielding.start(visit.session, visit.house, questionnaire, [place], settings, visit.now)
    visit.account.notes = {}
    manage = visit.button("launch-manage-now", Verb.MANAGE, wave.id)
    text = visit.say("launched", wave=wave.key, place=place.name or place.address)
    return Reply((Screen(lines(text), ((manage,),), private=not visit.in_direct, replaces=True),), ring=True)


def _chosen(visit: Visit) -> Questionnaire:
    notes: Mapping[str, Any] = visit.account.notes
    if notes.get("key") == AD_HOC and notes.get("question"):
        return ad_hoc(str(notes["question"]), language=visit.language)
    try:
        return catalog.load(str(notes.get("key")))
    except (KeyError, SurveyError) as error:
        raise Unknown("questionnaire-unknown") from error


def _settings(visit: Visit, place: Place, questionnaire: Questionnaire) -> WaveSettings:
    notes: Mapping[str, Any] = visit.account.notes
    changes: dict[str, Any] = {}
    try:
        days = int(notes["days"]) if "days" in notes else None
        if "rhythm" in notes:
            changes["digest_every_days"] = int(notes["rhythm"])
        if "show" in notes:
            changes["visibility"] = Visibility(notes["show"])
        if "named" in notes:
            changes["named_quotes"] = notes["named"] == "1"
    except ValueError as error:
        raise Unknown("button-unknown") from error
    language = community_language(visit.session, place.community_id)
    return replace(WaveSettings.of(questionnaire, visit.now, language=language, days=days), **changes)


def _note(visit: Visit, **notes: str | None) -> None:
    visit.account.notes = {**visit.account.notes, **notes}


WORDS = (
    Word("start", (Option("katalog", suggests=True), Option("ort", OptionKind.PLACE))),
    Word("frage", (Option("ort", OptionKind.PLACE),)),
    Word("datei", (Option("datei", OptionKind.FILE, required=True), Option("ort", OptionKind.PLACE))),
)
COMMANDS = (Entry("umfrage", command, also=("survey",), moderators=True, in_places=True, words=WORDS),)
SUGGESTS = {("umfrage", "katalog"): suggesting.questionnaires}
PRESSES = {Verb.LAUNCH: pressed}
AWAITED = {"own-question": own_question}
