"""What do people speak of in their own words? Themes with the people who do, their share, its change, and quotes.

A share is a range: the score interval of Wilson (1927, JASA 22:209-212), as whoever answers is some of whoever could.
It does not hold what coding gets wrong: where people have checked enough answers, the share as they correct it stands
beside it (``coding.calibration``), and the section on the method says how well coders agreed.

The change since the digest before compares those who answered since with those who had: the two are different people,
while the earlier ones are among the later.
"""

from __future__ import annotations

from surveys.analysis import change, disclosure, themed
from surveys.analysis.change import Share
from surveys.analysis.disclosure import FEWEST, SHARE_FROM
from surveys.coding.calibration import Share as Corrected
from surveys.design.items.kind import Item
from surveys.digest import choosing
from surveys.digest.digest import Block, Line, Quoted, Ranged, Ranges, Say, Section
from surveys.digest.material import Material, ShownTheme

QUOTES_IN_BRIEF = 2


def section(material: Material) -> Section | None:
    """Per open question its themes and what people say of each; on the one screen those of the most answered one."""
    if material.participants < FEWEST or material.hidden:
        return None
    items = [item for item in material.questionnaire.items if is_shown(material, item)]
    if not items:
        return None
    choice = choosing.choose(material)
    blocks: list[Block] = []
    tables: dict[str, int] = {}
    for item in items:
        tables[item.key] = len(blocks)
        blocks += [ranges(material, item), *_covered(material, item)]
        for theme in material.themes_of(item.key):
            blocks.append(_about(theme))
            if not theme.emerged:  # those stand in the news
                blocks += [choosing.quoted(material, each, theme.label) for each in choice.themes[theme.id]]
    first = tables[max(items, key=lambda item: material.n(item.key)).key]
    quotes = [at for at, block in enumerate(blocks) if at > first and isinstance(block, Quoted)]
    firsts = [at for at in quotes if not isinstance(blocks[at - 1], Quoted)]  # of different themes
    return Section(key="themes", blocks=tuple(blocks), picked=(first, *firsts[:QUOTES_IN_BRIEF]))


def is_shown(material: Material, item: Item) -> bool:
    """Whether an item has themes and enough answers."""
    return material.n(item.key) >= FEWEST and bool(material.themes_of(item.key))


def ranges(material: Material, item: Item) -> Ranges:
    """The themes of one question, guarded together with those not shown and with those of no theme."""
    known = themed.table(material.of(item.key))
    shares = material.is_settled(item.key)
    rows = [_row(material, theme, known, shares=shares) for theme in material.themes_of(item.key)]
    without = known.count(themed.WITHOUT) or None
    if without is not None:
        rows.append(Ranged(label=Say(key="theme-none"), count=without))
    note = Say(key="theme-withheld", values={"fewest": FEWEST}) if known.withheld else None
    return Ranges(title=item.title, question=item.text, n=known.base(), rows=tuple(rows), note=note)


def now_and_then(material: Material, theme: ShownTheme) -> tuple[Share, Share] | None:
    """A theme's share now and in the digest before, where both may be said."""
    if material.last is None or not material.is_settled(theme.item):
        return None
    now, then = themed.table(material.of(theme.item)), themed.table(material.last.get(theme.item, {}))
    found = [share(each, themed.cell(theme.id)) for each in (now, then)]
    return (found[0], found[1]) if found[0] and found[1] else None


def share(table: disclosure.Table, row: str, column: str = disclosure.ALL) -> Share | None:
    """A share that may be said; nobody is withheld too, as everywhere."""
    count, base = table.count(row, column), table.base(column)
    return Share(count, base) if count and base and base >= SHARE_FROM else None


def has_changed(now: Share, then: Share) -> bool:
    """Whether those who answered since speak of it more or less often than those before, by more than chance."""
    since = now.n - then.n
    count = now.count - then.count
    if since < SHARE_FROM or not 0 <= count <= since:
        return False  # too few, or answers were coded anew: then nothing can be told apart
    return change.p_value(Share(count, since), then) <= change.LEVEL


def percent(of: Share) -> int:
    """The share in whole percent."""
    return round(of.value * 100)


def _row(material: Material, theme: ShownTheme, known: disclosure.Table, *, shares: bool) -> Ranged:
    cell = themed.cell(theme.id)
    given = share(known, cell) if shares else None
    low, high = change.wilson(given) if given else (None, None)
    mark = "theme-emerged" if theme.emerged else "theme-proposed" if theme.proposed else None
    checked = _corrected(material, theme) if given else None
    return Ranged(
        label=theme.label,
        count=known.count(cell) or None,
        share=given.value if given else None,
        low=low,
        high=high,
        change=_changed(material, theme),
        mark=Say(key=mark) if mark else None,
        theme_id=theme.id,
        corrected=_rounded(checked.share) if checked else None,
        corrected_low=_rounded(checked.low) if checked else None,
        corrected_high=_rounded(checked.high) if checked else None,
    )


def _corrected(material: Material, theme: ShownTheme) -> Corrected | None:
    coverage = material.coverage.get(theme.item)
    return next((each for each in coverage.corrected if each.theme == theme.id), None) if coverage else None


def _rounded(share: float) -> float:
    """In whole percent, also for programs: the exact share would tell a single answer that was coded otherwise."""
    return round(share, 2)


def _changed(material: Material, theme: ShownTheme) -> Say | None:
    both = now_and_then(material, theme)
    if both is None:
        return None
    points = percent(both[0]) - percent(both[1])
    if not has_changed(*both):
        return Say(key="change-chance")
    return Say(key="change-up" if points >= 0 else "change-down", values={"points": abs(points)})


def _about(theme: ShownTheme) -> Line:
    """What a theme means, and the words that tell it from others."""
    values: dict[str, object] = {"theme": theme.label}
    if theme.definition is not None:
        return _line("theme-about", **values, definition=theme.definition)
    if theme.keywords:
        return _line("theme-words", **values, words=", ".join(theme.keywords))
    return _line("theme-alone", **values)


def _covered(material: Material, item: Item) -> list[Line]:
    """How many of the answers were read; small remainders are not said."""
    coverage, n = material.coverage.get(item.key), material.n(item.key)
    if coverage is None or themed.table(material.of(item.key)).base() is None:
        return []
    left = n - coverage.answers
    said = [_line("theme-read-nearly", of=n) if left < FEWEST and left else _line("theme-read", count=n - left, of=n)]
    if coverage.duplicates >= FEWEST:
        said.append(_line("theme-duplicates", count=coverage.duplicates))
    if coverage.corrected:
        said.append(_line("theme-corrected", n=coverage.corrected[0].checked))
    return said


def _line(key: str, **values: object) -> Line:
    return Line(say=Say.model_validate({"key": key, "values": values}))
