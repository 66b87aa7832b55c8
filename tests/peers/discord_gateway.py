"""How does the bot connect to the played gateway, and which events does it get from there?

Opcodes, close codes and intents as in Discord's "Gateway" pages.
"""

from __future__ import annotations

import asyncio
import itertools
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import WSMsgType, web
from peers.discord_shapes import guild_create_raw, readable, user_raw
from peers.discord_state import Channel, Guild, World

GUILDS, MEMBERS, MODERATION, PRESENCES = 1 << 0, 1 << 1, 1 << 2, 1 << 8
GUILD_MESSAGES, GUILD_REACTIONS, GUILD_TYPING = 1 << 9, 1 << 10, 1 << 11
DIRECT_MESSAGES, DIRECT_REACTIONS, DIRECT_TYPING, CONTENT = 1 << 12, 1 << 13, 1 << 14, 1 << 15
PRIVILEGED = MEMBERS | PRESENCES | CONTENT
KNOWN = (1 << 26) - 1
IDENTIFIES_PER_DAY = 1_000  # then the token is reset, Discord "Session Start Limit"
REPLAYED = 20_000  # events kept for a resume
RESUMABLE = 300.0  # seconds a session outlives its connection
FRAMES = 120  # frames a client may send within 60 s, Discord "Rate Limiting" of the gateway
ALWAYS = ("INTERACTION_CREATE", "USER_UPDATE", "APPLICATION_COMMAND_PERMISSIONS_UPDATE")


@dataclass(slots=True, eq=False)
class Session:
    """One session of the bot; `socket` is None while it may be resumed."""

    id: str
    shard: tuple[int, int]
    intents: int
    socket: Socket | None = None
    sequence: int = 0
    replay: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=REPLAYED))
    left_at: float = 0.0
    acknowledged: int = 0  # the last number the client told in a heartbeat

    def push(self, event: str, data: Any) -> None:
        """Number an event, keep it for a resume, and send it if somebody listens."""
        self.sequence += 1
        frame = orjson.dumps({"op": 0, "t": event, "s": self.sequence, "d": data})
        self.replay.append((self.sequence, frame))
        if self.socket is not None:
            self.socket.queue.put_nowait(frame)


