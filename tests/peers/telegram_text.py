"""Which texts, entities and keyboards does Telegram refuse, and which entities does it find by itself?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

from peers.telegram_wire import bad, words

TEXT_LIMIT = 4096  # UTF-16 code units, Bot API sendMessage "text"
CAPTION_LIMIT = 1024  # UTF-16 code units, Bot API "caption"
CALLBACK_LIMIT = 64  # bytes, InlineKeyboardButton "callback_data"
BUTTON_LIMIT = 100  # buttons in one inline keyboard
ROW_LIMIT = 8  # buttons in one row
ENTITY_LIMIT = 100  # entities in one message; the rest is silently cut by the real server
PLACEHOLDER_LIMIT = 64  # characters, ForceReply "input_field_placeholder"
ACTIONS = words(
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat "
    "switch_inline_query_chosen_chat copy_text callback_game pay disabled"
)
FOUND = re.compile(
    r"(?<!\S)(?P<bot_command>/\w{1,32}(?:@\w{3,32})?)|(?<!\w)(?P<mention>@\w{3,32})|(?P<url>https?://\S+)"
)
TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre", "a": "text_link",
    "tg-spoiler": "spoiler", "blockquote": "blockquote",
}  # fmt: skip


def units(text: str) -> int:
    """Length in UTF-16 code units, the way Telegram counts offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def formatted(
    text: str, entities: Sequence[dict[str, Any]] | None, parse_mode: str | None, limit: int
) -> tuple[str, list[dict[str, Any]]]:
    """The text and its checked entities; raises ApiError for what the real server refuses.

    Of the parse modes only HTML is understood here; Markdown is refused.
    """
    if parse_mode:
        if parse_mode.upper() != "HTML":
            raise bad(f"unsupported parse_mode {parse_mode!r} (this peer reads entities and HTML only)")
        text, entities = _from_html(text)
    size = units(text)
    if size > limit:
        raise bad("message is too long" if limit == TEXT_LIMIT else "message caption is too long")
    return text, _entities(text, size, entities) if entities else []


def found_entities(text: str) -> list[dict[str, Any]]:
    """Commands, mentions and addresses the server marks by itself in what people write."""
    if "/" not in text and "@" not in text:
        return []
    return [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match.group())}
        for match in FOUND.finditer(text)
    ]


def checked_markup(markup: dict[str, Any] | None, inline_only: bool = False) -> dict[str, Any] | None:
    """The reply markup as it is stored with the message; raises ApiError for what is refused."""
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" not in markup:
        if inline_only:
            raise bad("inline keyboard expected")
        if len(markup.get("input_field_placeholder") or "") > PLACEHOLDER_LIMIT:
            raise bad("reply markup placeholder is too long")
        return markup
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(len(row) for row in rows) > BUTTON_LIMIT or any(len(row) > ROW_LIMIT for row in rows):
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _button(button)
    return {**markup, "inline_keyboard": rows} if rows else None


def _button(button: dict[str, Any]) -> None:
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad("can't parse inline keyboard button: inline keyboard button text must be non-empty")
    actions = ACTIONS.intersection(button)
    if not actions:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one action must be used")
    if "callback_data" in actions and not 1 <= len(button["callback_data"].encode()) <= CALLBACK_LIMIT:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in actions and not re.match(r"(https?|tg|ton)://", button["url"]):
        raise bad("BUTTON_URL_INVALID")


def _entities(text: str, size: int, entities: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    inside = _inside_symbols(text)
    for entity in entities:
        start, length = entity.get("offset"), entity.get("length")
        if not isinstance(start, int) or not isinstance(length, int) or start < 0 or length <= 0:
            raise bad(f"receive an entity with incorrect offset or length {start!r}, {length!r}")
        end = start + length
        if end > size:
            raise bad(
                f"entity beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset {end}"
            )
        if start in inside or end in inside:
            raise bad(f"entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol at {end}")
        if not entity.get("type"):
            raise bad("type of entity must be non-empty")
    return list(entities[:ENTITY_LIMIT])


def _inside_symbols(text: str) -> set[int]:
    """Offsets in the middle of a surrogate pair."""
    if text.isascii():
        return set()
    inside, offset = set(), 0
    for letter in text:
        if ord(letter) > 0xFFFF:
            inside.add(offset + 1)
            offset += 1
        offset += 1
    return inside


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[tuple[str, int, str | None]] = []
        self.entities: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append((tag, units(self.text), dict(attrs).get("href")))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise bad(f'can\'t parse entities: Unmatched end tag "{tag}"')
        _, start, href = self.open.pop()
        length = units(self.text) - start
        if length:
            entity: dict[str, Any] = {"type": TAGS[tag], "offset": start, "length": length}
            self.entities.append({**entity, "url": href} if href else entity)

    def handle_data(self, data: str) -> None:
        self.text += data


def _from_html(text: str) -> tuple[str, list[dict[str, Any]]]:
    parser = _Html()
    parser.feed(text)
    parser.close()
    if parser.open:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{parser.open[-1][0]}\"")
    return parser.text, parser.entities
