"""The dashboard as it is served: `streamlit run serve.py`, on a laptop or behind a proxy (docs/hosting.md)."""

import resource
from contextlib import suppress

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from server import bounds, connections, crawlers, data, embed, feed, figures, fonts, logs
from server.assets import Assets
from server.bounds import Bounds
from server.guard import Guard
from server.health import health, live
from server.paths import Paths
from server.relation import relation
from server.shell import Shell, base_path
from server.warm import lifespan

MOST_OPEN = 8192  # descriptors: a socket costs four, for two minutes longer than it lasts
with suppress(ValueError, OSError):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_OPEN if hard == resource.RLIM_INFINITY else min(MOST_OPEN, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
bounds.fit(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
connections.watch()
logs.bound()

at = base_path().rstrip("/")
app = st.App(
    "dashboard.py",
    routes=[
        Route(f"{at}/healthz", health),
        Route(f"{at}/livez", live),
        *(Route(f"{at}/api/v1{end}", data.index) for end in ("", "/")),
        Route(f"{at}/api/v1/{{name}}.{{form}}", relation),
        *(Route(f"{at}/api{end}", data.nothing) for end in ("", "/{rest:path}")),
        *(Route(f"{at}/figures{end}", figures.index) for end in ("", "/")),
        Route(f"{at}/figures/{{name}}.{{ending}}", figures.file),
        Route(f"{at}/figures/{{rest:path}}", figures.nothing),
        Route(f"{at}/embed/script/{{version}}/{{name:str}}", embed.source),
        Route(f"{at}/embed/{{name}}", embed.embed),
        *(Route(f"{at}/embed{end}", figures.nothing) for end in ("", "/{rest:path}")),
        Route(f"{at}/oembed", embed.oembed),
        Route(f"{at}/fonts/{{digest}}/{{name}}", fonts.face),
        Route(f"{at}/robots.txt", crawlers.robots),
        Route(f"{at}/sitemap.xml", crawlers.sitemap),
        Route(f"{at}/feed.atom", feed.feed),
    ],
    middleware=[Middleware(Guard), Middleware(Bounds), Middleware(Paths), Middleware(Assets), Middleware(Shell)],
    lifespan=lifespan,
)
