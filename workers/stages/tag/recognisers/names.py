"""What a recogniser of one's own is, and how its answers become readings.

A recogniser is made once, by a call with what stands behind the colon in NEWSMILL_MODELS and
the language ("*" for all others). It is then called with one line of a text after another, and
answers with tuples (start, end, label) or (start, end, label, probability): offsets in characters
of that line, end exclusive, a label as spaCy or the CoNLL data have them ("PER", "GPE").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from workers.records import EntityType
from workers.stages.contract import Rejected
from workers.stages.tag.recognition.model_view import View
from workers.stages.tag.recognition.recogniser import Reading, lines

Found = tuple[int, int, str] | tuple[int, int, str, float]
Recogniser = Callable[[str], Iterable[Found]]
Factory = Callable[[str, str], Recogniser]

SURE = 0.95  # probability of a name whose recogniser gives none

LABELS: Mapping[str, EntityType | None] = {
    **dict.fromkeys("PER PERS PERSON PRS PERSNAME PERSON_NAME".split(), "PER"),
    **dict.fromkeys(
        "ORG ORGANIZATION ORGANISATION ORGNAME CORPORATION COMPANY INSTITUTION "
        "GOVERNMENT POLITICAL_ORGANIZATION CABINET COMPANY_GROUP CORPORATION_OTHER "
        "INTERNATIONAL_ORGANIZATION MILITARY NEWSPAPER ORGANIZATION_OTHER POLITICAL_PARTY "
        "POLITICAL_ORGANIZATION_OTHER PRO_SPORTS_ORGANIZATION PUBLIC_INSTITUTION SCHOOL "
        "RESEARCH_INSTITUTE SHOW_ORGANIZATION SPORTS_LEAGUE SPORTS_ORGANIZATION_OTHER".split(),
        "ORG",
    ),
    **dict.fromkeys(
        "LOC GPE FAC LOCATION PLACE PLACENAME GEOGNAME CITY COUNTRY PROVINCE STATE FACILITY "
        "GPE_LOC LOCDERIV AIRPORT BAY BRIDGE CONTINENTAL_REGION COUNTY DOMESTIC_REGION "
        "FACILITY_OTHER GEOLOGICAL_REGION_OTHER GPE_OTHER ISLAND LAKE LOCATION_OTHER MOUNTAIN "
        "PARK PORT REGION_OTHER RIVER ROAD SEA STATION".split(),
        "LOC",
    ),
    **dict.fromkeys(
        "MISC NORP PRODUCT EVENT EVT PRO WORK_OF_ART LAW LANGUAGE NATIONALITY GPE_ORG DRV".split(),
        "MISC",
    ),
    **dict.fromkeys(
        "O DATE TIME DATETIME TIMEX PERCENT MONEY QUANTITY ORDINAL CARDINAL NUMERIC_VALUE "
        "MSR TME NUM".split()
    ),
}
"""Labels of the usual schemes, of Sekine's extended hierarchy too; None for what is no name."""


class Labels:
    """The types for the labels of one recogniser; those that nobody knows are noted."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self.unknown = sorted({label for label in known if bare(label) not in LABELS})

    def type(self, label: str) -> EntityType | None:
        """The type that a label stands for, None for what is no name or unknown."""
        return LABELS.get(bare(label))


def bare(label: str) -> str:
    """A label without the prefix of a tagging scheme: "B-PER", "L-PER", "S_PER" are PER."""
    upper = label.upper()
    return upper[2:] if upper[:2] in {f"{p}{d}" for p in "BILUSEM" for d in "-_"} else upper


class PlainScanner:
    """Reads texts of any length with a recogniser that is called line by line."""

    def __init__(self, name: str, recogniser: Recogniser, limit: int) -> None:
        self._name = name
        self._recognise = recogniser
        self._limit = limit
        self._labels = Labels()

    def knows(self, word: str) -> bool:
        """Whether the word is in a vocabulary: a recogniser of one's own has none."""
        return False

    def scan(self, seen: View) -> list[Reading]:
        """The readings of a text, in order; raises `Rejected` for an answer that is none."""
        found: list[Reading] = []
        for start, end in lines(seen.text, self._limit):
            line = seen.text[start:end]
            for answer in self._recognise(line):
                first, last, label, p = self._checked(answer, line)
                if kind := self._labels.type(label):
                    place = seen.original(start + first, start + last)
                    found.append(Reading(*place, kind, p))
        return sorted(found, key=lambda reading: (reading.start, reading.end))

    def _checked(self, answer: Found, line: str) -> tuple[int, int, str, float]:
        """The answer with a probability; raises `Rejected` when it does not fit the line."""
        start, end, label = answer[:3]
        p = float(answer[3]) if len(answer) > 3 else SURE
        whole = isinstance(start, int) and isinstance(end, int) and isinstance(label, str)
        if not whole or not 0 <= start < end <= len(line) or not 0 <= p <= 1:
            raise Rejected(
                "recogniser-answer",
                f"{self._name} (NEWSMILL_MODELS) answered {answer!r} for a line of {len(line)} "
                "characters; expected (start, end, label) or (start, end, label, probability)",
                "text",
            )
        return start, end, label, p
