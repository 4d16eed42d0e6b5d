"""The figures of the enforcement page."""
