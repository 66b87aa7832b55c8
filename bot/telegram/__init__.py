"""Telegram: updates in, screens out, nothing decided."""
