"""The line without Kafka: the same steps, queues and tables in memory.

`newsmill process` prints what it gives; tests hold it equal to what the stream gives.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import asdict, dataclass

from workers import codec, stages
from workers.records import Message, Record
from workers.settings import Settings
from workers.stages import contract
from workers.stages.contract import Emit, Failure, Step, Tables
from workers.topology import RAW, STAGES, TOPICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Failure):
    """A raw message that came to no good end: the stage that refused it, and why."""

    raw: Message


Outcome = Emit | Failed


def through_bytes(emit: Emit) -> Record:
    """The record as the next stage reads it: through bytes, as on Kafka."""
    kind = TOPICS[emit.topic].record
    assert kind is not None
    assert emit.record is not None, "no stage reads a topic that has tombstones"
    record: Record = codec.decode(kind, codec.encode(emit.record))
    return record


class Line:
    """All stages in one process; state lives as long as the object."""

    def __init__(
        self, settings: Settings, hand_over: Callable[[Emit], Record] = through_bytes
    ) -> None:
        """Loads the models of all stages; `hand_over` takes a record to the next one."""
        self._hand_over = hand_over
        self.steps: dict[str, Step] = {
            step.topic: step for stage in STAGES for step in stages.steps(stage, settings)
        }
        self._tables: defaultdict[tuple[str, int], dict[str, MutableMapping[bytes, bytes]]]
        self._tables = defaultdict(dict)

    def process(self, messages: Iterable[Message]) -> Iterator[Outcome]:
        """Takes each message through the whole line; yields all that the stages emit.

        One outcome a message at least: an article on `articles.enriched`, a duplicate, or
        a `Failed`. Records are yielded as they were sent: later stages do not change them.
        """
        for message in messages:
            yield from self._one(message)

    def _one(self, raw: Message) -> Iterator[Outcome]:
        waiting: deque[tuple[Step, Message | Record, int]] = deque()
        waiting.append((self.steps[RAW], raw, raw.partition))
        while waiting:
            step, record, partition = waiting.popleft()
            try:
                emits = contract.run(step, record, self._tables_of(step, partition))
            except Exception as error:  # whatever it is, the stream goes on with the next record
                yield Failed(**asdict(contract.failure_of(step.stage, error)), raw=raw)
                continue
            for emit in emits:
                yield emit
                if emit.topic in self.steps:
                    next_partition = emit.partition or 0
                    waiting.append((self.steps[emit.topic], self._hand_over(emit), next_partition))

    def _tables_of(self, step: Step, partition: int) -> Tables:
        """A stage's tables for one partition, as the worker that owns it has them."""
        tables = self._tables[step.stage, partition]
        for name in STAGES[step.stage].tables:
            tables.setdefault(name, {})
        return tables


def process(messages: Iterable[Message], settings: Settings) -> Iterator[Outcome]:
    """`Line.process` on a line of its own."""
    yield from Line(settings).process(messages)
