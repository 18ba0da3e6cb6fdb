"""The corpus: the store in which it grows, the files it is exported to, and the check of both.

    store.py      documents, edits, segments, decisions and the translation cache, in a database
    schema.py     the records of the files: keys, order and types
    export/       one module a format; each writes what the store (or another corpus) holds
    reading.py    the exported files read back, where there is no store
    verify.py     whether files, logs, original bytes and store agree
    diff.py       original and normalised text side by side, for a reader

Store and files read back give the same entries, so that an export can be made from either.
"""
