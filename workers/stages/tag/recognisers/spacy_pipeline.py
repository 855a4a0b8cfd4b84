"""Any installed spaCy pipeline with an entity recogniser: "de=spacy:de_core_news_lg".

The name is that of a package, of a folder with a pipeline, or "package/folder" for a pipeline that
lies inside a package.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from threading import Lock

import spacy
from spacy.language import Language

from workers.stages.tag.recognisers.names import Found, Labels

LOG = logging.getLogger(__name__)


class SpacyPipeline:
    """Calls the pipeline; one call at a time, since not all pipelines bear more."""

    def __init__(self, argument: str, language: str) -> None:
        self._pipeline = loaded(argument)
        labels = [
            str(label)
            for name in ("ner", "transformer_ner", "span_ruler", "entity_ruler")
            if name in self._pipeline.pipe_names
            for label in self._pipeline.get_pipe(name).labels  # type: ignore[attr-defined]
        ]
        if not labels and not self._pipeline.pipe_names:
            raise ValueError("the pipeline has no component that finds names")
        if unknown := Labels(labels).unknown:
            LOG.warning("spacy:%s: labels left out: %s", argument, ", ".join(unknown))
        self._lock = Lock()

    def __call__(self, line: str) -> Iterable[Found]:
        """The entities of a line."""
        with self._lock:
            doc = self._pipeline(line)
        return [(e.start_char, e.end_char, e.label_) for e in doc.ents if e.end_char > e.start_char]


def loaded(name: str) -> Language:
    """The pipeline; raises ValueError that says what to install."""
    package, _, folder = name.partition("/")
    try:
        if folder and not Path(name).exists():
            module = import_module(package)
            if module.__file__ is None:
                raise ValueError(f"{package} is no package with files")
            return spacy.load(Path(module.__file__).parent / folder)
        return spacy.load(name)
    except ModuleNotFoundError as error:
        raise ValueError(
            f"needs the Python package {error.name}, which is not installed"
        ) from error
    except OSError as error:
        raise ValueError(
            f"no installed spaCy pipeline and no folder of this name ({_first(error)})"
        ) from error


def _first(error: Exception) -> str:
    return str(error).partition("\n")[0]
