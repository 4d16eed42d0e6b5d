"""The drawer: what one row says, beside the page, opened by a click on the row or on its mark in a chart.

A link of a table (`data-row`, `data-view`) has an address of its own; the script below follows it within the page. On a
telephone the drawer is a sheet at the bottom (STYLE of pages.shared.shell).
"""

import html
from typing import Any

import streamlit as st

from figures.asked import TABLES, Asked
from figures.data import label
from figures.drawn import headings
from figures.words import word
from pages.shared import address, filters, frame, receipt
from pages.shared.cells import pairs
from pages.shared.shell import plain

OPENED = "row_opened"  # session key: the row whose drawer is asked for, until it is drawn
# What the drawer says of a row of each relation, beside its summary: columns under the headings of a page.
SAYS = {
    "enforcement": "action_date jurisdiction authority target measure is_binding status harm legal_basis amount "
    "is_counted exclusion_reason_* confidence",
    "statements": "statement_date speaker speaker_kind channel stance measure_announced measure_effective_date "
    "jurisdictions confidence",
    "incidence": "window_start_date window_end_date producer platform category value sampled_count flagged_count "
    "confidence",
    "provisions": "jurisdiction instrument article stage confidence",
    "reactions": "reaction_date jurisdiction speaker speaker_role language confidence",
}
TEXTS = {"reactions": "paraphrase", "incidence": "description_*", "provisions": "offence_*"}  # else summary_*
TITLES = ("authority", "speaker", "producer", "instrument")
_listening = st.components.v2.component(
    "gardefou_listening",
    js="""
    const clicked = (event) => {
      if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
        return;
      }
      const link = event.target.closest("a, button, summary, input");
      const found = link ? link.closest("a[data-row], a[data-view]") : event.target.closest("tr[data-row]");
      if (!found || (!link && String(getSelection()))) return;
      event.preventDefault();
      const {row, view} = found.dataset;
      window.gardefou.say("asked", row ? {row} : {view});
    };
    const marked = (event) => {
      const mark = event.points[0];  // an area has no data of its own: it is named as a whole
      const row = [mark?.customdata ?? mark?.data?.meta].flat()[0];
      if (typeof row === "string" && row) window.gardefou.say("asked", {row});
    };
    const pointed = (event) => {  // a chart is made after the page, and made anew: it is told each time, once
      const chart = event.target.closest?.(".js-plotly-plot");
      chart?.removeListener?.("plotly_click", marked);
      chart?.on?.("plotly_click", marked);
    };
    const named = () => document.querySelectorAll("[role=dialog] button[aria-label=Close]").forEach(
      (one) => one.setAttribute("aria-label", window.gardefou.close));
    export default ({data, setTriggerValue}) => {
      const is_new = !window.gardefou;
      window.gardefou = {say: setTriggerValue, close: data.close};
      if (!is_new) return;
      document.addEventListener("click", clicked);
      document.addEventListener("pointerdown", pointed, true);
      new MutationObserver(named).observe(document.body, {childList: true, subtree: true});
    };
    """,
)


def listen(selection: Asked) -> None:
    """Follows what is clicked on the page from now on, and names what the address asks of its tables in vain."""
    page, lang = selection.page, selection.lang

    def asked() -> None:
        said = st.session_state["listening"].asked or {}
        if str(said.get("row")).startswith("place:"):
            filters.toggle(said["row"].removeprefix("place:"))
        elif isinstance(said.get("row"), str):
            st.session_state[OPENED] = said["row"]
        name, sort, number = [*str(said.get("view", "")).split(":"), "", ""][:3]
        for key, value in (("sort", sort), ("rows", number if number != "1" else "")) if name else ():
            others = [one for one in tables(page, key) if not one.startswith(f"{name}:")]
            address.choose(page, key, (*others, f"{name}:{value}") if value else tuple(others))

    _listening(data={"close": word("common.close", lang)}, key="listening", on_asked_change=asked, height=1)
    for key in TABLES:
        tables(page, key)
        if refused := address.refused(page, key):
            said = word("common.notice.bad_choice", lang, count=len(refused), parameter=key, values=refused)
            st.warning(plain(said))


def tables(page: str, key: str) -> tuple[str, ...]:
    """What the address says of the tables of a page: `figure:column` under `sort`, `figure:number` under `rows`."""
    from figures.drawn import figures

    def read(values: Any) -> tuple[str, ...] | None:
        found = []
        for one in values:
            name, _, value = one.partition(":")
            known = name in figures() and figures()[name].page == page
            if known and (value.lstrip("-").isidentifier() if key == "sort" else value.isascii() and value.isdigit()):
                found.append(one)
        return tuple(found) or None

    return address.value(page, key, read, ())


def opened(selection: Asked) -> None:
    """Draws the drawer of the row that was clicked, if one was."""
    row_id = st.session_state.pop(OPENED, None)
    if not row_id:
        return
    lang, row = selection.lang, receipt.find(row_id)
    if row is None:  # withdrawn, of another version, or of a table without receipts: said as on its own page
        st.dialog(plain(str(row_id)), width=480, position="right")(receipt.gone)(str(row_id), selection)
        return
    title = next((str(row[name]) for name in TITLES if row.get(name)), str(row_id))
    title = label("name", title, lang)
    st.dialog(plain(title), width=480, position="right")(content)(row, str(row_id), selection)


def content(row: dict[str, Any], row_id: str, selection: Asked) -> None:
    """What the row says, the documents and what of them was read, the corrections, the permanent address."""
    lang, relation = selection.lang, row["relation"]
    text = str(row.get(TEXTS.get(relation, "summary_*").replace("*", lang)) or "")
    kind = html.escape(word(f"record.kind.{relation}", lang))
    st.html(f'<p class="gf-small">{kind} · {html.escape(row_id)}</p><p class="gf-lead">{html.escape(text)}</p>')
    shown = receipt.worded(row, lang)
    columns = headings(relation if relation != "provisions" else "exposure", SAYS[relation], lang)
    kept = {name: heading for name, heading in columns.items() if name in shown}
    st.html(f'<dl class="gf-facts">{pairs(shown, kept, lang)}</dl>')
    receipt.documents(row, lang)
    receipt.corrections(row, lang)
    said = html.escape(word("show.whole_receipt", lang))
    there = html.escape(frame.receipt(row_id, lang))
    st.html(f'<p><a href="{there}" target="_self">{said}</a></p>')
    st.html(f'<p class="gf-small">{html.escape(word("record.cite", lang))}</p>')
