"""Entry point: language, filters and navigation; runs the chosen page inside its frame."""

import time
from contextlib import ExitStack
from functools import partial

import streamlit as st

from etl import warehouse
from figures.data import current, reading
from pages.shared import address, drawer, filters, find_box, frame, rail, shell
from pages.shared.query import begin
from server.bounds import running
from server.health import FAULTS
from server.visitors import Over

lang = filters.language()
page = frame.navigation(lang)
shell.begin(lang)
with ExitStack() as run:
    try:
        run.enter_context(running(str(st.context.ip_address or ""), st.context.headers.to_dict()))
        gone = filters.version_asked(lang)
        served = run.enter_context(reading(begin()))
        shell.titled(lang, page.url_path or frame.PAGES[0])
        chosen, complaints = filters.sidebar(lang, page.url_path or frame.PAGES[0], served)
    except warehouse.Unavailable as refusal:
        shell.unavailable(lang, refusal)
        st.stop()
    except Over:
        shell.busy(lang)
        st.stop()
    shell.bar(lang, partial(find_box.box, lang), filters.language_switch)
    shell.notices(lang, [*complaints, *gone], served, current(), chosen.page)
    st.session_state["selection"] = chosen
    try:
        drawer.listen(chosen)
        rail.rail(lang)
        page.run()
        drawer.opened(chosen)
    except warehouse.Unavailable as refusal:
        shell.unavailable(lang, refusal)
    except Exception:
        FAULTS.append(time.monotonic())
        shell.failed(lang)
        raise
    finally:
        address.write()
        del st.session_state["selection"]  # so a page run without this file is noticed, see frame.selection()
        shell.footer(chosen, served)
