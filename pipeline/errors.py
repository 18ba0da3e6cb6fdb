"""What can go wrong, as one tree.

    RenskriftError
    ├── Refused            a document that cannot be taken in; the run goes on without it
    ├── SourceError        a file or folder that is not there or cannot be read
    ├── CorpusError        an output folder that is missing, incomplete or damaged
    │   ├── Held           somebody else is writing the corpus
    │   └── NotThere       a document that the corpus does not have
    ├── ChangeLogError     edits that do not fit their text
    ├── ModelError         a translation model that is missing, damaged or for another pair
    └── ServerError        a Prefect server that is not there, or does not take what it is told

Every message says what happened and, where there is something to do, what to do next.
"""


class RenskriftError(Exception):
    """Anything that Renskrift reports to its user in one line."""


class Refused(RenskriftError):
    """A document that cannot be taken in; the run goes on without it."""


class SourceError(RenskriftError):
    """A file or folder that is not there or cannot be read."""


class CorpusError(RenskriftError):
    """An output folder that is missing, incomplete or damaged."""


class Held(CorpusError):
    """Somebody else is writing the corpus."""


class NotThere(CorpusError):
    """A document that the corpus does not have."""


class ChangeLogError(RenskriftError):
    """Edits that do not fit their text."""


class ModelError(RenskriftError):
    """A translation model that is missing, damaged or for another pair of languages."""


class ServerError(RenskriftError):
    """A Prefect server that is not there, or does not take what it is told."""
