"""Is somebody in need noticed, and a figure of speech left alone?"""

from __future__ import annotations

import json

import pytest

from surveys.fieldwork.sensitive import speaks_of_self_harm

IN_NEED = [
    "Ich kann nicht mehr, ich werf mich vor den nächsten Zug",
    "Ich bring mich um.",
    "ich bringe mich jetzt um",
    "Manchmal denke ich, ich will mich einfach umbringen",
    "ICH WILL NICHT MEHR LEBEN",
    "Ich möchte nicht mehr leben und niemand merkt es",
    "ich moechte einfach nur sterben",
    "Am liebsten wäre ich tot",
    "Ich nehme mir das Leben",
    "Ich überlege, mir das Leben zu nehmen",
    "ich spring von der brücke wenn das so weitergeht",
    "Ich will mich vor einen Zug werfen",
    "Ich schmeiß mich gleich vor die S-Bahn",
    "Ich habe seit Wochen Suizidgedanken",
    "Ich denke ständig an Selbstmord",
    "Ich ritze mich wieder",
    "Ich will am liebsten nicht mehr aufwachen",
    "ich will meinem Leben ein Ende setzen",
    "I want to die",
    "i just wanna die",
    "I'm going to kill myself",
    "I don't want to live anymore",
    "I have been thinking about suicide, I can't go on",
    "I'm suicidal",
    "I wish I was dead",
    "I will throw myself in front of a train",
    "I keep hurting myself",
    "They'd be better off without me",
]

NOT_IN_NEED = [
    "Der Service bringt mich um den Verstand",
    "todmüde",
    "Ich bin todmüde nach drei Stunden Hotline",
    "Ich sterbe vor Lachen",
    "Das bringt mich noch um!",
    "Ich könnte mich totlachen",
    "Ich bringe mich um jede Chance, wenn ich da anrufe",
    "Ich bringe mich um den Schlaf mit diesen Warteschleifen",
    "Die Marke begeht Selbstmord auf Raten",
    "Ein Imagefilm in dieser Zeit ist kommunikativer Selbstmord",
    "Ich will nicht mehr leben mit diesem Anbieter",
    "Ich möchte nicht mehr in Berlin leben",
    "Ich will sterben vor Scham, wenn ich das Video sehe",
    "Ich gehe auf die Bahn zu und frage nach",
    "Ich lege mich auf die Couch und warte auf die Antwort",
    "Ich warte auf den Zug, und die Bahn macht Witze",
    "Da springt man im Dreieck",
    "Der Kanal ist tot, da antwortet niemand",
    "Diese Warteschleife wird mich umbringen",
    "Ich wäre froh, wenn die Hotline tot wäre",
    "Die Werbung verletzt mich in meiner Würde",
    "Mord und Totschlag in den Kommentaren",
    "Killerargument: es spart Geld",
    "I almost died laughing",
    "The hold music is killing me",
    "I killed myself laughing",
    "I was killing myself laughing",
    "I took my life into my own hands and called them again",
    "I don't want to live in a world of chatbots",
    "My phone died",
    "They committed brand suicide",
    "I cut myself off from their newsletter",
    "It was a train wreck",
    "",
]


@pytest.mark.parametrize("text", IN_NEED)
def test_somebody_in_need_is_noticed(text):
    assert speaks_of_self_harm(text)


@pytest.mark.parametrize("text", NOT_IN_NEED)
def test_a_figure_of_speech_is_left_alone(text):
    assert not speaks_of_self_harm(text)


def test_a_long_answer_is_searched_in_time_that_grows_with_its_length():
    assert not speaks_of_self_harm("ich will mich vor " * 220)


def test_invisible_differences_in_writing_do_not_hide_it():
    assert speaks_of_self_harm("Ich\u00a0bringe   mich\tum")
    assert speaks_of_self_harm("Ich mo\u0308chte sterben")


def test_the_corpus_of_chat_messages_is_told_apart(shared_data):
    lines = (shared_data / "data" / "bad_input" / "dev" / "chat.jsonl").read_text("utf-8").splitlines()
    messages = [json.loads(line) for line in lines]

    assert [each["id"] for each in messages if speaks_of_self_harm(each["text"])] == [
        each["id"] for each in messages if each["class"] == "selfharm"
    ]
