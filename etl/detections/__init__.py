"""Detector outputs and human codings: labels and scores of images nobody here ever sees.

`incoming` takes a file in and scans it, `answers` and `columns` bring its producer's shape to one, `collect` checks
each row and gives pseudonyms, `store` keeps the result under a ledger, `estimating` turns rows into a defensible share.
"""
