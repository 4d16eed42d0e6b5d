-- Grain: one row per provision and stretch of days on which a court paused it. paused_to blank: still paused when last read.
select provision_id, paused_from, paused_to, why_en, why_fr, source_url,
from raw.provision_pauses
order by provision_id, paused_from
