"""A figure's PDF laid on a sheet of A4, with the facts of the figure in the file's own properties."""

import io

from pages.shared.exports.facts import Facts

WIDTH, HEIGHT, MARGIN = 595, 842, 34  # A4 and 12 mm, in points


def on_a4(drawn: bytes, facts: Facts) -> bytes:
    """The one page of `drawn`, made as large as an upright sheet or a lying one allows, whichever is more."""
    import pikepdf

    with pikepdf.open(io.BytesIO(drawn)) as source, pikepdf.new() as sheet:
        _, _, across, high = (float(side) for side in source.pages[0].mediabox)
        upright = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / high)
        lying = min((HEIGHT - 2 * MARGIN) / across, (WIDTH - 2 * MARGIN) / high)
        wide, tall = (WIDTH, HEIGHT) if upright >= lying else (HEIGHT, WIDTH)
        scale = max(upright, lying)
        page = sheet.add_blank_page(page_size=(wide, tall))
        left, top = (wide - across * scale) / 2, tall - MARGIN
        page.add_overlay(source.pages[0], pikepdf.Rectangle(left, top - high * scale, left + across * scale, top))
        with sheet.open_metadata(set_pikepdf_as_editor=False) as told:
            told["dc:title"] = facts.title
            told["dc:creator"] = list(facts.producers) or ["Garde-fou"]
            told["dc:description"] = f"{facts.summary} {facts.permalink}".strip()
            told["dc:language"] = [facts.lang]
        sheet.docinfo["/Title"] = facts.title
        sheet.docinfo["/Author"] = ", ".join(facts.producers) or "Garde-fou"
        sheet.docinfo["/Subject"] = f"Garde-fou, {facts.version}, {facts.permalink}"
        found = io.BytesIO()
        sheet.save(found, deterministic_id=True)
    return found.getvalue()
