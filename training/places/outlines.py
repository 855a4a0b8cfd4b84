"""Outlines of countries, divisions and counties, and the middle of each.

Read from Natural Earth as QGIS packs it (GeoPackage) and from the US Census as us-atlas does
(TopoJSON). A ring is a list of (longitude, latitude).
"""

from __future__ import annotations

import json
import math
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Ring = list[tuple[float, float]]
ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # GeoPackage: envelope code -> bytes


@dataclass(frozen=True, slots=True)
class Outline:
    """An area with its names (the best first) and its outer rings."""

    names: tuple[str, ...]
    country: str
    rings: list[Ring]

    def middle(self) -> tuple[float, float]:
        """Latitude and longitude of the centre of the largest part of the area."""
        ring = max(self.rings, key=lambda ring: abs(_area(ring)))
        return _centre(ring)

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies inside one of the rings."""
        return any(_inside(ring, longitude, latitude) for ring in self.rings)


def of_geopackage(path: Path, table: str, names: tuple[str, ...]) -> Iterator[Outline]:
    """The areas of one table; `names` are the columns that name an area."""
    database = sqlite3.connect(path)
    columns = ", ".join(f'"{name}"' for name in names)
    for code, blob, *found in database.execute(f'SELECT iso_a2, geom, {columns} FROM "{table}"'):
        kept = tuple(dict.fromkeys(name for name in found if name))
        if blob and kept:
            yield Outline(kept, code, list(_rings(blob[8 + ENVELOPES[blob[3] >> 1 & 7] :])))


def of_topojson(path: Path, layer: str) -> Iterator[tuple[str, Outline]]:
    """(id, area) of a layer of a TopoJSON file."""
    topology = json.loads(path.read_text("utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)

    def ring(indices: list[int]) -> Ring:
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        return [point for part in parts for point in part]

    for shape in topology["objects"][layer]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        name = shape["properties"]["name"]
        yield shape["id"], Outline((name,), "US", [ring(polygon[0]) for polygon in polygons])


def _rings(wkb: bytes) -> Iterator[Ring]:
    """The outer rings of a polygon or multipolygon in well-known binary."""
    offset = 0

    def number(kind: str) -> int:
        nonlocal offset
        (value,) = struct.unpack_from("<" + kind, wkb, offset)
        offset += struct.calcsize(kind)
        return int(value)

    def polygon() -> Ring:
        nonlocal offset
        rings = []
        for _ in range(number("I")):
            count = number("I")
            flat = struct.unpack_from(f"<{2 * count}d", wkb, offset)
            offset += 16 * count
            rings.append(list(zip(flat[::2], flat[1::2], strict=True)))
        return rings[0]

    number("B")
    if number("I") == 3:
        yield polygon()
        return
    for _ in range(number("I")):
        number("B"), number("I")
        yield polygon()


def _area(ring: Ring) -> float:
    """Signed area in square degrees of the equator, meridians drawn together as they are."""
    squeeze = math.cos(math.radians(sum(y for _, y in ring) / len(ring)))
    return squeeze * _cross(ring) / 2


def _cross(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)


def _centre(ring: Ring) -> tuple[float, float]:
    area = _cross(ring) * 3
    if not area:
        return sum(y for _, y in ring) / len(ring), sum(x for x, _ in ring) / len(ring)
    x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        weight = x1 * y2 - x2 * y1
        x, y = x + (x1 + x2) * weight, y + (y1 + y2) * weight
    return y / area, x / area


def _inside(ring: Ring, x: float, y: float) -> bool:
    odd = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd
