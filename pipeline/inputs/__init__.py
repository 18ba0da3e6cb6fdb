"""What an archive may hold, and how each kind of file becomes articles: one module a format.

`finding` walks a folder, `article` is one article wherever it lies, and the other modules read one kind each.
"""
