"""How is a question put in a form?

Only where the event allows one (``Event.forms``). Somebody's first form also holds what has to be known before anything is
stored: the information, the group, whether they may be quoted, and a box to tick; without that nothing is kept. A form
knows all it needs by its token, so one opened before a restart is as good after it.
"""

from __future__ import annotations

from bot.dialogues.prompts import asked, numbers
from bot.platform import Forms
from bot.screens import Entry, Field, Form, Screen, Span, bold, lines
from bot.tokens import Token, Verb, write
from bot.visit import Visit
from surveys.design.items.kind import Input, Item, Part
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import interview
from surveys.fieldwork.interview import Prompt
from surveys.tables import Visibility, Wave

MINIMUM_AGE = 16  # years; GDPR Art. 8 in Germany
ANSWER, GROUP, QUOTE, AGREE = "answer", "group", "quote", "agree"  # keys of fields
GROUPS = 10  # options one group of radio buttons holds; more are asked as a question of their own
LABEL = 45  # characters of a title or label
ABOUT = 100  # characters of a line below a label
QUOTES = ("no", "unnamed", "named")  # what may be chosen about being quoted


def is_possible(visit: Visit, prompt: Prompt | None) -> bool:
    """Whether this prompt can be put in a form now."""
    return prompt is not None and visit.event.forms is Forms.NOW and prompt.part.input is Input.WORDS


def of_prompt(visit: Visit, wave: Wave, questionnaire: Questionnaire, prompt: Prompt) -> Screen:
    """The form that puts one question in words, with the answer so far."""
    return Screen(form=_form(visit, wave, questionnaire, prompt, (_answer(visit, prompt),)))


def first(visit: Visit, wave: Wave, questionnaire: Questionnaire, item: int | None) -> Screen | None:
    """The first form: question, information, group, quotes, agreement; None where the question is not one of words."""
    fresh = interview.begin(questionnaire, 0)
    prompt = interview.current(fresh)
    if item is not None and item < len(questionnaire.items):
        prompt = interview.answer(fresh, interview.Goto(questionnaire.items[item].key)).prompt
    if prompt is None or not is_possible(visit, prompt):
        return None
    agreement = Field(AGREE, visit.say("button-agree"), Entry.TICK, visit.say("form-agree-about"), required=True)
    group, quote = _group(visit, questionnaire), _quote(visit, wave)
    fields = (_answer(visit, prompt), *((group,) if group else ()), quote, agreement)
    return Screen(form=_form(visit, wave, questionnaire, prompt, fields, information=True))


def _form(
    visit: Visit,
    wave: Wave,
    questionnaire: Questionnaire,
    prompt: Prompt,
    fields: tuple[Field, ...],
    *,
    information: bool = False,
) -> Form:
    item, part = numbers(questionnaire, prompt)
    token = write(Token(Verb.FORM, wave.id, item, part), visit.house.keys)
    number = visit.say("question-number", number=prompt.number, total=prompt.total)
    title = prompt.item.title[visit.language]
    spans = lines(bold(asked(visit, prompt)), _information(visit, wave) if information else "")
    return Form(token, _cut(f"{number} · {title}" if prompt.total > 1 else title, LABEL), spans, fields)


def _information(visit: Visit, wave: Wave) -> Span:
    """What has to be known before the box is ticked, in three lines."""
    operator = visit.house.settings.operator.name or visit.say("operator-unnamed")
    live = "information-open" if wave.visibility is Visibility.OPEN else "information-released"
    note = visit.say("sample-note") + "\n" if wave.sample else ""
    what = "form-information-anonymous" if wave.anonymous else "form-information"
    told = visit.say(what, operator=operator, months=wave.retention_months, age=MINIMUM_AGE)
    return Span(f"{note}{told}\n{visit.say(live)}")


def _answer(visit: Visit, prompt: Prompt) -> Field:
    part = prompt.part
    earlier = "" if prompt.probing or prompt.earlier is None else _written(prompt.item, part, prompt.earlier, visit)
    hint = part.hint[visit.language] if part.hint else ""
    return Field(
        ANSWER,
        visit.say("form-answer"),
        about=_cut(hint, ABOUT),
        value=earlier[: part.longest],
        required=True,
        longest=part.longest,
    )


def _written(item: Item, part: Part, earlier: object, visit: Visit) -> str:
    """An answer as it may be typed again; of an item of several parts only this one."""
    if isinstance(earlier, dict):
        return str(earlier.get(part.key) or "")
    return item.words(earlier) or item.say(earlier, visit.language)


def _group(visit: Visit, questionnaire: Questionnaire) -> Field | None:
    """The group, where the questionnaire asks for one that fits."""
    if questionnaire.segment is None:
        return None
    item = questionnaire.item(questionnaire.segment)
    options = item.parts()[0].options
    if not 2 <= len(options) <= GROUPS or item.show_if is not None:
        return None
    about = _cut(item.text[visit.language], ABOUT)
    texts = tuple((option.key, option.text[visit.language]) for option in options)
    return Field(GROUP, _cut(item.title[visit.language], LABEL), Entry.ONE, about, options=texts)


def _quote(visit: Visit, wave: Wave) -> Field:
    offered = QUOTES if wave.named_quotes and visit.event.person.name else QUOTES[:2]
    options = [(choice, visit.say(f"quote-{choice}")) for choice in offered]
    label, about = visit.say("form-quote"), visit.say("form-quote-about")
    return Field(QUOTE, label, Entry.ONE, about, value="no", options=tuple(options))


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
