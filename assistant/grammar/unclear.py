"""A question that cannot be read in one way."""


class Unclear(Exception):
    """A word has no place in what was understood, or several: the text says which."""

    def __init__(self, text: str, *, choices: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> None:
        super().__init__(text)
        self.text, self.choices = text, choices
