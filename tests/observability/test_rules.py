"""Alerts are tested by promtool, and each says what to do."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy/prometheus"
ALERTS = [
    rule
    for group in yaml.safe_load((FOLDER / "alerts.yml").read_bytes())["groups"]
    for rule in group["rules"]
    if "alert" in rule
]


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    path = shutil.which("promtool")
    if path is None:
        pytest.skip("promtool is not installed")
    return subprocess.run([path, *arguments], capture_output=True, text=True, check=False)


def test_promtool_reads_configuration_and_rules():
    done = promtool("check", "config", str(FOLDER / "prometheus.yml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_promtool_finds_that_alerts_fire_when_they_should():
    done = promtool("test", "rules", str(FOLDER / "alerts_test.yml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_rule_depends_on_what_a_scrape_job_is_called():
    assert not re.search(r"""\b(job|instance)\s*[=!]""", (FOLDER / "alerts.yml").read_text())


def test_every_alert_has_a_test_in_which_it_fires():
    tests = yaml.safe_load((FOLDER / "alerts_test.yml").read_bytes())["tests"]
    fired = {
        case["alertname"]
        for test in tests
        for case in test.get("alert_rule_test", [])
        if case["exp_alerts"]
    }
    assert fired == {alert["alert"] for alert in ALERTS}


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_an_alert_says_how_bad_it_is_and_where_to_read_what_to_do(alert):
    assert alert["labels"]["severity"] in ("critical", "warning", "info")
    page, _, anchor = alert["annotations"]["runbook"].partition("#")
    headings = re.findall(r"^### (\w+)$", (ROOT / page).read_text(), re.MULTILINE)
    assert alert["alert"] in headings
    assert anchor == alert["alert"].lower()
