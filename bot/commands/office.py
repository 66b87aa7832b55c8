"""What do commands need: the settings, the key, the database ready for use, and words for what went wrong?"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import FAILED, USAGE

if TYPE_CHECKING:
    from sqlalchemy import URL

    from bot.settings import Settings
    from surveys.errors import SurveyError
    from surveys.store import Store

PROGRESS_AFTER = 1.0  # seconds

# What an operator can do about errors that nobody meets in a chat.
OPERATOR: Mapping[str, str] = {
    "backup-damaged": "{file} is damaged ({told}); take another backup",
    "backup-missing": "there is no file {file}",
    "backup-unknown": "{file} is no backup of this program, or of a newer version",
    "database-empty": "there is nothing in the database yet",
    "database-missing": "there is no database {file}; `nachgefragt db upgrade` makes one, or set NACHGEFRAGT_DATABASE_URL",
    "database-newer": "the database was made by a newer version (revision {found}); install that version",
    "rows-orphaned": "{count} rows have lost what they belong to ({tables}); restore a backup",
    "already-running": "the bot runs on this database ({file}); stop it first",
    "not-stored": "the database takes nothing right now ({reason}); look at its disk and its rights",
    "key-of-another-database": (
        "the backup was made with another key than {file}: put that key there, so that erasures can be replayed whole "
        "(if it is lost for good, moving {erasures} away brings back everybody who was erased since)"
    ),
    "key-unknown": (
        "the database was made with another key than those in {file}: put that one there first; what was lost with a key "
        "that is gone is in docs/security.md"
    ),
    "key-in-settings": (
        "the key stands in NACHGEFRAGT_SECRET_KEY: move its value to NACHGEFRAGT_EARLIER_KEYS, set a new one, and run this "
        "again; to forget earlier keys, empty NACHGEFRAGT_EARLIER_KEYS"
    ),
    "key-unfinished": "a change of the key was interrupted; `nachgefragt key rotate` finishes it",
    "key-still-needed": (
        "{count} accounts were not back since the key was changed and would be strangers; --anyway forgets the keys "
        "nevertheless"
    ),
    "operator-missing": (
        "set NACHGEFRAGT_OPERATOR__NAME and NACHGEFRAGT_OPERATOR__CONTACT first: "
        "people must be told who asks before anything is asked"
    ),
    "unknown-wave": "there is no wave {wave!r}; `nachgefragt wave list` names them",
    "wave-step-refused": "{wave} is {state}: {step} is not possible now",
    "wave-next-opens-before": "the next wave after {wave} opens before that; end the series with /verwalten first",
    "article-unreadable": "{file}: expected {expected}",
    "anonymous-not-live": "an anonymous wave shows no live counts: choose visibility after-answer or after-close",
    "anonymous-not-named": "an anonymous wave quotes nobody by name: set named_quotes to false",
    "anonymous-not-over": "{wave} is anonymous: what single people said is to be had once it is closed",
    "anonymous-no-import": "{wave} is anonymous and takes no answers from files: whoever has the file knows whose they are",
    "import-undone": "the import was silent for so long that another process took it for dead and took it out again",
    "sample-into-real": "the file holds sample data, {wave} holds answers of people: open a wave of its own for it",
    "chat-unreadable": "{file}: expected {expected}",
    "table-unreadable": "{file}: expected {expected}",
    "mapping-wrong": "{what}: expected {expected}",
    "export-unreadable": "{file}, line {line}: expected {expected}",
    "file-unreadable": "{place}: expected {expected}",
    "codebook-broken": "{place}: expected {expected}",
    "theme-unknown": "there is no theme {theme!r} in this codebook",
    "theme-step-refused": "theme {theme} is {state}: {step} is not possible",
    "unknown-theme": "there is no such theme for that question; `nachgefragt theme list WAVE` names them",
    "theme-name-empty": "a theme needs a name",
    "theme-merge-refused": "a theme can be merged into another one of the same question that is not merged or rejected",
    "unknown-answer": "there is no answer with that id; `nachgefragt answers list WAVE` names them",
}
SETTINGS_MISSING = frozenset({"operator-missing"})


class Failure(Exception):
    """One line for the operator, and the exit code."""

    def __init__(self, text: str, code: int = FAILED) -> None:
        super().__init__(text)
        self.code = code


def settings() -> Settings:
    """The settings; raises Failure where one of them cannot be used."""
    from pydantic import ValidationError

    from bot.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "NACHGEFRAGT_" + "__".join(str(part) for part in first["loc"]).upper()
        raise Failure(f"{name}: {first['msg'].removeprefix('Value error, ')}", USAGE) from None


@contextmanager
def opened(settings: Settings, *, create: bool = False) -> Iterator[Store]:
    """The database, at this program's version; errors of the office become one line.

    create: make it where there is none. A database of an older version is not touched.
    """
    from surveys.errors import NotStored
    from surveys.store import Store

    with spoken():
        present = revision(settings.database_url)
        if present is None and not create:
            raise Failure(
                f"there is nothing in {shown_url(settings.database_url)} yet: "
                "`nachgefragt wave open` begins a survey, `nachgefragt demo` plays one"
            )
        upgrade_if_needed(settings, present, only_new=True)
        try:
            with Store.open(settings.database_url) as store:
                _ensure_whole_key(settings, store)
                yield store
        except NotStored as error:
            raise Failure(said(error)) from error


def _ensure_whole_key(settings: Settings, store: Store) -> None:
    """Raise Failure where a change of the key was interrupted: what is written then would be under the wrong one."""
    from bot import keys, rotation

    if not settings.earlier_keys and not keys.key_file(settings).exists():
        return
    known = keys.load(settings)
    if store.read_now(lambda session: rotation.is_unfinished(session, known)):
        raise Failure(OPERATOR["key-unfinished"])


def upgrade_if_needed(settings: Settings, present: str | None, *, only_new: bool) -> None:
    """Bring the database to this version where it is not; ``only_new`` refuses to touch one that holds something."""
    from surveys import upkeep

    head = upkeep.head()
    if present == head:
        return
    if present is not None and only_new:
        raise Failure(
            f"the database is at another version ({present}, not {head}): `nachgefragt db upgrade` brings it here"
        )
    with progress("upgrading the database"):
        done = upkeep.upgrade(settings.database_url)
    if done.backup:
        print(f"upgraded from {done.before} to {done.after}; before that a backup: {done.backup}", file=sys.stderr)


def revision(url: str) -> str | None:
    """At which version the database is, by one SELECT; None where nothing was created yet. Makes no file."""
    import sqlalchemy as sa

    from surveys.store import database_of, normalised

    address = _address(url)
    if address.drivername == "sqlite" and not Path(address.database or "").exists():
        return None
    try:
        with database_of(normalised(url)).migrating().connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
    except sa.exc.DBAPIError as error:
        told = str(error.orig).strip().splitlines()[0]
        raise Failure(f"cannot open the database {shown_url(url)}: {told}") from error


def shown_url(url: str) -> str:
    """The address without its password."""
    return _address(url).render_as_string(hide_password=True)


def _address(url: str) -> URL:
    from sqlalchemy.exc import ArgumentError

    from surveys.store import normalised

    try:
        return normalised(url)
    except (ArgumentError, ValueError) as error:
        text = "expected sqlite:///path or postgresql://user:password@host/name"
        raise Failure(f"NACHGEFRAGT_DATABASE_URL: {text}", USAGE) from error


@contextmanager
def spoken() -> Iterator[None]:
    """Turn what a person can do something about into one line."""
    from surveys.errors import QuestionnaireError, SurveyError

    try:
        yield
    except QuestionnaireError as error:
        raise Failure(str(error)) from error
    except SurveyError as error:
        raise Failure(said(error), USAGE if error.key in SETTINGS_MISSING else FAILED) from error


def said(error: SurveyError) -> str:
    """What went wrong, in English."""
    from bot import phrases

    if error.key in OPERATOR:
        return OPERATOR[error.key].format_map(error.values)
    try:
        return phrases.say(error.key, "en", **error.values)
    except (KeyError, LookupError):
        return str(error)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], None]]:
    """Say on a terminal what is being done, once it takes over a second; the line goes away at the end.

    Gives what is to be told how many are done; it is said with the line, at most once a second.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    counted, ended = [0], threading.Event()

    def say() -> None:
        while not ended.wait(PROGRESS_AFTER):
            many = f" {counted[0]}" if counted[0] else ""
            print(f"\r{what} ...{many}", end="", file=sys.stderr, flush=True)
            shown.set()

    def tell(done: int) -> None:
        counted[0] = done

    shown = threading.Event()
    saying = threading.Thread(target=say, name="progress", daemon=True)
    saying.start()
    try:
        yield tell
    finally:
        ended.set()
        saying.join()
        if shown.is_set():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def harmless(text: str) -> str:
    """People's words without what would move the cursor or turn the reading direction."""
    from bot.console.drawing import harmless

    return harmless(text)


def as_json(value: object) -> str:
    """A value as JSON, for programs."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def table(rows: list[list[str]]) -> str:
    """Rows in columns; the first one is the head."""
    wide = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join("  ".join(f"{cell:{wide[at]}}" for at, cell in enumerate(row)).rstrip() for row in rows)
