"""How do requests reach the played Discord over real HTTP, and what is written down about each?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web
from peers import discord_commands, discord_interactions, discord_members, discord_messages, discord_places, server
from peers.discord_faults import Fault
from peers.discord_gateway import Gateway
from peers.discord_rates import Rates
from peers.discord_state import World
from peers.discord_wire import JSON_HEADERS, UPLOAD_LIMIT, ApiError, Call, answer, read_body, refusal
from peers.faults import Faults

if TYPE_CHECKING:
    from peers.discord_contract import Contract

BASE = "/api/v10"
UNAUTHORIZED = ApiError(0, 401, "401: Unauthorized")
NO_TOKEN_NEEDED = ("interactions", "webhooks")  # their address is the secret
Run = Callable[[World, Call], Any]
ROUTES: dict[str, Run] = {
    **discord_messages.ROUTES,
    **discord_interactions.ROUTES,
    **discord_places.ROUTES,
    **discord_members.ROUTES,
    **discord_commands.ROUTES,
}


@dataclass(slots=True, eq=False)
class Request:
    """One REST request of the bot.

    Attributes:
        route: method and path template.
        json: the body as sent; of a multipart request its payload_json.
        violations: what broke the contract or was wrong in itself, one sentence each.
        result: what the server did; None if refused, empty or never processed.
        error: status, code and text of a refusal.
        fault: the disturbance that hit it.
        at: seconds on the virtual clock.
    """

    method: str
    path: str
    route: str
    json: Any
    query: dict[str, str]
    at: float
    files: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    status: int = 0
    result: Any = None
    error: tuple[int, int, str] | None = None
    fault: Fault | None = None

    def __repr__(self) -> str:
        return f"<{self.method} {self.path} {self.json} -> {self.error or self.status}>"


class Router:
    """Finds the handler of a path; names in the path before placeholders."""

    def __init__(self, routes: dict[str, Run]) -> None:
        self._by_shape: dict[tuple[str, str, int], list[tuple[tuple[str, ...], str, Run]]] = {}
        for route, run in routes.items():
            method, _, path = route.partition(" ")
            parts = tuple(path.strip("/").split("/"))
            self._by_shape.setdefault((method, parts[0], len(parts)), []).append((parts, route, run))
        for rows in self._by_shape.values():
            rows.sort(key=lambda row: sum(part.startswith("{") for part in row[0]))

    def find(self, call: Call) -> Run | None:
        """The handler; fills in `route` and `params`."""
        given = call.path.strip("/").split("/")
        for parts, route, run in self._by_shape.get((call.method, given[0], len(given)), ()):
            if all(part.startswith("{") or part == one for part, one in zip(parts, given, strict=True)):
                call.route = route
                call.params = {part[1:-1]: one for part, one in zip(parts, given, strict=True) if part[0] == "{"}
                return run
        return None


class Server(server.Server):
    """The HTTP side: token, latency, faults, rates, contract, then the handler."""

    largest = 12 * UPLOAD_LIMIT
    requests: list[Request]
    faults: Faults[Fault]

    def __init__(self, world: World, token: str, port: int, contract: Contract | None, *, record: bool) -> None:
        super().__init__(port, record=record)
        self.world = world
        self.token: str | None = token
        self.contract = contract
        self.rates = Rates(world)
        self.gateway = Gateway(world, lambda: self.token)
        self.gateway.on_exhausted = self.revoke
        self.control: Callable[[str, web.BaseRequest], Any] | None = None
        self._router = Router(ROUTES)

    async def _came_up(self) -> None:
        self.world.base = f"http://127.0.0.1:{self.port}"
        self.gateway.address = f"ws://127.0.0.1:{self.port}/gateway"

    async def _goes_down(self) -> None:
        for socket in list(self.gateway.sockets):
            await socket.close(4000)

    def revoke(self) -> None:
        """From now on no token is the right one."""
        self.token = None

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith(BASE):
            return await self._rest(request, path[len(BASE) :])
        if path.startswith("/gateway"):
            return await self.gateway.serve(request)
        if path.startswith("/cdn/attachments/"):
            return self._file(path)
        if path.startswith("/control/") and self.control is not None:
            return answer(await self.control(path.removeprefix("/control/"), request))
        return refusal(ApiError(0, 404, "404: Not Found"))

    async def _rest(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        call = Call(request.method, path, query=dict(request.query))
        run = self._router.find(call)
        key = call.route or f"{call.method} {path}"
        self.counts[key] = self.counts.get(key, 0) + 1
        wrong: ApiError | None = None
        try:
            await read_body(call, request)
        except ApiError as error:
            wrong = error
        entry = Request(call.method, path, call.route, call.json, call.query, self.world.now())
        entry.files = [upload.name for upload in call.files.values()]
        if self.record:
            self.requests.append(entry)
        if self.contract is not None and wrong is None:
            entry.violations = self.contract.check(call)
        await self._takes_time(call.route)
        fault = entry.fault = self.faults.strike(call) if self.faults.active else None
        if fault is not None and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault is not None:
            if fault.applied:
                self._answered(call, run, entry, wrong, request)
            return self._spoiled(fault, call, entry, request)
        return self._answered(call, run, entry, wrong, request)

    def _answered(
        self, call: Call, run: Run | None, entry: Request, wrong: ApiError | None, request: web.BaseRequest
    ) -> web.Response:
        headers: dict[str, str] = {}
        try:
            open_to_all = call.path.split("/")[1] in NO_TOKEN_NEEDED
            if self.token is None or not (open_to_all or request.headers.get("Authorization") == f"Bot {self.token}"):
                raise UNAUTHORIZED
            if wrong is not None:
                raise wrong
            if run is None:
                entry.violations.append(f"{call.method} {call.path}: this peer does not play it")
                raise ApiError(0, 404, "404: Not Found")
            headers = self.rates.check(call)
            entry.result = run(self.world, call)
            response = answer(entry.result)
        except ApiError as error:
            response = self._refused(error, entry)
        response.headers.update(headers)
        entry.status = response.status
        self.world.on_change()
        return response

    def _refused(self, error: ApiError, entry: Request) -> web.Response:
        entry.error = (error.status, error.code, error.message)
        if error.is_about_form:
            entry.violations.append(f"{entry.method} {entry.path}: {error}")
        if error.status in (401, 403, 429) and not entry.path.startswith("/interactions"):
            self.rates.refused.append(self.world.now())
        return refusal(error)

    def _spoiled(self, fault: Fault, call: Call, entry: Request, request: web.BaseRequest) -> web.Response:
        self.world.on_change()
        if fault.kind.startswith("429"):
            self.rates.check_wait(call)
            error = self.rates.refuse(call, fault.seconds, everywhere=fault.kind == "429-global")
            if fault.kind == "429-cloudflare":
                error.headers.pop("Via")
            response = self._refused(error, entry)
            entry.status = 429
            return response
        if fault.kind == "drop":
            return server.cut(request)
        if fault.kind == "garbage":
            return server.garbage()
        code = int(fault.kind)
        entry.status, entry.error = code, (code, 0, "fault")
        if code == 500:
            return web.Response(
                status=500, body=b'{"message": "500: Internal Server Error", "code": 0}', headers=JSON_HEADERS
            )
        return server.garbage(code)

    def _file(self, path: str) -> web.StreamResponse:
        number = path.split("/")[4] if path.count("/") >= 5 else ""
        found = self.world.files.get(int(number)) if number.isdigit() else None
        if found is None:
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=found.content, content_type="application/octet-stream")
