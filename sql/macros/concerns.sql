-- Whether a row about several jurisdictions belongs to the reader's choice; what is worldwide (INT) belongs to each.
concerns(codes, chosen) as len(chosen) = 0 or list_has_any(codes, chosen) or list_contains(codes, 'INT')
