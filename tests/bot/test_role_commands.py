"""What does the operator type about roles and a community's own policy?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from commands import nachgefragt
from sqlmodel import Session, SQLModel, select

from bot import appointments, keys
from bot.settings import Settings
from bot.tables import Account, Audit, Community, Offer, PlatformRole, Policy, RoleKind
from surveys.store import Store

Row = TypeVar("Row", bound=SQLModel)
ROLE = "123456789012345678"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A database with two communities of one name, one of another, and an author."""
    assert nachgefragt(tmp_path, "db", "upgrade").returncode == 0
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path / 'var/nachgefragt.db'}")  # type: ignore[call-arg]
    secret, now = keys.load(settings), datetime.now(UTC)

    def work(session: Session) -> None:
        club = Community(name="Kundenclub", created_at=now)
        session.add_all([club, *(Community(name="Doppelt", created_at=now) for _ in range(2))])
        account = Account(platform="telegram", digest=secret.account("telegram", "1"), created_at=now)
        session.add(account)
        session.flush()
        appointments.give(session, secret, account, RoleKind.AUTHOR, club.id, now, name="Frau Kern")

    with Store.open(settings.database_url) as store:
        store.write_now(work)
    return tmp_path


def rows(folder: Path, table: type[Row]) -> list[Row]:
    with Store.open(f"sqlite:///{folder / 'var/nachgefragt.db'}") as store:
        return store.read_now(lambda session: list(session.exec(select(table)).all()))


def test_roles_are_listed_with_the_name_they_were_taken_on_under_and_taken_by_their_id(folder: Path) -> None:
    listed = json.loads(nachgefragt(folder, "role", "list", "--json").stdout)
    [author] = next(each for each in listed if each["name"] == "Kundenclub")["roles"]
    shown = nachgefragt(folder, "role", "list").stdout

    taken = nachgefragt(folder, "role", "take", author["id"])
    again = nachgefragt(folder, "role", "take", author["id"])

    assert (author["role"], author["name"]) == ("author", "Frau Kern")
    assert "Frau Kern" in shown
    assert (taken.returncode, again.returncode) == (0, 1)
    assert [each.what for each in rows(folder, Audit)] == ["role-give", "role-take"]
    assert rows(folder, Audit)[1].account_id == "operator"


def test_a_code_is_printed_alone_so_that_it_can_be_passed_on(folder: Path) -> None:
    given = nachgefragt(folder, "role", "give", "moderator", "--community", "Kundenclub")

    [offer] = rows(folder, Offer)
    assert offer.kind is RoleKind.MODERATOR
    assert len(given.stdout.strip()) == 9
    assert f"/rollen {given.stdout.strip()}" in given.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("give", "author"), 2, "needs --community"),
        (("give", "owner", "--community", "Kundenclub"), 2, "everywhere"),
        (("give", "author", "--community", "Fehlt"), 1, "no community 'Fehlt'"),
        (("give", "author", "--community", "Doppelt"), 1, "several communities"),
        (("map", "Kundenclub", "@Moderation"), 1, "digits"),
    ],
)
def test_what_cannot_be_given_is_said_in_one_line(folder: Path, words: tuple[str, ...], code: int, said: str) -> None:
    told = nachgefragt(folder, "role", *words)

    assert told.returncode == code
    assert said in told.stderr
    assert told.stderr.count("\n") == 1
    assert rows(folder, Offer) == []


def test_a_role_of_discord_is_mapped_once_and_unmapped(folder: Path) -> None:
    first = nachgefragt(folder, "role", "map", "Kundenclub", ROLE)
    twice = nachgefragt(folder, "role", "map", "Kundenclub", ROLE)
    mapped = [each.role for each in rows(folder, PlatformRole)]
    ended = nachgefragt(folder, "role", "unmap", "Kundenclub", ROLE)

    assert [each.returncode for each in (first, twice, ended)] == [0, 0, 0]
    assert "as before" in twice.stdout
    assert mapped == [ROLE]
    assert rows(folder, PlatformRole) == []
    assert [each.what for each in rows(folder, Audit)][1:] == ["role-map", "role-unmap"]


def test_a_policy_is_set_from_a_file_shown_and_taken_back(folder: Path) -> None:
    (folder / "regeln.txt").write_text("Unsere Regeln", encoding="utf-8")
    general = nachgefragt(folder, "policy", "show", "Kundenclub")
    nachgefragt(folder, "policy", "set", "Kundenclub", "regeln.txt")
    own = nachgefragt(folder, "policy", "show", "Kundenclub")
    nachgefragt(folder, "policy", "reset", "Kundenclub")
    after = nachgefragt(folder, "policy", "show", "Kundenclub")

    assert "general" in general.stderr
    assert own.stdout == "Unsere Regeln\n"
    assert "version 1" in own.stderr
    assert after.stdout == general.stdout
    assert [each.version for each in rows(folder, Policy)] == [1, 2]


def test_a_policy_that_is_too_long_or_no_text_is_refused(folder: Path) -> None:
    (folder / "lang.txt").write_text("x" * 3001, encoding="utf-8")
    (folder / "bild.txt").write_bytes(b"\xff\xfe\x00\xd8")

    long, picture = (nachgefragt(folder, "policy", "set", "Kundenclub", name) for name in ("lang.txt", "bild.txt"))

    assert (long.returncode, picture.returncode) == (1, 1)
    assert "3000" in long.stderr.replace(",", "")
    assert "UTF-8" in picture.stderr
    assert rows(folder, Policy) == []
