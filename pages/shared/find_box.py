"""The box that looks for words, on every page: Ctrl-K reaches it, Enter opens what was found."""

import streamlit as st

from figures.find import MOST_SIGNS
from figures.words import word
from pages.shared import address

# A component's own shadow keeps its style; the colours are the theme's.
_box = st.components.v2.component(
    "gardefou_find",
    html="""<form role="search">
<input type="search" name="q" autocomplete="off" spellcheck="false" enterkeyhint="search">
<kbd aria-hidden="true">Ctrl K</kbd></form>""",
    css="""
form {margin: 0; position: relative;}
input {box-sizing: border-box; width: 100%; height: 2.25rem; padding: 0 4rem 0 .6rem; color: var(--st-text-color);
  font: inherit; font-size: .9375rem; background: var(--st-background-color); border: 1px solid currentColor;
  border-radius: .25rem;}
input::placeholder {color: inherit; opacity: .85;}
input:focus-visible {outline: 2px solid var(--st-primary-color); outline-offset: 2px;}
kbd {position: absolute; right: .6rem; top: .55rem; font: inherit; font-size: .75rem; opacity: .85;
  pointer-events: none;}
input:focus + kbd {display: none;}
@media (pointer: coarse), (max-width: 48rem) {kbd {display: none;} input {padding-right: .6rem;}}
@media print {form {display: none;}}
""",
    js="""
export default ({data, parentElement, setTriggerValue}) => {
  const form = parentElement.querySelector("form"), field = form.querySelector("input");
  field.setAttribute("aria-label", data.label);
  field.placeholder = data.go;
  field.maxLength = data.most;
  if (field.dataset.given !== data.asked) field.value = field.dataset.given = data.asked;
  form.onsubmit = event => {
    event.preventDefault();
    if (field.value.trim()) setTriggerValue("asked", field.value.trim());
  };
  window.gardefouFind = () => {field.focus(); field.select();};
  window.gardefouKeys ??= document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      window.gardefouFind();
    }
  }) ?? true;
}
""",
)


def box(lang: str) -> None:
    """Draws the box; what is typed in it is asked of the page that finds."""
    asked = st.query_params.get("q", "")[:MOST_SIGNS]
    told = {"label": word("find.box", lang), "go": word("find.go", lang), "most": MOST_SIGNS, "asked": asked}
    found = _box(data=told, key="find_box", on_asked_change=lambda: None)
    if found.asked:
        address.choose("find", "q", str(found.asked)[:MOST_SIGNS])
        st.switch_page("pages/find.py")
