"""Do a group and a server become one community by a code that only their moderators can use, and do they part again?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from fielding import item, options, questionnaire
from sqlmodel import Session, select
from stage import ROOM, Actor, Stage

from bot import codes, tokens
from bot.platform import Where
from bot.tables import Attempt, Code, CodeKind, Community, Ledger, LedgerState, Place, Posting, PostingKind, Role
from bot.tokens import Verb
from surveys.tables import Wave, WaveState

pytestmark = pytest.mark.sqlite_will_do

ASKED = questionnaire(item("why", "open"), item("pick", "choice", options=options("yes", "no")))
OTHERS = ASKED.model_copy(update={"key": "others"})
SERVER, CHANNEL, THREAD = "7001", "7001/8001", "7001/8002"
CODE = re.compile(r"[A-HJ-KM-NP-Z2-9]{4}-[A-HJ-KM-NP-Z2-9]{4}")


@dataclass
class Two:
    """A Telegram group with its moderator, a Discord server with another, and a wave in each."""

    stage: Stage
    mona: Actor
    dora: Actor
    group_wave: str
    server_wave: str
    channel = Where(CHANNEL, "#fragen")

    def communities(self) -> list[str]:
        return [community.name for community in self.stage.rows(Community)]

    def community(self, address: str) -> str:
        return self.stage.rows(Place, Place.address == address)[0].community_id

    async def link(self) -> None:
        code = code_in(await self.mona.says("/koppeln", where=self.stage.room, private=True))
        await self.dora.says(f"/koppeln {code}", where=self.channel, private=True)
        await self.dora.sends(self.dora.button("Ja, koppeln").token, where=self.channel)


def code_in(screens: object) -> str:
    found = CODE.search("\n".join(screen.text for screen in screens))  # type: ignore[attr-defined]
    assert found is not None
    return found.group()


@pytest.fixture
def two(stage: Stage) -> Two:
    mona = stage.actor("Mona", moderates=True)
    dora = stage.actor("Dora", platform="discord", moderates=True, room=CHANNEL)
    stage.add_room(CHANNEL, "#fragen", "discord")

    def more(session: object) -> None:
        [channel] = stage.rows(Place, Place.address == CHANNEL)
        for address, name, abilities in ((SERVER, "Bahnserver", {"holds": True}), (THREAD, "#mehr", {})):
            place = Place(community_id=channel.community_id, platform="discord", address=address, name=name)
            place.abilities = abilities
            session.add(place)  # type: ignore[attr-defined]

    stage.store.write_now(more)
    for each in (SERVER, THREAD):
        stage.on("discord").moderators.add((each, dora.id))
    return Two(stage, mona, dora, stage.opens(ASKED), stage.opens(OTHERS, CHANNEL))


# --- linking ---


async def test_a_group_and_a_server_become_one_community_after_a_yes(two: Two) -> None:
    stage = two.stage
    kept = two.community(ROOM)
    code = code_in(await two.mona.says("/koppeln", where=stage.room, private=True))
    await two.dora.says(f"/koppeln {code.lower().replace('-', ' ')}", where=two.channel, private=True)

    assert "Kundenclub (Telegram)" in two.dora.sees
    assert "#fragen (Discord)" in two.dora.sees
    assert len(two.communities()) == 2  # nothing happens before the yes
    await two.dora.sends(two.dora.button("Ja, koppeln").token, where=two.channel)

    assert two.communities() == ["Kundenclub"]
    assert {place.community_id for place in stage.rows(Place)} == {kept}
    assert {wave.community_id for wave in stage.rows(Wave)} == {kept}
    assert {wave.state for wave in stage.rows(Wave)} == {WaveState.OPEN}
    assert {role.community_id for role in stage.rows(Role)} == {kept}
    assert stage.rows(Code) == []
    assert "Kundenclub (Telegram)" in two.dora.sees
    await stage.settles()
    assert "#fragen (Discord)" in stage.posts(two.mona.id)[-1].text


async def test_a_server_may_invite_a_group_too_from_the_direct_chats(two: Two) -> None:
    await two.dora.says("/umfrage", where=two.channel)  # known as moderators from here on
    await two.mona.says("/umfrage", where=two.stage.room)
    kept = two.community(CHANNEL)

    code = code_in(await two.dora.says("/link"))
    await two.mona.says(f"/link {code}")
    await two.mona.presses("Ja, koppeln")

    assert {place.community_id for place in two.stage.rows(Place)} == {kept}
    assert two.communities() == ["#fragen"]


async def test_whoever_moderates_several_groups_chooses_one(two: Two) -> None:
    stage = two.stage
    stage.add_room("-3003", "Zweite")
    stage.paper.moderators.add(("-3003", two.mona.id))
    for room in (stage.room, Where("-3003")):
        await two.mona.says("/umfrage", where=room)
    code = code_in(await two.dora.says("/koppeln", where=two.channel, private=True))

    await two.mona.says(f"/koppeln {code}")
    await two.mona.presses("Zweite")
    await two.mona.presses("Ja, koppeln")

    assert two.community("-3003") == two.community(CHANNEL) != two.community(ROOM)


@pytest.mark.on_both
async def test_a_moderator_of_either_manages_the_waves_of_both(two: Two) -> None:
    await two.dora.sends(two.stage.token(Verb.MANAGE, two.group_wave, value="pause"))
    assert two.dora.toast == "Das dürfen nur, die hier moderieren."
    await two.link()

    await two.dora.sends(two.stage.token(Verb.MANAGE, two.group_wave, value="pause"), where=two.channel)
    await two.mona.sends(two.stage.token(Verb.MANAGE, two.server_wave, value="close"))

    states = {wave.id: wave.state for wave in two.stage.rows(Wave)}
    assert states == {two.group_wave: WaveState.PAUSED, two.server_wave: WaveState.CLOSED}


async def test_a_place_goes_on_asking_what_its_own_card_asks(two: Two) -> None:
    await two.link()
    anna = two.stage.actor("Anna", platform="discord")

    await anna.says("/antwort 1 weil es klemmt", where=two.channel, private=True)

    assert two.stage.token(Verb.AGREE, two.server_wave)[:20] == anna.button("Ich bin").token[:20]


async def test_where_a_group_cannot_hold_a_private_screen_no_code_is_said_in_it(two: Two) -> None:
    [screen] = await two.mona.says("/koppeln", where=two.stage.room)

    assert screen.private
    assert screen.instead is not None
    assert not CODE.search(screen.instead.text)

    await two.mona.says("/start", token=screen.instead.rows[0][0].token)
    assert "im Privatchat" in two.mona.sees
    assert CODE.search(two.mona.sees)


async def test_a_code_typed_where_others_read_along_is_burnt_whoever_types_it(two: Two) -> None:
    anna = two.stage.actor("Anna")
    for who in (two.mona, anna):
        code = code_in(await two.dora.says("/koppeln", where=two.channel, private=True))
        [told] = await who.says(f"/koppeln {code}", where=two.stage.room)

        assert "nur im Privatchat" in told.text
        assert "gilt nicht mehr" in told.text
        assert told.instead is not None
        link = tokens.read(told.instead.rows[0][0].token, two.stage.house.keys)
        assert link is not None
        assert codes.read(code) not in link.value
        assert two.stage.rows(Code) == []

    stranger = two.stage.actor("Fremd", platform="discord", moderates=True, room="7009/1")
    two.stage.add_room("7009/1", "#fremd", "discord")
    await stranger.says(f"/koppeln {code}", where=Where("7009/1"), private=True)

    assert "stimmt nicht oder ist abgelaufen" in stranger.sees
    assert len(two.communities()) == 3


# --- who may not, and what is no code ---


async def test_a_member_gets_no_code_and_can_use_none(two: Two) -> None:
    anna = two.stage.actor("Anna", platform="discord")
    code = code_in(await two.mona.says("/koppeln", where=two.stage.room, private=True))
    place = two.stage.place(CHANNEL)

    for text in ("/koppeln", f"/koppeln {code}", "/trennen"):
        await anna.says(text, where=two.channel, private=True)
        assert anna.sees == "Das dürfen nur, die hier moderieren."
    for value in ("c", f"a-{codes.read(code)}", f"y-{codes.read(code)}", "p", "q"):
        await anna.sends(two.stage.token(Verb.LINK, place, value=value))
        assert anna.toast == "Das dürfen nur, die hier moderieren."

    assert len(two.communities()) == 2
    assert len(two.stage.rows(Code)) == 1


async def test_who_was_a_moderator_when_asked_and_is_none_any_more_links_nothing(two: Two) -> None:
    code = code_in(await two.mona.says("/koppeln", where=two.stage.room, private=True))
    await two.dora.says(f"/koppeln {code}", where=two.channel, private=True)
    two.stage.on("discord").moderators.clear()

    await two.dora.sends(two.dora.button("Ja, koppeln").token, where=two.channel)

    assert len(two.communities()) == 2


async def test_a_code_is_good_for_ten_minutes_and_only_its_digest_is_stored(two: Two) -> None:
    code = code_in(await two.mona.says("/koppeln", where=two.stage.room, private=True))
    [row] = two.stage.rows(Code)
    assert codes.read(code) not in repr(row)
    two.stage.passes(minutes=10)

    await two.dora.says(f"/koppeln {code}", where=two.channel, private=True)

    assert "stimmt nicht oder ist abgelaufen" in two.dora.sees
    await two.stage.schedule.round()
    assert two.stage.rows(Code) == []


async def test_a_code_that_was_used_is_none_any_more(two: Two) -> None:
    code = code_in(await two.mona.says("/koppeln", where=two.stage.room, private=True))
    await two.dora.says(f"/koppeln {code}", where=two.channel, private=True)
    yes = two.dora.button("Ja, koppeln").token
    await two.dora.sends(yes, where=two.channel)
    await two.dora.says("/trennen", where=two.channel, private=True)
    await two.dora.sends(two.dora.button("Ja, trennen").token, where=two.channel)

    await two.dora.sends(yes, where=two.channel)

    assert "stimmt nicht oder ist abgelaufen" in two.dora.sees
    assert len(two.communities()) == 2


async def test_after_five_wrong_ones_the_right_one_is_not_looked_at_for_ten_minutes(two: Two) -> None:
    two.stage.passes(minutes=1)
    for _ in range(codes.TRIES):
        await two.dora.says("/koppeln ABCD-EFGH", where=two.channel, private=True)
        assert "stimmt nicht" in two.dora.sees
    code = code_in(await two.mona.says("/koppeln", where=two.stage.room, private=True))

    await two.dora.says(f"/koppeln {code}", where=two.channel, private=True)
    assert "zu viele falsche Codes" in two.dora.sees
    two.stage.passes(minutes=10)
    code = code_in(await two.mona.says("/koppeln", where=two.stage.room, private=True))
    await two.dora.says(f"/koppeln {code}", where=two.channel, private=True)

    assert two.dora.button("Ja, koppeln")
    await two.stage.schedule.round()
    assert two.stage.rows(Attempt) == []


async def test_a_code_for_persons_links_no_communities(two: Two) -> None:
    code = code_in(await two.mona.says("/verbinden"))

    await two.dora.says(f"/koppeln {code}", where=two.channel, private=True)

    assert "stimmt nicht oder ist abgelaufen" in two.dora.sees
    assert [row.kind for row in two.stage.rows(Code)] == [CodeKind.PERSON]


async def test_a_place_is_not_linked_with_its_own_community(two: Two) -> None:
    code = code_in(await two.mona.says("/koppeln", where=two.stage.room, private=True))

    await two.mona.says(f"/koppeln {code}", where=two.stage.room, private=True)

    assert two.mona.sees == "Dieser Ort gehört schon dazu."


# --- parting ---


async def test_parting_gives_a_server_its_own_community_with_the_waves_that_are_only_there(two: Two) -> None:
    await two.link()
    both = two.stage.opens(ASKED.model_copy(update={"key": "both"}), ROOM, CHANNEL)
    await two.stage.settles()

    await two.dora.says("/trennen", where=two.channel, private=True)
    assert "others-1" in two.dora.sees
    assert "both-1" not in two.dora.sees
    assert len(two.communities()) == 1
    await two.dora.sends(two.dora.button("Ja, trennen").token, where=two.channel)

    old, new = two.community(ROOM), two.community(CHANNEL)
    assert old != new
    assert {two.community(address) for address in (SERVER, CHANNEL, THREAD)} == {new}
    owner = {wave.id: wave.community_id for wave in two.stage.rows(Wave)}
    assert owner == {two.group_wave: old, both: old, two.server_wave: new}
    assert sorted(two.communities()) == ["Bahnserver", "Kundenclub"]
    roles = {(role.community_id, role.account_id) for role in two.stage.rows(Role)}
    assert len(roles) == 2  # each moderator where they moderate


@pytest.mark.on_both
async def test_after_parting_neither_sees_or_gets_anything_of_the_other(two: Two) -> None:
    await two.link()
    both = two.stage.opens(ASKED.model_copy(update={"key": "both"}), ROOM, CHANNEL)
    await two.stage.settles()
    planned = two.stage.opens(ASKED.model_copy(update={"key": "planned"}), ROOM, CHANNEL)
    await two.dora.says("/trennen", where=two.channel, private=True)
    await two.dora.sends(two.dora.button("Ja, trennen").token, where=two.channel)

    await two.dora.sends(two.stage.token(Verb.MANAGE, both, value="close"), where=two.channel)
    assert two.dora.toast == "Diese Umfrage gibt es hier nicht."
    channel = two.stage.place(CHANNEL)
    before = len(two.stage.posts(CHANNEL))
    await two.mona.sends(two.stage.token(Verb.MANAGE, both, value="close"))
    await two.stage.settles()

    assert len(two.stage.posts(CHANNEL)) == before
    assert two.stage.rows(Posting, Posting.place_id == channel, Posting.wave_id == planned) == []
    [never] = two.stage.rows(Ledger, Ledger.wave_id == planned, Ledger.place_id == channel)
    assert never.state is LedgerState.DEAD


async def test_a_planned_wave_of_the_leaving_group_goes_with_it_and_opens_there(two: Two) -> None:
    await two.link()
    at = two.stage.now + timedelta(days=1)
    planned = two.stage.opens(ASKED.model_copy(update={"key": "later"}), CHANNEL, opens_at=at)
    await two.dora.says("/trennen", where=two.channel, private=True)

    assert "later-1" in two.dora.sees
    await two.dora.sends(two.dora.button("Ja, trennen").token, where=two.channel)
    two.stage.passes(days=1)
    await two.stage.settles()

    [wave] = two.stage.rows(Wave, Wave.id == planned)
    assert (wave.community_id, wave.state) == (two.community(CHANNEL), WaveState.OPEN)
    assert [row.place_id for row in two.stage.rows(Posting, Posting.wave_id == planned)] == [two.stage.place(CHANNEL)]


async def test_a_planned_wave_of_both_stays_and_opens_only_where_it_stayed(two: Two) -> None:
    await two.link()
    at = two.stage.now + timedelta(days=1)
    planned = two.stage.opens(ASKED.model_copy(update={"key": "later"}), ROOM, CHANNEL, opens_at=at)
    await two.dora.says("/trennen", where=two.channel, private=True)

    assert "later-1" not in two.dora.sees
    await two.dora.sends(two.dora.button("Ja, trennen").token, where=two.channel)
    two.stage.passes(days=1)
    await two.stage.settles()

    assert [row.place_id for row in two.stage.rows(Posting, Posting.wave_id == planned)] == [two.stage.place(ROOM)]


async def test_a_planned_wave_that_no_place_is_left_for_stays_a_draft(two: Two) -> None:
    await two.link()
    planned = two.stage.opens(ASKED, CHANNEL, opens_at=two.stage.now + timedelta(days=1))

    def lose(session: Session) -> None:  # as a wave of before this was seen to, left behind when its places parted
        other = Community(name="Fort", created_at=two.stage.now)
        session.add(other)
        session.flush()
        for place in session.exec(select(Place).where(Place.platform == "discord")).all():
            place.community_id = other.id

    two.stage.store.write_now(lose)
    two.stage.passes(days=1)
    await two.stage.settles()

    assert [wave.state for wave in two.stage.rows(Wave, Wave.id == planned)] == [WaveState.DRAFT]
    [row] = two.stage.rows(Ledger, Ledger.wave_id == planned)
    assert (row.kind, row.state, row.error) == ("open", LedgerState.DEAD, "no-place")


async def test_what_a_group_was_before_it_grew_neither_stays_nor_holds_a_wave_back(two: Two) -> None:
    def grown(session: Session) -> str:
        group = session.exec(select(Place).where(Place.address == ROOM)).one()
        ghost = Place(community_id=group.community_id, platform="telegram", address="gone:1", name="Vorher")
        session.add(ghost)
        session.flush()
        session.add(Posting(place_id=ghost.id, wave_id=two.group_wave, kind=PostingKind.CARD, ref="1"))
        return group.community_id

    await two.stage.settles()
    kept = two.stage.store.write_now(grown)
    await two.mona.says("/trennen", where=two.stage.room, private=True)
    assert "nichts zu trennen" in two.mona.sees
    await two.link()

    await two.mona.says("/trennen", where=two.stage.room, private=True)
    assert "Vorher" not in two.mona.sees
    await two.mona.sends(two.mona.button("Ja, trennen").token, where=two.stage.room)

    assert two.community(CHANNEL) == kept != two.community(ROOM)
    owner = {wave.id: wave.community_id for wave in two.stage.rows(Wave)}
    assert owner == {two.group_wave: two.community(ROOM), two.server_wave: kept}


async def test_a_group_that_is_alone_has_nothing_to_part(two: Two) -> None:
    await two.mona.says("/trennen", where=two.stage.room, private=True)

    assert "nichts zu trennen" in two.mona.sees
    with pytest.raises(AssertionError):
        two.mona.button("Ja, trennen")


async def test_a_no_changes_nothing(two: Two) -> None:
    await two.link()
    before = two.stage.snapshot()

    await two.dora.says("/unlink", where=two.channel, private=True)
    await two.dora.sends(two.dora.button("Nein").token, where=two.channel)

    assert "es bleibt, wie es ist" in two.dora.sees
    assert two.stage.snapshot() == before


def test_a_code_is_read_whatever_its_case_hyphens_and_spaces() -> None:
    assert codes.shown("abcdefgh") == "ABCD-EFGH"
    assert {codes.read(each) for each in ("ABCD-EFGH", "abcd efgh", " a b c d e f g h ", "abcd\u2013EFGH")} == {
        "abcdefgh"
    }
    assert {codes.read(each) for each in ("", "abcdefg", "abcdefghj", "abcdefg0", "abcdefgl", "äbcdefgh")} == {""}
    assert set("ilo01") & set(codes.ALPHABET) == set()
