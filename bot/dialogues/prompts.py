"""How is a question put, and what are its buttons?"""

from __future__ import annotations

from bot.platform import Forms
from bot.screens import Button, Screen, Span, Style, bold, column, lines, quote
from bot.tokens import Verb
from bot.visit import Visit
from surveys.design.items.kind import Input
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import interview
from surveys.fieldwork.interview import Prompt
from surveys.tables import Wave

WIDE = 14  # characters: options no longer than this share a row
PER_ROW = {11: 6, 10: 5, 9: 5, 8: 4}  # points of a scale -> buttons in a row; fewer points share one row


def prompt_screen(
    visit: Visit, wave: Wave, questionnaire: Questionnaire, prompt: Prompt, *, lead: str = "", complaint: str = ""
) -> Screen:
    """The screen that puts a prompt; ``lead`` says what became of the answer before."""
    language = visit.language
    item, part = prompt.item, prompt.part
    head = visit.say("question-number", number=prompt.number, total=prompt.total) if prompt.total > 1 else ""
    question = asked(visit, prompt)
    paragraphs: list[str | Span | tuple[Span, ...]] = [lead, complaint]
    title, number = item.title[language], bold(f"{head} · " if head else "")
    if question.startswith(title.removesuffix(" …")):  # a question without a title of its own is not said twice
        paragraphs.append((number, bold(question)))
    else:
        paragraphs.append((number, bold(title), Span("\n"), Span(question)))
    if prompt.statement:
        sentence = quote(prompt.statement.said(language))
        whose = Span(visit.say("statement-of-somebody") + "\n", Style.ITALIC)
        paragraphs.append((sentence,) if prompt.statement.own else (whose, sentence))
    if part.input is Input.ORDER and prompt.chosen:
        texts = {option.key: option.text[language] for option in part.options}
        paragraphs.append("\n".join(f"{rank}. {texts[key]}" for rank, key in enumerate(prompt.chosen, 1)))
    if prompt.earlier is not None and not prompt.probing and part.input is not Input.REACT:
        paragraphs.append((Span(visit.say("your-answer-so-far") + " "), quote(item.say(prompt.earlier, language))))
    if part.hint and part.input is Input.WORDS:
        paragraphs.append(Span(part.hint[language], Style.ITALIC))
    return Screen(
        lines(*paragraphs),
        (
            *_options(visit, wave, questionnaire, prompt),
            *_writing(visit, wave, prompt),
            *_ways(visit, wave, questionnaire, prompt),
        ),
        typed=part.input is Input.WORDS,
        hint=part.hint[language] if part.hint else visit.say("type-your-answer"),
        private=not visit.in_direct,
        replaces=not complaint,
    )


def asked(visit: Visit, prompt: Prompt) -> str:
    """The question of a prompt in full."""
    language, item, part = visit.language, prompt.item, prompt.part
    question = part.ask[language] if part.ask else item.text[language]
    if part.ask and not prompt.probing and part.key == item.parts()[0].key:  # what all of it is about, once
        question = f"{item.text[language]}\n\n{question}"
    if prompt.probing:
        question = (getattr(item, "probe", None) and item.probe[language]) or question  # type: ignore[attr-defined]
    return question


def _writing(visit: Visit, wave: Wave, prompt: Prompt) -> tuple[tuple[Button, ...], ...]:
    """Where the next message is no answer, a button opens the form."""
    if prompt.part.input is not Input.WORDS or visit.event.forms is Forms.NONE:
        return ()
    return ((visit.button("button-write", Verb.JOIN, wave.id), visit.button("button-direct", Verb.DIRECT, wave.id)),)


def _options(visit: Visit, wave: Wave, questionnaire: Questionnaire, prompt: Prompt) -> tuple[tuple[Button, ...], ...]:
    number, index = numbers(questionnaire, prompt)
    part = prompt.part
    if part.input is Input.REACT:
        return _reactions(visit, wave, number, prompt)
    as_written = prompt.item.part(part.key) or part  # a prompt's own options may stand in the order shown
    written = {option.key: at for at, option in enumerate(as_written.options)}
    buttons = []
    for option in prompt.options:
        chosen = option.key in prompt.chosen
        several = part.input in (Input.MANY, Input.ORDER)
        buttons.append(
            visit.button(
                "",
                Verb.UNPICK if chosen and several else Verb.PICK,
                wave.id,
                number,
                index,
                format(written[option.key], "x"),
                label=option.text[visit.language],
                chosen=chosen,
            )
        )
    longest = max((len(button.label) for button in buttons), default=0)
    across = PER_ROW.get(len(buttons), 7) if longest <= 3 else 2 if longest <= WIDE else 1
    rows = column(buttons, across=across)
    if part.input in (Input.MANY, Input.ORDER) and len(prompt.chosen) >= max(1, part.at_least):
        rows = (*rows, (visit.button("button-done", Verb.DONE, wave.id, number, index),))
    return rows


def _reactions(visit: Visit, wave: Wave, number: int, prompt: Prompt) -> tuple[tuple[Button, ...], ...]:
    if prompt.statement is None:
        return ()
    votes = (("vote-agree", "a"), ("vote-disagree", "d"), ("vote-pass", "p"))
    reactions = tuple(
        visit.button(phrase, Verb.VOTE, wave.id, number, value=letter + prompt.statement.id) for phrase, letter in votes
    )
    if prompt.statement.own:  # the questionnaire's sentence, not somebody's
        return (reactions,)
    return (reactions, (visit.button("button-report", Verb.REPORT, wave.id, number, value=prompt.statement.id),))


def _ways(visit: Visit, wave: Wave, questionnaire: Questionnaire, prompt: Prompt) -> tuple[tuple[Button, ...], ...]:
    number, index = numbers(questionnaire, prompt)
    ways = []
    if prompt.may_back:
        ways.append(visit.button("button-back", Verb.BACK, wave.id, number, index))
    if prompt.may_skip:
        ways.append(visit.button(_way_on(prompt), Verb.SKIP, wave.id, number, index))
    ways.append(visit.button("button-later", Verb.LATER, wave.id))
    return (tuple(ways),)


def _way_on(prompt: Prompt) -> str:
    """What going on without an answer means here: nothing that was said is lost by it."""
    if prompt.begun:
        return "button-done"
    return "button-skip" if prompt.earlier is None or prompt.probing else "button-leave"


def numbers(questionnaire: Questionnaire, prompt: Prompt) -> tuple[int, int]:
    """The numbers of a prompt's item and part, as buttons carry them."""
    keys = [item.key for item in questionnaire.items]
    parts = [*(part.key for part in prompt.item.parts()), interview.PROBE]
    return keys.index(prompt.item.key), parts.index(prompt.part.key)
