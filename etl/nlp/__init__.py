"""Public reactions: redacted, given a language, tagged with stance, demands, emotion, topics and role, and measured.

The scheme of tags is data/nlp/scheme.yml. Tagging needs numpy only; training needs scikit-learn.
"""
