"""How is a role taken on, laid down, given and taken, and what does it let somebody do?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fielding import item, questionnaire
from stage import OTHER_ROOM, Actor, Stage

from bot import appointments, codes, communities
from bot.keys import Keys
from bot.platform import Standing, Where
from bot.tables import (
    EVERYWHERE,
    Account,
    Appointment,
    Audit,
    Offer,
    Place,
    PlatformRole,
    RoleKind,
    Subscription,
)
from bot.tokens import Verb
from surveys.tables import Wave

pytestmark = pytest.mark.sqlite_will_do

ASKED = questionnaire(item("why", "open"))
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")
ROLE = "123456789012345678"


def printed(stage: Stage) -> str:
    """The first owner's code, as it is printed at the start."""
    code = stage.store.write_now(lambda session: appointments.first_code(session, stage.house.keys, stage.now))
    assert code is not None
    return codes.shown(code)


async def owner_of(stage: Stage, platform: str = "telegram") -> Actor:
    kern = stage.actor("Kern", platform=platform)
    await kern.says(f"/inhaber {printed(stage)}")
    return kern


async def appointed(stage: Stage, owner: Actor, kind: str, platform: str = "telegram") -> Actor:
    """Somebody who took a role on in the community."""
    community = stage.rows(Place, Place.id == stage.place())[0].community_id
    await owner.sends(stage.token(Verb.ROLE, community, value=kind))
    code = CODE.search(owner.sees)
    assert code
    holder = stage.actor(f"Person {kind}", platform=platform)
    await holder.says(f"/rollen {code[0]}")
    return holder


def kinds(stage: Stage) -> list[RoleKind]:
    return [each.kind for each in stage.rows(Appointment)]


# --- the first owner ---


@pytest.mark.on_both
@pytest.mark.parametrize("platform", ["telegram", "discord"])
@pytest.mark.parametrize("typed", ["/inhaber {}", "/rollen {}", "/start {}"])
async def test_whoever_sends_the_printed_code_first_is_the_owner(stage: Stage, platform: str, typed: str) -> None:
    stage.on(platform)
    kern, other = stage.actor("Kern", platform=platform), stage.actor("Andere", platform=platform)
    text = typed.format(printed(stage))
    token = {"token": text.rpartition(" ")[2]} if text.startswith("/start") else {}

    await kern.says(text, **token)
    await other.says(text, **token)

    [given] = stage.rows(Appointment)
    assert (given.kind, given.community_id) == (RoleKind.OWNER, EVERYWHERE)
    assert "Du bist jetzt Inhaber:in" in kern.sees
    assert "stimmt nicht" in other.sees
    assert stage.store.write_now(
        lambda session: appointments.first_code(session, stage.house.keys, stage.now)
    ) is None  # fmt: skip


async def test_the_printed_code_is_over_after_an_hour_and_only_its_digest_is_stored(stage: Stage) -> None:
    code = printed(stage)
    stored = repr(stage.snapshot())
    kern = stage.actor("Kern")
    stage.passes(minutes=61)

    await kern.says(f"/inhaber {code}")

    assert codes.read(code) not in stored
    assert "stimmt nicht" in kern.sees
    assert kinds(stage) == []


async def test_the_code_is_void_once_others_could_read_it(stage: Stage) -> None:
    code = printed(stage)
    kern = stage.actor("Kern")

    await kern.says(f"/inhaber {code}", where=stage.room)
    await kern.says(f"/inhaber {code}")

    assert kinds(stage) == []
    assert stage.rows(Offer) == []


async def test_five_wrong_codes_lock_an_account_and_fifty_lock_everybody(stage: Stage) -> None:
    code = printed(stage)
    for number in range(10):
        guessing = stage.actor(f"Rät {number}")
        for _ in range(5):
            await guessing.says("/inhaber aaaa-aaaa")
    one_more = await guessing.says("/inhaber aaaa-aaaa")
    kern = stage.actor("Kern")

    await kern.says(f"/inhaber {code}")
    locked = kern.sees
    stage.passes(minutes=10, seconds=1)
    await kern.says(f"/inhaber {code}")

    assert "zu viele falsche Codes" in one_more[0].text
    assert "zu viele falsche Codes" in locked
    assert kinds(stage) == [RoleKind.OWNER]


# --- giving and taking ---


