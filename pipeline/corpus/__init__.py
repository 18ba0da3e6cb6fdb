"""The corpus: the store in which it grows, the files it is exported to, and the check of both.

    store.py      documents, edits, segments, names and decisions, in a database
    cache.py      what machines have translated, in the same database
    memory.py     what people have translated: the translation memory; tmx_reading.py reads it from files
    reuse.py      what new units of the memory do to segments that nobody has reviewed
    deciding.py   decisions into the store; obeying.py makes of a document what people want of it
    schema.py     the records of the files: keys, order and types
    export/       one module a format; each writes what the store (or another corpus) holds
    reading.py    the exported files read back, where there is no store
    verify.py     whether files, logs, original bytes and store agree
    diff.py       original and normalised text side by side, for a reader

Store and files read back give the same entries, so that an export can be made from either.
"""
