"""Whether two names are forms of one person's name.

Surnames agree within one edit (two from eight letters) and in their first letter; forenames
when they are equal, an initial, within one edit or spellings of one name
(data/forenames.txt); middle names when each of one name is among the other's. Phonetic keys
were tried and merge every family (docs/choices/tag.md).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from rapidfuzz.distance import OSA

MOST_ALIKE = 40
"""Names that share a trait and are compared with each other one; a list of thousands is cut."""

VOWELS = frozenset("aeiouy")
SOUNDS = ("cgksz", "vw", "ijy", "fp")
"""First letters that transliterations exchange; trusted only when the forenames are equal."""


def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two full names (folded parts) are spellings or forms of one name."""
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) >= 2 and long[: len(short)] == short:
        return True
    if a[:-1] == b[:-1] and (a[-1].startswith(b[-1] + "-") or b[-1].startswith(a[-1] + "-")):
        return True  # "Moon Jae" and "Moon Jae-in"
    if _two_surnames(short, long):
        return True
    middle = _middle_names_agree(short[1:-1], long[1:-1])
    if a[-1] == b[-1]:
        forenames = middle and forenames_agree(a[0], b[0])
        return forenames or _within(short, long) or _initials(short, long)
    equal = a[0] == b[0]
    return middle and (equal or _initial(a[0], b[0])) and near(a[-1], b[-1], loose=equal)


def traits(parts: tuple[str, ...]) -> set[tuple[str, ...]]:
    """What two full names must have one of in common for `same_person` to hold.

    With it, thousands of names are compared in their own small groups only.
    """
    first, last = parts[0], parts[-1]
    shared = {("last", last), ("begin", *parts[:2]), ("initials", first[0], sound(last[0]))}
    if len(parts) == 2 or len(parts) > 3:
        shared.add(("surname", first, last if len(parts) == 2 else parts[-2]))
    return shared


def near(a: str, b: str, loose: bool = False) -> bool:
    """Whether two surnames are one but for a slip.

    `loose` lets the first letters differ as transliterations do ("Volkov", "Wolkow").
    """
    if min(len(a), len(b)) < 4 or not (a[0] == b[0] or (loose and sound(a[0]) == sound(b[0]))):
        return False
    allowed = 2 if min(len(a), len(b)) >= 8 else 1
    distance = OSA.distance(a, b, score_cutoff=allowed)
    return distance <= 1 or (distance <= allowed and _syllables_agree(a, b))


def _syllables_agree(a: str, b: str) -> bool:
    """False for "Kwok-kin" and "Kwok-hing": what stands behind a hyphen begins alike, too."""
    pairs = zip(a.split("-")[1:], b.split("-")[1:], strict=False)
    return all(x[:1] == y[:1] or {x[:1], y[:1]} <= VOWELS for x, y in pairs)


def forenames_agree(a: str, b: str) -> bool:
    """Whether two forenames can be one: equal, an initial, one slip apart, spelt otherwise."""
    if a == b or _initial(a, b) or b in _spellings().get(a, ()):
        return True
    slip = min(len(a), len(b)) >= 5 and a[0] == b[0] and OSA.distance(a, b) <= 1
    return slip and not _of_both_genders(a, b)


@cache
def _spellings() -> dict[str, frozenset[str]]:
    text = (files(__package__) / "data" / "forenames.txt").read_text("utf-8")
    lines = [frozenset(line.split()) for line in text.splitlines() if not line.startswith("#")]
    return {name: line for line in lines for name in line}


def _of_both_genders(a: str, b: str) -> bool:
    """Brother and sister rather than a slip: Mario and Maria, Daniel and Daniela."""
    short, long = sorted((a, b), key=len)
    return long == short + "a" or (a[:-1] == b[:-1] and {a[-1], b[-1]} == {"a", "o"})


def _middle_names_agree(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether each middle name of the shorter is among the longer's: not "W." and "H.W." Bush."""
    left = iter(long)
    return all(
        any(_one_slip(part, other) or _initial(part, other) for other in left) for part in short
    )


def _one_slip(a: str, b: str) -> bool:
    a, b = a.removeprefix("al-"), b.removeprefix("al-")
    return a == b or (min(len(a), len(b)) > 2 and a[0] == b[0] and OSA.distance(a, b) <= 1)


def _two_surnames(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """ "Horacio Cartes" and "Horacio Manuel Cartes Jara", whose mother was a Jara."""
    return len(short) == 2 and len(long) > 3 and short == (long[0], long[-2])


def _initial(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) == 1 and long.startswith(short)


def _initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """ "KB Hedgewar" and "Keshav Baliram Hedgewar"."""
    letters = "".join(part[0] for part in long[:-1])
    return len(short) == 2 and 1 < len(short[0]) < 4 and short[0] == letters


def sound(letter: str) -> str:
    """The letters that transliterations exchange for this one, as one key."""
    return next((group for group in SOUNDS if letter in group), letter)


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether all parts of the shorter name stand in the longer one, in order."""
    left = iter(long)
    return len(short) >= 2 and all(part in left for part in short)


def doubtful_forename(a: str, b: str) -> bool:
    """Forenames that may be one, but may not: "Jack" and "Jake"."""
    if a == b or min(len(a), len(b)) < 3 or a[0] != b[0]:
        return False
    return OSA.distance(a, b) <= 2
