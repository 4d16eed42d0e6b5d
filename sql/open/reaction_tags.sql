-- Open data: the tags of sourced reactions. What an operator ingested is never given out.
from marts.reaction_tags
where reaction_id in (select reaction_id from marts.reactions where collection = 'sourced')
