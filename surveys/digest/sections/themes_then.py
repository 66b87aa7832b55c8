"""Which themes of an open question are spoken of more or less than in the wave before, and which came or went?

Themes keep their ids from wave to wave, so they are counted in both. Not compared are those whose meaning moved since: they
were defined otherwise or split, or answers were moved together; a difference would be the codebook's, not the people's.
A theme is new where it was not in the codebook when the wave before closed. Which one went nobody can say of so few: it is
no longer shown where fewer than five people speak of it, or where its number would tell of others.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from surveys.analysis import themed
from surveys.analysis.change import Share
from surveys.analysis.disclosure import SHARE_FROM
from surveys.design.items.kind import Item
from surveys.digest.digest import Block, Course, Line, Moment, Say, Trend
from surveys.digest.material import Earlier, Material, ShownTheme
from surveys.digest.sections import themes


@dataclass(frozen=True, slots=True)
class Met:
    """A theme in both waves.

    Attributes:
        now, before: None where it may not be said.
        low, high: of the difference, with all that is compared considered; of both shares only.
        is_new: it was not in the codebook when the wave before closed.
    """

    item: Item
    theme: ShownTheme
    now: Share | None
    before: Share | None
    is_new: bool = False
    changed: bool = False
    low: float = 0.0
    high: float = 0.0

    @property
    def points(self) -> int:
        """By how many points of a hundred it moved, as the rounded shares say."""
        return themes.percent(self.now) - themes.percent(self.before) if self.now and self.before else 0


@dataclass(frozen=True, slots=True)
class Question:
    """The themes of one question in both waves.

    Attributes:
        now, before: people whose answers were read.
        recast: themes that are not compared.
    """

    item: Item
    now: int
    before: int
    met: tuple[Met, ...]
    recast: tuple[ShownTheme, ...] = ()


def question(material: Material, before: Earlier, item: Item) -> Question | None:
    """What may be said of a question's themes in both waves; None where one of them had fewer than ten people."""
    now, then = themed.table(material.of(item.key)), themed.table(before.counts.get(item.key, {}))
    base, base_then = now.base(), then.base()
    if item.kind != "open" or not before.asked(item) or not base or not base_then:
        return None
    if min(base, base_then) < SHARE_FROM or not material.is_settled(item.key, base):
        return None
    counts = themed.as_now(before.counts.get(item.key, {}), before.themes)
    there = set(before.themes.values())
    mine = [theme for theme in material.themes if theme.item == item.key]
    met = tuple(
        Met(
            item,
            theme,
            themes.share(now, themed.cell(theme.id)),
            Share(counts[theme.id], base_then) if theme.id in counts else None,
            theme.id not in there,
        )
        for theme in mine
        if theme.id not in before.recast
    )
    met = tuple(each for each in met if each.now or each.before)
    shown = {theme.id for theme in material.themes_of(item.key)}
    recast = tuple(theme for theme in mine if theme.id in before.recast and theme.id in shown)
    return Question(item, base, base_then, met, recast) if met else None


def said(each: Met) -> Line:
    """One theme that changed, with both shares, their n, and from where to where the difference may lie."""
    assert each.now
    assert each.before
    return _line(
        "change-theme-more" if each.points > 0 else "change-theme-less",
        title=each.item.title,
        theme=each.theme.label,
        now=themes.percent(each.now),
        n=each.now.n,
        before=themes.percent(each.before),
        base=each.before.n,
        low=_signed(each.low),
        high=_signed(each.high),
    )


def blocks(of: Question) -> tuple[Block, ...]:
    """What came, what went, what is not compared, and all of it as lines from then to now."""
    new = [each for each in of.met if each.now and each.is_new]
    gone = [each for each in of.met if each.before and not each.now]
    return (
        *(_counted("change-theme-new", of, each, each.now) for each in new if each.now),
        *(_counted("change-theme-gone", of, each, each.before) for each in gone if each.before),
        *(_line("change-theme-recast", title=of.item.title, theme=theme.label) for theme in of.recast),
        _trend(of),
    )


def _counted(key: str, of: Question, each: Met, share: Share) -> Line:
    return _line(key, title=of.item.title, theme=each.theme.label, count=share.count, n=share.n)


def _trend(of: Question) -> Trend:
    """Those that moved most first, then what most speak of, then what came, then what went."""
    ordered = sorted(
        of.met,
        key=lambda each: (
            each.now is None,
            each.before is None,
            not each.changed,
            -abs(each.points) if each.changed else 0,
            -(each.now or each.before or Share(0, 1)).count,
        ),
    )
    times = (Say(key="change-before", values={"n": of.before}), Say(key="change-now", values={"n": of.now}))
    return Trend(
        title=of.item.title,
        times=times,
        courses=tuple(map(_course, ordered)),
        note=Say(key="change-theme-note"),
    )


def _course(each: Met) -> Course:
    compared = bool(each.now and each.before)
    return Course(
        label=each.theme.label,
        moments=(_moment(each.before), _moment(each.now)),
        change=_change(each),
        low=each.low if compared else None,
        high=each.high if compared else None,
        theme_id=each.theme.id,
    )


def _change(each: Met) -> Say | None:
    if not (each.now and each.before):
        return Say(key="change-is-new") if each.is_new else None
    low, high = _signed(each.low), _signed(each.high)
    if not each.changed:
        return Say(key="change-chance-range", values={"low": low, "high": high})
    key = "change-up-range" if each.points > 0 else "change-down-range"
    return Say(key=key, values={"points": abs(each.points), "low": low, "high": high})


def _signed(difference: float) -> str:
    """In points of a hundred, with its sign, away from 0: rounding is not to bring one end to the side it is not on."""
    points = floor(abs(difference) * 100 + 0.5) or (1 if difference else 0)
    return f"{'−' if difference < 0 else '+'}{points}" if points else "0"


def _moment(share: Share | None) -> Moment | None:
    return Moment(count=share.count, n=share.n, share=share.value) if share else None


def _line(key: str, **values: object) -> Line:
    return Line(say=Say.model_validate({"key": key, "values": values}))
