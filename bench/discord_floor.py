"""How fast can a bot on discord.py be at all, and how much does it remember? One that only responds, and keeps nothing.

Run as a process: ``python -m bench.discord_floor [--default]`` with TOKEN, API_URL and GATEWAY_URL in the environment.
"""

from __future__ import annotations

import os
import sys

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bench.script import QUESTIONS

TEXT = f"Gespeichert.\n\n{QUESTIONS[2].text}"


class Floor(discord.Client):
    """Responds to presses and forms alike."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(TEXT, ephemeral=True)


def main() -> None:
    """Be there until stopped."""
    Route.BASE = os.environ["API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["GATEWAY_URL"])
    intents = discord.Intents.default() if "--default" in sys.argv else discord.Intents(guilds=True)
    Floor(intents=intents).run(os.environ["TOKEN"])


if __name__ == "__main__":
    main()
