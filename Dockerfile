# The observatory as a container: the warehouse of the repository's data inside, no network needed to run it.
# How to host it: docs/hosting.md.
FROM python:3.11.16-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b

# Chromium draws the exported charts; the fonts are those the charts and the brief are set in.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium fonts-dejavu-core fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 gardefou

WORKDIR /srv/garde-fou
COPY requirements.lock .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY --chown=gardefou:gardefou . .
RUN mkdir -p data/store data/warehouse data/files && chown gardefou:gardefou . data data/store data/warehouse data/files
USER gardefou
RUN python -m etl build

ENV PYTHONUNBUFFERED=1 \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501
EXPOSE 8501
VOLUME ["/srv/garde-fou/data/warehouse", "/srv/garde-fou/data/store", "/srv/garde-fou/data/files"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD \
    ["python", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8501/healthz', timeout=8)"]
CMD ["streamlit", "run", "serve.py"]
