"""Does a whole conversation with everything going wrong leave no token, name, word or id in the log?"""

from __future__ import annotations

import io
import logging

import pytest
from club import Club, first_answer, press_question
from peers.discord import DiscordPeer

from bot import logs


@pytest.mark.slow
async def test_a_conversation_at_debug_level_tells_no_secret(
    club: Club, peer: DiscordPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in logs.LIBRARIES}
    club.anna.name = "Kanarienvogel"
    try:
        logs.configure("DEBUG", [peer.token])
        async with club.running():
            card = await club.card()
            await first_answer(club, card, club.anna, **{"Deine Antwort": "Geheimwort im Formular"})
            said = await club.ben.says(club.channel, "Geheimwort in der Antwort", reply_to=card)
            asked = await peer.next_message(club.channel)
            await club.anna.deletes(await club.anna.says(club.channel, "weg damit"))
            peer.fault("POST /channels/{channel_id}/messages", "garbage")
            peer.fault("POST /interactions/{interaction_id}/{interaction_token}/callback", "500", times=2)
            await peer.until(lambda: asked is not None)
            await press_question(club.anna, card, 2)
            peer.storm(0.1, times=1)
            await club.ben.edits(said, "Geheimwort anders")
            await peer.gateway.drop(4000)
            await club.ben.says(club.channel, "Geheimwort danach", reply_to=card)
            await club.comes(lambda: peer.gateway.resumes == 1)
    finally:
        for handler in list(root.handlers):
            root.removeHandler(handler)
        for handler in before:
            root.addHandler(handler)
        root.setLevel(level)
        for name, was in levels.items():
            logging.getLogger(name).setLevel(was)

    log = written.getvalue()
    assert "on discord in" in log
    for secret in (peer.token, "Geheimwort", "Kanarienvogel", str(club.anna.id), str(club.ben.id)):
        assert secret not in log
