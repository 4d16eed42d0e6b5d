"""Public reactions: redacted, given a language, tagged with stance, demands, emotion, topics and role, and measured.

The scheme of tags is etl/nlp/scheme.py. Tagging needs numpy only; training needs scikit-learn.
"""
