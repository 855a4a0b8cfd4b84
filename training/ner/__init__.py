"""The recogniser of names in many languages: training, export, figures (docs/languages.md).

Read in this order: `sentences` (the data), `encoder`, `train`, `export`; `__main__` is the command.
"""
