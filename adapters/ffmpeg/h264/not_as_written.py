"""What is raised where H.264 is not as this program would have written it, or can take it."""


class NotAsWritten(Exception):  # noqa: N818 - named for the fact
    """A stream differs from what it must be; its text says how. Another way of making the film may still do."""
