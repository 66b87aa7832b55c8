"""Is every step at which the process may be killed safe: nothing lost, nothing twice, nothing by halves?"""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from crash_scenes import SCENES, Scene, beginning
from crashing import Left, Outside, Watch, playing, some
from planted import MISTAKES, Mistake

SHORT = 6  # points of each scene in the short run; the long one takes all
ALIKE = (
    "answers before the commit",
    "answers a tap before the commit",
    "moves the tally after the answer",
    "plans the last digest after closing",
    "erases the key before the rows",
)
"""Mistakes that others of the short run are much like."""

pytestmark = pytest.mark.slow


class Beginning:
    """How a scene begins, in a folder of its own."""

    def __init__(self, folder: Path, outside: Outside) -> None:
        self._folder, self._outside, self._copies = folder, outside, itertools.count()

    def copied(self) -> tuple[Path, Outside]:
        folder = self._folder.with_name(f"{self._folder.name}-{next(self._copies)}")
        shutil.copytree(self._folder, folder)
        return folder, self._outside.copied()


@pytest.fixture(scope="module")
def stages(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, Beginning]]:
    return migrated_file, tmp_path_factory.mktemp("scenes"), {}


async def begun(scene: Scene, stages: tuple[Path, Path, dict[str, Beginning]]) -> Beginning:
    """Every scene begins once; each run gets a copy."""
    migrated, root, found = stages
    if scene.name not in found:
        folder = root / scene.name.replace(" ", "-")
        folder.mkdir()
        shutil.copyfile(migrated, folder / "nachgefragt.db")
        outside = beginning()
        with playing(folder, outside) as play:
            await scene.begin(play)
        found[scene.name] = Beginning(folder, outside)
    return found[scene.name]


async def watched(scene: Scene, beginning: Beginning) -> Watch:
    """Run what happens once, undisturbed, and take everything down."""
    folder, outside = beginning.copied()
    with Watch(folder, outside) as watch, playing(folder, outside, watch) as play:
        await scene.act(play)
        await play.rests()
    return watch


async def outlived(scene: Scene, left: Left, folder: Path) -> None:
    """Another process begins on what was left, and what must hold does."""
    with playing(left.laid_out(folder), left.outside.copied()) as play:
        scene.at_once(play)
        await scene.again(play)
        await play.rests()
        await scene.afterwards(play)


@pytest.mark.parametrize("most", [SHORT, pytest.param(None, marks=pytest.mark.soak)])
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_wherever_the_process_is_killed_nothing_is_lost_doubled_or_left_by_halves(
    scene: Scene, most: int | None, stages: tuple[Path, Path, dict[str, Beginning]], tmp_path: Path
) -> None:
    watch = await watched(scene, await begun(scene, stages))

    assert len(watch.points) > 4
    for number, left in enumerate(some(watch.points, most)):
        try:
            await outlived(scene, left, tmp_path / str(number))
        except (AssertionError, TimeoutError) as error:
            error.add_note(f"killed before step {left.step} of {watch.steps}")
            raise
    print(f"{scene.name}: {watch.steps} steps, {len(watch.points)} different points")  # noqa: T201


# --- would a mistake be found? ---


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param(mistake, id=mistake.name, marks=[pytest.mark.soak] if mistake.name in ALIKE else [])
        for mistake in MISTAKES
    ],
)
async def test_a_mistake_of_order_that_only_a_kill_shows_is_found(
    mistake: Mistake, stages: tuple[Path, Path, dict[str, Beginning]], tmp_path: Path
) -> None:
    scene = next(scene for scene in SCENES if scene.name == mistake.scene)
    beginning = await begun(scene, stages)

    with mistake.planted():
        watch = await watched(scene, beginning)
        await outlived(scene, watch.points[-1], tmp_path / "undisturbed")
        found = []
        for number, left in enumerate(watch.points[:-1]):
            try:
                await outlived(scene, left, tmp_path / str(number))
            except (AssertionError, TimeoutError) as error:
                found.append(f"killed before step {left.step}: {error!r}")
                break
    assert found, "nobody would have noticed"
    print(f"{mistake.name}: {found[0]}")  # noqa: T201
