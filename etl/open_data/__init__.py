"""The public relations as open data: rows on request, a data package, a feed. What is not listed is not given out."""
