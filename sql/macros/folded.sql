-- A text as words are looked for: small letters without accents, one space between words, no other sign.
folded(written) as trim(regexp_replace(replace(replace(replace(translate(strip_accents(lower(written)), 'łıøđ', 'liod'), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), '[^\p{L}\p{N}]+', ' ', 'g'))
