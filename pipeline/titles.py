"""The title of an article that nobody has named."""

LONGEST = 200
"""Code points of a first line that may be a title."""


def first_line(text: str) -> str:
    r"""The first line with something in it, cut at a word where it is too long for a title.

    >>> first_line("\n  A headline \nText.")
    'A headline'
    >>> first_line("a" * 300) == "a" * 199 + " …"
    True
    """
    line = next((line.strip() for line in text.split("\n") if line.strip()), "")
    if len(line) <= LONGEST:
        return line
    start = line[: LONGEST - 1]
    return (start.rpartition(" ")[0] or start) + " …"
