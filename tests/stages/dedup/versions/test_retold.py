"""An article that comes again in other words: of its page or id it is an update."""

from __future__ import annotations

import copy

import pytest

from tests.evaluation.tasks.dedup import Line, article
from tests.stages.dedup.versions.test_pages import URL, sent

TOLD = (
    "Mayor Odile Farrant said on Tuesday that Brennick will close its East Pier until March 2032. "
    "Engineers from Norlund Marine found in August that 61 of 114 piles were hollow. Repairs "
    "will cost 4.2 million crowns, the Brennick Chronicle wrote, and Ana Reyl of Skerry Lines "
    "plans to run 2 boats from Vessby instead. Captain Jon Aasen told Radio Nord that 300 people "
    "cross each day. The Pier Society, which Tove Lind leads, asked for a hearing on May 4."
)
RETOLD = (
    "Brennick is shutting the East Pier and will not open it before March 2032, according to "
    "what Mayor Odile Farrant announced this Tuesday. Of its 114 piles some 61 turned out to be "
    "eaten away when Norlund Marine sent divers down in August. The bill comes to 4.2 million "
    "crowns, reports the Brennick Chronicle. Meanwhile Skerry Lines, says Ana Reyl, has 2 boats "
    "leaving from Vessby. On Radio Nord it was Captain Jon Aasen who put those crossing daily at "
    "300. A hearing on May 4 is what Tove Lind wants for the Pier Society."
)


@pytest.mark.parametrize(
    ("second", "outcome"),
    [
        (article("u2", RETOLD, 1, url="https://b.example/2"), "rewrite"),
        (article("u1", RETOLD, 1, url="https://b.example/2"), "unique"),  # its id
        (article("u2", RETOLD, 1, url=URL), "unique"),  # its page
    ],
)
def test_an_update_in_other_words_is_not_dropped_as_a_rewritten_copy(second, outcome):
    line = Line(4, rewrites="drop")
    for record in (article("u1", TOLD, 0, url=URL), second):
        line.feed(copy.deepcopy(record))
        line.settle()
    assert sent(line) == [("u1", "unique"), (second.id, outcome)]
    if outcome == "unique":
        assert line.sent[1].record.dedup.revision_of == "u1"
        assert line.sent[1].record.dedup.rewrite is None
