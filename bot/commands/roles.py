"""``nachgefragt role``: who was given which role, by code; and which roles of Discord moderate."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.commands.arguments import OK, Commands, command, group

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.keys import Keys
    from bot.tables import Community

KINDS = ("owner", "moderator", "author")


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(commands, "role", "Who may do what beyond what the platforms say: owners, moderators, authors.")
    listing = command(
        mine,
        "list",
        "list communities, the roles that were given in them, and roles of Discord that moderate\nWhoever moderates as "
        "the platform says is not in it: that is asked at each act.",
        _list,
    )
    listing.add_argument("--json", action="store_true", help="for programs")
    giving = command(
        mine,
        "give",
        "make a code that gives a role to whoever sends it to the bot first\nThey send `/rollen CODE` in a direct chat. "
        "An owner's code is good for an hour, others for seven days.",
        _give,
        examples='  nachgefragt role give owner\n  nachgefragt role give author --community "Kundenclub"',
    )
    giving.add_argument("kind", choices=KINDS)
    giving.add_argument("--community", metavar="NAME", help="its name or id; owners need none")
    taking = command(
        mine, "take", "take a role back\nAlso of the last owner: the next start prints a code then.", _take
    )
    taking.add_argument("id", metavar="ID", help="of the role, as `role list` shows it")
    for name, about, moderates in (
        ("map", "let the holders of a role of Discord moderate a community", True),
        ("unmap", "let the holders of a role of Discord moderate no more", False),
    ):
        mapping = command(mine, name, about, _map)
        mapping.add_argument("community", metavar="COMMUNITY", help="its name or id")
        mapping.add_argument("role", metavar="ROLE", help="id of the role: digits")
        mapping.set_defaults(moderates=moderates)


def community_of(session: Session, named: str) -> Community:
    """The community of that id, or the only one of that name; raises Failure."""
    from sqlmodel import select

    from bot.commands.office import Failure
    from bot.tables import Community

    found = session.get(Community, named)
    named_so = [found] if found else session.exec(select(Community).where(Community.name == named)).all()
    if len(named_so) == 1:
        return named_so[0]
    what = "there is no community" if not named_so else "there are several communities called"
    raise Failure(f"{what} {named!r}; `nachgefragt role list` names them with their ids")


def _list(given: argparse.Namespace) -> int:
    from bot import keys
    from bot.commands import office

    settings = office.settings()
    with office.opened(settings) as store:
        secret = keys.load(settings)
        told = store.read_now(lambda session: _described(session, secret))
    if given.json:
        print(office.as_json(told))
        return OK
    rows = [["community", "role", "id", "who", "since"]]
    for each in told:
        name = office.harmless(str(each["name"])) + (f" ({each['id']})" if each["id"] else "")
        roles = each["roles"]
        assert isinstance(roles, list)
        rows += [[name, one["role"], one["id"], office.harmless(one["name"]), one["since"][:10]] for one in roles] or [
            [name, "-", "", "", ""]
        ]
    print(office.table(rows))
    return OK


def _described(session: Session, secret: Keys) -> list[dict[str, object]]:
    from sqlmodel import select

    from bot import appointments
    from bot.tables import EVERYWHERE, Community

    found = [(EVERYWHERE, "everywhere")]
    found += [(each.id, each.name) for each in session.exec(select(Community).order_by(Community.name, Community.id))]
    described: list[dict[str, object]] = []
    for community_id, name in found:
        roles = [
            {
                "role": row.kind.value,
                "id": row.id,
                "name": appointments.name_of(secret, row),
                "since": row.since.isoformat(),
            }
            for row in appointments.listed(session, community_id)
        ]
        roles += [
            {"role": "moderator", "id": f"discord:{role}", "name": "holders of a Discord role", "since": ""}
            for role in sorted(appointments.platform_roles(session, community_id, "discord"))
        ]
        described.append({"id": community_id, "name": name, "roles": roles})
    return described


def _give(given: argparse.Namespace) -> int:
    from bot import appointments, codes, keys
    from bot.commands import office
    from bot.tables import EVERYWHERE, RoleKind

    kind = RoleKind(given.kind)
    if (kind is RoleKind.OWNER) is (given.community is not None):
        wanted = "takes no --community: owners are owners everywhere" if given.community else "needs --community"
        raise office.Failure(f"role give {kind}: {wanted}", 2)
    settings = office.settings()
    with office.opened(settings, create=True) as store:
        secret, now = keys.load(settings), datetime.now(UTC)
        lasts = appointments.FIRST_FOR if kind is RoleKind.OWNER else appointments.OFFERED_FOR

        def work(session: Session) -> str:
            where = community_of(session, given.community).id if given.community else EVERYWHERE
            return appointments.offer(session, secret, kind, where, now, lasts=lasts)

        code = store.write_now(work)
    print(codes.shown(code))
    print(f"to be sent to the bot in a direct chat: /rollen {codes.shown(code)}", file=sys.stderr)
    return OK


def _take(given: argparse.Namespace) -> int:
    from bot import appointments
    from bot.commands import office

    now = datetime.now(UTC)
    with office.opened(office.settings()) as store:
        store.write_now(lambda session: appointments.take(session, appointments.find(session, given.id), now))
    print(f"{given.id}: taken")
    return OK


def _map(given: argparse.Namespace) -> int:
    from bot import appointments, auditing
    from bot.commands import office

    def work(session: Session) -> bool:
        community = community_of(session, given.community)
        return appointments.let_moderate(
            session,
            community.id,
            "discord",
            given.role,
            datetime.now(UTC),
            by=auditing.OPERATOR,
            moderates=given.moderates,
        )

    with office.opened(office.settings()) as store:
        changed = store.write_now(work)
    does = "moderate" if given.moderates else "do not moderate"
    print(f"holders of {given.role} {does} {given.community}" + ("" if changed else " (as before)"))
    return OK
