from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.contract import Rejected
from workers.stages.tag.recognisers.names import LABELS, SURE, Found, Labels, PlainScanner, bare
from workers.stages.tag.recognition.model_view import View


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("PER", "PER"),
        ("B-PER", "PER"),
        ("S-persName", "PER"),
        ("GPE", "LOC"),
        ("I-LOC", "LOC"),
        ("NORP", "MISC"),
        ("DATE", None),
        ("B-VUORI", None),
    ],
)
def test_labels_of_the_usual_schemes_have_a_type(label: str, kind: str | None) -> None:
    assert Labels().type(label) == kind


def test_labels_that_nobody_knows_are_noted() -> None:
    assert Labels(["O", "B-PER", "B-VUORI", "DATE"]).unknown == ["B-VUORI"]


@given(st.sampled_from(sorted(LABELS)), st.sampled_from("BILUSEM"), st.sampled_from("-_"))
def test_a_prefix_changes_no_type(label: str, prefix: str, dash: str) -> None:
    assert bare(prefix + dash + label) == bare(label)


def test_lines_are_read_one_by_one_with_offsets_of_the_text() -> None:
    lines: list[str] = []

    def first_word(line: str) -> list[Found]:
        lines.append(line)
        return [(0, len(line.split(maxsplit=1)[0]), "PER")]

    readings = PlainScanner("test", first_word, 1000).scan(View("Anna went.\nBert came."))
    assert lines == ["Anna went.", "Bert came."]
    assert [(r.start, r.end, r.label, r.p) for r in readings] == [
        (0, 4, "PER", SURE),
        (11, 15, "PER", SURE),
    ]


@pytest.mark.parametrize("answer", [(0, 99, "PER"), (3, 3, "PER"), (-1, 2, "PER"), (0, 2, 7)])
def test_an_answer_that_does_not_fit_the_line_is_refused_with_a_reason(answer: Found) -> None:
    with pytest.raises(Rejected, match="test \\(NEWSMILL_MODELS\\) answered") as caught:
        PlainScanner("test", lambda line: [answer], 1000).scan(View("Anna went."))
    assert caught.value.reason == "recogniser-answer"
