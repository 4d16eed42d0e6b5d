"""The printed brief of a selection: two to four pages, figures, charts as vectors, tables, method, caveats, sources.

It stands beside `etl` and `pages` because it needs both: the warehouse of one, the charts and words of the other.
It knows nothing of Streamlit. See docs/decisions/2026-11-25-the-brief-stands-beside-both.md.
"""
