"""The Grafana dashboard, made from the short form in deploy/grafana/dashboard.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

SHORT_FORM = Path(__file__).parents[2] / "deploy/grafana/dashboard.yaml"
SOURCE = {"type": "prometheus", "uid": "${source}"}
COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel; each query has a PromQL `expr` and maybe the `legend` of its series."""

    title: str
    queries: list[dict[str, str]]
    unit: str = "short"
    kind: Literal["timeseries", "stat", "table", "heatmap"] = "timeseries"
    width: int = 8
    height: int = 8
    stacked: bool = False
    about: str = ""
    red_from: float | None = None


def rows() -> dict[str, list[Panel]]:
    """The panels by the title of their row."""
    short = yaml.safe_load(SHORT_FORM.read_text(encoding="utf-8"))
    return {row["row"]: [Panel(**panel) for panel in row["panels"]] for row in short}


def queries() -> Iterator[str]:
    """Every PromQL expression of the dashboard."""
    for panels in rows().values():
        for panel in panels:
            yield from (query["expr"] for query in panel.queries)


def dashboard() -> dict[str, Any]:
    """The dashboard as Grafana's JSON model."""
    return {
        "uid": "newsmill",
        "title": "Newsmill",
        "description": "Made by `python -m workers.describe`.",
        "tags": ["newsmill"],
        "schemaVersion": 39,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "templating": {"list": [_source_variable(), _stage_variable()]},
        "panels": list(_panels()),
    }


def _source_variable() -> dict[str, Any]:
    return {"name": "source", "label": "Source", "type": "datasource", "query": "prometheus"}


def _stage_variable() -> dict[str, Any]:
    query = "label_values(newsmill_build_info, stage)"
    return {
        "name": "stage",
        "label": "Stage",
        "type": "query",
        "datasource": SOURCE,
        "definition": query,
        "query": {"query": query, "refId": "stage"},
        "refresh": 2,
        "includeAll": True,
        "multi": True,
        "current": {"text": "All", "value": "$__all"},
    }


def _panels() -> Iterator[dict[str, Any]]:
    """Rows and panels, laid from left to right."""
    number, y = 0, 0
    for title, panels in rows().items():
        number += 1
        grid = {"x": 0, "y": y, "w": COLUMNS, "h": 1}
        yield {"id": number, "type": "row", "title": title, "gridPos": grid, "panels": []}
        x, y = 0, y + 1
        for panel in panels:
            number += 1
            if x + panel.width > COLUMNS:
                x, y = 0, y + panel.height
            grid = {"x": x, "y": y, "w": panel.width, "h": panel.height}
            yield {"id": number, "gridPos": grid} | _panel(panel)
            x += panel.width
        y += panels[-1].height


def _panel(panel: Panel) -> dict[str, Any]:
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.about,
        "datasource": SOURCE,
        "targets": [
            _target(chr(ord("A") + index), panel, **query)
            for index, query in enumerate(panel.queries)
        ],
        "fieldConfig": {"defaults": _field(panel), "overrides": []},
        "options": _options(panel),
    }


def _target(ref: str, panel: Panel, expr: str, legend: str = "__auto") -> dict[str, Any]:
    return {
        "refId": ref,
        "datasource": SOURCE,
        "expr": expr,
        "legendFormat": legend,
        "instant": panel.kind in ("stat", "table"),
        "range": panel.kind not in ("stat", "table"),
        "format": {"table": "table", "heatmap": "heatmap"}.get(panel.kind, "time_series"),
    }


def _field(panel: Panel) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
    if panel.red_from is not None:
        steps.append({"color": "red", "value": panel.red_from})
    field: dict[str, Any] = {
        "unit": panel.unit,
        "min": 0,
        "thresholds": {"mode": "absolute", "steps": steps},
    }
    if panel.kind == "timeseries":
        field["custom"] = {
            "fillOpacity": 40 if panel.stacked else 8,
            "showPoints": "never",
            "stacking": {"mode": "normal" if panel.stacked else "none", "group": "A"},
            "thresholdsStyle": {"mode": "off" if panel.red_from is None else "line"},
        }
    return field


def _options(panel: Panel) -> dict[str, Any]:
    if panel.kind == "timeseries":
        return {
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
            "tooltip": {"mode": "multi", "sort": "desc"},
        }
    if panel.kind == "stat":
        return {
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            "colorMode": "value",
            "graphMode": "none",
        }
    if panel.kind == "heatmap":
        return {"calculate": False, "color": {"mode": "scheme", "scheme": "Blues", "steps": 64}}
    return {"showHeader": True}
