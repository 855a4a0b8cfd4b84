"""The kinds of recognisers: the three that come with the project, and those of other packages.

A package adds its own by an entry point in the group `newsmill.recognisers`; the entry point's
name is the kind in NEWSMILL_MODELS. deploy/examples/recogniser shows one.
"""

from __future__ import annotations

from importlib.metadata import entry_points

from workers.stages.tag.recognisers.assignments import Assignment, bad
from workers.stages.tag.recognisers.http_server import HttpServer
from workers.stages.tag.recognisers.names import Factory, PlainScanner
from workers.stages.tag.recognisers.onnx_folder import OnnxFolder
from workers.stages.tag.recognisers.spacy_pipeline import SpacyPipeline

GROUP = "newsmill.recognisers"
OURS: dict[str, Factory] = {"spacy": SpacyPipeline, "onnx": OnnxFolder, "http": HttpServer}


def scanner(assignment: Assignment, limit: int) -> PlainScanner:
    """The recogniser of an assignment, made; raises `BadSettings` that says what is wrong."""
    name = f"{assignment.kind}:{assignment.argument.removeprefix(assignment.kind + ':')}"
    written = f"{assignment.language}={name}"
    factory = OURS.get(assignment.kind) or _of_a_package(assignment.kind, written)
    try:
        recogniser = factory(assignment.argument, assignment.language)
    except Exception as error:
        raise bad(written, str(error) or type(error).__name__) from error
    return PlainScanner(name, recogniser, limit)


def _of_a_package(kind: str, written: str) -> Factory:
    found = {point.name: point for point in entry_points(group=GROUP)}
    if kind not in found:
        known = ", ".join(sorted({"newsmill", *OURS, *found}))
        raise bad(written, f"no recogniser of the kind {kind!r}; installed are {known}")
    try:
        factory: Factory = found[kind].load()
    except Exception as error:
        raise bad(written, f"{found[kind].value} cannot be loaded: {error}") from error
    return factory
