"""The pages of docs/ that are tables: settings, metrics, the fields of each record."""

from __future__ import annotations

import inspect
import re
from typing import Any

from prometheus_client import Metric
from prometheus_client.metrics import MetricWrapperBase

from workers.describe.record_schemas import Schema
from workers.observe import metrics
from workers.observe.lag import ProgressCollector
from workers.settings import Settings

MADE = "<!-- Made by `python -m workers.describe`; do not edit. -->\n"


def settings_page() -> str:
    """docs/settings.md: each NEWSMILL_* variable with its default and meaning."""
    parts = [
        "# Settings\n",
        MADE,
        "Newsmill is configured by environment variables alone. A wrong value stops the start "
        "with a message that names the variable.\n",
    ]
    for group, names in _groups():
        parts += [f"## {group}\n", "| variable | default | meaning |", "|---|---|---|"]
        for name in names:
            field = Settings.model_fields[name]
            default = "" if field.default is None else f"`{_plain(field.default)}`"
            parts.append(f"| `NEWSMILL_{name.upper()}` | {default} | {field.description} |")
        parts.append("")
    return "\n".join(parts)


def _plain(default: Any) -> str:
    return str(default) or '""'


def _groups() -> list[tuple[str, list[str]]]:
    """Groups as settings.py has them: a comment line, then the fields under it."""
    groups: list[tuple[str, list[str]]] = []
    for line in inspect.getsource(Settings).splitlines():
        if heading := re.fullmatch(r"    # (\w[\w ]*)", line):
            groups.append((heading[1], []))
        elif field := re.match(r"    (\w+): ", line):
            groups[-1][1].append(field[1])
    return groups


def metrics_page() -> str:
    """docs/metrics.md: each metric with its kind, labels and meaning."""
    progress = ProgressCollector("tag", list, list, lambda: True)
    rows = []
    for found in [*vars(metrics).values(), *progress.collect()]:
        if isinstance(found, MetricWrapperBase | Metric):
            about = found if isinstance(found, Metric) else next(iter(found.describe()))
            labels = ", ".join(f"`{label}`" for label in getattr(found, "_labelnames", ()))
            name = about.name + ("_total" if about.type == "counter" else "")
            rows.append(f"| `{name}` | {about.type} | {labels} | {about.documentation} |")
    return "\n".join(
        [
            "# Metrics\n",
            MADE,
            "On `/metrics` of every worker, with those of the process (`process_*`, `python_*`). "
            "What to make of them: [operations.md](operations.md).\n",
            "| metric | kind | labels | meaning |",
            "|---|---|---|---|",
            *sorted(rows),
            "",
        ]
    )


def records_page(schemas: dict[str, Schema]) -> str:
    """docs/records.md: each record's fields, then those of the objects in them.

    `schemas`: JSON Schema by record name and version.
    """
    parts = [
        "# Records\n",
        MADE,
        "Values are JSON in UTF-8. Offsets count Unicode code points of `text`, ends are "
        "exclusive. Times are UTC, `2026-11-24T06:00:00.000Z`, and sort as strings. Fields may "
        "be added under the same version, and values to those that a field can have: ignore "
        "what you do not know.\n",
    ]
    shown: dict[str, Schema] = {}
    for name, schema in schemas.items():
        shown |= schema.get("definitions", {})
        parts += [f"## {schema['title']}\n", f"`{name}`\n", *_table(schema)]
    own_page = {schema["title"] for schema in schemas.values()}
    parts.append("# Objects inside them\n")
    for title, schema in sorted(shown.items()):
        if title not in own_page:
            parts += [f"## {title}\n", *_table(schema)]
    return "\n".join(parts)


def _table(schema: Schema) -> list[str]:
    rows = [
        f"| `{name}` | {_kind(field)} | {field['description']} |"
        for name, field in schema["properties"].items()
    ]
    return [schema["description"] + "\n", "| field | type | meaning |", "|---|---|---|", *rows, ""]


def _kind(field: Schema) -> str:
    """A field's type in the words of the page, with links to objects."""
    for option in [*field.get("allOf", []), *field.get("anyOf", []), field]:
        if "$ref" in option:
            title = option["$ref"].rsplit("/", 1)[1]
            return f"[{title}](#{title.lower()})" + (" or null" if "anyOf" in field else "")
    if "const" in field:
        return f"`{field['const']}`"
    kinds = field.get("type", "any")
    kind = kinds if isinstance(kinds, str) else " or ".join(kinds)
    if kind.startswith("array"):
        return kind.replace("array", f"list of {_kind(field['items'])}")
    return kind
