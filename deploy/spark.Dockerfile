# A Spark node of the project: Spark and Java from Apache's official image, Python and libraries as in the other image.
# The version is that of requirements-spark.txt. Not built where it was written; docs/cluster.md.
FROM apache/spark:4.3.0-scala2.13-java17-ubuntu AS spark

FROM python:3.11.16-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b
RUN apt-get update \
    && apt-get install --yes --no-install-recommends openjdk-17-jre-headless procps \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 gardefou
COPY --from=spark /opt/spark /opt/spark
WORKDIR /srv/garde-fou
COPY requirements.txt requirements-spark.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements-spark.txt
COPY --chown=gardefou:gardefou . .
RUN mkdir -p data/store && chown gardefou:gardefou . data data/store
USER gardefou
ENV SPARK_HOME=/opt/spark PYSPARK_PYTHON=/usr/local/bin/python PYTHONUNBUFFERED=1
ENTRYPOINT ["python", "-m", "etl"]
