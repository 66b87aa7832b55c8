"""What do honest people and sock puppets do in a wave? A seeded simulation, with the truth beside it.

Honest people come after the card is posted and after the reminder, by day more than by night, in one or two sittings; they
belong to camps that agree on most sentences, vote on as many as they like and read for seconds; some accounts are new, a few
friends sit together, a few copy a sentence. A brigade has one mind and many accounts; how it hides is its style.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.moderation.facts import Facts

DAY = 86_400.0
DAYS = 10
STATEMENTS = 30
STYLES = ("scripted", "copy-paste", "sleepers")
UNSEEN = "camp-sleepers"  # sleepers who vote as the largest camp does: nothing tells them from it
_THINGS = (
    "die App der Schalter das Telefon die Hotline der Chat die Mail das Formular der Fahrplan die Auskunft der Automat "
    "die Rückmeldung der Ansprechpartner die Wartezeit die Zuständigkeit das Ticket der Anschluss die Erstattung der Bus"
)
_VERBS = "fehlt klemmt nervt hilft passt stockt taugt wechselt dauert funktioniert antwortet verschwindet überzeugt"
_WHEN = "morgens abends immer selten neuerdings meistens gestern jedes_Mal im_Urlaub am_Wochenende seit_Wochen"
_WHY = (
    "weil_niemand_zuständig_ist obwohl_ich_dreimal_gefragt_habe und_das_ist_schade was_früher_besser_war "
    "trotz_aller_Versprechen wie_bei_den_anderen_auch und_keiner_sagt_Bescheid ohne_dass_es_jemand_erklärt "
    "wenn_man_freundlich_bleibt sobald_etwas_schiefgeht nur_nicht_bei_uns_auf_dem_Land"
)


@dataclass(frozen=True, slots=True)
class Simulated:
    """A wave and who in it is a puppet.

    Attributes:
        puppets: style by respondent.
    """

    wave: tuple[Facts, ...]
    puppets: Mapping[str, str]


def simulate(
    seed: int, styles: tuple[str, ...] = STYLES, honest: int = 240, each: int = 10, ages: bool = True
) -> Simulated:
    """A wave with one brigade of each style.

    ages: whether the platform tells how old accounts are (Discord does, Telegram does not).
    """
    draw = random.Random(seed)
    camps = [[draw.choice((-1, 0, 1, 1)) for _ in range(STATEMENTS)] for _ in range(3)]
    clear = [draw.uniform(0.6, 0.95) for _ in range(STATEMENTS)]
    people = [_honest(draw, f"h{number:03}", camps, clear, ages) for number in range(honest)]
    puppets: dict[str, str] = {}
    for style in styles:
        script = camps[0] if style == UNSEEN else [draw.choice((-1, 1)) for _ in range(STATEMENTS)]
        words, begin = _sentence(draw) + " " + _sentence(draw), draw.uniform(1, DAYS - 3) * DAY
        visits = sorted(draw.uniform(0.3, DAYS - 0.5) * DAY for _ in range(5))
        for number in range(each):
            name = f"p-{style}-{number:02}"
            puppets[name] = style
            if style == "scripted":
                people.append(_scripted(draw, name, script, begin, ages))
            elif style == "copy-paste":
                people.append(_pasted(draw, name, camps, clear, words, begin, ages))
            else:
                people.append(_sleeper(draw, name, script, visits, ages))
    draw.shuffle(people)
    return Simulated(tuple(people), puppets)


def _honest(draw: random.Random, name: str, camps: list[list[int]], clear: list[float], ages: bool) -> Facts:
    camp = draw.choices(camps, weights=(5, 3, 2))[0]
    start = _arrival(draw)
    times = [start + draw.uniform(20, 120)]
    count = min(STATEMENTS, int(draw.expovariate(1 / 12)))
    chosen = draw.sample(range(STATEMENTS), count)
    votes = {f"s{at:02}": camp[at] if draw.random() < clear[at] else draw.choice((-1, 0, 1)) for at in chosen}
    pace = draw.lognormvariate(1.3, 0.35)  # seconds a sentence; some read fast
    voted, at = {}, times[0] + 30
    for place, statement in enumerate(votes):
        at += pace * draw.lognormvariate(0, 0.5) + (draw.uniform(0.3, 2) * DAY if place and draw.random() < 0.03 else 0)
        voted[statement] = at
    texts = {"q1": " ".join(_sentence(draw) for _ in range(draw.randint(1, 3)))} if draw.random() < 0.8 else {}
    if draw.random() < 0.01:
        texts = {"q1": "Der Kundenservice ist einfach nicht mehr zu erreichen."}  # what everybody says
    return Facts(
        name, start, (*times, *voted.values()), texts, votes, voted,
        (draw.uniform(0, 10) if draw.random() < 0.04 else draw.uniform(30, 3000)) if ages else None,
        (draw.uniform(0, 1) if draw.random() < 0.05 else draw.uniform(3, 2000)) if ages else None,
    )  # fmt: skip


def _scripted(draw: random.Random, name: str, script: list[int], begin: float, ages: bool) -> Facts:
    """A program that clicks: a rush of new accounts, the same votes with few slips, no pause to read."""
    start = begin + draw.uniform(0, 400)
    votes = {
        f"s{at:02}": vote if draw.random() > 0.03 else -vote for at, vote in enumerate(script) if draw.random() < 0.8
    }
    voted, at = {}, start + 2
    for statement in votes:
        at += draw.uniform(0.1, 0.9)
        voted[statement] = at
    return Facts(
        name,
        start,
        tuple(voted.values()),
        {},
        votes,
        voted,
        draw.uniform(0, 20) if ages else None,
        draw.uniform(0, 3) if ages else None,
    )


def _pasted(
    draw: random.Random, name: str, camps: list[list[int]], clear: list[float], words: str, begin: float, ages: bool
) -> Facts:
    """A person with many accounts and one text, a little changed each time; the votes are few and anybody's."""
    start = begin + draw.uniform(0, 2) * DAY
    shown = words.split()
    for _ in range(draw.randint(1, 2)):
        place = draw.randrange(len(shown))
        shown[place] = draw.choice(("wirklich", "leider", "echt", shown[place].upper(), shown[place] + "!"))
    votes = {f"s{at:02}": camps[0][at] for at in draw.sample(range(STATEMENTS), draw.randint(0, 6)) if clear[at]}
    voted = {statement: start + 60 + 5 * place for place, statement in enumerate(votes)}
    return Facts(
        name, start, (start + 40, *voted.values()), {"q1": " ".join(shown)}, votes, voted,
        draw.uniform(10, 900) if ages else None, draw.uniform(1, 300) if ages else None,
    )  # fmt: skip


