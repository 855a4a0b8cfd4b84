"""Every place of the lists lies where it should."""

from __future__ import annotations

import math

from workers.stages.tag.places.gazetteer import gazetteer
from workers.stages.tag.places.place import Place


def apart(a: Place, b: Place) -> float:
    """Kilometres, roughly."""
    squeeze = math.cos(math.radians(a.latitude))
    return 111 * math.hypot(a.latitude - b.latitude, (a.longitude - b.longitude) * squeeze)


def nearest_country(place: Place) -> str:
    """The country of the city that lies nearest to a point."""
    cities = [city for country in gazetteer()._cities.values() for city in country]
    return min(cities, key=lambda city: apart(place, city)).country


def test_no_countrys_point_lies_nearer_to_another_countrys_cities() -> None:
    for code in ("CA", "VN", "LA", "TH", "UZ", "PS", "ID", "US", "RU", "FR", "CL"):
        assert nearest_country(gazetteer().countries[code]) == code, code


def test_every_country_has_a_point_a_number_and_a_wikidata_id() -> None:
    for place in gazetteer().countries.values():
        assert place.geonames
        assert place.wikidata
        assert (place.latitude, place.longitude) != (0.0, 0.0)


def test_first_order_divisions_have_a_number_and_lie_near_their_cities() -> None:
    lists = gazetteer()
    for name, town in (("Bavaria", "Munich"), ("Kerala", "Kochi"), ("Alberta", "Edmonton")):
        (division, *_) = [place for place in lists.large(name) if place.kind == "region"]
        (city, *_) = [p for p in lists.large(town) if p.division == division.division]
        assert division.geonames
        assert apart(division, city) < 400


def test_a_direction_alone_is_no_division() -> None:
    assert not [p for p in gazetteer().lookup("Southern") if p.kind in ("region", "district")]


def test_a_small_town_is_found_with_its_state() -> None:
    (town,) = [p for p in gazetteer().lookup("Urbana") if p.division == "US.MD"]
    assert (town.kind, town.country, town.region) == ("town", "US", "Maryland")
