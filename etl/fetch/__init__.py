"""Live sources: each is a YAML of etl/fetchers and a module here that speaks its protocol.

Nothing fetched is published by itself: dumps and posts are ingested and pass the gate of `refresh`; feeds, rates and
changes of the law wait for a person.
"""
