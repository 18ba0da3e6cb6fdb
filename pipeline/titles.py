"""The title of an article that nobody has named."""

LONGEST = 200
"""Code points of a first line that may be a title."""


def first_line(text: str) -> str:
    r"""The first line with something in it, cut at a word where it is too long for a title.

    >>> first_line("\n  A headline \nText.")
    'A headline'
    """
    line = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rpartition(" ")[0] + " …"
