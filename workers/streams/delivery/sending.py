"""Sends the outputs of a group of records; what the broker will never take stops nothing.

A refusal of the record itself (too large for the topic as it is configured, a header that
cannot be written) would come again at every try. So the record that it came of becomes a
dead letter, a letter that is refused goes out as a stub, and when even that is refused the
record is passed over: counted, logged with its place, and watched by an alert.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Sequence
from typing import Any, cast

from aiokafka.errors import (
    CorruptRecordException,
    InvalidTimestampError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    RecordTooLargeError,
)
from faust.exceptions import ProducerSendError
from faust.types import AppT

from workers.observe.metrics import PASSED_OVER
from workers.records import Message
from workers.settings import Settings
from workers.stages.contract import Failure
from workers.streams.delivery import outputs
from workers.streams.delivery.outputs import Output

log = logging.getLogger(__name__)

REFUSALS = (
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    RecordTooLargeError,
    CorruptRecordException,
    InvalidTimestampError,
    ValueError,
    TypeError,
    AssertionError,
)
"""What says that this record will not be taken, however often it is sent."""


async def send(app: AppT, groups: Iterable[Sequence[Output]]) -> list[BaseException | None]:
    """Sends each group of outputs; for each, the refusal of one of them, or None.

    Returns when the broker has confirmed all others. Raises what is no refusal: the broker
    is away.
    """
    started = [[await _start(app, output) for output in outputs_] for outputs_ in groups]
    return [await _refusal(futures) for futures in started]


async def send_letter(app: AppT, failed: Message, why: Failure, settings: Settings) -> None:
    """Sends a dead letter in place of outputs that were refused, a stub, or passes over."""
    for letter in (outputs.dead_letter, outputs.stub):
        try:
            made = letter(failed, why, settings)
        except Exception as error:  # a fault of ours must not stop the partition either
            refusal: BaseException | None = error
        else:
            [refusal] = await send(app, [[made]])
        if refusal is None:
            return
    PASSED_OVER.labels(why.stage).inc()
    log.error(
        "event=passed_over stage=%s topic=%s partition=%d offset=%d reason=%s error=%r "
        "(not even a stub of a dead letter is taken: see the topic articles.failed)",
        why.stage,
        failed.topic,
        failed.partition,
        failed.offset,
        why.reason,
        refusal,
    )


def refused(stage: str, topic: str, error: BaseException) -> Failure:
    """The failure of a record whose outputs the broker does not take."""
    return Failure(
        stage=stage,
        reason="output-refused",
        exception=type(error).__qualname__,
        message=f"the broker does not take a record for {topic}: {error}; is its "
        "max.message.bytes as NEWSMILL_MAX_MESSAGE_BYTES? newsmill topics check",
    )


async def _start(app: AppT, output: Output) -> Awaitable[Any]:
    """The future of a send; a refusal before anything is sent is one as well."""
    try:
        return await app.producer.send(
            output.topic,
            output.key,
            output.value,
            output.partition,
            None,
            cast(Any, output.headers),  # Faust's type knows no null values, Kafka does
        )
    except (ProducerSendError, *REFUSALS) as error:
        cause = error.__cause__ if isinstance(error, ProducerSendError) else error
        if not isinstance(cause, REFUSALS):
            raise
        failed = asyncio.get_running_loop().create_future()
        failed.set_exception(cause)
        return failed


async def _refusal(futures: Iterable[Awaitable[Any]]) -> BaseException | None:
    answers = await asyncio.gather(*futures, return_exceptions=True)
    errors = [answer for answer in answers if isinstance(answer, BaseException)]
    for error in errors:
        if not isinstance(error, REFUSALS):
            raise error
    return errors[0] if errors else None
