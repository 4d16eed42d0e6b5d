-- Grain: one row per detector, image and category: flagged or not, the image as in the detector's latest file; for people's
-- codes what most of them said, ties left out. Its frame: population and threshold, as that file's.
with latest as (
    select
        files.detector,
        images.image,
        max(files.file) as file,
    from raw.detector_images as images
    inner join raw.detector_files as files using (file)
    group by all
)

select
    files.detector,
    files.has_coders,
    coalesce(files.population, '') as population,
    try_cast(json_extract_string(files.thresholds, '$."' || scores.category || '"') as double) as flag_at,
    scores.category,
    images.image,
    images.day,
    2 * count(*) filter (scores.is_flagged) > count(*) as is_flagged,
from latest
inner join raw.detector_files as files using (file)
inner join raw.detector_images as images using (file, image)
inner join raw.detector_scores as scores using (file, number)
group by all
having 2 * count(*) filter (scores.is_flagged) <> count(*)
