"""The button that prints the selection as a PDF."""

from functools import partial

import streamlit as st

from brief.choice import Choice
from brief.document import document
from figures.asked import Asked, permalink
from figures.data import manifest
from figures.words import word


def button(selection: Asked) -> None:
    """Offers the brief of the selection; it is made when asked for, without running the page again."""
    lang = selection.lang
    choice = Choice(lang, selection.start, selection.end, selection.jurisdictions, permalink(selection))
    places = "-".join(selection.jurisdictions[:4])
    name = "_".join(part for part in ("garde-fou_brief", places, str(choice.start), str(choice.end), lang) if part)
    st.download_button(
        word("brief.button", lang),
        data=partial(document, manifest(), choice),
        file_name=f"{name}.pdf",
        mime="application/pdf",
        key="brief",
        on_click="ignore",
        help=word("brief.button_note", lang),
    )
