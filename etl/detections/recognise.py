"""What a JSON file is, by the keys its producer writes: for messages that name it and the option that reads it."""

import json
from typing import Any

ITEMS = (  # keys of one finding → what writes such a list, and its format
    ({"class", "score", "box"}, "NudeNet 3's list of detections", "nudenet"),
    ({"label", "score", "box"}, "a list of detections as NudeNet 2 writes it", "nudenet"),
    ({"className", "probability"}, "NSFWJS's list of classes", "nsfwjs"),
    ({"label", "score"}, "a Hugging Face pipeline's list of labels", "huggingface"),
    ({"class", "score"}, "a list of classes and scores (NudeNet 3)", "nudenet"),
)
KEYS = (  # keys of an answer → what writes it, and its format
    ({"ModerationLabels", "JobStatus"}, "Amazon Rekognition's answer for a video, which is not read", ""),
    ({"VideoMetadata", "ModerationLabels"}, "Amazon Rekognition's answer for a video, which is not read", ""),
    ({"ModerationLabels"}, "Amazon Rekognition's answer", "rekognition"),
    ({"safeSearchAnnotation"}, "Google Cloud Vision's answer", "safesearch"),
    ({"safe_search_annotation"}, "Google Cloud Vision's answer", "safesearch"),
    ({"adult", "spoof", "racy"}, "a SafeSearch annotation", "safesearch"),
    ({"categoriesAnalysis"}, "Azure AI Content Safety's answer", "content_safety"),
    ({"categories_analysis"}, "Azure AI Content Safety's answer", "content_safety"),
    ({"custom_id", "response"}, "the output of OpenAI's Batch API", "openai_moderation"),
    ({"results", "model"}, "OpenAI's moderation answer", "openai_moderation"),
    ({"nudity", "status"}, "Sightengine's answer", "sightengine"),
    ({"nudity", "request"}, "Sightengine's answer", "sightengine"),
    ({"annotations", "data"}, "a Label Studio export", "label_studio"),
    ({"annotator", "annotation_id"}, "a Label Studio export (JSON-MIN)", "label_studio"),
    ({"safe", "unsafe"}, "the answer of NudeNet's classifier", "nudenet_classifier"),
    ({"prediction", "success"}, "the answer of NudeNet's service", "nudenet"),
    ({"isAdultContent"}, "Azure Computer Vision's adult object", "azure_vision"),
)


def what_it_is(given: Any) -> str:
    """The producer's shape in words, with the option that reads it; '' for one that is not recognised.

    `given` is a JSON text or its value: one answer, a list of them, or answers under identifiers.
    """
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            return ""
    for value in views(given):
        if found := named(value):
            title, form = found
            return f"{title} (--format {form})" if form else title
    return ""


def views(given: Any) -> list[Any]:
    """The value itself, and what stands where an answer can stand in it: first of a list, in an envelope, by an id."""
    found = [given]
    for _ in range(3):
        value = found[-1]
        if isinstance(value, list) and value:
            found.append(value[0])
        elif isinstance(value, dict) and "response" in value and "custom_id" not in value:
            found.append(value["response"])
        elif isinstance(value, dict) and value and all(isinstance(one, dict | list) for one in value.values()):
            found.append(next(iter(value.values())))
        else:
            break
    return found


def named(value: Any) -> tuple[str, str] | None:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        keys = set(value[0])
        return next(((title, form) for known, title, form in ITEMS if known <= keys and "image_id" not in keys), None)
    if isinstance(value, dict):
        keys = set(value)
        if isinstance(value.get("adult"), dict) and keys & {"adult"}:
            return "Azure Computer Vision's answer", "azure_vision"
        if isinstance(value.get("output"), list) or isinstance(value.get("status"), list):
            return "Hive's answer", "hive"
        return next(((title, form) for known, title, form in KEYS if known <= keys), None)
    return None
