-- Whether a row of one jurisdiction belongs to the reader's choice; an empty choice is every jurisdiction.
is_chosen(code, chosen) as len(chosen) = 0 or list_contains(chosen, code)
