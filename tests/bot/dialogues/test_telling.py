"""Is who asked for it told of each digest, once, until they want to know no more; and an author who is no member?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from schedules import ASKED
from sqlmodel import Session
from stage import Actor, Shown, Stage
from thirty import a_week, answer, labels, quoted, words

from bot import codes, subscriptions
from bot.tables import Account, Ledger, Subscription, SubscriptionKind
from bot.tokens import Verb
from surveys import privacy
from surveys.tables import Wave

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_will_do]


def written_to(stage: Stage, actor: Actor) -> list[Shown]:
    """What came to somebody's direct chat by itself."""
    return [shown for shown in stage.paper.shown if shown.address == actor.id]


def invitation(stage: Stage, wave: str) -> str:
    return stage.store.write_now(
        lambda session: subscriptions.invite(session, stage.house.keys, session.get_one(Wave, wave), stage.now)
    )


async def next_digest(stage: Stage, mod: Actor, wave: str) -> None:
    stage.passes(minutes=5)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="digest"))
    await stage.settles()


async def more(stage: Stage, wave: str) -> None:
    for number in range(30, 42):
        await answer(stage, wave, number)


async def test_a_member_is_told_once_per_digest_without_any_number(stage: Stage) -> None:
    mod, wave, people = await a_week(stage)
    await people[4].says("/digest")
    await people[4].presses("Sag mir, wenn der Digest da ist")
    await people[4].sends(stage.token(Verb.SUBSCRIBE, wave, value="on"))
    assert written_to(stage, people[4]) == [], "the digest that is there already is no news"
    await more(stage, wave)
    await next_digest(stage, mod, wave)
    stage.restarts()
    await stage.settles()

    [told] = written_to(stage, people[4])
    assert told.screen.text == "Der neue Digest zu „Service“ ist da."
    assert labels(told.screen) == ["Ansehen", "Nicht mehr Bescheid sagen"]
    people[4].screens = [told.screen]
    await people[4].presses("Ansehen")
    assert "42 haben mitgemacht" in people[4].sees


@pytest.mark.on_both
async def test_one_tap_ends_it_also_for_what_is_on_its_way(stage: Stage) -> None:
    mod, wave, people = await a_week(stage)
    await people[4].sends(stage.token(Verb.SUBSCRIBE, wave, value="on"))
    await more(stage, wave)
    await people[4].presses("Nicht mehr Bescheid sagen")
    await people[4].sends(stage.token(Verb.SUBSCRIBE, wave, value="off"))
    await next_digest(stage, mod, wave)

    assert written_to(stage, people[4]) == []
    assert stage.rows(Subscription) == []


async def test_an_invited_author_has_the_digest_without_answering_and_without_others_words(stage: Stage) -> None:
    mod, wave, _ = await a_week(stage)
    author = stage.actor("Autorin")
    await author.sends(stage.token(Verb.RESULTS, wave))
    assert "Shop" not in author.sees
    await author.says(f"/digest {codes.shown(invitation(stage, wave))}")
    assert "Willkommen" in author.sees
    assert "Shop 18 (60 %)" in author.sees
    assert not any(each in author.sees for each in quoted(stage)), "agreed to the community, not to the article"
    await more(stage, wave)
    await next_digest(stage, mod, wave)

    [told] = written_to(stage, author)
    assert "42 haben mitgemacht" in told.screen.text
    assert "Auszug aus Fassung 2" in told.screen.text
    assert not any(words(number) in told.screen.text for number in range(42))


async def test_an_author_sees_quotes_of_who_agreed_to_the_article(stage: Stage) -> None:
    _, wave, people = await a_week(stage)
    author = stage.actor("Autorin")
    await author.says(f"/digest {invitation(stage, wave)}")
    await people[3].sends(stage.token(Verb.CONSENT, wave, value="wy"))
    await author.says("/digest")

    assert words(3) in author.sees
    assert not any(words(number) in author.sees for number in range(30) if number != 3)


async def test_a_code_is_good_once_for_a_week_and_in_the_direct_chat_alone(stage: Stage) -> None:
    _, wave, _ = await a_week(stage)
    first, second, third = (invitation(stage, wave) for _ in range(3))
    one, other = stage.actor("Autorin"), stage.actor("Jemand")
    await one.says(f"/digest {first}")
    await other.says(f"/digest {first}")
    assert "schon benutzt" in other.sees
    await one.says(f"/digest {second}", where=stage.room)
    await other.says(f"/digest {second}")
    assert "schon benutzt" in other.sees, "whoever read along could have used it"
    stage.passes(days=8)
    await other.says(f"/digest {third}")
    assert "abgelaufen" in other.sees

    assert [row.kind for row in stage.rows(Subscription)] == [SubscriptionKind.AUTHOR]


async def test_a_link_invites_too_and_guessing_ends_after_five(stage: Stage) -> None:
    _, wave, _ = await a_week(stage)
    code = invitation(stage, wave)
    author, guesser = stage.actor("Autorin"), stage.actor("Jemand")
    for _ in range(5):
        await guesser.says("/digest aaaa-aaaa")
    await guesser.says(f"/digest {code}")
    assert "zu viele" in guesser.sees + guesser.toast
    await author.sends(stage.token(Verb.SUBSCRIBE, value=f"c{code}"))

    assert "Willkommen" in author.sees


@pytest.mark.on_both
async def test_it_is_in_what_a_person_gets_about_themselves_and_goes_with_them(stage: Stage) -> None:
    _, wave, people = await a_week(stage)
    await people[4].sends(stage.token(Verb.SUBSCRIBE, wave, value="on"))
    [row] = stage.rows(Subscription)
    held = stage.store.read_now(lambda session: privacy.held(session, accounts=[row.account_id]))
    assert held["subscription"][0]["wave_id"] == wave
    await people[4].says("/vergissmich")
    await people[4].sends(stage.token(Verb.COMMAND, value="vergissmich-ja"))

    assert stage.rows(Subscription) == []


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_an_author_is_told_of_the_waves_that_follow(stage: Stage) -> None:
    first = stage.opens(ASKED, closes_at=stage.now + timedelta(days=7))

    def work(session: Session) -> tuple[list[str], list[str]]:
        wave = session.get_one(Wave, first)
        later = Wave(key="later", community_id=wave.community_id, questionnaire_id=wave.questionnaire_id,
                     follows=first, created_at=stage.now)  # fmt: skip
        accounts = [Account(platform="telegram", digest=kind.value, created_at=stage.now) for kind in SubscriptionKind]
        session.add_all([later, *accounts])
        session.flush()
        for account, kind in zip(accounts, SubscriptionKind, strict=True):
            subscriptions.subscribe(session, account, first, kind, stage.now)
        told = [[row.kind.value for row in subscriptions.told(session, each)] for each in (wave, later)]
        for account in accounts:
            subscriptions.unsubscribe(session, account.id, later)
        return told[0], told[1]

    assert stage.store.write_now(work) == (["author", "member"], ["author"])
    assert stage.rows(Subscription) == []
    assert stage.rows(Ledger, Ledger.kind == "told") == []
