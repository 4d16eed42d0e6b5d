"""A workbook to fill, for who collects the facts of an affair."""

from pathlib import Path

import xlsxwriter
import yaml

from etl.affairs.import_rows import HEADINGS, importable, words_of
from etl.affairs.new import hint
from etl.intake.sources import accepted_codes
from etl.yaml_text import LOADER


def make(path: Path, data: Path, lang: str) -> None:
    """A workbook to fill: a sheet a table, its headings and codes in one language, what each column accepts."""
    codes = accepted_codes(data)
    words = yaml.load(HEADINGS.read_text(encoding="utf-8"), LOADER)
    with xlsxwriter.Workbook(path) as book:
        bold, grey = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"font_color": "#666666"})
        choices: dict[str, str] = {}
        tables = [
            (book.add_worksheet(words["tables"][name][lang]), described)
            for name, (_, described) in importable(data).items()
        ]
        lists = book.add_worksheet("codes")
        for sheet, described in tables:
            sheet.freeze_panes(1, 1)
            header = list(described["columns"])
            for place, (column, spec) in enumerate(described["columns"].items()):
                sheet.write(0, place, words_of(column, header, words)[lang], bold)
                sheet.write(1, place, f"{'' if place else '# '}{hint(spec, lang, codes)}", grey)
                sheet.set_column(place, place, 22)
                is_place = spec.get("type") in ("country", "countries")
                vocabulary = "jurisdiction" if is_place else spec.get("vocabulary", "")
                if vocabulary and vocabulary not in choices:
                    where = len(choices)
                    labels = [told.get(lang) or told[f"name_{lang}"] for told in codes[vocabulary].values()]
                    lists.write_column(0, where, [vocabulary, *labels])
                    letter = xlsxwriter.utility.xl_col_to_name(where)
                    choices[vocabulary] = f"=codes!${letter}$2:${letter}${len(labels) + 1}"
                if spec.get("type") in ("code", "country"):
                    sheet.data_validation(2, place, 2000, place, {"validate": "list", "source": choices[vocabulary]})
        lists.hide()
