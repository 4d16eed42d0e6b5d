"""The views of the exposure page: time, compared jurisdictions, one case."""
