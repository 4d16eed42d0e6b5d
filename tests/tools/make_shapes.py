"""Makes figures/charts/shapes/*.json: outlines of countries and US states, projected and simplified, by code.

    python tests/tools/make_shapes.py WORLD_ATLAS US_ATLAS COUNTRIES figures/charts/shapes

WORLD_ATLAS: the unpacked npm package world-atlas 2.0.2 (Natural Earth 4.1.0, public domain). US_ATLAS: us-atlas 3.0.1 (US
Census Bureau, 2017, public domain), whose states are projected already. COUNTRIES: countries.json of world-countries 5.1.0,
for the code of each number and nothing else. Coordinates are whole numbers, 2,000 to the width of the view. Lines between
two countries are simplified once, so that they still meet.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

UNION = {
    "EU": "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(),
}
UNNUMBERED = {"Kosovo": "XK"}
STATES = (
    "Alabama AL Alaska AK Arizona AZ Arkansas AR California CA Colorado CO Connecticut CT Delaware DE Florida FL Georgia GA "
    "Hawaii HI Idaho ID Illinois IL Indiana IN Iowa IA Kansas KS Kentucky KY Louisiana LA Maine ME Maryland MD Massachusetts MA "
    "Michigan MI Minnesota MN Mississippi MS Missouri MO Montana MT Nebraska NE Nevada NV New_Hampshire NH New_Jersey NJ "
    "New_Mexico NM New_York NY North_Carolina NC North_Dakota ND Ohio OH Oklahoma OK Oregon OR Pennsylvania PA Rhode_Island RI "
    "South_Carolina SC South_Dakota SD Tennessee TN Texas TX Utah UT Vermont VT Virginia VA Washington WA West_Virginia WV "
    "Wisconsin WI Wyoming WY District_of_Columbia DC"
).split()
Point = tuple[float, float]
Code = Callable[[dict], str | None]
Project = Callable[[float, float], Point]


@dataclass(frozen=True)
class View:
    """What is kept (west, south, east, north), and the lower left and upper right of what is seen, as projected."""

    box: tuple[float, float, float, float]
    low: Point
    high: Point
    turn: float = 360.0  # once around; 0: of a picture
    wide: int = 2000


def equal_earth(lon: float, lat: float) -> Point:
    """The Equal Earth projection (Savric, Patterson and Jenny 2018): areas keep their proportions."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    x = 2 * math.sqrt(3) * math.radians(lon) * math.cos(t) / (3 * (9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1))
    return x, a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t


def around_europe(lon: float, lat: float) -> Point:
    """Lambert's azimuthal equal-area projection about 52° N, 10° E, as the Union's own maps (EPSG 3035)."""
    a, b, c = math.radians(lat), math.radians(52), math.radians(lon - 10)
    k = math.sqrt(2 / (1 + math.sin(b) * math.sin(a) + math.cos(b) * math.cos(a) * math.cos(c)))
    return k * math.cos(a) * math.sin(c), k * (math.cos(b) * math.sin(a) - math.sin(b) * math.cos(a) * math.cos(c))


def upright(x: float, y: float) -> Point:
    """Of a picture whose first line is the highest."""
    return x, -y


def from_states(px: float, py: float) -> Point:
    """Longitude and latitude of a point of the picture of the 48 states: Albers' conic, 2,000 to 975 of us-atlas."""
    low, high, middle = math.sin(math.radians(29.5)), math.sin(math.radians(45.5)), math.radians(38.7)
    n = (low + high) / 2
    c = 1 + low * (2 * n - low)
    across, off = math.sqrt(c - 2 * n * math.sin(middle)) / n, math.radians(-0.6) * n  # the point the picture is about
    x = (px * 0.4875 - 487.5) / 1300 + across * math.sin(off)
    y = across * math.cos(off) - (py * 0.4875 - 305) / 1300
    sine = (c - (x * x + y * y) * n * n) / (2 * n)
    return math.degrees(math.atan2(x, y) / n) - 96, math.degrees(math.asin(sine))