def _sleeper(draw: random.Random, name: str, script: list[int], visits: list[float], ages: bool) -> Facts:
    """An old account that takes its time: own words, human pace, over days, but the votes of one mind."""
    mine = sorted(draw.sample(visits, 4))
    chosen = draw.sample(range(STATEMENTS), 24)
    voted, votes = {}, {}
    for place, statement in enumerate(chosen):
        visit = mine[place * len(mine) // len(chosen)] + draw.uniform(-3600, 3600) * 3
        votes[f"s{statement:02}"] = script[statement] if draw.random() > 0.02 else -script[statement]
        voted[f"s{statement:02}"] = visit + place * draw.uniform(3, 9)
    start = min(voted.values()) - 60
    return Facts(
        name, start, tuple(voted.values()), {"q1": _sentence(draw) + " " + _sentence(draw)}, votes, voted,
        draw.uniform(200, 2000) if ages else None, draw.uniform(50, 900) if ages else None,
    )  # fmt: skip


def _arrival(draw: random.Random) -> float:
    """Half within a day of the card, a quarter after the reminder, the others any time; by day."""
    kind = draw.random()
    if kind < 0.5:
        return 10 * 3600 + draw.expovariate(1 / (5 * 3600))
    day = DAYS - 1 if kind < 0.75 else draw.randrange(DAYS)
    return day * DAY + min(max(draw.gauss(15, 4), 6), 23.5) * 3600


def _sentence(draw: random.Random) -> str:
    things = _THINGS.split(" ")
    place = draw.randrange(len(things) // 2) * 2
    parts = (
        things[place].capitalize(),
        things[place + 1],
        draw.choice(_VERBS.split()),
        draw.choice(_WHEN.split()),
        draw.choice(_WHY.split()),
    )
    return " ".join(parts).replace("_", " ") + "."
