"""Start a Spark cluster on this machine, a master and workers, and stop it with Ctrl-C.

To try things, and to use all cores of one large machine: `python -m etl ingest dsa PATH --engine spark --master
spark://127.0.0.1:7077` in another terminal. Nothing listens outside this machine. docs/cluster.md has the larger ones.

Exit codes: 0 stopped; 1 Java or pyspark is missing, or the port is taken.
"""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=2, help="how many (%(default)s)")
    parser.add_argument("--cores", type=int, default=1, help="of each worker: tasks it runs at once (%(default)s)")
    parser.add_argument("--port", type=int, default=7077, help="the master's (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 once it was stopped."""
    import signal

    from etl.cluster import standalone

    for one in (signal.SIGINT, signal.SIGTERM):  # by a person or a service manager, also when started in the background
        signal.signal(one, signal.default_int_handler)
    with standalone(args.workers, args.cores, args.port) as (address, _):
        print(f"{address} has {args.workers} workers of {args.cores} cores. Ctrl-C stops it.", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("stopped", flush=True)
    return 0
