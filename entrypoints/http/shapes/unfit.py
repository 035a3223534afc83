"""The one exception by which a value says that it does not have the shape it should have."""


class Unfit(ValueError):  # noqa: N818 - named for the fact, like the errors of core
    """A value is not what its type allows; the text tells the client what it must be."""
