"""A workbook to fill, for who collects the facts of an affair."""

from pathlib import Path

import xlsxwriter
import yaml

from etl.affairs.import_rows import HEADINGS, curated
from etl.affairs.new import hint
from etl.intake.sources import accepted_codes
from etl.yaml_text import LOADER


def make(path: Path, data: Path, lang: str) -> None:
    """A workbook to fill: a sheet a table, headings in one language, what each column accepts, codes to choose from."""
    codes = accepted_codes(data)
    words = yaml.load(HEADINGS.read_text(encoding="utf-8"), LOADER)
    with xlsxwriter.Workbook(path) as book:
        bold, grey = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"font_color": "#666666"})
        choices: dict[str, str] = {}
        made = [(book.add_worksheet(name), described) for name, (_, described) in curated(data).items()]
        lists = book.add_worksheet("codes")
        for sheet, described in made:
            sheet.freeze_panes(1, 1)
            for place, (column, spec) in enumerate(described["columns"].items()):
                sheet.write(0, place, words[column if place else "first"][lang], bold)
                told = hint(spec)
                sheet.write(1, place, f"# {told}" if place == 0 else told, grey)
                sheet.set_column(place, place, 22)
                vocabulary = "jurisdiction" if spec.get("type") == "country" else spec.get("vocabulary", "")
                if vocabulary and spec.get("type") in ("code", "country"):
                    if vocabulary not in choices:
                        where = len(choices)
                        lists.write_column(0, where, [vocabulary, *codes[vocabulary]])
                        letter = xlsxwriter.utility.xl_col_to_name(where)
                        choices[vocabulary] = f"=codes!${letter}$2:${letter}${len(codes[vocabulary]) + 1}"
                    sheet.data_validation(2, place, 2000, place, {"validate": "list", "source": choices[vocabulary]})
        lists.hide()