def arcs(topology: dict) -> list[list[Point]]:
    """The lines of a topology."""
    told = topology.get("transform", {"scale": (1, 1), "translate": (0, 0)})
    (kx, ky), (x0, y0) = told["scale"], told["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * kx + x0, y * ky + y0))
        found.append(line)
    return found


def simplified(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker: the points farther than `tolerance` from the line without them. A ring is cut in two first."""
    if len(line) < 3:
        return line
    if line[0] == line[-1]:
        far = max(range(len(line)), key=lambda n: math.dist(line[n], line[0]))
        return simplified(line[: far + 1], tolerance)[:-1] + simplified(line[far:], tolerance)
    (ax, ay), (bx, by) = line[0], line[-1]
    length = math.dist(line[0], line[-1]) or 1e-9
    away = [abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length for x, y in line]
    worst = max(range(1, len(line) - 1), key=away.__getitem__)
    if away[worst] <= tolerance:
        return [line[0], line[-1]]
    return simplified(line[: worst + 1], tolerance)[:-1] + simplified(line[worst:], tolerance)


def rings(geometry: dict, lines: list[list[Point]]) -> list[list[list[Point]]]:
    """Polygons of rings of points."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    found = []
    for polygon in polygons:
        made = []
        for ring in polygon:
            points: list[Point] = []
            for index in ring:
                line = lines[index] if index >= 0 else lines[~index][::-1]
                points += line[1:] if points else line
            made.append(points)
        found.append(made)
    return found


def unwrapped(line: list[Point], turn: float) -> list[Point]:
    """A line that does not jump from one edge of the map to the other: it goes on beyond it."""
    found, shift = line[:1], 0.0
    for (before, _), (x, y) in zip(line, line[1:], strict=False):
        shift += turn * round((before - x) / turn) if turn else 0.0
        found.append((x + shift, y))
    return found


def within(polygon: list[list[Point]], view: "View") -> list[list[list[Point]]]:
    """The polygon's parts at each side of the edge of the map."""
    if not view.turn:
        return [polygon]
    edges = (-view.turn / 2, -89.9, view.turn / 2, 89.9)
    outlines = [unwrapped(ring, view.turn) for ring in polygon]
    found = []
    for times in (-1, 0, 1):
        moved = [clipped([(x + times * view.turn, y) for x, y in ring], edges) for ring in outlines]
        found += [[ring for ring in moved if ring]] if moved[0] else []
    return found


def clipped(ring: list[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """The ring within west, south, east, north (Sutherland and Hodgman)."""
    west, south, east, north = box
    for axis, bound, keep in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        inside = lambda point: (point[axis] - bound) * keep >= 0  # noqa: B023, E731
        found: list[Point] = []
        for before, after in zip([ring[-1], *ring[:-1]], ring, strict=True) if ring else ():
            if inside(before) != inside(after):
                part = (bound - before[axis]) / (after[axis] - before[axis])
                found.append((before[0] + part * (after[0] - before[0]), before[1] + part * (after[1] - before[1])))
            if inside(after):
                found.append(after)
        ring = found
    return [*ring, ring[0]] if ring and ring[0] != ring[-1] else ring


def area(ring: list[Point]) -> float:
    """Of a ring in degrees, a degree of longitude taken as long as it is there; and where its middle is."""
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:], strict=False))) / 2


def middle(ring: list[Point]) -> Point:
    """The centre of a ring."""
    total = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, ring[1:], strict=False):
        cross = ax * by - bx * ay
        total, x, y = total + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    return (x / (3 * total), y / (3 * total)) if total else ring[0]


def flat(ring: list[Point]) -> list[int]:
    """Whole numbers, points that fall together left out."""
    found: list[tuple[int, int]] = []
    for x, y in ring:
        point = (round(x), round(y))
        if not found or found[-1] != point:
            found.append(point)
    return [number for point in found for number in point]


