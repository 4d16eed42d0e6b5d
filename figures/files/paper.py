"""A figure's PDF laid on a sheet of A4, with the facts of the figure in the file's own properties."""

import io

from figures.files.facts import Facts, whereabouts

WIDTH, HEIGHT, MARGIN = 595, 842, 24  # A4 and 8 mm, in points


def scale(across: float, high: float) -> float:
    """How much larger a figure of that size is printed on the sheet that suits it, upright or lying."""
    return max(_scales(across, high))


def _scales(across: float, high: float) -> tuple[float, float]:
    wide, tall = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    return min(wide / across, tall / high), min(tall / across, wide / high)


def on_a4(drawn: bytes, facts: Facts) -> bytes:
    """The one page of `drawn`, made as large as an upright sheet or a lying one allows, whichever is more."""
    import pikepdf

    with pikepdf.open(io.BytesIO(drawn)) as source, pikepdf.new() as sheet:
        _, _, across, high = (float(side) for side in source.pages[0].mediabox)
        upright, lying = _scales(across, high)
        wide, tall = (WIDTH, HEIGHT) if upright >= lying else (HEIGHT, WIDTH)
        times = max(upright, lying)
        page = sheet.add_blank_page(page_size=(wide, tall))
        left, top = (wide - across * times) / 2, tall - MARGIN
        page.add_overlay(source.pages[0], pikepdf.Rectangle(left, top - high * times, left + across * times, top))
        with sheet.open_metadata(set_pikepdf_as_editor=False) as told:
            told["dc:title"] = facts.title
            told["dc:creator"] = list(facts.producers) or ["Garde-fou"]
            told["dc:description"] = f"{facts.summary} {whereabouts(facts)}".strip()
            told["dc:language"] = [facts.lang]
        sheet.docinfo["/Title"] = facts.title
        sheet.docinfo["/Author"] = ", ".join(facts.producers) or "Garde-fou"
        sheet.docinfo["/Subject"] = f"Garde-fou, {facts.version}, {whereabouts(facts)}"
        found = io.BytesIO()
        sheet.save(found, deterministic_id=True)
    return found.getvalue()
