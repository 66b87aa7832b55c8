"""Can every circle of a map of opinion groups be read: beside the others, and where its group belongs?"""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest
from digest_samples import opinion_map
from hypothesis import example, given, settings
from hypothesis import strategies as st

from surveys.digest import plots
from surveys.digest.charts import PAGE, PICTURE
from surveys.digest.digest import Circle, Say
from surveys.digest.drawing import Frame


@settings(deadline=None)
@example([*([(0.0, 0.0, None)] * 5), (1.0, 0.0, None)], PAGE)  # more than a column at the edge has room for
@given(
    st.lists(
        st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.one_of(st.none(), st.integers(5, 500))), min_size=1, max_size=8
    ),
    st.sampled_from([PAGE, PICTURE]),
)
def test_no_two_circles_overlap_and_none_leaves_the_frame(
    groups: list[tuple[float, float, int | None]], frame: Frame
) -> None:
    """Each pair is as far apart as both radii; the smallest has room for its letter and its number."""
    circles = [Circle(label=Say(key="common-all"), size=size, x=x, y=y) for x, y, size in groups]
    wide = frame.room / frame.size
    placed = plots.laid_out(circles, wide)

    for one, other in combinations(placed, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius
    for each in placed:
        assert each.radius >= plots.SMALLEST
        assert each.radius - 1e-9 <= each.x <= wide - each.radius + 1e-9
        assert each.radius - 1e-9 <= each.y <= plots.TALL - each.radius + 1e-9


def test_circles_that_do_not_touch_stand_where_they_belong() -> None:
    """Two groups at the ends of the map: left and right, and their areas as 56 to 40."""
    one, other = plots.laid_out(opinion_map().circles, PICTURE.room / PICTURE.size)

    assert (one.x - one.radius, other.x + other.radius) == pytest.approx((0, PICTURE.room / PICTURE.size))
    assert (one.radius / other.radius) ** 2 == pytest.approx(56 / 40)


def test_a_group_between_two_others_stays_between_them() -> None:
    circles = [Circle(label=Say(key="common-all"), size=30, x=x, y=0.0) for x in (-1.0, -0.9, 1.0)]
    left, middle, right = plots.laid_out(circles, PICTURE.room / PICTURE.size)

    assert left.x < middle.x < right.x


def test_a_wider_page_only_brings_circles_further_apart() -> None:
    """On a page, places across are shares of its width."""
    circles = [Circle(label=Say(key="common-all"), size=30, x=x, y=0.0) for x in (0.0, 0.1, 0.2, 0.3)]
    narrow = plots.laid_out(circles, PAGE.room / PAGE.size)

    for one, other in combinations(narrow, 2):
        assert hypot((one.x - other.x) * 2, one.y - other.y) >= one.radius + other.radius
