"""How does a moderator launch a survey? Choose it, see it as members will, set what matters, start: one minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlmodel import col, select

from bot import auditing, authority, cards, fielding, tokens
from bot.auditing import Did
from bot.dialogues import arriving, checking, choosing, suggesting
from bot.dialogues.entry import Entry, Word, word_of
from bot.platform import Act, Forms, Option, OptionKind
from bot.rights import Deed
from bot.screens import Entry as Way
from bot.screens import Field, Form, Reply, Screen, Span, bold, column, lines, quote
from bot.tables import Place, PlaceState
from bot.tokens import Token, Verb
from bot.visit import Visit
from surveys.design import catalog, reading
from surveys.design.ad_hoc import YES_NO, ad_hoc
from surveys.design.text import TEXT_LIMIT, TITLE_LIMIT
from surveys.errors import QuestionnaireError, Unknown
from surveys.tables import Wave, WaveState

AD_HOC = "own"  # in tokens: a question of the moderator's own
ASKED_SO = ("open", YES_NO, "choice", "choices", "scale")  # how a question of one's own may be answered
OPTIONS_LIMIT = 1500  # characters typed, one option a line
FLAWS = 15  # of a file, named at once; the rest is counted

# --- choosing where ---------------------------------------------------------------------------------------------


def command(visit: Visit) -> Reply:
    """``/umfrage``, and what may follow it."""
    word, rest = word_of(WORDS, visit.event.text)
    return _ACTS[word](visit, rest)


def _places(visit: Visit) -> list[Place]:
    """The place of the event, or the one it names; in the direct chat all of mine. Raises NotAllowed."""
    if visit.place is None:
        return my_places(visit, Deed.LAUNCH)
    place = arriving.place_here(visit)
    authority.ensure(visit, Deed.LAUNCH, authority.about_place(place))
    return [place]


def _in_one(visit: Visit, places: list[Place], act: Callable[[Visit, Place], Reply], value: str) -> Reply:
    """Go on in the place; where there are several, ask which, by buttons that remember the way."""
    if len(places) == 1:
        return act(visit, places[0])
    title = bold(visit.say("launch-title"))
    if not places:
        return Reply((Screen(lines(title, visit.say("launch-no-places"))),))
    buttons = [
        visit.button("", Verb.LAUNCH, place.id, value=value, label=place.name or place.address) for place in places
    ]
    return Reply((Screen(lines(title, visit.say("launch-where")), column(buttons)),))


def my_places(visit: Visit, deed: Deed) -> list[Place]:
    """Places in which this person may do it right now, among those of the communities they are known in."""
    places = [
        place
        for place in authority.known_places(visit)
        if place.state == PlaceState.ACTIVE and not place.abilities.get("holds")
    ]
    return authority.permitted(visit, deed, places)


# --- choosing what ----------------------------------------------------------------------------------------------


def _any(visit: Visit, _: str) -> Reply:
    return _in_one(visit, _places(visit), _menu, "")


def _ready(visit: Visit, typed: str) -> Reply:
    """``/umfrage start kundenservice``: straight to what it will look like; without a key the list."""
    if not typed:
        return _any(visit, typed)
    places = _places(visit)
    found = [key for key, _ in suggesting.questionnaires(typed, visit.language)]
    choosing.begin(visit, found[0] if len(found) == 1 else typed.lower())
    return _in_one(visit, places, _go_on, "here")


def _own(visit: Visit, _: str) -> Reply:
    return _in_one(visit, _places(visit), _ask_own, AD_HOC)


def _file(visit: Visit, _: str) -> Reply:
    """``/umfrage datei``: a questionnaire of the moderator's own; every violated limit is named with its line."""
    places = _places(visit)
    file = visit.event.file
    if file is None or not places:
        key = "launch-file-missing" if places else "launch-no-places"
        return Reply((Screen(lines(visit.say(key)), private=not visit.in_direct),))
    try:
        choosing.begin(visit, reading.read(file.content, file.name[:80]))
    except QuestionnaireError as error:
        return Reply((Screen(_flaws(visit, error), private=not visit.in_direct),))
    return _in_one(visit, places, _go_on, "here")


