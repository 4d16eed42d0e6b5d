"""A text with a button that copies it. st.code would make each visitor load a highlighter of half a megabyte."""

import streamlit as st

from figures.words import word

_copied = st.components.v2.component(
    "gardefou_copy",
    html='<pre tabindex="0"></pre><button type="button"></button>',
    css="""
    :host {display: block;}
    pre {font-family: var(--st-code-font, monospace); font-size: 0.9rem; line-height: 1.45; white-space: pre-wrap;
      overflow-wrap: anywhere; margin: 0 0 .35rem; padding: .6rem .75rem;
      background: var(--st-secondary-background-color); color: var(--st-text-color); border-radius: .25rem;}
    button {font: inherit; font-size: 0.95rem; color: var(--st-text-color); background: transparent; cursor: pointer;
      border: 1px solid currentColor; border-radius: .25rem; padding: .25rem .75rem; min-height: 2rem;}
    pre:focus-visible, button:focus-visible {outline: 3px solid var(--st-primary-color); outline-offset: 2px;}
    """,
    js="""
    export default ({data, parentElement}) => {
      const [text, button] = [parentElement.querySelector("pre"), parentElement.querySelector("button")];
      text.textContent = data.text;
      button.textContent = data.label;
      button.setAttribute("aria-label", data.named);
      button.onclick = async () => {
        try {
          await navigator.clipboard.writeText(data.text);
          button.textContent = data.done;
        } catch {  // not allowed here: the text is selected instead, to be copied by keyboard
          getSelection().selectAllChildren(text);
          text.focus();
        }
      };
    }
    """,
)


def copied(text: str, what: str, lang: str, key: str) -> None:
    """Shows `text` as it is with a button that copies it; `what` it is, for a screen reader; `key` is unique."""
    label = word("export.copy", lang)
    data = {"text": text, "label": label, "named": f"{label} ({what})", "done": word("export.copied", lang)}
    _copied(data=data, key=f"copy.{key}")
