"""The recogniser's weights read as probabilities."""

from __future__ import annotations

from collections import defaultdict

import pytest

from workers.linguistics.spacy_models import model
from workers.stages.tag.recognition.probabilities import NerProbabilities

TEXTS = [
    "Barack Obama visited Paris in France on Monday with three ministers of the European Union.",
    "The Kenya Wildlife Service said 12 elephants had died near Lake Naivasha, the Daily Nation "
    "reported, and the World Bank promised $4 million.",
    "“We will not leave,” Helena Brandauer told Reuters in Vienna, where the OSCE meets.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_likeliest_readings_are_what_spacy_finds(text: str) -> None:
    pipeline = model("en", "md", ())
    doc = pipeline(text)
    readings = NerProbabilities(pipeline).readings([pipeline.make_doc(text)])
    likely = {(r.start, r.end, r.label) for r in readings if r.p > 0.5}
    assert likely
    assert likely <= {(entity.start, entity.end, entity.label_) for entity in doc.ents}


def test_at_each_token_the_probabilities_sum_to_at_most_one() -> None:
    pipeline = model("en", "md", ())
    docs = [pipeline.make_doc(text) for text in TEXTS]
    mass: defaultdict[tuple[int, int], float] = defaultdict(float)
    for reading in NerProbabilities(pipeline).readings(docs):
        for token in range(reading.start, reading.end):
            mass[reading.line, token] += reading.p
    assert max(mass.values()) <= 1.0 + 1e-6
    assert max(mass.values()) > 0.9


def test_a_line_reads_the_same_alone_and_among_others() -> None:
    pipeline = model("en", "md", ())
    probabilities = NerProbabilities(pipeline)
    docs = [pipeline.make_doc(text) for text in TEXTS]
    alone = [(r.start, r.end, r.label) for r in probabilities.readings(docs[1:2]) if r.p > 0.1]
    among = [
        (r.start, r.end, r.label) for r in probabilities.readings(docs) if r.line == 1 and r.p > 0.1
    ]
    assert alone == among


def test_no_tokens_no_readings() -> None:
    pipeline = model("en", "md", ())
    assert NerProbabilities(pipeline).readings([]) == []
    assert NerProbabilities(pipeline).readings([pipeline.make_doc("")]) == []
