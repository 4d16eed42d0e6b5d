"""How fast and how large an ingest is, against other tools. Run by `make bench`, never by the tests."""
