"""The dashboard as it is served: `streamlit run serve.py`, on a laptop or behind a proxy (docs/hosting.md)."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from server.assets import Assets
from server.guard import Guard
from server.health import health
from server.shell import Shell
from server.warm import lifespan

app = st.App(
    "dashboard.py",
    routes=[Route("/healthz", health)],
    middleware=[Middleware(Guard), Middleware(Assets), Middleware(Shell)],
    lifespan=lifespan,
)
