"""The drawer: what one row says, beside the page, opened by a click on the row or on its mark in a chart.

A link of a table (`data-row`, `data-view`) has an address of its own; the script below follows it within the page. On a
telephone the drawer is a sheet at the bottom (STYLE of pages.shared.shell).
"""

import html
from functools import partial
from typing import Any

import streamlit as st

from etl.warehouse.recorded import recorded
from figures.address import InVain
from figures.address import of_figure as exact
from figures.asked import TABLES, Asked
from figures.data import label, manifest
from figures.documents import sure
from figures.drawn import headings
from figures.files.facts import credit
from figures.files.made import worded
from figures.records import records_of
from figures.words import word
from pages.shared import address, filters, frame, receipt
from pages.shared.cells import pairs
from pages.shared.shell import inert

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
WIDGETS = "close date clear collapse expand open chosen help remove sidebar pages day month year"
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
    // A mark names a row of the data, or (a number) a row of its figure, which is known by the key of its element.
    const asked_of = (chart, row) => {
      if (typeof row === "string" && row) return {row};
      const holder = chart?.closest("[class*=st-key-figure]");
      const key = holder?.className.match(/st-key-figure-(?:wide-|narrow-)?([\\w-]+)/);
      return typeof row === "number" && key ? {figure: key[1], row} : null;
    };
    const say = (chart, row) => {
      const found = asked_of(chart, row);
      if (found) window.gardefou.say("asked", found);
    };
    const marked = (event) => {
      const mark = event.points[0];  // an area has no data of its own: it is named as a whole
      say(event.event?.target.closest(".js-plotly-plot"), [mark?.customdata ?? mark?.data?.meta].flat()[0]);
    };
    const pointed = (event) => {  // a chart is made after the page, and made anew: it is told each time, once
      const chart = event.target.closest?.(".js-plotly-plot");
      chart?.removeListener?.("plotly_click", marked);
      chart?.on?.("plotly_click", marked);
    };
    const marks_of = (chart) => [...chart.querySelectorAll(".point, .textpoint")].flatMap((mark) => {
      const trace = mark.closest(".trace")?.__data__?.[0]?.trace, at = mark.__data__?.i;
      const row = trace?.customdata?.[at], text = trace?.hovertext;
      return row == null ? [] : [{mark, row, text: (Array.isArray(text) ? text[at] : text) ?? ""}];
    });
    const keyed = (event) => {  // a chart is one stop of the keyboard: arrows go from mark to mark, Enter opens
      const chart = event.target, step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
      if (!chart.matches?.(".js-plotly-plot") || !(step || event.key === "Enter")) return;
      const found = marks_of(chart), now = found.findIndex(({mark}) => mark.classList.contains("gf-at"));
      if (!found.length) return;
      event.preventDefault();
      if (!step) return now < 0 ? undefined : say(chart, found[now].row);
      const next = found[now < 0 ? (step > 0 ? 0 : found.length - 1) : (now + step + found.length) % found.length];
      found[now]?.mark.classList.remove("gf-at");
      next.mark.classList.add("gf-at");
      const told = document.querySelector(".gf-told") ?? document.body.appendChild(document.createElement("p"));
      told.className = "gf-told";
      told.setAttribute("role", "status");
      told.textContent = next.text.replace(/<br>/g, " · ").replace(/<[^>]*>/g, "");
    };
    const left = (event) => {
      if (event.target.matches?.(".js-plotly-plot")) document.querySelector(".gf-told")?.remove();
    };
    const named = () => {
      const names = Object.entries(window.gardefou.names);  // what Streamlit calls its own parts, in English
      document.querySelectorAll("[aria-label]").forEach((one) => {
        const held = one.getAttribute("aria-label");
        const [own, told] = names.find(([own]) => own.endsWith(" ") ? held.startsWith(own) : held === own) ?? [];
        if (own) one.setAttribute("aria-label", told + held.slice(own.length));
      });
      document.querySelectorAll(".js-plotly-plot:not([tabindex])").forEach((chart) => {
        if (!chart.data?.some((one) => one.customdata)) return;
        chart.tabIndex = 0;
        chart.setAttribute("role", "group");
        chart.setAttribute("aria-label", window.gardefou.marks);
      });
    };
    export default ({data, setTriggerValue}) => {
      const is_new = !window.gardefou;
      window.gardefou = {say: setTriggerValue, names: data.names, marks: data.marks};
      named();  // a chart that was drawn before this was loaded changes nothing any more
      if (!is_new) return;
      document.addEventListener("click", clicked);
      document.addEventListener("pointerdown", pointed, true);
      document.addEventListener("keydown", keyed);
      document.addEventListener("focusout", left);
      new MutationObserver(named).observe(document.body, {childList: true, subtree: true});
    };
    """,
)


def names_of(lang: str) -> dict[str, str]:
    """What Streamlit calls its own parts (its words are those of en) → what they are called here; those that differ."""
    named = {word(f"common.widget.{one}", "en"): word(f"common.widget.{one}", lang) for one in WIDGETS.split()}
    return {own: told for own, told in named.items() if own != told}


def listen(selection: Asked) -> None:
    """Follows what is clicked on the page from now on, and names what the address asks of its tables in vain."""
    page, lang = selection.page, selection.lang

    def asked() -> None:
        said = st.session_state["listening"].asked or {}
        if str(said.get("row")).startswith("place:"):
            filters.toggle(said["row"].removeprefix("place:"))
        elif isinstance(said.get("row"), str):
            st.session_state[OPENED] = said["row"]
        elif isinstance(said.get("row"), int):
            st.session_state[OPENED] = (str(said.get("figure")), said["row"])
        name, sort, number = [*str(said.get("view", "")).split(":"), "", ""][:3]
        for key, value in (("sort", sort), ("rows", number if number != "1" else "")) if name else ():
            others = [one for one in tables(page, key) if not one.startswith(f"{name}:")]
            address.choose(page, key, (*others, f"{name}:{value}") if value else tuple(others))

    told = {"names": names_of(lang), "marks": word("charts.marks", lang)}
    _listening(data=told, key="listening", on_asked_change=asked, height=1)
    for key in TABLES:
        tables(page, key)
        if refused := address.refused(page, key):
            said = word("common.notice.bad_choice", lang, count=len(refused), parameter=key, values=refused)
            st.warning(inert(said))


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
    if isinstance(row_id, tuple):
        key, number = row_id
        of_figure(key, number, selection)
        return
    lang, row = selection.lang, receipt.find(row_id)
    if row is None:  # withdrawn, of another version, or of a table without receipts: said as on its own page
        st.dialog(inert(str(row_id)), width=480, position="right")(receipt.gone)(str(row_id), selection)
        return
    named = (*TITLES, recorded()[row["relation"]].told["actor"])
    title = next((str(row[name]) for name in named if row.get(name)), str(row_id))
    title = label("name", title, lang)
    st.dialog(inert(title), width=480, position="right")(content)(row, str(row_id), selection)


def of_figure(key: str, number: int, selection: Asked) -> None:
    """The drawer of a mark that is no row of the data but a figure's own: a week, a step, a bar of several."""
    from figures.drawn import drawn, facts, figures

    name = next((one for one in figures() if one.replace(".", "-") == key), "")
    pairs_of = [(each, value) for each in st.query_params for value in st.query_params.get_all(each)]
    try:
        listed = figures()[name]
        one = drawn(name, exact(pairs_of, listed, manifest(), selection.lang, selection.home)[0])
        row = one.rows.loc[[number]]
    except (KeyError, InVain):  # the page has moved on since the mark was drawn
        return
    told = facts(one)
    kept = {each: heading for each, heading in told.columns.items() if each in row}
    (shown,) = records_of(worded(row, told))

    def inside() -> None:
        st.html(f'<dl class="gf-facts">{pairs(shown, kept, selection.lang)}</dl>')
        st.html(f'<p class="gf-note">{html.escape(credit(told))}</p>')

    st.dialog(inert(one.title), width=480, position="right")(inside)()


