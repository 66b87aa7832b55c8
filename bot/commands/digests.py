"""Placeholder."""

from bot.commands.arguments import Commands


def add(commands: Commands) -> None:
    """Say what can be typed."""
