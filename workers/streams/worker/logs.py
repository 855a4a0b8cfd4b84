"""What a worker says on stderr: one line an event, and of each kind not too many."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from math import isfinite
from time import monotonic

from workers.settings import Settings

QUIET_SECONDS = 10.0
"""aiokafka says that a broker is away thirteen times a second; we let it once in this time."""


class OnceInAWhile(logging.Filter):
    """Lets one record of a kind (logger and message before formatting) through in a while."""

    def __init__(self, name: str) -> None:
        """`name`: the logger that it is for, with those below it."""
        super().__init__()
        self._about = logging.Filter(name)
        self._quiet_until: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is shown."""
        if not self._about.filter(record):
            return True
        kind, now = f"{record.name} {record.msg}", monotonic()
        if now < self._quiet_until.get(kind, 0.0):
            return False
        self._quiet_until[kind] = now + QUIET_SECONDS
        return True


FIELD = re.compile(r"(?P<name>\b[a-z_]+)=(?P<quote>[\"']?)$")
"""Before a value in a message: `stage=%s`, `standing="%s"`."""
CONVERSION = re.compile(r"%(?:%|[-#0 +]*[0-9]*(?:\.[0-9]+)?[a-zA-Z])")
CONSTANT = re.compile(r"\bevent=([a-z_]+)")


def fields(record: logging.LogRecord) -> dict[str, object]:
    """The `name=value` pairs of a message, with the values as they were given to it."""
    template = str(record.msg)
    found: dict[str, object] = {}
    if event := CONSTANT.search(template):
        found["event"] = event[1]
    values = record.args if isinstance(record.args, tuple) else ()
    conversions = [each for each in CONVERSION.finditer(template) if each[0] != "%%"]
    for conversion, value in zip(conversions, values, strict=False):
        if name := FIELD.search(template, 0, conversion.start()):
            plain = value is None or isinstance(value, str | int)
            found[name["name"]] = value if plain or _is_number(value) else str(value)
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, float) and isfinite(value)  # JSON has no NaN


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, its fields, a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; of a message that is none of ours `fields` may be empty."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "fields": fields(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


TEXT = "%(asctime)s level=%(levelname)s logger=%(name)s %(message)s"


def log_to_stderr(settings: Settings) -> None:
    """One line an event; Faust and the Kafka clients only when something is wrong."""
    stderr = logging.StreamHandler(sys.stderr)
    stderr.setFormatter(JsonLines() if settings.log_format == "json" else logging.Formatter(TEXT))
    logging.basicConfig(handlers=[stderr], level=settings.log_level, force=True)
    logging.captureWarnings(True)
    if settings.log_level == "DEBUG":
        return
    for name in ("faust", "aiokafka"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("mode").setLevel(logging.ERROR)  # warns when a commit takes a second
    # Says every rebalance and every start of a broker as errors; /ready tells it as it is.
    logging.getLogger("aiokafka.consumer.group_coordinator").setLevel(logging.CRITICAL)
    logging.getLogger("kafka").setLevel(logging.CRITICAL)  # what it meets is raised too
    stderr.addFilter(OnceInAWhile("aiokafka"))
