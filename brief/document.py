"""The brief as a PDF/UA-1 file: tagged, in one language, the same bytes for the same version and choice."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from brief.charts import charts
from brief.choice import Choice
from brief.content import content
from etl.errors import GardefouError
from etl.harmless import harmless_value
from etl.warehouse import Manifest, connect
from figures.files import images, typeface
from figures.words import word
from figures.words.slots import about, slots_of

TEMPLATE = Path(__file__).with_name("template.typ")


def document(manifest: Manifest, choice: Choice, *, drawn: bool | None = None) -> bytes:
    """The PDF of a choice. `drawn`: with charts; by default when there is a browser to draw them with.

    Texts reach the template as data and are printed as they are: none is read as markup.
    Raises GardefouError for a choice that cannot be met.
    """
    import typst  # 80 MB of compiler: loaded when a brief is asked for, not when a page is opened

    with connect(manifest) as connection, about(slots_of(connection)):
        said = harmless_value(content(connection, manifest, choice))
        with_charts = images.available() if drawn is None else drawn
        pictures = harmless_value(charts(choice, manifest)) if with_charts else []
    said["charts"] = [
        {"title": one["title"], "alt": one["alt"], "width": one["width"], "file": f"{n}.svg"}
        for n, one in enumerate(pictures)
    ]
    left_out = word("brief.no_charts_asked" if drawn is False else "brief.no_charts_browser", choice.lang)
    said["no_charts"] = "" if with_charts else left_out
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "main.typ"
        place.write_bytes(TEMPLATE.read_bytes())
        for n, one in enumerate(pictures):
            (Path(folder) / f"{n}.svg").write_text(one["svg"], encoding="utf-8")
        try:
            return typst.compile(
                place,
                root=Path(folder),
                font_paths=[typeface.FOLDER],
                format="pdf",
                sys_inputs={"content": json.dumps(said, ensure_ascii=False, allow_nan=False)},
                pdf_standards="ua-1",
                timestamp=datetime.fromisoformat(manifest.built_at[:10]).replace(tzinfo=UTC),
            )
        except typst.TypstError as fault:
            raise GardefouError(
                f"the brief could not be set: {str(fault)[:300]}. Nothing was written. A text of this choice has "
                "signs that no font here holds; take them out of the row, or install a font that has them."
            ) from None
