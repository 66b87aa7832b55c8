"""What is new since the digest before? Answers that came, themes that appeared, shares that moved by more than chance."""

from __future__ import annotations

from surveys.analysis.change import Share
from surveys.analysis.disclosure import FEWEST
from surveys.design.items.kind import Item
from surveys.digest import choosing
from surveys.digest.digest import Block, Course, Line, Moment, Say, Section, Trend
from surveys.digest.material import Material
from surveys.digest.sections import themes


def section(material: Material) -> Section | None:
    """What appeared with quotes, then what moved, then the shares of both digests; None for the first digest."""
    if material.hidden or material.participants < FEWEST:
        return None
    items = [item for item in material.questionnaire.items if themes.is_shown(material, item)]
    emerged = [block for item in items for block in _emerged(material, item)]
    came = _came(material)
    moved = [line for item in items for line in _moved(material, item)]
    trends = [trend for item in items if (trend := _trend(material, item))]
    blocks: list[Block] = [*emerged, *came, *moved, *trends]
    first = [at for at, block in enumerate(blocks) if isinstance(block, Line) and block.say.key == "news-emerged"]
    return Section(key="news", blocks=tuple(blocks), picked=tuple(first[:1]), brief=0) if blocks else None


def _emerged(material: Material, item: Item) -> list[Block]:
    """Themes that were not there before, each with its quotes: a proposal until somebody confirms it."""
    choice = choosing.choose(material)
    blocks: list[Block] = []
    for theme in material.themes_of(item.key):
        if theme.emerged:
            blocks.append(_line("news-emerged", theme=theme.label, title=item.title))
            blocks += [choosing.quoted(material, each, theme.label) for each in choice.themes[theme.id]]
    return blocks


def _came(material: Material) -> list[Line]:
    """How many answers came to each open question since, from five on."""
    if material.last is None or material.last_at is None:
        return []
    lines = []
    for item in material.questionnaire.items:
        before = material.last.get(item.key, {}).get("n", 0)
        more = material.n(item.key) - before
        if item.kind == "open" and more >= FEWEST and (not before or before >= FEWEST):
            lines.append(_line("news-answers", title=item.title, count=more, since=material.last_at.date()))
    return lines


def _moved(material: Material, item: Item) -> list[Line]:
    lines = []
    for theme in material.themes_of(item.key):
        both = themes.now_and_then(material, theme)
        if both and themes.has_changed(*both):
            now, then = both
            key = "change-more" if now.value > then.value else "change-less"
            said = {"now": themes.percent(now), "before": themes.percent(then)}
            lines.append(_line(key, title=item.title, answer=theme.label, **said))
    return lines


def _trend(material: Material, item: Item) -> Trend | None:
    """The shares of both digests, of the themes that have both."""
    courses = []
    for theme in material.themes_of(item.key):
        both = themes.now_and_then(material, theme)
        if both:
            now, then = both
            courses.append(Course(label=theme.label, moments=(_moment(then), _moment(now)), theme_id=theme.id))
    if not courses or material.last_at is None:
        return None
    days = (material.last_at.date(), material.now.date())
    times = tuple(
        Say(key="news-day", values={"day": day, "n": n}) for day, n in zip(days, _bases(courses), strict=True)
    )
    return Trend(title=item.title, times=times, courses=tuple(courses))


def _bases(courses: list[Course]) -> list[int]:
    return [moment.n for moment in courses[0].moments if moment]


def _moment(share: Share) -> Moment:
    return Moment(count=share.count, n=share.n, share=share.value)


def _line(key: str, **values: object) -> Line:
    return Line(say=Say.model_validate({"key": key, "values": values}))
