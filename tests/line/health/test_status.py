"""`newsmill status` on a line that has worked, and on one where nobody works."""

from __future__ import annotations

import json
import time

import pytest

from tests.line.ran import Ran
from tests.line.test_commands import ARTICLES, newsmill
from workers.cli.exits import Exit
from workers.display.console import console
from workers.display.status import screen
from workers.kafka import reading
from workers.observe.status import look
from workers.settings import Settings
from workers.topology import ENRICHED, FAILED, QUOTES, RAW, STAGES

pytestmark = pytest.mark.kafka


@pytest.mark.slow
def test_status_tells_what_the_topics_hold(ran: Ran) -> None:
    found = look(ran.settings)
    flows = {flow.topic: flow for flow in found.flows}
    for topic in (ENRICHED, FAILED, QUOTES):  # their times are those of the workers, all new
        assert flows[topic].last_hour == sum(1 for _ in reading.read(ran.settings, topic))
        assert flows[topic].last_minute <= flows[topic].last_hour
    assert flows[RAW].last_hour > 60
    assert found.failures["decode: bad-json"] >= 3
    assert len(found.last) == 5
    assert found.last[0].at_ms == max(m.timestamp_ms for m in reading.read(ran.settings, ENRICHED))
    assert found.workers == dict.fromkeys(STAGES, 0)
    assert found.troubles == [], "nothing waits"
    with console(width=100, record=True) as out:
        out.print(screen(found))
    shown = out.export_text()
    assert len(shown.splitlines()) <= 40, "one screen"
    assert "decode: bad-json" in shown


def test_records_that_wait_for_nobody_are_a_finding(installation: Settings) -> None:
    newsmill(installation, "feed", "-", given=ARTICLES)
    done = newsmill(installation, "status", "--format", "readable", code=Exit.FINDINGS)
    assert b"decode: 2 records wait and no worker runs; newsmill run decode" in done.stdout
    parsed = json.loads(newsmill(installation, "status", code=Exit.FINDINGS).stdout)
    assert parsed["lags"][0]["records"] == 2
    assert abs(parsed["at"] - time.time()) < 60