class Socket:
    """One WebSocket: frames out in order, compressed as the client asked."""

    def __init__(self, stream: web.WebSocketResponse, compressed: bool) -> None:
        self.stream = stream
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._deflate = zlib.compressobj(1) if compressed else None
        self.session: Session | None = None
        self.frames: deque[float] = deque(maxlen=FRAMES + 1)
        self.muted = False  # no heartbeat is acknowledged
        self.beats = 0
        self.closed_here = False

    def send(self, op: int, data: Any = None) -> None:
        self.queue.put_nowait(orjson.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def write(self) -> None:
        """Send what is queued until the socket ends."""
        while (frame := await self.queue.get()) is not None:
            try:
                if self._deflate is None:
                    await self.stream.send_str(frame.decode())
                else:
                    packed = self._deflate.compress(frame) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self.stream.send_bytes(packed)
            except (ConnectionError, RuntimeError):
                return

    async def close(self, code: int) -> None:
        self.closed_here = True
        await self.stream.close(code=code)


class Gateway:
    """All sessions of the bot, and the rules of who gets what."""

    def __init__(self, world: World, token: Callable[[], str | None]) -> None:
        self.world = world
        self._token = token
        self.allowed_intents = 0  # privileged ones switched on in the developer portal
        self.heartbeat = 41.25  # seconds
        self.shards_needed = 1
        self.identifies: list[float] = []
        self.resumes = 0
        self.identify_limit = IDENTIFIES_PER_DAY
        self.spacing = 0.0  # seconds between IDENTIFYs; the real gateway wants 5
        self.refuse_next: list[bool] = []  # INVALID_SESSION for the next attempts: resumable or not
        self.sessions: dict[str, Session] = {}
        self.sockets: set[Socket] = set()
        self.closed: list[int] = []  # codes the gateway closed with
        self._numbers = itertools.count(1)
        self.address = ""
        self.on_change: Callable[[], None] = lambda: None
        self.on_exhausted: Callable[[], None] = lambda: None

    @property
    def connected(self) -> list[Session]:
        """Sessions with a connection that have been greeted."""
        return [session for session in self.sessions.values() if session.socket is not None]

    @property
    def identifies_today(self) -> int:
        """IDENTIFYs within the last 24 hours."""
        since = self.world.now() - 86_400
        return sum(moment > since for moment in self.identifies)

    # To the bot

    def dispatch(self, event: str, data: dict[str, Any], guild: Guild | None, channel: Channel | None = None) -> None:
        """Send an event to each session whose shard, intents and rights allow it."""
        if guild is not None and event != "GUILD_DELETE" and not (guild.bot_is_in and guild.available):
            return
        if channel is not None and event not in ALWAYS and not self.world.sees(self.world.bot, channel):
            return
        needed = _needed(event, guild is None)
        shown = readable(self.world, data) if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") else data
        for session in list(self.sessions.values()):
            number, count = session.shard
            if ((guild.id >> 22) % count if guild is not None else 0) != number:
                continue
            if needed and not session.intents & needed:
                continue
            whole = data if session.intents & CONTENT and self.allowed_intents & CONTENT else shown
            session.push(event, whole)

    # From the bot

    async def serve(self, request: web.BaseRequest) -> web.WebSocketResponse:
        """Speak with one connection until it ends."""
        stream = web.WebSocketResponse(max_msg_size=16_384, compress=False, autoclose=False, heartbeat=None)
        await stream.prepare(request)
        if request.query.get("encoding", "json") != "json" or request.query.get("v") not in ("9", "10"):
            await stream.close(code=4012)
            return stream
        socket = Socket(stream, request.query.get("compress") == "zlib-stream")
        self.sockets.add(socket)
        writer = asyncio.create_task(socket.write(), name="gateway writer")
        socket.send(10, {"heartbeat_interval": int(self.heartbeat * 1000), "_trace": []})
        try:
            async for message in stream:
                if message.type is not WSMsgType.TEXT:
                    continue
                code = self._frame(socket, message.data)
                self.on_change()
                if code:
                    self.closed.append(code)
                    await self._flush(socket)
                    await socket.close(code)
                    break
        finally:
            self.sockets.discard(socket)
            self._left(socket)
            socket.queue.put_nowait(None)
            writer.cancel()
            self.on_change()
        return stream

    async def drop(self, code: int = 4000) -> None:
        """Close all connections; the sessions may be resumed unless the code forbids it."""
        for socket in list(self.sockets):
            self.closed.append(code)
            await self._flush(socket)
            await socket.close(code)
        if code in (1000, 1001, 4004, 4007, 4009):
            self.forget()

    async def reconnect(self) -> None:
        """Ask the bot to reconnect and resume (opcode 7)."""
        for socket in list(self.sockets):
            socket.send(7)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell the bot its session is invalid (opcode 9)."""
        for socket in list(self.sockets):
            if not resumable and socket.session is not None:
                self.sessions.pop(socket.session.id, None)
                socket.session = None
            socket.send(9, resumable)

    def forget(self) -> None:
        """Lose all sessions without connection: a resume then fails, and their events are gone."""
        self.sessions = {key: one for key, one in self.sessions.items() if one.socket is not None}

    def mute_heartbeats(self, on: bool = True) -> None:
        """Acknowledge no heartbeat: a zombie connection."""
        for socket in self.sockets:
            socket.muted = on

    def _frame(self, socket: Socket, text: str) -> int | None:
        try:
            frame = orjson.loads(text)
            op, data = frame["op"], frame.get("d")
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return 4002
        now = self.world.now()
        socket.frames.append(now)
        if len(socket.frames) > FRAMES and now - socket.frames[0] < 60:
            return 4008
        match op:
            case 1:
                socket.beats += 1
                if socket.session is not None and isinstance(data, int):
                    socket.session.acknowledged = max(socket.session.acknowledged, data)
                if not socket.muted:
                    socket.send(11)
                return None
            case 2:
                return 4005 if socket.session is not None else self._identify(socket, data)
            case 6:
                return 4005 if socket.session is not None else self._resume(socket, data)
            case 3 | 4 | 8 | 31:
                if socket.session is None:
                    return 4003
                if op == 8:
                    self._members(socket.session, data)
                return None
        return 4001

    def _identify(self, socket: Socket, data: Any) -> int | None:
        now = self.world.now()
        early = bool(self.identifies) and now - self.identifies[-1] < self.spacing
        self.identifies.append(now)
        if not isinstance(data, dict) or "intents" not in data or "properties" not in data:
            return 4002
        if self.identifies_today > self.identify_limit:
            self.on_exhausted()  # the real server resets the token
            return 4004
        if data.get("token") != self._token():
            return 4004
        if early or self.refuse_next:
            socket.send(9, self.refuse_next.pop(0) if self.refuse_next else False)
            return None
        shard = data.get("shard") or [0, 1]
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            return 4010
        if shard[1] < self.shards_needed:
            return 4011
        intents = data["intents"]
        if not isinstance(intents, int) or intents < 0 or intents & ~KNOWN:
            return 4013
        if intents & PRIVILEGED & ~self.allowed_intents:
            return 4014
        self._greet(socket, (shard[0], shard[1]), intents)
        return None

    def _greet(self, socket: Socket, shard: tuple[int, int], intents: int) -> None:
        world = self.world
        self._tidy()
        session = Session(f"session{next(self._numbers):06d}", shard, intents, socket)
        self.sessions[session.id] = session
        socket.session = session
        mine = [
            guild
            for guild in world.guilds.values()
            if guild.bot_is_in and (guild.id >> 22) % shard[1] == shard[0] and intents & GUILDS
        ]
        ready = {
            "v": 10,
            "user": user_raw(world.bot) | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.address,
            "shard": list(shard),
            "application": {"id": world.application["id"], "flags": world.application["flags"]},
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "user_settings": {},
        }
        session.push("READY", ready)
        for guild in mine:
            if guild.available:
                session.push("GUILD_CREATE", guild_create_raw(guild, with_members=bool(intents & MEMBERS)))

    def _resume(self, socket: Socket, data: Any) -> int | None:
        self.resumes += 1
        if not isinstance(data, dict) or data.get("token") != self._token():
            return 4004
        self._tidy()
        session = self.sessions.get(str(data.get("session_id")))
        if session is None or self.refuse_next:
            socket.send(9, self.refuse_next.pop(0) if self.refuse_next else False)
            return None
        seen = data.get("seq") or 0
        if seen > session.sequence:
            return 4007
        if session.replay and session.replay[0][0] > seen + 1:
            self.sessions.pop(session.id)
            socket.send(9, False)
            return None
        if session.socket is not None:
            session.socket.session = None  # the older connection hears nothing any more
        for number, frame in session.replay:
            if number > seen:
                socket.queue.put_nowait(frame)
        session.socket, socket.session = socket, session
        session.push("RESUMED", {"_trace": []})
        return None

    def _members(self, session: Session, data: Any) -> None:
        guild = self.world.guilds.get(int(data["guild_id"]))
        if guild is None:
            return
        wanted = data.get("user_ids")
        wanted = [str(one) for one in wanted] if isinstance(wanted, list) else [str(wanted)] if wanted else None
        query, limit = str(data.get("query") or "").lower(), data.get("limit") or 0
        if wanted is None and not query and not session.intents & MEMBERS:
            return
        create = guild_create_raw(guild, with_members=True)["members"]
        found = [
            raw
            for raw in create
            if (str(raw["user"]["id"]) in wanted if wanted is not None else raw["user"]["username"].startswith(query))
        ]
        chunk = {"guild_id": str(guild.id), "members": found[: limit or None], "chunk_index": 0, "chunk_count": 1}
        session.push("GUILD_MEMBERS_CHUNK", chunk | {"not_found": [], "nonce": data.get("nonce")})

    def _left(self, socket: Socket) -> None:
        session, socket.session = socket.session, None
        if session is not None and session.socket is socket:
            session.socket, session.left_at = None, self.world.now()
            if socket.stream.close_code in (1000, 1001) and not socket.closed_here:
                self.sessions.pop(session.id, None)  # a client that says goodbye wants no resume

    def _tidy(self) -> None:
        since = self.world.now() - RESUMABLE
        self.sessions = {
            key: one for key, one in self.sessions.items() if one.socket is not None or one.left_at > since
        }

    async def _flush(self, socket: Socket) -> None:
        """Let what is queued go out before the connection closes."""
        for _ in range(50):
            if socket.queue.empty():
                return
            await asyncio.sleep(0)


def _needed(event: str, direct: bool) -> int:
    """The intents of which one is needed for an event; 0 when none is."""
    if event in ALWAYS:
        return 0
    if event.startswith("MESSAGE_REACTION"):
        return DIRECT_REACTIONS if direct else GUILD_REACTIONS
    if event.startswith("MESSAGE_"):
        return DIRECT_MESSAGES if direct else GUILD_MESSAGES
    if event.startswith("GUILD_MEMBER_"):
        return MEMBERS
    if event.startswith("GUILD_BAN_"):
        return MODERATION
    if event == "TYPING_START":
        return DIRECT_TYPING if direct else GUILD_TYPING
    if event == "CHANNEL_PINS_UPDATE":
        return DIRECT_MESSAGES if direct else GUILDS
    return GUILDS
