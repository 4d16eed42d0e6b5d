-- Every code with its label in both languages.
select vocabulary, code, label_en, label_fr
from marts.codes
order by vocabulary, place
