"""Does a forum get one post per question, each answered where it is discussed?"""

from __future__ import annotations

from club import ASKED, FIRST, Club, press_question

from bot.tables import PendingReply, Posting


async def test_a_forum_gets_a_post_per_question_in_order(club: Club) -> None:
    forum = club.peer.forum(club.guild, "fragen")
    async with club.running():
        club.opens(ASKED, club.belongs(forum, questions=1))
        await club.stage.settles()
        posts = [channel for channel in club.peer.world.channels.values() if channel.parent is forum]
        cards = [next(iter(post.messages.values())) for post in posts]
        await press_question(club.anna, cards[1])
        form = await club.peer.modal_for(club.anna)
        await club.peer.answer(await club.anna.submits(form, FIRST))

    assert [posting.part for posting in club.stage.rows(Posting)] == [0, 1]
    assert ["why?" in cards[0].text, "more?" in cards[1].text] == [True, True]
    assert "more?" not in cards[0].text
    assert set(club.values()) == {"more", "group"}


async def test_a_reply_in_a_post_answers_its_question(club: Club) -> None:
    forum = club.peer.forum(club.guild, "fragen")
    async with club.running():
        club.opens(ASKED, club.belongs(forum, questions=1))
        await club.stage.settles()
        posts = [channel for channel in club.peer.world.channels.values() if channel.parent is forum]
        card = next(iter(posts[1].messages.values()))
        await club.ben.says(posts[1], "Darüber reden wir gerade", reply_to=card)
        await club.comes(lambda: club.stage.rows(PendingReply))

    assert [each.item for each in club.stage.rows(PendingReply)] == ["more"]


async def test_what_was_said_in_a_post_during_an_outage_is_fetched(club: Club) -> None:
    forum = club.peer.forum(club.guild, "fragen")
    async with club.running():
        club.opens(ASKED, club.belongs(forum, questions=1))
        await club.stage.settles()
    posts = [channel for channel in club.peer.world.channels.values() if channel.parent is forum]
    await club.ben.says(posts[0], "Während ihr weg wart", reply_to=next(iter(posts[0].messages.values())))
    async with club.running():
        await club.comes(lambda: club.stage.rows(PendingReply))

    assert [each.item for each in club.stage.rows(PendingReply)] == ["why"]
