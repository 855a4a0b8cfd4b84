"""A hash for every record that the line gives: shows whether a change of the code changes any.

    python -m tests.evaluation.record_hashes > before.txt           # the demo's articles
    python -m tests.evaluation.record_hashes dump.jsonl pages/ > before.txt
    ... move, rename, rewrite ...
    python -m tests.evaluation.record_hashes dump.jsonl pages/ | diff before.txt -

Takes what `newsmill process` takes; in JSON lines, "text" counts as the body, and so does
"html_gz_b64" (a gzipped page in base64). A line a record: where the article stands, the
topic, and SHA-256 of the record without the times at which the stages worked.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from workers import codec
from workers.demo import corpus
from workers.inputs import article_files
from workers.inputs.field_maps import FieldMap
from workers.inputs.outgoing import Outgoing, envelope
from workers.offline import Failed, Line, Outcome
from workers.settings import Settings

RECEIVED_MS = 1_795_000_000_000
"""When every message came: `received_at` stands in the records."""


def hashes(articles: Iterable[Outgoing]) -> Iterator[str]:
    """Takes the articles through one line: "place<tab>topic<tab>hash" an outcome."""
    line = Line(Settings())
    for number, article in enumerate(articles):
        for outcome in line.process([article.message(number, RECEIVED_MS)]):
            topic, told = _told(outcome)
            value = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
            yield f"{article.place}\t{topic}\t{hashlib.sha256(value).hexdigest()[:20]}"


def _told(outcome: Outcome) -> tuple[str, Any]:
    """The topic, and what is hashed of the outcome."""
    if isinstance(outcome, Failed):
        return "articles.failed", [outcome.stage, outcome.reason, outcome.message]
    return outcome.topic, timeless(orjson.loads(codec.encode(outcome.record)))


def timeless(record: Any) -> Any:
    """`record` without the times in its trails, at any depth."""
    if isinstance(record, list):
        return [timeless(item) for item in record]
    if not isinstance(record, dict):
        return record
    return {
        name: [{"stage": passed["stage"]} for passed in value]
        if name == "trail"
        else timeless(value)
        for name, value in record.items()
    }


def read(path: str) -> Iterator[Outgoing]:
    """The articles of a file or folder; see above for the fields of JSON lines."""
    for article in article_files.read(path, FieldMap({"body": ("text",)})):
        fields = orjson.loads(article.value) if article.value[:1] == b"{" else {}
        page = fields.pop("html_gz_b64", None)
        if page is None:
            yield article
            continue
        body = base64.b64encode(gzip.decompress(base64.b64decode(page))).decode()
        value = orjson.dumps(fields | {"body_base64": body})
        yield envelope(value, article.place)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", help="files or folders; none: the demo's articles")
    paths: list[str] = parser.parse_args().paths
    articles = (article for path in paths for article in read(path))
    for line in hashes(articles if paths else corpus.articles()):
        print(line, flush=True)


if __name__ == "__main__":
    main()
