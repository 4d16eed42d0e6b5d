"""Where one row comes from: `/record?id=…`, the permanent address of every row with a source."""

import streamlit as st

from figures.words import word
from pages.shared import cards, frame, receipt

chosen = frame.selection()
lang = chosen.lang
row_id = st.query_params.get("id", "")
st.title(word("record.title", lang), anchor=False)
row = receipt.find(row_id) if row_id else None
if row is not None:
    cards.lead(receipt.answer(row, lang), (str(row["source_publisher"] or ""),), lang)
    receipt.documents(row, lang)
    receipt.looked_for(row, lang)
    receipt.says(row, lang)
    receipt.way(row, lang)
    receipt.corrections(row, lang)
    receipt.elsewhere(row, chosen)
elif row_id:
    receipt.gone(row_id, chosen)
else:
    st.text(word("record.no_id", lang))
