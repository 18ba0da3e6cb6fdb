"""The review: what a person decides on edits and translations, and where they do it."""
