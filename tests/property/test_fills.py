"""Nothing of the hidden pixels may reach the output, whatever fill draws over them."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scanner.findings import Polygon
from scanner.photo.photo import Pixels
from scanner.redaction import fills
from scanner.redaction.destroy import destroy
from scanner.redaction.fills import BUILT_IN, fill_for
from scanner.redaction.mask import Mask, Region, Style, hidden_pixels, rasterise

METHODS = sorted(BUILT_IN)

coordinates = st.floats(-20, 70, allow_nan=False)
polygons = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=6).map(tuple)
regions = st.lists(
    st.builds(
        Region,
        polygon=polygons,
        style=st.sampled_from(Style),
        kind=st.just("box"),
        core=st.none() | st.just(()) | polygons,
        spared=st.booleans(),
    ),
    max_size=5,
)
sides = st.integers(1, 60)


def picture(height: int, width: int, seed: int) -> Pixels:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3))
    return noise.astype(np.uint8)


def same_outside(first: Pixels, hidden: Mask, seed: int) -> Pixels:
    """Another picture: other pixels where hidden, the same elsewhere."""
    second = picture(first.shape[0], first.shape[1], seed)
    second[~hidden] = first[~hidden]
    return second


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=120, deadline=None)
@given(places=regions, height=sides, width=sides, seed=st.integers(0, 2**32))
def test_the_output_does_not_depend_on_hidden_pixels(
    method: str, places: list[Region], height: int, width: int, seed: int
) -> None:
    hidden = hidden_pixels(places, height, width)
    first = picture(height, width, seed)
    second = same_outside(first, hidden, seed + 1)

    out_first, mask = destroy(first, places, method, np.random.default_rng(seed))
    out_second, _ = destroy(second, places, method, np.random.default_rng(seed))

    assert np.array_equal(mask, hidden)
    assert np.array_equal(out_first, out_second)
    assert np.array_equal(out_first[~mask], first[~mask])


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("method", METHODS)
def test_a_fill_is_fresh_or_constant(method: str, style: Style) -> None:
    """Two runs with other noise differ, or the fill is one plain colour: no pattern of the photo's own."""
    photo = picture(60, 60, 1)
    place = [Region(((15.0, 15.0), (45.0, 15.0), (45.0, 45.0), (15.0, 45.0)), style, "box")]
    one, mask = destroy(photo, place, method, np.random.default_rng(1))
    two, _ = destroy(photo, place, method, np.random.default_rng(2))
    plain = len(np.unique(one[mask], axis=0)) == 1
    assert plain == (method == "fill" and style is Style.OPAQUE)
    assert plain == np.array_equal(one, two)


@settings(max_examples=300, deadline=None)
@example(polygon=((0.0, 0.5), (4.0, -0.5)), weights=[1.0] * 6)  # leaves the picture half way
@given(polygon=polygons, weights=st.lists(st.floats(0.01, 1), min_size=6, max_size=6))
def test_the_mask_covers_every_touched_pixel(polygon: Polygon, weights: list[float]) -> None:
    """Any point inside the outline lies in a masked pixel, also in slivers and at corners."""
    mask = rasterise([polygon], 50, 50)
    share = np.asarray(weights[: len(polygon)]) / sum(weights[: len(polygon)])
    x, y = share @ np.asarray(polygon)
    if 0 <= x < 50 and 0 <= y < 50:
        assert mask[int(y), int(x)]


def test_the_mask_refuses_an_outline_that_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="outline"):
        rasterise([((0.0, 0.0), (float("nan"), 5.0), (5.0, 5.0))], 20, 20)


def test_a_registered_fill_cannot_leak_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third party's fill that hands back what it got, and paints outside: neither shows in the copy."""

    def greedy(surroundings: Pixels, hidden: Mask, region: Mask, rng: np.random.Generator) -> Pixels:
        return np.where(region[..., None], surroundings, 255).astype(np.uint8)

    register(monkeypatch, "greedy", greedy)
    photo = picture(40, 40, 7)
    out, mask = destroy(photo, [Region(((9.0, 9.0), (30.0, 30.0)), Style.FACE, "box")], "greedy", rng())
    assert not out[mask].any()
    assert np.array_equal(out[~mask], photo[~mask])


def test_a_registered_fill_is_not_used_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> NDArray[np.uint8]:
        raise AssertionError("this fill was not asked for")

    register(monkeypatch, "fill", never)
    assert fill_for("fill", Style.OPAQUE) is fills.plain


def register(monkeypatch: pytest.MonkeyPatch, name: str, function: Any) -> None:
    entry = EntryPoint(name, "somewhere:fill", fills.GROUP)
    monkeypatch.setattr(EntryPoint, "load", lambda _: function)
    monkeypatch.setattr(fills, "entry_points", lambda group, name: [entry] if name == entry.name else [])


def rng() -> np.random.Generator:
    return np.random.default_rng(0)
