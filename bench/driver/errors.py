"""What can go wrong in a way that a user can act on."""


class BenchError(Exception):
    """One clear line for the user: what is wrong and what to do about it."""


class ServerLost(BenchError):
    """The server does not answer any more, so that no further run makes sense."""
