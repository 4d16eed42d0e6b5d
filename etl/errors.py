"""The one exception whose message is meant for a person: what is wrong, where, what happens now, what to do."""


class GardefouError(Exception):
    """Bad input or a state that stops a command; printed without a traceback. `str(error)` may have several lines."""
