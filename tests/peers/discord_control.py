"""How does a benchmark drive a played Discord that runs in a process of its own?

POST or GET under /control/, JSON in and out: `counts`, `press`, `say`, `submit`, `events`, `messages`, `answers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web
from peers.discord_state import World
from peers.discord_wire import ApiError

if TYPE_CHECKING:
    from peers.discord_people import Person
    from peers.discord_server import Server


class Control:
    """The other entrance: acts for the people of the benchmark."""

    def __init__(self, world: World, server: Server, people: list[Person]) -> None:
        self.world = world
        self.server = server
        self.people = people

    async def serve(self, what: str, request: web.BaseRequest) -> Any:
        """Do one thing; see the module."""
        text = await request.read()
        body: dict[str, Any] = orjson.loads(text) if text else {}
        match what:
            case "counts":
                return self._counts()
            case "messages":
                channel = self.world.channel(int(body["channel"]))
                return [
                    {"id": str(one.id), "text": one.text, "labels": one.labels} for one in channel.messages.values()
                ]
            case "press":  # message, button (label or custom_id), people: how many press it
                message = self.world.message(self.world.channel(int(body["channel"])), int(body["message"]))
                asked = [await person.clicks(message, body["button"]) for person in self._some(body)]
                return [one.token for one in asked]
            case "submit":  # fills the newest open modal of each of the people with the same values
                sent = []
                for person in self._some(body):
                    if queue := self.world.windows.get(person.id):
                        sent.append((await person.submits(queue.pop(), body["values"])).token)
                return sent
            case "say":  # channel, text, people, reply_to
                channel = self.world.channel(int(body["channel"]))
                answered = channel.messages.get(int(body.get("reply_to") or 0))
                said = [await one.says(channel, body["text"], reply_to=answered) for one in self._some(body)]
                return [str(one.id) for one in said]
            case "events":  # prepared raw gateway events: [{"t": ..., "d": ..., "guild": id or null}]
                for event in body["events"]:
                    guild = self.world.guilds.get(int(event.get("guild") or 0))
                    self.server.gateway.dispatch(event["t"], event["d"], guild)
                return len(body["events"])
            case "answers":  # seconds from click to first response, for those answered
                found = self.world.interactions.values()
                return [one.responded_at - one.created_at for one in found if one.responded_at is not None]
        raise ApiError(0, 404, "404: Not Found")

    def _some(self, body: dict[str, Any]) -> list[Person]:
        first = int(body.get("first") or 0)
        return self.people[first : first + int(body.get("people") or 1)]

    def _counts(self) -> dict[str, Any]:
        asked = self.world.interactions.values()
        return {
            "requests": self.server.counts,
            "identifies": self.server.gateway.identifies_today,
            "resumes": self.server.gateway.resumes,
            "connected": len(self.server.gateway.connected),
            "interactions": len(asked),
            "answered": sum(one.response is not None for one in asked),
        }
