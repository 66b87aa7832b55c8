"""How does one hold the conversation in a terminal?

A line is what somebody types: the mark of a button presses it, ``/word`` is a command, ``~text`` corrects what was said
last, anything else is said. It is all in the direct chat, but for the moderator's commands, which belong to the place.
The same class plays recorded conversations: set ``person`` and ``where``, feed it lines, read what it wrote.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterable, Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import dialogues
from bot.console.drawing import WIDTH, Marked, drawn, marked
from bot.desk import utc_now
from bot.platform import Act, Event, Finding, Gone, Limits, Person, Standing, Where
from bot.screens import Reply, Screen

PLACE = "console"  # address of the place a terminal shows
YOU = Person("you", "Du", "")
CARD_AGAIN = ("/karte", "/card")

Handle = Callable[[Event, int | None], Awaitable[Reply]]

_FOR_MODERATORS = frozenset(
    name for entry in dialogues.ENTRIES if entry.moderators for name in (entry.name, *entry.also)
)


@dataclass(slots=True)
class Shown:
    """A screen that was written.

    Attributes:
        ref: as the postings know it.
        address: the place; None for what only the person sees.
        pinned: it stays on top, as a card does.
    """

    ref: str
    address: str | None
    screen: Screen
    pinned: bool = False


class Console:
    """A terminal as a platform.

    Attributes:
        person: who types.
        where: None for the direct chat, else the place in which they type, where everybody reads.
        moderators: ids of those who moderate; None means everybody.
        folder: where attachments are written; None for nowhere.
        shown: every screen written so far.
    """

    name = "console"
    limits = Limits(text=20_000, caption=20_000, label=80, across=12, buttons=100, card_seconds=0.0)

    def __init__(
        self,
        write: Callable[[str], None],
        lines: AsyncIterable[str] | None = None,
        *,
        person: Person = YOU,
        where: Where | None = None,
        moderators: frozenset[str] | None = None,
        folder: Path | None = None,
        width: int = WIDTH,
        styled: bool = False,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.person, self.where, self.moderators, self.folder = person, where, moderators, folder
        self.shown: list[Shown] = []
        self._write, self._lines, self._width, self._styled, self._clock = write, lines, width, styled, clock
        self._session = uuid.uuid4().hex[:12]
        self._count = 0
        self._said = ""  # source of what was said last
        self._marks: list[Marked] = []  # what can be pressed now
        self._typed = False  # words are welcome now

    # --- as a platform ---

    async def show(self, address: str, screen: Screen, *, pin: bool = False, key: str = "") -> str:
        """Write a screen; a place is named in front of it. What could be pressed before, can be still."""
        shown = Shown(self._ref(), address if address != self.person.id else None, screen, pinned=pin)
        self._put(shown, marked([screen], [each.mark for each in self._marks])[0], fresh=False)
        return shown.ref

    async def edit(self, address: str, ref: str, screen: Screen) -> None:
        """Keep the changed screen for later presses; a terminal cannot take back what it wrote."""
        for shown in self.shown:
            if shown.ref == ref:
                shown.screen = screen
                return
        raise Gone

    async def standing(self, where: Where, person: Person, moderating: Collection[str] = ()) -> Standing:
        """Whoever sits at the terminal moderates, unless it was said who does."""
        if self.moderators is None or person.id in self.moderators:
            return Standing.MODERATOR
        return Standing.MEMBER

    async def findings(self, addresses: Sequence[str]) -> Sequence[Finding]:
        """A terminal lacks nothing."""
        return ()

    async def secluded(self, address: str) -> bool:
        """Everybody at the terminal sees everything."""
        return False

    def link(self, token: str) -> str | None:
        """There are no addresses that lead into a terminal."""
        return None

    async def run(self, handle: Handle) -> None:
        """Take lines until they end."""
        if self._lines is not None:
            async for line in self._lines:
                await self.take(line, handle)

    # --- what is typed ---

    async def take(self, line: str, handle: Handle) -> Reply:
        """Handle one line and write what comes of it; an empty one does nothing, ``/karte`` shows the card again."""
        if line.strip().lower() in CARD_AGAIN and self.again():
            return Reply()
        event = self.read(line)
        return await self.happen(event, handle) if event else Reply()

    async def converse(self, lines: Iterable[str], handle: Handle) -> None:
        """Play a conversation: each line is written behind ``> ``, then what comes of it."""
        for line in lines:
            self._write(f"> {line}\n")
            await self.take(line, handle)

    async def happen(self, event: Event, handle: Handle) -> Reply:
        """Handle an event and write its reply."""
        reply = await handle(event, None)
        self.answer(reply)
        return reply

    def answer(self, reply: Reply) -> None:
        """Write a reply; a note that its screens repeat is left out."""
        if reply.toast and not any(reply.toast in screen.text for screen in reply.screens):
            self._write(f"* {reply.toast}\n")
        marks = marked(reply.screens)
        fresh = True
        for screen, its_marks in zip(reply.screens, marks, strict=True):
            public = self.where is not None and not screen.private
            address = self.where.address if self.where and public else None
            self._put(Shown(self._ref(), address, screen), its_marks, fresh=fresh)
            fresh = fresh and not its_marks
        if reply.screens:
            self._typed = any(screen.typed for screen in reply.screens)

    def read(self, line: str) -> Event | None:
        """The event a line stands for; None for an empty one."""
        typed = line.strip()
        if not typed:
            return None
        token = self.token(typed)
        if token is not None:
            return self.event(Act.PRESS, token=token)
        if typed.startswith("/") and typed[1:2].isalpha():
            command, _, rest = typed[1:].partition(" ")
            where = self.where
            if where is None and command.lower() in _FOR_MODERATORS:
                where = Where(PLACE)
            return self.event(Act.COMMAND, command=command, text=rest.strip(), where=where)
        if typed.startswith("~") and self._said:
            return self.event(Act.EDIT, text=typed[1:].strip(), source=self._said)
        return self.event(Act.SAY, text=line)

    def event(
        self,
        act: Act,
        *,
        text: str = "",
        command: str = "",
        token: str = "",
        source: str = "",
        reply_to: str = "",
        where: Where | None = None,
        private: bool = False,
        own: bool = True,
        odd: str = "",
    ) -> Event:
        """Something the person does, now, where they are; also what no line can say, such as a reply or a sticker."""
        self._count += 1
        key = f"{self.name}:{self._session}:{self._count}"
        if act is Act.SAY:
            source = self._said = source or key
        elif act is Act.COMMAND:
            source = source or key
        return Event(
            key=key,
            platform=self.name,
            act=act,
            person=self.person,
            at=self._clock(),
            where=where or self.where,
            text=text,
            command=command,
            token=token,
            source=source,
            reply_to=reply_to,
            own=own,
            odd=odd,
            private=private,
        )

    def token(self, typed: str) -> str | None:
        """The token of the button with that mark (or label, where words are not welcome), among those shown last."""
        found = next((each for each in self._marks if typed in (each.mark, f"/{each.mark}")), None)
        if found is None and not self._typed:
            found = next((each for each in self._marks if each.button.label == typed), None)
        return found.button.token if found else None

    def press(self, label: str, *, screen: int = -1) -> Event:
        """Pressing the button of that label on any screen shown so far, however old; KeyError if there is none."""
        rows = self.shown[screen].screen.all_rows()
        token = next((button.token for row in rows for button in row if button.label == label), None)
        if token is None:
            raise KeyError(label)
        return self.event(Act.PRESS, token=token)

    def again(self, address: str = PLACE) -> bool:
        """Write once more what is pinned in a place, so that its buttons can be pressed; False if nothing is."""
        latest = next((each for each in reversed(self.shown) if each.address == address and each.pinned), None)
        if latest is None:
            return False
        self.shown.remove(latest)
        self._put(latest, marked([latest.screen])[0], fresh=True)
        return True

    def _put(self, shown: Shown, marks: list[Marked], *, fresh: bool) -> None:
        """Write a screen; ``fresh`` buttons replace those that could be pressed before."""
        if marks:
            self._marks = marks if fresh else [*self._marks, *marks]
        self.shown.append(shown)
        head = f"--- {shown.address} ---\n" if shown.address else ""
        self._write(f"\n{head}{drawn(shown.screen, marks, width=self._width, styled=self._styled)}\n")
        attachment = shown.screen.attachment
        if attachment and self.folder:
            from surveys.exchange.writing import whole

            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / Path(attachment.name).name
            with whole(path) as part:
                part.write_bytes(attachment.content)
            self._write(f"-> {path}\n")

    def _ref(self) -> str:
        self._count += 1
        return f"{self._session}:{self._count}"