def content(row: dict[str, Any], row_id: str, selection: Asked) -> None:
    """What the row says, the documents and what of them was read, the corrections, the permanent address."""
    lang, relation = selection.lang, row["relation"]
    one = recorded()[relation]
    text = str(row.get(one.text(lang)) or "")
    kind = html.escape(receipt.kind(row, lang))
    st.html(f'<p class="gf-small">{kind} · {html.escape(row_id)}</p><p class="gf-lead">{html.escape(text)}</p>')
    shown = receipt.worded(row, lang)
    columns = headings(
        relation if relation != "provisions" else "exposure", SAYS.get(relation) or one.told["table"]["columns"], lang
    )
    kept = {name: heading for name, heading in columns.items() if name in shown}
    shown["confidence"] = sure(row, relation, lang, partial(label, lang=lang))
    st.html(f'<dl class="gf-facts">{pairs(shown, kept, lang)}</dl>')
    receipt.documents(row, lang)
    receipt.looked_for(row, lang)
    receipt.corrections(row, lang)
    said = html.escape(word("show.whole_receipt", lang))
    there = html.escape(frame.receipt(row_id, lang))
    st.html(f'<p><a href="{there}" target="_self">{said}</a></p>')
    st.html(f'<p class="gf-small">{html.escape(word("record.cite", lang))}</p>')