def file_sent(visit: Visit) -> Reply:
    """A file without a word, in the direct chat, can only be a questionnaire."""
    return _file(visit, "")


def _go_on(visit: Visit, place: Place) -> Reply:
    """Where the choice stands: what is chosen, else the list."""
    return choosing.preview(visit, place) if choosing.is_begun(visit) else _menu(visit, place)


def _menu(visit: Visit, place: Place) -> Reply:
    """The list of what can be asked; what was chosen before is dropped."""
    visit.account.notes = {}
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
        if visit.event.forms is Forms.NONE:
            paragraphs.append(visit.say("launch-unreachable"))
            rows = (*rows, (visit.button("button-in-private", Verb.LAUNCH, place.id, direct=True),))
        else:  # where we are heard unseen in the place itself, nobody has to go elsewhere first
            paragraphs.append(visit.say("launch-unreachable-yet"))
            rows = (*rows, (visit.button("launch-tell-me", Verb.DIRECT),))
    return Reply((Screen(lines(*paragraphs), rows, private=not visit.in_direct, replaces=True),))


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
    step, _, value = token.value.partition("-")
    match step:
        case "":
            return _menu(visit, place)
        case "here":
            return _go_on(visit, place)
        case "c":
            choosing.begin(visit, value)
            return choosing.preview(visit, place)
        case "own":
            return _ask_own(visit, place)
        case "form" if visit.event.act is Act.SUBMIT:
            return ask(visit, place, visit.event.fields)
        case "where":
            return Reply((choosing.which_places(visit, place),))
        case "at" | "not":
            choosing.set_place(visit, place, value, on=step == "at")
            return Reply((choosing.which_places(visit, place),))
        case "set":
            return choosing.preview(visit, place, again=True)
        case "go":
            return _start(visit, place)
        case _ if step in choosing.SETTINGS:
            choosing.choose(visit, step, value)
            return choosing.preview(visit, place, again=True)
        case _:
            raise Unknown("button-unknown")


# --- a question of the moderator's own --------------------------------------------------------------------------


def _ask_own(visit: Visit, place: Place) -> Reply:
    """Ask for the question: in a form where one may be opened, else in words."""
    if visit.event.forms is Forms.NOW:
        return Reply((Screen(form=_form(visit, place)),))
    return Reply((_awaiting(visit, place, Screen(lines(visit.say("launch-own-question")))),))


def _awaiting(visit: Visit, place: Place, screen: Screen) -> Screen:
    """The screen, and what comes next: the question in words, or a form behind a button."""
    private = not visit.in_direct
    if visit.event.forms is Forms.NONE:
        visit.account.awaits = f"own-question:{place.id}"
        return Screen(screen.spans, typed=True, private=private)
    return Screen(screen.spans, ((visit.button("launch-own", Verb.LAUNCH, place.id, value=AD_HOC),),), private=private)


def _form(visit: Visit, place: Place) -> Form:
    draft: Mapping[str, str] = visit.account.notes.get("draft", {})
    kinds = tuple((kind, visit.say(f"launch-kind-{kind}")) for kind in ASKED_SO)
    days = tuple((str(days), visit.say("launch-days", value=days)) for days in choosing.DAYS)

    def field(key: str, way: Way, default: str = "", **more: object) -> Field:
        about = visit.say(f"launch-form-{key}-about")
        label = visit.say(f"launch-form-{key}")
        return Field(key, label, way, about, value=draft.get(key, default), **more)  # type: ignore[arg-type]

    return Form(
        tokens.write(Token(Verb.LAUNCH, place.id, value="form"), visit.house.keys),
        visit.say("launch-own"),
        (),
        (
            field("question", Way.WORDS, required=True, longest=TEXT_LIMIT),
            field("title", Way.WORDS, longest=TITLE_LIMIT),
            field("kind", Way.ONE, "open", options=kinds, required=True),
            field("options", Way.WORDS, longest=OPTIONS_LIMIT),
            field("days", Way.ONE, "7", options=days, required=True),
        ),
    )


