"""Garde-fou's data side: sources in, one DuckDB warehouse out. Nothing here imports Streamlit."""
