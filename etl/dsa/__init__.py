"""Statements of reasons: the daily dumps of the EU's DSA Transparency Database, counted to the row.

archive.py opens and checks a dump, inflate.py streams a part, parse.py turns it into columns and judges odd records,
tally.py counts, store.py keeps what was counted, ingest.py runs it all over many archives.
"""
