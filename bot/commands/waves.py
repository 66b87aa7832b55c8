"""``nachgefragt wave``: how is a survey opened, looked after and closed from the command line?"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.arguments import OK, Commands, command, group, whole

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.settings import Settings
    from bot.tables import Place
    from surveys.design.questionnaire import Questionnaire
    from surveys.tables import Wave

PLACE = re.compile(
    r"telegram:(?P<telegram>-?\d{1,20}(?:/\d{1,20})?)|discord:(?P<discord>\d{1,20}/\d{1,20})|(?P<console>console)"
)
IN_SERVERS = frozenset({"discord"})  # platforms where a place lies in a server, which is a place of its community, too
PLACE_NAME = 128  # characters, column ``name``


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(commands, "wave", "Waves: each time a questionnaire is asked, from opening to closing.")
    listing = command(mine, "list", "list the waves: state, place, participants", _list)
    listing.add_argument("--json", action="store_true", help="for programs")
    opening = command(
        mine,
        "open",
        "open a wave of a questionnaire in one or more places\nIts card appears there as soon as the bot runs. Places "
        "named together belong to one community.",
        _open,
        examples="  nachgefragt wave open kundenservice --place telegram:-1001234567890\n"
        "  nachgefragt wave open kundenservice --place telegram:-1001234567890/45 --days 7    a topic of a group\n"
        "  nachgefragt wave open kundenservice --place discord:81384788765712384/381870553235193857\n"
        "  nachgefragt wave open --file mine.toml --place telegram:-1001234567890\n"
        '  nachgefragt wave open kundenservice --place telegram:-1001234567890 --opens-at "2026-12-01 09:00"',
    )
    opening.add_argument("key", metavar="KEY", nargs="?", help="a questionnaire of the catalog (see `catalog list`)")
    opening.add_argument("--file", metavar="FILE", type=Path, help="a questionnaire file of your own instead of KEY")
    opening.add_argument(
        "--place",
        metavar="PLACE",
        action="append",
        required=True,
        type=_place,
        help="telegram:<chat id>, telegram:<chat id>/<topic id>, discord:<server id>/<channel id> or console; "
        "may be repeated",
    )
    opening.add_argument(
        "--opens-at",
        metavar="TIME",
        type=_time,
        help='when it opens by itself, such as "2026-12-01 09:00" in NACHGEFRAGT_TIMEZONE (default: now)',
    )
    lasting = opening.add_mutually_exclusive_group()
    lasting.add_argument("--days", type=whole(1, 366), help="how long it is open (default: as the questionnaire says)")
    lasting.add_argument("--closes-at", metavar="TIME", type=_time, help="when it closes, instead of --days")
    opening.add_argument(
        "--every-weeks",
        metavar="WEEKS",
        type=whole(1, 52),
        default=0,
        help="ask again every so many weeks, at the same time of the day",
    )
    opening.add_argument(
        "--anonymous",
        action="store_true",
        help="nobody can tell whose answers are whose once it is closed (default: as the questionnaire says)",
    )
    opening.add_argument("--no-reminder", action="store_true", help="no reminder in its places a day before it closes")
    opening.add_argument(
        "--language", choices=("de", "en"), help="of the card and the digest (default: the community's)"
    )
    opening.add_argument("--json", action="store_true", help="for programs")
    for name, about, act in (
        ("close", "close a wave; its last digest follows", "close"),
        ("pause", "take no answers until it is resumed", "pause"),
        ("resume", "take answers again", "resume"),
    ):
        changing = command(mine, name, about, _change(act))
        changing.add_argument("wave", metavar="WAVE", help="such as kundenservice-1")
    extending = command(mine, "extend", "close a wave some days later", _change("extend"))
    extending.add_argument("wave", metavar="WAVE", help="such as kundenservice-1")
    extending.add_argument("days", metavar="DAYS", type=whole(1, 366))


def _place(given: str) -> tuple[str, str]:
    """Platform and address."""
    found = PLACE.fullmatch(given.strip())
    if found is None:
        expected = "telegram:-1001234567890, telegram:-1001234567890/45, discord:<server id>/<channel id> or console"
        raise argparse.ArgumentTypeError(f"expected {expected}, not {given!r}")
    [named] = [(platform, address) for platform, address in found.groupdict().items() if address is not None]
    return named


def _time(given: str) -> str:
    """A local time, or one with a zone of its own; which instant it is the settings tell."""
    from bot import times

    try:
        times.written(given)
    except ValueError:
        expected = '"2026-12-01 09:00", or with an offset: 2026-12-01T09:00+01:00'
        raise argparse.ArgumentTypeError(f"expected {expected}, not {given!r}") from None
    return given


# --- list -------------------------------------------------------------------------------------------------------


def _list(given: argparse.Namespace) -> int:
    from bot.commands import office

    with office.opened(office.settings()) as store:
        waves = store.read_now(_described)
    if given.json:
        print(office.as_json(waves))
    elif waves:
        head = ["WAVE", "STATE", "PEOPLE", "PENDING", "UNTIL", "PLACES"]
        print(office.table([head, *(_row(each) for each in waves)]))
    else:
        print("no wave yet: `nachgefragt wave open` begins one", file=sys.stderr)
    return OK


def _row(told: dict[str, Any]) -> list[str]:
    places = ", ".join(
        each["place"] + ("" if each["state"] == "active" else f" ({each['state']})") for each in told["places"]
    )
    return [
        told["key"],
        told["state"],
        str(told["participants"]),
        str(told["pending"]),
        (told["closes_at"] or "")[:10],
        places,
    ]


def _described(session: Session) -> list[dict[str, Any]]:
    from surveys.fieldwork import waves

    return [describe(session, wave) for wave in waves.listed(session)]


def describe(session: Session, wave: Wave) -> dict[str, Any]:
    """A wave as ``--json`` tells it; the names are stable."""
    from bot import fielding
    from bot.checks import written
    from surveys.analysis import results
    from surveys.fieldwork import moderation, waves

    questionnaire = waves.questionnaire_of(session, wave)
    return {
        "key": wave.key,
        "state": wave.state.value,
        "questionnaire": questionnaire.key,
        "title": questionnaire.title[wave.language],
        "language": wave.language,
        "sample": wave.sample,
        "anonymous": wave.anonymous,
        "participants": results.participants(session, wave),
        "pending": moderation.count(session, wave),
        "opens_at": _moment(wave.opens_at),
        "opened_at": _moment(wave.opened_at),
        "closes_at": _moment(wave.closes_at),
        "closed_at": _moment(wave.closed_at),
        "remind": wave.remind,
        "every_weeks": wave.every_weeks,
        "again_at": _moment(fielding.planned_again(session, wave)),
        "places": [
            {"place": written(place.platform, place.address), "name": place.name, "state": place.state.value}
            for place in fielding.places_of(session, wave.id, resting=True)
        ],
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


# --- open -------------------------------------------------------------------------------------------------------


def _open(given: argparse.Namespace) -> int:
    from bot import keys
    from bot.commands import office
    from bot.visit import House

    if (given.key is None) == (given.file is None):
        raise office.Failure("wave open: name either a KEY of the catalog or a --file", 2)
    settings = office.settings()
    with office.spoken():
        questionnaire = _chosen(given)
    with office.opened(settings, create=True) as store:
        house = House(settings, keys.load(settings))

        def work(session: Session) -> dict[str, Any]:
            return describe(session, _fielded(session, house, questionnaire, given))

        told = store.write_now(work)
    if given.json:
        print(office.as_json(told))
    else:
        where = ", ".join(each["place"] for each in told["places"])
        begins = "is open" if told["state"] == "open" else f"opens at {_local(told['opens_at'], settings)}"
        print(f"{told['key']} {begins} in {where} until {_local(told['closes_at'], settings)}")
    return OK


def _local(moment: str, settings: Settings) -> str:
    """A moment as the operator's clock shows it."""
    return f"{datetime.fromisoformat(moment).astimezone(settings.zone):%Y-%m-%d %H:%M}"


