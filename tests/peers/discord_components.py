"""Which components and modals does the played Discord take?

Limits from Discord's "Component Reference" and "Using Modal Components", read in 2026-11; what the published
contract says too, and what it does not know: counts, duplicates, flags, combinations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from peers.discord_parts import CHOOSERS, walk
from peers.discord_wire import ApiError

COMPONENTS = 40  # components of one message, nested ones included
TEXTS = 4000  # characters in all text displays of one message
ROWS = 5  # rows of one message without Components V2
PARTS = 5  # top-level parts of one modal
TITLE = 45  # characters in the title of a modal and in a label
CUSTOM_ID = 100  # characters
OPTIONS = 25  # options of a select
V2_KINDS = (9, 10, 11, 12, 13, 14, 17)
IN_CONTAINER = (1, 9, 10, 12, 13, 14)
IN_LABEL = (3, 4, 5, 6, 7, 8, 19, 21, 22, 23)


class Check:
    """Collects what is wrong, by the path Discord would name."""

    def __init__(self) -> None:
        self.wrong: dict[str, str] = {}
        self.custom_ids: set[str] = set()
        self.numbers: set[int] = set()

    def say(self, path: str, reason: str) -> None:
        self.wrong.setdefault(path, reason)

    def text(self, path: str, value: Any, lowest: int, highest: int, *, required: bool = True) -> None:
        """A text between so many characters."""
        if value is None:
            if required:
                self.say(path, "BASE_TYPE_REQUIRED: This field is required")
        elif not isinstance(value, str):
            self.say(path, "STRING_TYPE_CONVERT: Could not interpret as string.")
        elif lowest == 1 and not value.strip():
            self.say(path, "BASE_TYPE_REQUIRED: This field is required")
        elif not lowest <= len(value) <= highest:
            self.say(path, f"BASE_TYPE_BAD_LENGTH: Must be between {lowest} and {highest} in length.")

    def number(self, path: str, value: Any, lowest: int, highest: int) -> None:
        if value is not None and (not isinstance(value, int) or not lowest <= value <= highest):
            self.say(path, f"NUMBER_TYPE: int value should be between {lowest} and {highest}.")

    def count(self, path: str, value: Any, lowest: int, highest: int) -> Sequence[Any]:
        """A list of so many things; an empty one when it is none."""
        if not isinstance(value, list):
            self.say(path, "LIST_TYPE_CONVERT: Only iterables may be used in a ListType")
            return []
        if not lowest <= len(value) <= highest:
            self.say(path, f"BASE_TYPE_BAD_LENGTH: Must be between {lowest} and {highest} in length.")
        return value

    def custom_id(self, path: str, value: Any) -> None:
        """A custom_id: short enough, and used once."""
        self.text(f"{path}.custom_id", value, 1, CUSTOM_ID)
        if isinstance(value, str) and value in self.custom_ids:
            self.say(f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED: Component custom id cannot be duplicated")
        self.custom_ids.add(str(value))

    def one_of(self, path: str, kind: Any, allowed: Iterable[int]) -> bool:
        if kind in allowed:
            return True
        shown = ", ".join(str(one) for one in allowed)
        self.say(f"{path}.type", f"UNION_TYPE_CHOICES: Value of field must be one of ({shown}).")
        return False

    def done(self) -> None:
        """Refuse with 50035 if anything was wrong."""
        if self.wrong:
            raise ApiError(50035, errors=self.wrong)


def check_components(check: Check, parts: Any, *, v2: bool, files: set[str], path: str = "components") -> None:
    """Components of a message; `files` are the names attachment:// may refer to."""
    top = check.count(path, parts, 0, COMPONENTS if v2 else ROWS)
    allowed = (1, 9, 10, 12, 13, 14, 17) if v2 else (1,)
    for index, part in enumerate(top):
        if isinstance(part, dict) and check.one_of(f"{path}.{index}", part.get("type"), allowed):
            _part(check, part, f"{path}.{index}", files)
    everything = list(walk([part for part in top if isinstance(part, dict)]))
    if len(everything) > COMPONENTS:
        check.say(
            path, f"COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED: at most {COMPONENTS} components, not {len(everything)}"
        )
    total = sum(len(str(part.get("content") or "")) for part in everything if part.get("type") == 10)
    if total > TEXTS:
        check.say(path, f"COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED: at most {TEXTS} characters, not {total}")
    for part in everything:
        number = part.get("id")
        if number:
            if number in check.numbers:
                check.say(path, f"COMPONENT_ID_DUPLICATED: component id {number}")
            check.numbers.add(number)


