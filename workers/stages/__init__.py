"""The four stages: plain functions on records, no Kafka, no Faust, no metrics."""

from __future__ import annotations

from importlib import import_module

from workers.settings import Settings
from workers.stages.contract import Step


def steps(stage: str, settings: Settings) -> list[Step]:
    """The steps of one stage; only that stage's libraries and models are loaded."""
    built: list[Step] = import_module(f"workers.stages.{stage}.step").steps(settings)
    return built
