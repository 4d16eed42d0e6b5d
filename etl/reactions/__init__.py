"""Public posts the operator adds: read in the shapes tools export, pseudonymised and redacted before anything is kept.

`formats` knows each tool's shape, `reading` takes files apart, `collect` checks and cleans each post, `duplicates`
joins copies, `store` keeps the result under a ledger, with deletion, expiry and a new secret on request.
"""
