"""What is printed: the brief of a selection as a tagged PDF, and the answer to one case; each with its command.

It uses `figures` and the served warehouse, and knows nothing of Streamlit nor of the pages.
"""
