"""The sections of a page in a rail beside it: made from the headings that are seen, so that it says what is there.

On a telephone the rail is in the menu, which closes when something of it is chosen.
"""

import html

import streamlit as st

from figures.words import word, words

LEAST = 3  # sections: fewer need no rail
_rail = st.components.v2.component(
    "gardefou_rail",
    js="""
    const drawn = (least) => {
      const rail = document.querySelector(".gf-rail");
      const named = [...document.querySelectorAll("[data-testid=stMain] [data-rail]")];
      const heads = named.filter((one) => one.offsetParent);
      const held = heads.map((one) => one.id + one.dataset.rail).join();
      if (!rail || rail.dataset.held === held) return;
      rail.dataset.held = held;
      rail.hidden = heads.length < least;
      rail.replaceChildren(...heads.map((one) => {
        const link = document.createElement("a");
        link.href = `#${one.id}`;
        link.textContent = one.dataset.rail;
        link.onclick = (event) => {
          event.preventDefault();
          const there = document.getElementById(one.id);
          there.tabIndex = -1;
          there.scrollIntoView();
          there.focus({preventScroll: true});
        };
        return link;
      }));
    };
    // On a telephone the menu lies over the page: what was chosen in it closes it.
    const CHOSEN = "[data-testid=stSidebarNavLink], .gf-rail a, [data-testid=stFormSubmitButton] button";
    const OPEN = "[data-testid=stSidebarCollapseButton] button[aria-expanded=true]";
    const chosen = (event) => {
      if (innerWidth > 767 || !event.target.closest("[data-testid=stSidebar]") || !event.target.closest(CHOSEN)) return;
      setTimeout(() => document.querySelector(OPEN)?.click(), 250);
    };
    export default ({data}) => {
      if (window.gardefouRail) return;
      document.addEventListener("click", chosen);
      let due = 0;
      const later = () => { due ||= requestAnimationFrame(() => { due = 0; drawn(data.least); }); };
      window.gardefouRail = new MutationObserver(later);
      window.gardefouRail.observe(document.body, {childList: true, subtree: true});
      later();
    };
    """,
)


def rail(lang: str) -> None:
    """An empty list in the side bar, which the headings of the page fill (`heading`)."""
    name = html.escape(word("common.sections", lang))
    st.sidebar.html(f'<nav class="gf-rail" aria-label="{name}" hidden></nav>')
    _rail(data={"least": LEAST}, key="rail", height=1)


def heading(title: str, name: str, lang: str) -> str:
    """The heading of a figure as HTML, with the short name the rail gives it, where it has one."""
    short = word(f"rail.{name}", lang) if f"rail.{name}" in words(lang) else ""
    own = f' data-rail="{html.escape(short)}"' if short else ""
    key = html.escape(name.replace(".", "-"))
    return f'<h2 class="gf-figure-title" id="at-{key}"{own}>{html.escape(title)}</h2>'