def made(topology: dict, name: str, code_of: Code, project: Project, view: View, tolerance: float) -> dict:
    """Shapes, borders of unions, and the middle of the largest part of each place, of the area in view."""
    (west, south, east, north), wide = view.box, view.wide
    low, high = view.low, view.high
    scale = wide / (high[0] - low[0])

    def placed(ring: list[Point]) -> list[Point]:
        found = (project(x, y) for x, y in ring)
        return [((x - low[0]) * scale, (y - low[1]) * scale) for x, y in found]

    # What is in view, in whole numbers; outside of it by a tenth, so that no cut is seen.
    tall = (high[1] - low[1]) * scale
    box = (-wide / 10, -tall / 10, wide * 1.1, tall * 1.1)
    lines = [simplified(unwrapped(line, view.turn), tolerance) for line in arcs(topology)]
    shapes: dict[str, list] = {}
    used: dict[str, Counter] = {union: Counter() for union in UNION}
    points: dict[str, list[int]] = {}
    for geometry in topology["objects"][name]["geometries"]:
        code = code_of(geometry)
        if geometry.get("id") == "010" or not geometry.get("arcs") or code is None:  # Antarctica
            continue
        for union, members in UNION.items():
            if code in members:
                used[union].update(index if index >= 0 else ~index for index in _indices(geometry["arcs"]))
        near = [
            [placed(part) for part in polygon]
            for whole in rings(geometry, lines)
            for polygon in within(whole, view)
            if any(west <= x <= east and south <= y <= north for x, y in polygon[0])
        ]
        for polygon in near:
            kept = [flat(clipped(ring, box)) for ring in polygon]
            kept = [ring for ring in kept if len(ring) >= 8]
            if kept:
                shapes.setdefault(code, []).append(kept)
        if near and code:
            x, y = middle(max((polygon[0] for polygon in near), key=area))
            if 40 <= x <= wide - 40 and 20 <= y <= tall - 20:
                points[code] = [round(x), round(y)]
    borders = {}
    for union, counts in used.items():
        outer = [placed(lines[index]) for index, count in counts.items() if count == 1]
        outer = [line for line in outer if all(box[0] < x < box[2] and box[1] < y < box[3] for x, y in line)]
        borders |= {union: [flat(line) for line in outer if len(line) > 1]} if outer else {}
    return {"view": [wide, round(tall)], "shapes": shapes, "borders": borders, "points": points}


def points_of_states(points: dict[str, list[int]], view: View) -> dict[str, list[int]]:
    """The middles of the states of the US on the map of the world; the two that are set in have theirs by hand."""
    scale = view.wide / (view.high[0] - view.low[0])
    apart = {"US-AK": (-152.5, 64.3), "US-HI": (-156.4, 20.7)}
    placed = {code: equal_earth(*apart.get(code, from_states(*point))) for code, point in points.items()}
    low = view.low
    return {code: [round((x - low[0]) * scale), round((y - low[1]) * scale)] for code, (x, y) in placed.items()}


def _indices(node: list | int) -> list[int]:
    return [node] if isinstance(node, int) else [index for inner in node for index in _indices(inner)]


def main(world: Path, states: Path, countries: Path, out: Path) -> None:
    """Writes world.json, europe.json and us.json."""
    numbers = {one["ccn3"]: one["cca2"] for one in json.loads(countries.read_text("utf-8")) if one["ccn3"]}
    names = {name.replace("_", " "): f"US-{code}" for name, code in zip(STATES[::2], STATES[1::2], strict=True)}

    def country(geometry: dict) -> str:
        return numbers.get(geometry.get("id", ""), UNNUMBERED.get(geometry["properties"]["name"], ""))

    def state(geometry: dict) -> str | None:
        return names.get(geometry["properties"]["name"])

    coarse, fine = (json.loads((world / f"countries-{scale}m.json").read_text("utf-8")) for scale in (110, 50))
    parts = json.loads((states / "states-albers-10m.json").read_text("utf-8"))
    whole = View((-181, -91, 181, 91), (-2.35, -1.02), (2.68, 1.28))
    near = View((-30, 30, 60, 75), (-0.28, -0.29), (0.35, 0.33))
    areas = {
        "world": made(coarse, "countries", country, equal_earth, whole, 0.3),
        "europe": made(fine, "countries", country, around_europe, near, 0.06),
        "us": made(parts, "states", state, upright, View((-1e4, -1e4, 1e4, 1e4), (0, -610), (975, 0), 0), 0.5),
    }
    # A place too small for the map of the world still has a middle there.
    finer = made(fine, "countries", country, equal_earth, whole, 0.3)
    areas["world"]["points"] = finer["points"] | areas["world"]["points"]
    areas["world"]["points"] |= points_of_states(areas["us"]["points"], whole)
    for name, found in areas.items():
        text = json.dumps(found, separators=(",", ":"), sort_keys=True, allow_nan=False)
        (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