def _chosen(given: argparse.Namespace) -> Questionnaire:
    from surveys.design import catalog
    from surveys.design.reading import load

    return load(given.file) if given.file else catalog.load(given.key)


def _fielded(session: Session, house: Any, questionnaire: Questionnaire, given: argparse.Namespace) -> Wave:
    from bot import auditing, fielding, times
    from bot.visit import community_language
    from surveys.fieldwork.waves import WaveSettings

    now = datetime.now(UTC)
    zone = house.settings.zone
    places = places_at(session, given.place, house.settings, now)
    settings = WaveSettings.of(
        questionnaire,
        now,
        language=given.language or community_language(session, places[0].community_id),
        opens_at=times.read(given.opens_at, zone, now) if given.opens_at else None,
        closes_at=times.read(given.closes_at, zone, now) if given.closes_at else None,
        days=given.days,
    )
    settings = replace(settings, remind=not given.no_reminder, every_weeks=given.every_weeks)
    if given.anonymous:
        settings = replace(settings, anonymous=True, named_quotes=False)
    wave = fielding.start(session, house, questionnaire, places, settings, now)
    auditing.note(session, auditing.OPERATOR, auditing.Did.START, wave.community_id, f"wave:{wave.id}", "", now)
    return wave


def places_at(session: Session, addresses: Sequence[tuple[str, str]], settings: Settings, now: datetime) -> list[Place]:
    """The places at these addresses; unknown ones join the community of the known ones, else one of their own."""
    from bot.tables import Community, Place
    from bot.visit import find_place

    known = {each: find_place(session, *each) for each in dict.fromkeys(addresses)}
    community_id = next((place.community_id for place in known.values() if place is not None), None)
    if community_id is None:
        name = ", ".join(address for _, address in known)
        community = Community(name=name[:PLACE_NAME], language=settings.language, created_at=now)
        session.add(community)
        session.flush()
        community_id = community.id
    places = []
    for (platform, address), place in known.items():
        if place is None or place.address != address:  # a topic we do not know belongs to its group's community
            belongs = place.community_id if place else community_id
            if place is None and platform in IN_SERVERS:
                _ensure_server(session, belongs, platform, address.split("/", maxsplit=1)[0])
            place = Place(community_id=belongs, platform=platform, address=address)
            session.add(place)
            session.flush()
        places.append(place)
    return places