def own_question(visit: Visit, place_id: str) -> Reply:
    """The moderator typed a question of their own."""
    place = visit.session.get(Place, place_id)
    if place is None:
        raise Unknown("place-unknown")
    authority.ensure(visit, Deed.LAUNCH, authority.about_place(place))
    return ask(visit, place, {"question": visit.event.text})


def ask(visit: Visit, place: Place, given: Mapping[str, str]) -> Reply:
    """Show what a question of the moderator's own will look like; where it cannot be asked, say why and ask anew."""
    days = int(given.get("days", "7")) if given.get("days", "7").isdecimal() else 7
    try:
        asked = ad_hoc(
            given.get("question", ""),
            given.get("title", ""),
            given.get("kind") or "open",
            language=visit.language,
            options=given.get("options", "").splitlines(),
            days=days,
        )
    except QuestionnaireError as error:
        visit.account.notes = {"draft": dict(given)}
        if visit.event.forms is Forms.NOW:  # a message that is too long, say: it stands there to be shortened
            return Reply((Screen(form=_form(visit, place)),))
        text = lines(_flaws(visit, error), quote(given.get("question", "")))
        return Reply((_awaiting(visit, place, Screen(text)),))
    choosing.begin(visit, asked)
    return choosing.preview(visit, place)


def _flaws(visit: Visit, error: QuestionnaireError) -> tuple[Span, ...]:
    """Everything that is wrong, each with its line; what was expected is said in English, as in the file."""
    named = [
        visit.say(
            "launch-flaw-line" if flaw.line else "launch-flaw",
            line=flaw.line or 0,
            where=flaw.where or error.file,
            expected=flaw.expected,
            found=flaw.found or "–",
        )
        for flaw in error.violations[:FLAWS]
    ]
    more = len(error.violations) - len(named)
    return lines(
        bold(visit.say(error.key, **error.values)),
        "\n".join(named),
        visit.say("launch-more-flaws", count=more) if more else "",
    )


# --- starting ---------------------------------------------------------------------------------------------------


def _start(visit: Visit, place: Place) -> Reply:
    questionnaire, settings = choosing.questionnaire(visit), choosing.settings(visit, place)
    places = choosing.places(visit, place)
    choosing.ensure_may_use(visit, places)
    wave = fielding.start(visit.session, visit.house, questionnaire, places, settings, visit.now)
    auditing.noted(visit, Did.START, wave.community_id, f"wave:{wave.id}")
    visit.account.notes = {}
    manage = visit.button("launch-manage-now", Verb.MANAGE, wave.id)
    names = [each.name or each.address for each in places] if len(places) == 1 else map(choosing.name_of, places)
    named = ", ".join(names)
    if settings.opens_at is None:
        text = visit.say("launched", wave=wave.key, place=named)
    else:
        date = cards.local_date(settings.opens_at, visit.house.settings, visit.language)
        hour = choosing.OPENING_HOUR.hour
        text = visit.say("launched-later", wave=wave.key, place=named, date=date, hour=hour)
    return Reply((Screen(lines(text), ((manage,),), private=not visit.in_direct, replaces=True),), ring=True)


_PLACE = Option("ort", OptionKind.PLACE)
WORDS = (
    Word("start", (Option("katalog", suggests=True), _PLACE)),
    Word("frage", (_PLACE,)),
    Word("datei", (Option("datei", OptionKind.FILE, required=True), _PLACE)),
    Word("check", (_PLACE,)),
)
_ACTS: dict[str, Callable[[Visit, str], Reply]] = {
    "": _any,
    "start": _ready,
    "frage": _own,
    "datei": _file,
    "check": lambda visit, _: checking.command(visit),
}

COMMANDS = (Entry("umfrage", command, also=("survey",), moderators=True, in_places=True, words=WORDS),)
SUGGESTS = {("umfrage", "katalog"): suggesting.questionnaires}
PRESSES = {Verb.LAUNCH: pressed}
AWAITED = {"own-question": own_question}
