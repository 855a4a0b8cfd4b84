"""The same raw record again gives the same answer; a crash between state and output too."""

from __future__ import annotations

import copy
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.tasks.dedup import Line, article
from tests.stages.dedup.walk.test_clusters import WORDS, stories
from workers import codec, topology
from workers.records import Join, Walk

URL = "https://example.org/story"
TEXT = "The council met on Monday. It voted to close the market after two years of talks. " * 6


def answers(line: Line) -> list[bytes]:
    return [codec.encode(emit.record) for emit in line.sent]


def test_every_record_read_again_is_answered_as_before():
    line = Line(4)
    records = [article(f"a{n:02}", text, n) for n, text in enumerate(stories(random.Random(5), 30))]
    records += [article("v1", TEXT, 50, url=URL), article("v2", TEXT + "More.", 51, url=URL)]
    records.append(article("v3", TEXT, 52, url=URL))
    for record in records:
        line.feed(copy.deepcopy(record))
        line.settle()
    first = {emit.record.id: emit for emit in line.sent}
    state = {shard: dict(table) for shard, table in line.tables.items()}
    line.sent.clear()
    for record in records:
        line.feed(copy.deepcopy(record))
        line.settle()
    again = {emit.record.id: emit for emit in line.sent if not _correction(emit)}
    assert again.keys() == {record.id for record in records}
    for id_ in ("v1", "v2"):  # that v3 came after them is known by now
        late = again.pop(id_).record
        assert (late.kind, late.duplicate_of) == ("superseded", "v3")
    for id_, emit in again.items():
        if not _correction(first[id_]):
            assert (emit.topic, emit.key) == (first[id_].topic, first[id_].key)
            if emit.topic == topology.DUPLICATES:
                assert codec.encode(emit.record) == codec.encode(first[id_].record)
            else:
                assert emit.record.dedup.revision == first[id_].record.dedup.revision
    assert {shard: dict(table) for shard, table in line.tables.items()} == state


def _correction(emit) -> bool:
    return emit.topic == topology.DUPLICATES and emit.record.corrects


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 2**32), lost=st.floats(0.1, 0.5))
def test_what_a_crash_kept_from_being_sent_is_sent_after_the_restart(seed, lost):
    """State is written before outputs: here outputs are lost and the record read again."""
    rng = random.Random(seed)
    texts = stories(rng, 25)
    order = list(range(len(texts)))
    rng.shuffle(order)
    calm, crashing = Line(4), Line(4)
    for number in order:
        for line in (calm, crashing):
            line.feed(article(f"a{number:02}", texts[number], number))
            while walking := [shard for shard, walks in line.walks.items() if walks]:
                shard = walking[0]
                if line is crashing and rng.random() < lost:
                    _crash_after_writing(line, shard)
                line.visit(shard)
    assert set(answers(crashing)) == set(answers(calm))
    assert crashing.tables == calm.tables


def _crash_after_writing(line: Line, shard: int) -> None:
    step = line.steps[topology.WALK]
    walk: Walk | Join = codec.decode(Walk | Join, codec.encode(line.walks[shard][0]))
    step.apply(step.prepare(walk), {"shard": line.tables[shard]})


def test_a_step_applied_twice_to_what_it_prepared_answers_the_same():
    line = Line(1)
    line.feed(article("one", " ".join(WORDS[:100]), 0))
    step, walk = line.steps[topology.WALK], line.walks[0][0]
    prepared = step.prepare(walk)
    first, second = (step.apply(step.prepare(walk), {"shard": line.tables[0]}) for _ in range(2))
    assert [codec.encode(e.record) for e in first] == [codec.encode(e.record) for e in second]
    assert walk.visited == 0
    assert prepared.walk is not walk


def test_a_revision_read_again_repeats_what_changed_although_its_text_is_the_latest_now():
    line = Line(4)
    line.feed(article("v1", TEXT, 0, url=URL))
    line.settle()
    for _ in range(2):
        line.feed(article("v2", TEXT + "A new end.", 1, url=URL))
        line.settle()
    _, first, second = (emit.record for emit in line.sent)
    assert codec.encode(first.dedup) == codec.encode(second.dedup)
    assert first.dedup.revision.added == ["A new end."]
