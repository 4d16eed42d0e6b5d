"""The same counts as Spark's users write them: unzip, spark.read.csv, groupBy. `spark_way.py ARCHIVE FOLDER MASTER`."""

import io
import shutil
import sys
import zipfile
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import StringType, StructField, StructType

CUBE = ["platform_name", "category", "category_specification", "automated_detection", "automated_decision"]
BREAKDOWNS = ["content_type", "decision_account", "decision_ground", "source_type", "territorial_scope"]


def main(archive: str, folder: str, master: str) -> None:
    place = Path(folder)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    with zipfile.ZipFile(archive) as outer:
        for entry in outer.namelist():
            with zipfile.ZipFile(io.BytesIO(outer.read(entry))) as inner:
                inner.extractall(place)
    with open(next(place.glob("*.csv")), encoding="utf-8") as first:
        header = first.readline().strip().split(",")
    spark = SparkSession.builder.master(master).config("spark.ui.enabled", "false").config(
        "spark.driver.host", "127.0.0.1").config("spark.sql.shuffle.partitions", "8").getOrCreate(
    )  # fmt: skip # saves 4 lines
    schema = StructType([StructField(name, StringType()) for name in header])
    rows = spark.read.csv(str(place), header=True, schema=schema, multiLine=True, escape='"')
    rows = rows.select("uuid", "created_at", *CUBE, *BREAKDOWNS).persist()  # the files are parsed once
    total = sum(row["count"] for row in rows.groupBy(*CUBE).count().collect())
    for name in BREAKDOWNS:
        rows.groupBy("platform_name", "category", name).count().collect()
    rows.groupBy(f.substring("created_at", 1, 10)).count().collect()
    distinct = rows.select("uuid").distinct().count()
    print(total, distinct)
    spark.stop()
    shutil.rmtree(place)


main(*sys.argv[1:])