async def test_every_role_that_is_given_or_taken_is_written_down_without_anybodys_id(stage: Stage) -> None:
    kern = await owner_of(stage)
    author = await appointed(stage, kern, "a")
    [given] = [each for each in stage.rows(Appointment) if each.kind is RoleKind.AUTHOR]

    await kern.sends(stage.token(Verb.ROLE, given.community_id, value=f"y{given.id}"))

    log = sorted(stage.rows(Audit), key=lambda each: each.number)
    assert [(each.what, each.why) for each in log] == [
        ("role-give", "owner"), ("role-offer", ""), ("role-give", "author"), ("role-take", "author"),
    ]  # fmt: skip
    ids = [account.id for account in stage.rows(Account)]
    assert not any(each.about.endswith(one) for each in log for one in ids)
    await author.says("/rollen")
    assert "keine Rolle" in author.sees


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_an_appointed_moderator_may_what_moderators_may_until_it_is_taken(stage: Stage, platform: str) -> None:
    stage.on(platform)
    if platform == "discord":
        stage.add_room("900/1", "#umfragen", platform)
    kern = await owner_of(stage)
    community = stage.rows(Place, Place.platform == platform)[0].community_id
    await kern.sends(stage.token(Verb.ROLE, community, value="m"))
    code = CODE.search(kern.sees)
    assert code
    helper = stage.actor("Hilft", platform=platform)
    await helper.says(f"/rollen {code[0]}")
    await helper.says("/umfrage")
    before = helper.sees
    [given] = [each for each in stage.rows(Appointment) if each.kind is RoleKind.MODERATOR]

    await kern.sends(stage.token(Verb.ROLE, community, value=f"y{given.id}"))
    await helper.says("/umfrage")

    assert "Was soll in" in before
    assert "Was soll in" not in helper.sees
    await helper.sends(stage.token(Verb.LAUNCH, stage.rows(Place, Place.platform == platform)[0].id))
    assert helper.toast == "Das dürfen nur, die hier moderieren."


async def test_an_author_is_told_of_surveys_before_and_after_and_looks_only(stage: Stage) -> None:
    first = stage.opens(ASKED)
    kern = await owner_of(stage)
    author = await appointed(stage, kern, "a")
    second = stage.opens(ASKED.model_copy(update={"key": "second"}))

    await author.sends(stage.token(Verb.PREVIEW, first))
    labels = [button.label for screen in author.screens for row in screen.rows for button in row]
    for value in ("edit", "go-abcdefgh"):
        await author.sends(stage.token(Verb.PREVIEW, first, value=value))
        assert author.toast == "Das dürfen nur, die hier moderieren."

    assert labels == ["Schließen"]
    assert {row.wave_id for row in stage.rows(Subscription)} == {first, second}


async def test_an_author_of_one_community_sees_no_preview_of_another(stage: Stage) -> None:
    stage.add_room(OTHER_ROOM, "Bahnleute")
    elsewhere = stage.opens(ASKED, OTHER_ROOM)
    author = await appointed(stage, await owner_of(stage), "a")

    await author.sends(stage.token(Verb.PREVIEW, elsewhere))

    assert author.toast == "Das dürfen nur, die hier moderieren."


async def test_the_last_owner_stays_and_a_second_one_may_take_the_firsts_role(stage: Stage) -> None:
    kern = await owner_of(stage)
    [first] = stage.rows(Appointment)
    await kern.sends(stage.token(Verb.ROLE, value=f"y{first.id}"))
    refused = kern.toast
    await kern.sends(stage.token(Verb.ROLE, value="o"))
    code = CODE.search(kern.sees)
    assert code
    second = stage.actor("Zweite")
    await second.says(f"/inhaber {code[0]}")

    await second.sends(stage.token(Verb.ROLE, value=f"y{first.id}"))
    await kern.sends(stage.token(Verb.ROLE))

    assert "Die letzte Inhaberin" in refused
    assert kern.toast == "Das darf nur, wem der Bot gehört."
    assert len(stage.rows(Appointment)) == 1


