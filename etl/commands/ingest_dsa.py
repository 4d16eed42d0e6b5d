"""Count the daily dumps of the EU's DSA Transparency Database, exact to the row.

PATH is an archive (sor-global-2026-01-05-full.zip, or -light, or of one platform), a folder of archives, or one CSV
part, also as .csv.gz. Parquet is read as dsa-tdb writes it: chunks of a day (…-full/part-0000.parquet, or their zip),
which count like CSV parts, and aggregates; so are shantay's statistics. A file of counts stands for its days as long as
no archive of statements does. A .sha1 file beside an archive is compared with it. Archives are read oldest first; one
that is refused does not stop the others. An archive that was read before, under whatever name, adds nothing; a newer
archive of the same day replaces the older one. A run that is stopped goes on at the next part when the same command is
given again.

With --engine spark the executors of a Spark cluster do the work: the same functions, the same store, file by file.
PATH and --store must then be seen by every worker under the same name (a shared folder); docs/cluster.md starts from
nothing. PATH and --store may lie in an object store, with either engine: s3://bucket/prefix, at AWS_ENDPOINT_URL, with
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment.

Exit codes: 0 every archive is in the store (rejected rows are listed in STORE/dsa/rejects); 1 at least one archive was
refused, the others are in; 2 wrong usage; 130 interrupted, what was complete is kept.
"""

import argparse
import os
import shlex

from etl.engine import add_engine, master_of
from etl.objects import placed
from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=placed, metavar="PATH", help="archive, folder of archives, or CSV part"
    )
    parser.add_argument("--store", type=placed, default=STORE, help="where counts are kept (%(default)s)")
    parser.add_argument("--dry-run", action="store_true", help="say what would be read, and read nothing")
    parser.add_argument("--jobs", type=int, default=0, help="parts read at once (default: 2, or 1 on a single core)")
    add_engine(parser)


def run(args: argparse.Namespace) -> int:
    """0 when every archive is in the store, 1 when one was refused."""
    # numpy would start threads for matrices, which this command has none of: a tenth of a second of waiting in a loop.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from etl.dsa.ingest import cores, ingest

    then = f"They count from the next build on: python -m etl build --store {shlex.quote(str(args.store))}"
    jobs = max(1, args.jobs or cores())
    return ingest(args.paths, args.store / "dsa", args.dry_run, jobs, then, master_of(args))
