-- A row per slot of the texts, filled for this affair in each language.
select slot, text_en, text_fr
from marts.affair_words
