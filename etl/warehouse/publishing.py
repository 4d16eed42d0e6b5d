"""A version's files: written, read back, put before the gate, and only then the one that is served."""

import datetime as dt
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

import duckdb

from etl.errors import GardefouError
from etl.files import replaced, sha256, synced
from etl.warehouse import CLOSED, Manifest, manifest_in, verified
from etl.warehouse.gate import Gate, vanished
from etl.warehouse.layers import define_macros

KEPT_VERSIONS = 5


def no_room(out: Path, served: Manifest | None, fault: Exception) -> GardefouError:
    """The error for a version that could not be written, with the room it needs and the room there is."""
    needed = 2 * served.path.stat().st_size if served else 50_000_000
    return GardefouError(
        f"the new version could not be written to {out} ({str(fault).splitlines()[0][:200]}). It needs about "
        f"{needed / 1e6:,.0f} MB; {shutil.disk_usage(out).free / 1e6:,.0f} MB are free. What was served stays. Make "
        "room or correct the rights, and build again."
    )


def next_moment(out: Path, now: dt.datetime) -> dt.datetime:
    """The moment a new version is named by: now, or a second after the newest name if the clock was set back.

    So names sort in the order of building, and none is used twice: a reader may hold the file of that name.
    """
    known = [path.stem.split("-")[0] for kind in ("*.json", "*.duckdb") for path in out.glob(kind)]
    moments = []
    for name in known:
        with suppress(ValueError):
            moments.append(dt.datetime.strptime(name, "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC) + dt.timedelta(seconds=1))
    return max([now, *moments])


def publish(
    connection: duckdb.DuckDBPyConnection, out: Path, described: list[dict], inputs: str, as_of: dt.date,
    served: Manifest | None, gate: Gate | None,
) -> Manifest:  # fmt: skip # saves 5 lines
    """Write the marts to a new file, read it back, ask the gate, and swap the pointer to it; the manifest."""
    now = dt.datetime.now(dt.UTC)
    version = f"{next_moment(out, now):%Y%m%dT%H%M%S}-{inputs[:8]}"
    path, scratch = out / f"{version}.duckdb", out / f"{version}.building"
    names = [name for (name,) in connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by 1").fetchall()
    ]  # fmt: skip # saves 3 lines
    connection.execute(f"attach '{scratch}' as published").fetchall()
    connection.execute("create schema published.marts").fetchall()
    define_macros(connection, "published.marts")
    for name in names:
        connection.execute(f"create table published.marts.{name} as from marts.{name}").fetchall()
    ((data_date,),) = connection.execute(
        "select coalesce(max(data_date), any_value(first_alarm_date))::varchar "
        "from marts.anchors left join marts.coverage on true"
    ).fetchall()
    warnings = [text for (text,) in connection.execute("select warning from marts.warnings order by 1").fetchall()]
    connection.execute("checkpoint published").fetchall()
    connection.execute("detach published").fetchall()
    with duckdb.connect(str(scratch), read_only=True, config=CLOSED) as written:
        counts = " union all ".join(f"select '{name}', count(*) from marts.{name}" for name in names)
        rows = dict(written.execute(f"from ({counts}) order by 1").fetchall())
    synced(scratch)
    os.replace(scratch, path)
    record = {
        "version": version,
        "file": path.name,
        "sha256": sha256(path),
        "built_at": now.isoformat(timespec="seconds"),
        "as_of": as_of.isoformat(),
        "data_date": data_date,
        "rows": rows,
        "sources": described,
        "inputs": inputs,
        "warnings": warnings + vanished(path, served),
    }
    if gate:
        try:
            gate(Manifest(path=path, **{key: record[key] for key in record if key != "file"}), served)  # type: ignore[arg-type]
        except BaseException:
            path.unlink()
            raise
    for name in (f"{version}.json", "current.json"):  # the pointer last: until it is swapped the old version is served
        replaced(out / name, json.dumps(record, ensure_ascii=False, indent=1, default=str, allow_nan=False))
    prune(out, version)
    return verified(manifest_in(out / "current.json"))


def prune(out: Path, served: str) -> None:
    """Remove versions beyond the last few, and files of builds that never became a version."""
    known = sorted((path.stem for path in out.glob("*.json") if path.name != "current.json"), reverse=True)
    kept = {served, *known[:KEPT_VERSIONS]}
    for path in [*out.glob("*.duckdb"), *out.glob("*.json")]:
        if path.name != "current.json" and path.stem not in kept:
            path.unlink()
