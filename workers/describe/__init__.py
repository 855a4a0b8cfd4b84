"""What others read about Newsmill, made from the code: schemas, AsyncAPI, tables of docs.

`python -m workers.describe` writes the files, `--check` says which are out of date.
"""
