-- What each mart and each of its columns means, in both languages.
select relation, column_name, unit, meaning_en, meaning_fr
from marts.dictionary
