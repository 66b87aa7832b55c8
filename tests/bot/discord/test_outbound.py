"""Do screens of any size fit what Discord takes, without losing a word or a button?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peers import contract
from peers.discord_contract import Contract, load_contract
from peers.discord_limits import check_message
from peers.discord_parts import walk
from peers.discord_wire import Upload

from bot.discord import outbound
from bot.discord.outbound import Payload, messages
from bot.screens import Attachment, Button, Screen, Section, Span, column, plain

PICTURE = Attachment("Karte ä.png", b"x", "image/png", "Zwei von drei")
TABLE = Attachment("daten.json", b"{}", "application/json")


@pytest.fixture(scope="module")
def published() -> Contract:
    try:
        return load_contract()
    except contract.ContractMissing as missing:
        pytest.skip(str(missing))


def taken(payloads: list[Payload]) -> list[Payload]:
    """The same, each as Discord would take it."""
    for payload in payloads:
        files = {at: Upload(each.name, each.content, each.media) for at, each in enumerate(payload.files)}
        check_message(payload.body, files, ephemeral=True)
    return payloads


def only(payloads: list[Payload]) -> dict[str, Any]:
    [payload] = taken(payloads)
    return payload.body


def parts(payloads: list[Payload] | dict[str, Any], kind: int) -> list[dict[str, Any]]:
    bodies = [payloads] if isinstance(payloads, dict) else [each.body for each in payloads]
    return [part for body in bodies for part in walk(body["components"]) if part["type"] == kind]


def words(payloads: list[Payload] | dict[str, Any]) -> str:
    return "\n".join(part["content"] for part in parts(payloads, outbound.TEXT_DISPLAY))


def tokens(payloads: list[Payload] | dict[str, Any]) -> list[str]:
    """What can be pressed or chosen, from top to bottom."""
    found = []
    for part in parts(payloads, outbound.BUTTON) + parts(payloads, outbound.SELECT):
        found += [option["value"] for option in part["options"]] if "options" in part else [part.get("custom_id")]
    return [token for token in found if token is not None]


def size(body: dict[str, Any]) -> int:
    return len(list(walk(body["components"])))


def asking(options: int) -> Screen:
    """A question as it is put: its options in a column, what ends it, and the ways on."""
    choices = [Button(f"Option {number}", f"p_{number}", chosen=number == 3) for number in range(1, options + 1)]
    ways = (Button("Zurück", "b_1"), Button("Überspringen", "s_1"), Button("Später", "l_1"))
    return Screen(plain("Welche?"), (*column(choices), (Button("Fertig", "d_1"),), ways))


def card(questions: int, *, ways: int = 5) -> Screen:
    sections = [
        Section(plain(f"{number}. Warum?"), Button("Antworten", f"g_{number}")) for number in range(1, questions + 1)
    ]
    last = Button("Artikel", url="https://example.org/artikel")
    rows = ((*(Button(f"Weg {number}", f"w{number}_") for number in range(1, ways)), last),)
    return Screen(plain("Karte"), rows, sections=tuple(sections), foot=plain("Noch niemand."))


# --- buttons ---


@pytest.mark.parametrize("options", [1, 5, 6, 10, 11, 25, 26, 35, 100])
def test_any_number_of_options_is_one_message_with_every_button(options: int, published: Contract) -> None:
    body = only(messages([asking(options)]))

    assert sorted(tokens(body)) == sorted(
        [f"p_{number}" for number in range(1, options + 1)] + ["b_1", "s_1", "l_1", "d_1"]
    )
    assert published.check_request("POST", "/channels/{channel_id}/messages", {}, body) == []


@pytest.mark.parametrize(
    ("options", "rows", "lists"),
    [(16, [1] * 16 + [1, 3], []), (17, [5, 5, 5, 2, 1, 3], []), (25, [5] * 5 + [1, 3], []), (40, [1, 3], [25, 15])],
)
def test_rows_stay_while_they_fit_then_stand_closer_then_become_lists(
    options: int, rows: list[int], lists: list[int]
) -> None:
    body = only(messages([asking(options)]))

    drawn = [[each["type"] for each in row["components"]] for row in parts(body, outbound.ROW)]
    assert [len(row) for row in drawn if outbound.SELECT not in row] == rows
    assert [len(each["options"]) for each in parts(body, outbound.SELECT)] == lists


def test_lists_have_names_of_their_own_and_say_what_is_in_them() -> None:
    body = only(messages([asking(30), asking(30)]))

    shown = parts(body, outbound.SELECT)
    assert [(each["custom_id"], each["placeholder"]) for each in shown] == [
        ("select:0", "Option 1 … Option 25"),
        ("select:1", "Option 26 … Option 30"),
    ]
    assert shown[0]["options"][2] == {"label": "✓ Option 3", "value": "p_3"}


@pytest.mark.parametrize(("across", "drawn"), [(5, [5]), (6, [3, 3]), (7, [4, 3]), (11, [4, 4, 3])])
def test_a_row_that_is_too_long_is_laid_anew_evenly(across: int, drawn: list[int]) -> None:
    scale = tuple(Button(str(number), f"p_{number}") for number in range(across))

    body = only(messages([Screen(plain("Wie gern?"), (scale,))]))

    assert [len(row["components"]) for row in parts(body, outbound.ROW)] == drawn


def test_what_stood_side_by_side_is_not_torn_apart() -> None:
    pairs = [(Button("Ändern", f"g_{number}"), Button("Weg damit", f"r_{number}")) for number in range(13)]

    body = only(messages([Screen(plain("Meine"), (*pairs, (Button("Weiter", "j_"),)))]))

    rows = [[each["custom_id"] for each in row["components"]] for row in parts(body, outbound.ROW)]
    assert rows[0] == ["g_0", "r_0", "g_1", "r_1"]
    assert [len(row) for row in rows] == [4, 4, 4, 4, 4, 4, 2, 1]


@pytest.mark.parametrize("answers", [19, 20, 50])
def test_of_many_pairs_both_become_lists_when_they_must(answers: int) -> None:
    pairs = [(Button("Ändern", f"g_{number}"), Button("Weg damit", f"r_{number}")) for number in range(answers)]

    body = only(messages([Screen(plain("Meine"), (*pairs, (Button("Weiter", "j_"),)))]))

    assert len(set(tokens(body))) == 2 * answers + 1


@pytest.mark.parametrize(("length", "shown"), [(79, 79), (80, 80), (81, 80), (300, 80)])
def test_a_long_label_is_cut_with_an_ellipsis(length: int, shown: int) -> None:
    [button] = parts(only(messages([Screen(plain("x"), ((Button("a" * length, "t"),),))])), outbound.BUTTON)

    assert len(button["label"]) == shown
    assert button["label"].endswith("…") is (length > 80)


def test_a_button_says_whether_it_is_chosen_or_a_link() -> None:
    row = (Button("Ja", "y"), Button("Nein", "n", chosen=True), Button("Mehr", url="https://example.org"))

    shown = parts(only(messages([Screen(plain("x"), (row,))])), outbound.BUTTON)

    assert shown == [
        {"type": 2, "label": "Ja", "style": 2, "custom_id": "y"},
        {"type": 2, "label": "✓ Nein", "style": 1, "custom_id": "n"},
        {"type": 2, "label": "Mehr", "style": 5, "url": "https://example.org"},
    ]


@pytest.mark.parametrize(
    "button",
    [
        Button("zu lang", "t" * 101),
        Button("nichts"),
        Button("anderswohin", url="javascript:alert(1)"),
        Button("zu weit", url="https://example.org/" + "a" * 500),
    ],
)
def test_what_cannot_be_pressed_is_left_out(button: Button) -> None:
    body = only(messages([Screen(plain("x"), ((Button("da", "t" * 100),), (button,)))]))

    assert tokens(body) == ["t" * 100]
    assert len(parts(body, outbound.ROW)) == 1


def test_the_same_button_stands_once_in_a_message() -> None:
    once = Screen(plain("a"), ((Button("Meine Antworten", "m"),),))
    twice = Screen(plain("b"), sections=(Section(plain("c"), Button("Meine Antworten", "m")),))

    body = only(messages([once, twice]))

    assert tokens(body) == ["m"]
    assert words(body) == "a\nb\nc"


# --- cards and messages ---


@pytest.mark.parametrize(
    ("questions", "ways", "components"),
    [(1, 5, 12), (8, 5, 33), (9, 5, 36), (10, 4, 38), (10, 5, 39)],
)
def test_a_card_of_up_to_ten_questions_is_one_message(
    questions: int, ways: int, components: int, published: Contract
) -> None:
    body = only(messages([card(questions, ways=ways)]))

    assert size(body) == components
    assert [part["type"] for part in body["components"]] == [outbound.CONTAINER]
    assert [part["accessory"]["custom_id"] for part in parts(body, outbound.SECTION)] == [
        f"g_{number}" for number in range(1, questions + 1)
    ]
    assert published.check_request("POST", "/channels/{channel_id}/messages", {}, body) == []


@pytest.mark.parametrize("questions", [11, 20, 21])
def test_a_card_with_too_many_questions_goes_on_in_another_message(questions: int) -> None:
    payloads = taken(messages([card(questions)]))

    assert len(payloads) == -(-questions // 12) + (questions % 12 > 10)
    assert tokens(payloads)[:questions] == [f"g_{number}" for number in range(1, questions + 1)]
    assert len(tokens(payloads)) == questions + 4


def test_forty_components_fit_and_one_more_does_not() -> None:
    screens = [Screen(plain(str(number))) for number in range(20)]  # 20 texts and 19 lines between them
    button = ((Button("x", "t"),),)

    assert [size(each.body) for each in taken(messages(screens))] == [39]
    assert [size(each.body) for each in taken(messages([*screens, Screen(plain("x"))]))] == [39, 1]
    assert [size(each.body) for each in taken(messages([*screens[:19], Screen(plain("x"), button)]))] == [37, 3]
    assert [size(each.body) for each in taken(messages([*screens[:18], card(0), Screen(plain("x"))]))] == [35, 10]
    boxed = Screen(sections=(Section(plain("x"), Button("x", "t")),))
    assert [size(each.body) for each in taken(messages([*screens[:18], boxed]))] == [39]
    assert [size(each.body) for each in taken(messages([*screens[:18], boxed, Screen(plain("x"))]))] == [39, 1]
    foot = Screen(sections=boxed.sections, foot=plain("x"))
    assert [size(each.body) for each in taken(messages([*screens[:18], foot]))] == [40]


@pytest.mark.parametrize(("length", "shares"), [(3999, [3999]), (4000, [4000]), (4001, [4000, 1])])
def test_long_text_goes_on_in_another_message_which_has_the_buttons(length: int, shares: list[int]) -> None:
    payloads = taken(messages([Screen(plain("a" * length), ((Button("Weiter", "t"),),))]))

    assert [len(words([each])) for each in payloads] == shares
    assert [tokens([each]) for each in payloads] == [[]] * (len(shares) - 1) + [["t"]]


def test_screens_share_a_message_with_a_line_between_them_while_they_fit() -> None:
    short, long = Screen(plain("kurz")), Screen(plain("a" * 3997))

    assert [part["type"] for part in only(messages([short, short]))["components"]] == [10, 14, 10]
    assert [words([each]) for each in taken(messages([short, long]))] == ["kurz", "a" * 3997]


def test_no_message_is_empty() -> None:
    assert messages([]) == []
    assert words(only(messages([Screen()]))) == "…"
    assert words(only(messages([Screen(plain(" \u200b\n"), ((Button("", "t"),),))]))) == "…"


def test_nobody_is_called_and_nothing_unfolds_in_any_message() -> None:
    shown, hidden = only(messages([Screen(plain("x"))])), only(messages([Screen(plain("x"))], hidden=True))

    assert shown["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert (shown["flags"], hidden["flags"]) == (1 << 15 | 1 << 2, 1 << 15 | 1 << 2 | 1 << 6)


def test_a_toast_is_short_and_hidden() -> None:
    payload = outbound.toast("Gespeichert. " * 100)

    assert len(words([payload])) == 200
    assert payload.body["flags"] & 1 << 6


def test_files_come_under_names_of_their_own_and_with_what_they_show(published: Contract) -> None:
    screens = [Screen(plain("Bild"), attachment=PICTURE), Screen(attachment=PICTURE), Screen(attachment=TABLE)]

    [payload] = taken(messages(screens))

    assert [each.name for each in payload.files] == ["Karte_.png", "1-Karte_.png", "daten.json"]
    assert payload.body["attachments"] == [
        {"id": 0, "filename": "Karte_.png", "description": "Zwei von drei"},
        {"id": 1, "filename": "1-Karte_.png", "description": "Zwei von drei"},
        {"id": 2, "filename": "daten.json"},
    ]
    [first, _] = parts(payload.body, outbound.GALLERY)
    assert first["items"] == [{"media": {"url": "attachment://Karte_.png"}, "description": "Zwei von drei"}]
    assert parts(payload.body, outbound.FILE)[0]["file"] == {"url": "attachment://daten.json"}
    assert published.check_request("POST", "/channels/{channel_id}/messages", {}, payload.body) == []


@pytest.mark.parametrize("count", [9, 10, 11])
def test_no_more_than_ten_files_share_a_message(count: int) -> None:
    payloads = taken(messages([Screen(attachment=TABLE)] * count))

    assert [len(each.files) for each in payloads] == ([count] if count <= 10 else [10, 1])


# --- anything ---


said = st.one_of(st.text(max_size=30), st.sampled_from(["", "*_" * 900, "wort " * 300, "@everyone", "\ud800\0"]))
buttons = st.builds(
    Button,
    said,
    st.one_of(st.just(""), st.from_regex(r"[a-z]_[0-9]{1,3}", fullmatch=True), st.just("x" * 101)),
    url=st.sampled_from([None, None, None, "https://example.org", "nirgends"]),
    chosen=st.booleans(),
)
screens = st.builds(
    Screen,
    st.lists(st.builds(Span, said), max_size=4).map(tuple),
    st.lists(st.lists(buttons, max_size=7).map(tuple), max_size=25).map(tuple),
    st.lists(st.builds(Section, st.builds(Span, said).map(lambda span: (span,)), buttons), max_size=14).map(tuple),
    st.lists(st.builds(Span, said), max_size=2).map(tuple),
    attachment=st.sampled_from([None, PICTURE, TABLE, Attachment("../\0", b"", "image/gif", "\n")]),
)


@settings(max_examples=30)
@given(st.lists(screens, max_size=3))
def test_any_screens_make_messages_that_discord_takes(shown: list[Screen]) -> None:
    payloads = taken(messages(shown))

    wanted = {
        button.token
        for screen in shown
        for row in screen.all_rows()
        for button in row
        if button.token and not button.url and len(button.token) <= 100
    }
    assert set(tokens(payloads)) == wanted
    assert [each.content for payload in payloads for each in payload.files] == [
        screen.attachment.content for screen in shown if screen.attachment
    ]
