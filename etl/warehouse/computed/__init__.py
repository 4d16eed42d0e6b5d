"""Relations that need a statistics library: each module gives `rows(connection)` and becomes staging.<module>.

They are made after the selects of sql/staging and before those of sql/marts, at build time only, so that no page ever
loads scipy or spaCy.
"""
