"""Does a whole conversation with everything going wrong leave no token, name, word or id in the log?"""

from __future__ import annotations

import io
import logging
from contextlib import suppress

import pytest
from peers.telegram import TelegramPeer
from telegram_front import Start, echo

from bot import logs
from bot.platform import Event, PlatformError
from bot.screens import Reply, Screen, plain


@pytest.mark.slow
async def test_a_conversation_at_debug_level_tells_no_secret(
    start: Start, peer: TelegramPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in logs.LIBRARIES}

    def answer(event: Event) -> Reply:
        if event.text == "kaputt":
            raise RuntimeError("ein Fehler")
        return echo(event)

    try:
        logs.configure("DEBUG", [peer.token])
        anna = peer.user("Kanarienvogel")
        group = peer.group("Bahnleute", [anna])
        async with start(answer) as front:
            for text in ("Geheimwort", "kaputt"):
                await anna.says(text)
            shown = await peer.next_message(anna.direct)
            peer.fault("editMessageText", "500")
            await anna.presses(shown, "Weiter")
            await peer.edited(shown)
            await anna.says("/antwort 2 Geheimwort", group)
            peer.inject([{"message": {"text": "Geheimwort", "chat": 3}}])
            await front.hears(3)
            for kind in ("500", "drop", "garbage", "429"):
                peer.fault("sendMessage", kind)  # type: ignore[arg-type]
                with suppress(PlatformError):
                    await front.telegram.show(str(anna.id), Screen(plain("Geheimwort")))
            await peer.down()
            with suppress(PlatformError):
                await front.telegram.show(str(anna.id), Screen(plain("Geheimwort")))
            await peer.up()
            peer.revoke_token()
            with suppress(PlatformError):
                await front.running
    finally:
        root.handlers, root.level = before, level
        for name, old in levels.items():
            logging.getLogger(name).setLevel(old)

    log = written.getvalue()
    assert "an event failed" in log
    for canary in (peer.token, peer.token.partition(":")[2], "Geheimwort", "Kanarienvogel", str(anna.id)):
        assert canary not in log