def check_modal(data: Any) -> None:
    """A whole modal as sent with callback type 9."""
    check = Check()
    if not isinstance(data, dict):
        raise ApiError(50035, errors={"data": "BASE_TYPE_REQUIRED: This field is required"})
    check.text("data.title", data.get("title"), 1, TITLE)
    check.text("data.custom_id", data.get("custom_id"), 1, CUSTOM_ID)
    for index, part in enumerate(check.count("data.components", data.get("components"), 1, PARTS)):
        path = f"data.components.{index}"
        if not check.one_of(path, part.get("type"), (1, 10, 18)):
            continue
        match part["type"]:
            case 10:
                check.text(f"{path}.content", part.get("content"), 1, TEXTS)
            case 1:
                for inner in check.count(f"{path}.components", part.get("components"), 1, 1):
                    if check.one_of(f"{path}.components.0", inner.get("type"), (4,)):
                        check.text(f"{path}.components.0.label", inner.get("label"), 1, TITLE)
                        _field(check, inner, f"{path}.components.0")
            case 18:
                check.text(f"{path}.label", part.get("label"), 1, TITLE)
                check.text(f"{path}.description", part.get("description"), 1, 100, required=False)
                inner = part.get("component")
                if not isinstance(inner, dict):
                    check.say(f"{path}.component", "BASE_TYPE_REQUIRED: This field is required")
                elif check.one_of(f"{path}.component", inner.get("type"), IN_LABEL):
                    if inner["type"] == 4 and inner.get("label"):
                        check.say(f"{path}.component.label", "label is not allowed inside a label")
                    _field(check, inner, f"{path}.component")
    check.done()


def numbered(parts: Any) -> list[dict[str, Any]]:
    """The components as Discord gives them back: each with an id."""
    copied = [_copy(part) for part in parts or ()]
    taken = {part["id"] for part in walk(copied) if part.get("id")}
    following = 0
    for part in walk(copied):
        if not part.get("id"):
            following += 1
            while following in taken:
                following += 1
            part["id"] = following
    return copied


def _copy(part: dict[str, Any]) -> dict[str, Any]:
    fresh = {key: value for key, value in part.items() if value is not None}
    if "components" in fresh:
        fresh["components"] = [_copy(inner) for inner in fresh["components"]]
    for single in ("accessory", "component"):
        if single in fresh:
            fresh[single] = _copy(fresh[single])
    return fresh


def _part(check: Check, part: dict[str, Any], path: str, files: set[str]) -> None:
    match part.get("type"):
        case 1:
            _row(check, part, path)
        case 9:
            for index, inner in enumerate(check.count(f"{path}.components", part.get("components"), 1, 3)):
                if check.one_of(f"{path}.components.{index}", inner.get("type"), (10,)):
                    _part(check, inner, f"{path}.components.{index}", files)
            accessory = part.get("accessory")
            if not isinstance(accessory, dict):
                check.say(f"{path}.accessory", "BASE_TYPE_REQUIRED: This field is required")
            elif check.one_of(f"{path}.accessory", accessory.get("type"), (2, 11)):
                _part(check, accessory, f"{path}.accessory", files)
        case 2:
            _button(check, part, path)
        case 10:
            check.text(f"{path}.content", part.get("content"), 1, TEXTS)
        case 11:
            _media(check, part.get("media"), f"{path}.media", files, uploaded=False)
        case 12:
            for index, item in enumerate(check.count(f"{path}.items", part.get("items"), 1, 10)):
                _media(check, item.get("media"), f"{path}.items.{index}.media", files, uploaded=False)
                check.text(f"{path}.items.{index}.description", item.get("description"), 0, 1024, required=False)
        case 13:
            _media(check, part.get("file"), f"{path}.file", files, uploaded=True)
        case 14:
            check.number(f"{path}.spacing", part.get("spacing"), 1, 2)
        case 17:
            check.number(f"{path}.accent_color", part.get("accent_color"), 0, 0xFFFFFF)
            for index, inner in enumerate(check.count(f"{path}.components", part.get("components"), 1, COMPONENTS)):
                if check.one_of(f"{path}.components.{index}", inner.get("type"), IN_CONTAINER):
                    _part(check, inner, f"{path}.components.{index}", files)


def _row(check: Check, row: dict[str, Any], path: str) -> None:
    inside = check.count(f"{path}.components", row.get("components"), 1, 5)
    choosers = [part for part in inside if part.get("type") in CHOOSERS]
    if choosers and len(inside) > 1:
        check.say(
            f"{path}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED: The specified component exceeds the maximum width"
        )
    for index, part in enumerate(inside):
        here = f"{path}.components.{index}"
        if not check.one_of(here, part.get("type"), (2, *CHOOSERS)):
            continue
        if part["type"] == 2:
            _button(check, part, here)
        else:
            _field(check, part, here)


