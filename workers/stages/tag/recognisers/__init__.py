"""recognisers: which model reads the texts of which language.

Read in this order: `assignments` (what NEWSMILL_MODELS says), `names` (what a recogniser of
one's own answers, and how it becomes readings), `spacy_pipeline`, `onnx_folder`, `http_server`
(the three that come with the project), `installed` (those and any package's), `by_language`.
"""
