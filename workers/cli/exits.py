"""Exit codes, and the errors that users meet turned into a message and a code."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import NoReturn

from workers.display.terminal_text import echo


class Exit(IntEnum):
    """What the exit code says; scripts may rely on it."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    SETTINGS = 3
    KAFKA = 4
    STALLED = 5
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
            Exit.STALLED: "a worker stood still and ended itself: start it again",
            Exit.INTERRUPTED: "stopped by Ctrl-C, cleanly",
        }[self]


FROM_KAFKA = {
    "kafka.errors.KafkaError",
    "workers.kafka.embedded.broker.BrokerFailed",
    "workers.kafka.producer.DeliveryError",
    "workers.kafka.connection.missing.NoSuchTopic",
    "workers.kafka.connection.admin.ClusterUnreachable",
}
"""Errors of Kafka, and of our layer on it."""

UNREACHABLE = {"NoBrokersAvailable", "KafkaTimeoutError", "KafkaConnectionError"}


def exit_codes() -> str:
    """The table for `--help`."""
    return "\n".join(f"  {code.value:3}  {code.meaning}" for code in Exit)


def guarded(command: Callable[[], object]) -> None:
    """Runs `command`; known errors end in one line on stderr and the right code."""
    try:
        _told(command)
    except SystemExit as ending:
        if ending.code == Exit.INTERRUPTED:
            _exit_with_the_code()
        raise


def _told(command: Callable[[], object]) -> None:
    try:
        command()
    except KeyboardInterrupt:
        stop(Exit.INTERRUPTED, "stopped")
    except BrokenPipeError:  # `newsmill tail … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OK)
    except Exception as error:
        if _is(error, {"workers.settings.BadSettings"}):
            stop(Exit.SETTINGS, str(error))
        if _is(error, {"workers.inputs.outgoing.Unreadable"}):
            stop(Exit.USAGE, str(error))
        if isinstance(error, ModuleNotFoundError) and _is_foreign(error.name):
            stop(Exit.USAGE, f"this needs the line: pip install 'newsmill[workers]' ({error})")
        if _is(error, FROM_KAFKA):
            stop(Exit.KAFKA, _kafka_message(error))
        raise


def _exit_with_the_code() -> None:
    """`python -m` forgets the code when Ctrl-C came while an import ran `exec` or `eval`.

    It then sends itself SIGINT at its very end (CPython's exit_sigint).
    """
    atexit.register(signal.pthread_sigmask, signal.SIG_BLOCK, {signal.SIGINT})


def stop(code: Exit, message: str) -> NoReturn:
    """Ends the process with a message on stderr."""
    echo(f"newsmill: {message}", err=True)
    sys.exit(code)


def _is_foreign(module: str | None) -> bool:
    """Whether a module that is missing is none of ours: the light install leaves them out."""
    return module is not None and module.partition(".")[0] not in (__name__.partition(".")[0], "")


def _is(error: Exception, kinds: set[str]) -> bool:
    """Whether it is of one of these classes; nothing is imported to find out.

    For an import takes time, in which Ctrl-C must be caught already.
    """
    return not kinds.isdisjoint(
        f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__
    )


def _kafka_message(error: Exception) -> str:
    name, text = type(error).__name__, str(error)
    if not type(error).__module__.startswith("workers.") and not text.startswith(name):
        text = f"{name}: {text}"
    if name in UNREACHABLE:
        from workers.kafka.connection.diagnosis import why_unreachable
        from workers.settings import load

        text = why_unreachable(load())
    elif name.endswith("AuthorizationFailedError"):
        from workers.kafka.connection.missing import not_allowed
        from workers.settings import load

        text = not_allowed(f"do this ({text})", load().sasl_username)
    return f"{text}. A broker for development: newsmill broker" if "no broker" in text else text
