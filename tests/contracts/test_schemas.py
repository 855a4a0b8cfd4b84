"""The files in schemas/ say what the code does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workers import codec, records, topology
from workers.describe import __main__ as describe
from workers.describe.record_schemas import KINDS, RAW, meanings
from workers.kafka.dead_letters import letter_format
from workers.settings import Settings
from workers.stages.contract import Failure, Rejected
from workers.stages.decode.envelope import raw_article

ROOT = Path(__file__).parents[2]
SCHEMAS = describe.record_schemas()
EXAMPLES = sorted((ROOT / "schemas/examples").glob("*/*.json"))
HERE = Path(__file__).parent


def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(schema, validate_formats=True)


def schema_for(example: Path) -> str:
    """ "newsmill.raw.1/x.json" -> "newsmill.raw/1"."""
    name, version = example.parent.name.rsplit(".", 1)
    return f"{name}/{version}"


def test_committed_files_are_what_the_code_makes():
    stale = [
        str(path)
        for path, text in describe.files(SCHEMAS)
        if (ROOT / path).read_text(encoding="utf-8") != text
    ]
    assert not stale, "run python -m workers.describe"


def test_nothing_lies_in_schemas_that_nobody_made():
    made = {path for path, _ in describe.files(SCHEMAS)} | {describe.HAND_WRITTEN}
    lying = {
        path.relative_to(ROOT)
        for folder in ("records", "topics")
        for path in (ROOT / "schemas" / folder).iterdir()
    }
    assert lying == {path for path in made if path.parent.name in ("records", "topics")}


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_itself_valid(name):
    jsonschema_rs.meta.validate(SCHEMAS[name])


def test_no_meaning_is_written_for_a_field_that_does_not_exist():
    for kind, fields in meanings().items():
        known = set(getattr(records, kind).__dataclass_fields__)
        assert set(fields) == known, kind


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_each_example_validates(example):
    validator(SCHEMAS[schema_for(example)]).validate(json.loads(example.read_bytes()))


def test_every_record_has_an_example():
    assert {schema_for(example) for example in EXAMPLES} == set(SCHEMAS)


@pytest.mark.parametrize(
    "example",
    [path for path in EXAMPLES if schema_for(path) in KINDS],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_an_example_read_and_written_again_still_validates(example):
    name = schema_for(example)
    again = codec.encode(codec.decode(KINDS[name], example.read_bytes()))
    validator(SCHEMAS[name]).validate(json.loads(again))
    assert json.loads(example.read_bytes()).items() <= json.loads(again).items()


def test_the_asyncapi_document_is_valid_asyncapi():
    specification = json.loads((HERE / "asyncapi-3.0.0.schema.json").read_bytes())
    document = yaml.safe_load((ROOT / "schemas/asyncapi.yaml").read_bytes())
    jsonschema_rs.Draft7Validator(specification).validate(document)
    assert set(document["channels"]) == set(topology.TOPICS)


def test_every_file_that_the_asyncapi_document_points_to_exists():
    document = yaml.safe_load((ROOT / "schemas/asyncapi.yaml").read_bytes())
    schemas = [
        message["payload"]["schema"] if "payload" in message else message["headers"]
        for message in document["components"]["messages"].values()
    ]
    pointers = [one["$ref"] for schema in schemas for one in schema.get("oneOf", [schema])]
    assert len(pointers) > len(schemas)  # articles.dedup has two kinds
    for pointer in pointers:
        assert (ROOT / "schemas" / pointer).is_file()


def message(value: bytes) -> records.Message:
    return records.Message(
        topic=topology.RAW,
        partition=0,
        offset=0,
        timestamp_ms=1_795_500_000_000,
        key=None,
        value=value,
    )


json_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**31), 2**31),
    st.floats(0, 1e9),
    st.text(max_size=8),
    st.lists(st.integers(0, 9), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(0, 9), max_size=2),
)
envelopes = st.dictionaries(
    st.sampled_from([*SCHEMAS[RAW]["properties"], "section"]), json_values, max_size=5
).flatmap(
    lambda fields: st.sampled_from(
        [
            fields,
            fields | {"body": "A text."},
            fields | {"body": "A text.", "body_base64": "QSB0ZXh0Lg=="},
            fields | {"body_base64": "QSB0ZXh0Lg=="},
        ]
    )
)
ABOUT_THE_SHAPE = {"bad-field", "missing-body", "two-bodies", "unknown-schema"}


@given(envelopes)
def test_the_edge_and_the_raw_schema_refuse_the_same_envelopes(fields):
    try:
        raw_article.read(message(json.dumps(fields).encode()), Settings())
        refused = None
    except Rejected as error:
        refused = error.reason
    valid = validator(SCHEMAS[RAW]).is_valid(fields)
    if refused is None or refused in ABOUT_THE_SHAPE:
        assert valid == (refused is None), refused


@pytest.mark.parametrize(
    "example",
    [path for path in EXAMPLES if schema_for(path) == RAW],
    ids=lambda path: path.stem,
)
def test_the_edge_reads_the_raw_examples(example):
    article = raw_article.read(message(example.read_bytes()), Settings())
    given_ = json.loads(example.read_bytes())
    assert article.url == given_.get("url")
    assert set(given_.get("meta", {})) <= set(article.meta)


def test_the_headers_of_a_dead_letter_are_those_of_its_schema():
    original = message(b"{")
    failure = Failure("decode", "bad-json", "Rejected", "not JSON: line 1")
    found = {name: value.decode() for name, value in letter_format.headers(original, failure)}
    schema = json.loads((ROOT / "schemas/headers/dead-letter.1.schema.json").read_bytes())
    validator(schema).validate(found)
    assert set(found) == set(schema["properties"])
