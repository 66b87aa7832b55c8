"""How do requests reach the played Telegram over real HTTP, and what is written down about each?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web
from peers import server
from peers.faults import Faults
from peers.telegram_contract import Contract
from peers.telegram_faults import Fault
from peers.telegram_methods import METHODS, SPELLING
from peers.telegram_state import World
from peers.telegram_updates import Webhook
from peers.telegram_wire import UPLOAD_LIMIT, ApiError, Call, answer, read_call, refusal, typed

UPDATE_METHODS = {name.lower(): name for name in ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")}
UNAUTHORIZED = ApiError(401, "Unauthorized")


@dataclass(slots=True, eq=False)
class Request:
    """One request of the bot.

    Attributes:
        params: as read (integers, booleans, JSON).
        violations: what broke the contract, one sentence each.
        result: what the server did; None if refused or never processed.
        error: code and text of a refusal.
        fault: the disturbance that hit it.
        at: seconds on the virtual clock.
    """

    method: str
    params: dict[str, Any]
    at: float
    violations: list[str] = field(default_factory=list)
    result: Any = None
    error: tuple[int, str] | None = None
    fault: Fault | None = None

    def __repr__(self) -> str:
        return f"<{self.method} {self.params} -> {self.error or 'ok'}>"


class Server(server.Server):
    """The HTTP side: token, faults, latency, contract, then the method."""

    largest = 2 * UPLOAD_LIMIT
    requests: list[Request]
    faults: Faults[Fault]

    def __init__(self, world: World, token: str, port: int, contract: Contract | None, *, record: bool) -> None:
        super().__init__(port, record=record)
        self.world = world
        self.token = token
        self.contract = contract
        self.revoked = False
        self.control = False
        self.webhook = Webhook(world.updates, self._from_webhook)
        self._hooked_address: dict[str, Any] | None = None

    async def _came_up(self) -> None:
        if self._hooked_address is not None:
            await self.webhook.set(self._hooked_address)

    async def _goes_down(self) -> None:
        await self.webhook.close()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            token, _, method = path[4:].partition("/")
            if self.revoked or token != self.token:
                return refusal(UNAUTHORIZED)
            return await self._method(method, request)
        if path.startswith("/file/bot"):
            token, _, file_path = path[9:].partition("/")
            return self._file(token, file_path)
        if self.control and path.startswith("/control/"):
            return await self._control(path.removeprefix("/control/"), request)
        return refusal(ApiError(404, "Not Found"))

    async def _method(self, method: str, request: web.BaseRequest) -> web.StreamResponse:
        name = SPELLING.get(method.lower()) or UPDATE_METHODS.get(method.lower()) or method
        self.counts[name] = self.counts.get(name, 0) + 1
        try:
            call = await read_call(name, request)
        except ApiError as error:
            if self.record:
                wrong = [f"{name}: {error.description}"]
                self.requests.append(Request(name, {}, self.world.now(), wrong, error=(error.code, error.description)))
            return refusal(error)
        entry = self._note(call)
        try:
            call.params = entry.params = typed(call.raw)
        except ApiError as error:
            entry.error = (error.code, error.description)
            return refusal(error)
        await self._takes_time(name)
        fault = self.faults.strike(call) if self.faults.active else None
        if fault is None:
            return await self._answered(call, entry, request)
        entry.fault = fault
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
            return await self._answered(call, entry, request)
        if fault.applied:
            await self._answered(call, entry, request)
        return self._spoiled(fault, call, entry, request)

    def _note(self, call: Call) -> Request:
        entry = Request(call.method, call.params, self.world.now())
        if self.contract is not None:
            entry.violations = self.contract.check(call.method, call.raw, call.files)
        if entry.violations or (self.record and call.method != "getUpdates"):
            self.requests.append(entry)
        return entry

    async def _answered(self, call: Call, entry: Request, request: web.BaseRequest | None) -> web.StreamResponse:
        try:
            entry.result = await self._run(call, entry, request)
        except ApiError as error:
            entry.error = (error.code, error.description)
            return refusal(error)
        finally:
            self.world.on_change()
        result = entry.result
        if call.method == "getUpdates":
            entry.result = None
        return answer(result)

    async def _run(self, call: Call, entry: Request, request: web.BaseRequest | None) -> Any:
        params = call.params
        match call.method:
            case "getUpdates":
                return await self._updates(params, request)
            case "setWebhook":
                self._hooked_address = params if params.get("url") else None
                return await self.webhook.set(params)
            case "deleteWebhook":
                self._hooked_address = None
                return await self.webhook.set({**params, "url": ""})
            case "getWebhookInfo":
                return self.webhook.info()
        run = METHODS.get(call.method)
        if run is None:
            if self.contract is not None and call.method in self.contract.methods:
                entry.violations.append(f"{call.method}: exists, but this peer does not play it")
            raise ApiError(404, "Not Found: method not found")
        self.world.rates.check_wait(call.method, params.get("chat_id"))
        return run(self.world, call)

    async def _updates(self, params: dict[str, Any], request: web.BaseRequest | None) -> bytes:
        offset, limit = params.get("offset") or 0, params.get("limit") or 100
        patience = float(params.get("timeout") or 0)
        allowed = params.get("allowed_updates")

        def is_connected() -> bool:
            transport = request.transport if request is not None else None
            return transport is not None and not transport.is_closing()

        try:
            return await self.world.updates.get(offset, limit, patience, allowed, is_connected)
        except ApiError:
            if self.revoked:
                raise UNAUTHORIZED from None
            raise

    def _spoiled(self, fault: Fault, call: Call, entry: Request, request: web.BaseRequest) -> web.StreamResponse:
        if fault.kind == "429":
            self.world.rates.check_wait(call.method, call.params.get("chat_id"))
            error = self.world.rates.refuse(fault.chat_id, int(fault.seconds))
            entry.error = (error.code, error.description)
            return refusal(error)
        if fault.kind == "drop":
            return server.cut(request)
        if fault.kind == "garbage":
            return server.garbage()
        code = int(fault.kind)
        entry.error = entry.error or (code, "fault")
        if code == 502:
            return server.garbage(502)
        return refusal(ApiError(code, "Internal Server Error"))

    async def _from_webhook(self, body: dict[str, Any]) -> None:
        """Run the method a webhook answered with; its result is told to nobody."""
        raw = {key: value for key, value in body.items() if key != "method"}
        name = SPELLING.get(str(body["method"]).lower(), str(body["method"]))
        try:
            call = Call(name, raw, typed(raw))
            await self._answered(call, self._note(call), None)
        except ApiError:
            return

    def _file(self, token: str, file_path: str) -> web.StreamResponse:
        if self.revoked or token != self.token:
            return refusal(UNAUTHORIZED)
        for stored in self.world.files.values():
            if stored.path == file_path:
                return web.Response(body=stored.upload.content, content_type="application/octet-stream")
        return refusal(ApiError(404, "Not Found"))

    async def _control(self, what: str, request: web.BaseRequest) -> web.StreamResponse:
        """For a peer in a process of its own: queue updates, read counts."""
        if what == "inject":
            ids = self.world.updates.push_many(orjson.loads(await request.read()))
            return answer({"queued": len(ids), "first": ids[0] if ids else None})
        if what == "counts":
            updates = self.world.updates
            return answer({"requests": self.counts, "pending": len(updates), "confirmed": len(updates.confirmed)})
        return refusal(ApiError(404, "Not Found"))