def _ensure_server(session: Session, community_id: str, platform: str, address: str) -> None:
    """The server of an unknown channel, so that its other channels belong to the same community."""
    from bot.tables import Place
    from bot.visit import find_place

    if find_place(session, platform, address) is None:
        session.add(Place(community_id=community_id, platform=platform, address=address, abilities={"holds": True}))
        session.flush()


# --- change -----------------------------------------------------------------------------------------------------


def _change(what: str) -> Callable[[argparse.Namespace], int]:
    def act(given: argparse.Namespace) -> int:
        from bot import anonymity, keys
        from bot.commands import office

        settings = office.settings()
        with office.opened(settings) as store:
            told = store.write_now(lambda session: _changed(session, what, given, settings))
            if what == "close":
                held = keys.load(settings)
                anonymity.destroy(held, store.read_now(lambda session: anonymity.over(session, held)))
        until = f" until {told['closes_at'][:10]}" if told["state"] == "open" and told["closes_at"] else ""
        print(f"{told['key']} is {told['state']}{until}")
        return OK

    return act


def _changed(session: Session, what: str, given: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    from bot import auditing, fielding
    from surveys.fieldwork import waves

    wave, now = waves.find(session, given.wave), datetime.now(UTC)
    match what:
        case "extend":
            fielding.extend(session, wave, settings, given.days, now)
        case "close":
            fielding.close(session, wave, now)
        case "pause":
            fielding.pause(session, wave, now)
        case "resume":
            fielding.resume(session, wave, now)
    auditing.note(session, auditing.OPERATOR, what, wave.community_id, f"wave:{wave.id}", "", now)
    return describe(session, wave)