def _button(check: Check, button: dict[str, Any], path: str) -> None:
    style = button.get("style")
    if style not in (1, 2, 3, 4, 5, 6):
        check.say(f"{path}.style", "BASE_TYPE_CHOICES: Value must be one of {1, 2, 3, 4, 5, 6}.")
    check.text(f"{path}.label", button.get("label"), 0, 80, required=False)
    if style != 6 and not button.get("label") and not button.get("emoji"):
        check.say(f"{path}", "BUTTON_COMPONENT_INVALID: a button needs a label or an emoji")
    if style == 5:
        check.text(f"{path}.url", button.get("url"), 1, 512)
        if not str(button.get("url")).startswith(("http://", "https://", "discord://")):
            check.say(f"{path}.url", "URL_TYPE_INVALID_SCHEME: Scheme must be one of ('http', 'https', 'discord').")
        if button.get("custom_id"):
            check.say(f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE: link with custom_id")
    elif style != 6:
        check.custom_id(path, button.get("custom_id"))
        if button.get("url"):
            check.say(f"{path}.url", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE: custom_id with url")


def _field(check: Check, part: dict[str, Any], path: str) -> None:
    """Something a person fills in: a select, or a field of a modal."""
    check.custom_id(path, part.get("custom_id"))
    kind, most = part["type"], part.get("max_values")
    check.text(f"{path}.placeholder", part.get("placeholder"), 0, 100 if kind == 4 else 150, required=False)
    match kind:
        case 4:
            _text_input(check, part, path)
        case 3:
            count = _options(check, part, path, 1, OPTIONS)
            _range(check, part, path, OPTIONS)
            if most is not None and count and most > count:
                check.say(f"{path}.max_values", "SELECT_COMPONENT_MAX_VALUES: more than there are options")
        case 5 | 6 | 7 | 8:
            _range(check, part, path, 25)
        case 19:
            _range(check, part, path, 10)
        case 21:
            _options(check, part, path, 2, 10)
            if sum(bool(option.get("default")) for option in part.get("options") or ()) > 1:
                check.say(f"{path}.options", "only one option can be the default")
        case 22:
            _options(check, part, path, 1, 10)
            _range(check, part, path, 10)


def _text_input(check: Check, part: dict[str, Any], path: str) -> None:
    if part.get("style") not in (1, 2):
        check.say(f"{path}.style", "BASE_TYPE_CHOICES: Value must be one of {1, 2}.")
    low, high = part.get("min_length"), part.get("max_length")
    check.number(f"{path}.min_length", low, 0, 4000)
    check.number(f"{path}.max_length", high, 1, 4000)
    if isinstance(low, int) and isinstance(high, int) and low > high:
        check.say(f"{path}.min_length", "MIN_LENGTH_GREATER_THAN_MAX_LENGTH")
    check.text(f"{path}.value", part.get("value"), 0, high if isinstance(high, int) else 4000, required=False)
    if part.get("value") and isinstance(low, int) and len(part["value"]) < low:
        check.say(f"{path}.value", f"BASE_TYPE_MIN_LENGTH: Must be {low} or more in length.")


def _options(check: Check, part: dict[str, Any], path: str, lowest: int, highest: int) -> int:
    options = check.count(f"{path}.options", part.get("options"), lowest, highest)
    values: set[Any] = set()
    for index, option in enumerate(options):
        here = f"{path}.options.{index}"
        check.text(f"{here}.label", option.get("label"), 1, 100)
        check.text(f"{here}.value", option.get("value"), 1, 100)
        check.text(f"{here}.description", option.get("description"), 0, 100, required=False)
        if option.get("value") in values:
            check.say(
                f"{here}.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED: The specified option value is already used"
            )
        values.add(option.get("value"))
    return len(options)


def _range(check: Check, part: dict[str, Any], path: str, highest: int) -> None:
    low, high = part.get("min_values"), part.get("max_values")
    check.number(f"{path}.min_values", low, 0, highest)
    check.number(f"{path}.max_values", high, 1, highest)
    if isinstance(low, int) and isinstance(high, int) and low > high:
        check.say(f"{path}.min_values", "min_values is larger than max_values")


def _media(check: Check, media: Any, path: str, files: set[str], *, uploaded: bool) -> None:
    url = media.get("url") if isinstance(media, dict) else None
    if not isinstance(url, str) or not url:
        check.say(f"{path}.url", "BASE_TYPE_REQUIRED: This field is required")
    elif url.startswith("attachment://"):
        if url.removeprefix("attachment://") not in files:
            check.say(f"{path}.url", "MEDIA_ITEM_ATTACHMENT_NOT_FOUND: no such file in this request")
    elif uploaded or not url.startswith(("http://", "https://")):
        check.say(f"{path}.url", "URL_TYPE_INVALID_SCHEME: Scheme must be one of ('attachment').")