async def test_nobody_lays_down_or_takes_somebody_elses_role(stage: Stage) -> None:
    kern = await owner_of(stage)
    [given] = stage.rows(Appointment)
    mod = stage.actor("Mod", moderates=True)
    await mod.says("/umfrage", where=stage.room)

    for value in (f"l{given.id}", f"y{given.id}", f"x{given.id}", "o", "m", "r", ""):
        await mod.sends(stage.token(Verb.ROLE, "" if value[:1] == "l" else given.community_id, value=value))

    assert [each.id for each in stage.rows(Appointment)] == [given.id]
    assert kern.id


async def test_who_erased_themselves_leaves_no_role_and_the_next_start_prints_a_code(stage: Stage) -> None:
    kern = await owner_of(stage)
    await kern.says("/vergissmich")
    await kern.presses("Ja, alles löschen")

    assert kinds(stage) == []
    assert printed(stage)


async def test_another_key_opens_no_name(stage: Stage) -> None:
    await owner_of(stage)
    [given] = stage.rows(Appointment)

    assert appointments.name_of(stage.house.keys, given) == "Kern"
    assert appointments.name_of(Keys(b"2" * 32), given) == ""


# --- roles of Discord ---


async def test_holders_of_a_mapped_role_moderate_the_community_and_no_other(stage: Stage) -> None:
    stage.on("discord")
    places = {address: stage.add_room(address, address, "discord") for address in ("900/1", "901/1")}
    kern = await owner_of(stage)
    here = stage.rows(Place, Place.address == "900/1")[0].community_id
    await kern.sends(stage.token(Verb.ROLE, here, value="r"))
    await kern.says(f"<@&{ROLE}>")
    helper = stage.actor("Hilft", platform="discord")
    stage.on("discord").roles[helper.id] = {ROLE}
    told = {"where": Where("900/1"), "private": True, "standing": Standing.MEMBER, "roles": (ROLE,)}

    await helper.says("/umfrage", **told)
    by_event = helper.sees
    await helper.sends(stage.token(Verb.LAUNCH, places["900/1"]))
    by_asking = helper.sees
    await helper.sends(stage.token(Verb.LAUNCH, places["901/1"]))
    elsewhere = helper.toast
    other = stage.actor("Hilft auch", platform="discord")
    stage.on("discord").roles[other.id] = {ROLE}
    await other.says("/sprache")
    await other.presses("Deutsch")
    await other.says("/umfrage")
    in_direct = other.sees
    await kern.sends(stage.token(Verb.ROLE, here, value=f"n{ROLE}"))
    await helper.says("/umfrage", **told)

    assert "Was soll in" in by_event
    assert "Was soll in" in by_asking
    assert "Was soll in „900/1“" in in_direct
    assert elsewhere == "Das dürfen nur, die hier moderieren."
    assert "Das dürfen nur, die hier moderieren." in helper.sees
    assert stage.rows(PlatformRole) == []


@pytest.mark.parametrize("typed", ["@Moderation", "12a", "1" * 21, "", "<@17>"])
async def test_what_is_no_id_of_a_role_is_refused(stage: Stage, typed: str) -> None:
    kern = await owner_of(stage)
    community = stage.rows(Place)[0].community_id
    await kern.sends(stage.token(Verb.ROLE, community, value="r"))

    await kern.says(typed)

    assert "keine ID einer Rolle" in kern.sees
    assert stage.rows(PlatformRole) == []


# --- communities become one, and two ---


@pytest.mark.on_both
async def test_roles_move_with_the_communities(stage: Stage) -> None:
    stage.on("discord")
    stage.add_room("900/1", "#umfragen", "discord")
    kern = await owner_of(stage)
    await appointed(stage, kern, "m")
    kept, other = (stage.rows(Place, Place.platform == each)[0].community_id for each in ("discord", "telegram"))

    stage.store.write_now(lambda session: communities.link(session, kept, other))
    linked = {(each.community_id, each.kind) for each in stage.rows(Appointment)}
    place = stage.rows(Place, Place.platform == "telegram")[0]
    stage.store.write_now(
        lambda session: communities.part(session, session.get_one(Place, place.id), stage.now + timedelta(days=1))
    )

    assert linked == {(EVERYWHERE, RoleKind.OWNER), (kept, RoleKind.MODERATOR)}
    own = stage.rows(Place, Place.platform == "telegram")[0].community_id
    parted = {(each.community_id, each.kind) for each in stage.rows(Appointment)}
    assert parted == linked | {(own, RoleKind.MODERATOR)}
    assert stage.rows(Wave) == []
