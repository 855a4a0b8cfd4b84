"""Write the schemas, the dashboard and the tables of docs, or check that they are up to date.

    python -m workers.describe            write what changed
    python -m workers.describe --check    say what is out of date; exit code 1 when anything is

A change that would break consumers of a published schema version is refused: make a new
version, or (before the version was ever released) delete its lines from
schemas/published.txt.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from workers import topology
from workers.describe.dashboard import dashboard
from workers.describe.published import breaks, lines
from workers.describe.record_schemas import KINDS, RAW, Schema, file_name, schema_of
from workers.describe.tables import metrics_page, records_page, settings_page
from workers.describe.topic_files import asyncapi, topic_file

ROOT = Path(__file__).parents[2]
PUBLISHED = Path("schemas/published.txt")
HAND_WRITTEN = Path("schemas/records") / file_name(RAW)


def record_schemas(root: Path = ROOT) -> dict[str, Schema]:
    """JSON Schema by record name, the hand-written one of the raw envelope included."""
    raw: Schema = json.loads((root / HAND_WRITTEN).read_text(encoding="utf-8"))
    return {RAW: raw} | {name: schema_of(name) for name in KINDS}


def files(schemas: dict[str, Schema]) -> Iterator[tuple[Path, str]]:
    """Every generated file: path below the root, content."""
    for name in KINDS:
        yield Path("schemas/records") / file_name(name), _json(schemas[name])
    for topic in topology.TOPICS.values():
        yield Path("schemas/topics") / f"{topic.name}.yaml", _yaml(topic_file(topic))
    yield Path("schemas/asyncapi.yaml"), _yaml(asyncapi())
    yield Path("deploy/grafana/dashboards/newsmill.json"), _json(dashboard())
    yield Path("deploy/helm/files/alerts.yml"), _read(ROOT / "deploy/prometheus/alerts.yml")
    yield Path("docs/metrics.md"), metrics_page()
    yield Path("docs/records.md"), records_page(schemas)
    yield Path("docs/settings.md"), settings_page()


def published(schemas: dict[str, Schema]) -> list[str]:
    """The lines of schemas/published.txt as today's schemas have them."""
    return sorted(line for name, schema in schemas.items() for line in lines(name, schema))


def _json(value: Schema) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main() -> int:
    """Exit code 1: something was out of date (--check) or a change breaks consumers."""
    parser = argparse.ArgumentParser(
        prog="python -m workers.describe",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    schemas = record_schemas()
    now = published(schemas)
    if broken := breaks(_read(ROOT / PUBLISHED).splitlines(), now):
        print(f"{PUBLISHED}: this breaks consumers:", *broken, sep="\n  ", file=sys.stderr)
        return 1
    wanted = [*files(schemas), (PUBLISHED, "\n".join(now) + "\n")]
    stale = [(path, text) for path, text in wanted if _read(ROOT / path) != text]
    for path, text in stale:
        if not check:
            (ROOT / path).write_text(text, encoding="utf-8")
        print(f"{'out of date' if check else 'written'}: {path}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
