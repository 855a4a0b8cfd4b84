"""Exit codes, and the errors that users meet turned into a message and a code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import NoReturn


class Exit(IntEnum):
    """What the exit code says; scripts may rely on it."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    SETTINGS = 3
    KAFKA = 4
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """The code in words, as `--help` prints it."""
        return {
            Exit.OK: "done, all well",
            Exit.FINDINGS: "done, but something failed or differs; the output says what",
            Exit.USAGE: "wrong arguments, or a file that cannot be read",
            Exit.SETTINGS: "a NEWSMILL_* variable has a wrong value",
            Exit.KAFKA: "Kafka does not answer, or refuses",
            Exit.INTERRUPTED: "stopped by Ctrl-C, cleanly",
        }[self]


def exit_codes() -> str:
    """The table for `--help`."""
    return "\n".join(f"  {code.value:3}  {code.meaning}" for code in Exit)


def guarded(command: Callable[[], object]) -> None:
    """Runs `command`; known errors end in one line on stderr and the right code."""
    from workers.settings import BadSettings
    from workers.sources import Unreadable

    try:
        command()
    except KeyboardInterrupt:
        stop(Exit.INTERRUPTED, "stopped")
    except BrokenPipeError:  # `newsmill tail … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OK)
    except BadSettings as error:
        stop(Exit.SETTINGS, str(error))
    except Unreadable as error:
        stop(Exit.USAGE, str(error))
    except Exception as error:
        if not _from_kafka(error):
            raise
        stop(Exit.KAFKA, _kafka_message(error))


def stop(code: Exit, message: str) -> NoReturn:
    """Ends the process with a message on stderr."""
    print(f"newsmill: {message}", file=sys.stderr)
    sys.exit(code)


def _from_kafka(error: Exception) -> bool:
    """Whether Kafka, or our layer on it, raised it; nothing is imported to find out."""
    names = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    return not names.isdisjoint(
        {
            "kafka.errors.KafkaError",
            "workers.kafka.broker.BrokerFailed",
            "workers.kafka.producer.DeliveryError",
            "workers.kafka.missing.NoSuchTopic",
            "workers.kafka.topics.ClusterUnreachable",
        }
    )


def _kafka_message(error: Exception) -> str:
    name, text = type(error).__name__, str(error)
    if not type(error).__module__.startswith("workers.") and not text.startswith(name):
        text = f"{name}: {text}"
    if name in ("NoBrokersAvailable", "KafkaTimeoutError", "KafkaConnectionError"):
        text += ". Set NEWSMILL_BROKERS, or start a broker here with: newsmill broker"
    return text
