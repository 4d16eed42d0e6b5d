"""Public posts the operator adds: read in the shapes tools export, pseudonymised and redacted before anything is kept.

`shapes` knows where each tool keeps what, `reading` takes files apart, `unwrap` the answers of interfaces, `own` tables
of one's own; `identity` gives networks, posts and authors one name each, `collect` checks and cleans each post,
`duplicates` joins copies, `store` keeps the result under a ledger, `requests` undoes what a person asks to be undone.
"""
