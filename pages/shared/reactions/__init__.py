"""The parts of the reactions page beside the sourced voices: the tagger with its errors, and ingested posts."""
