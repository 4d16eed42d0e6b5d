"""The image's own conditions without an engine: read-only root, a user without rights, no network, no HOME."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from etl.yaml_text import LOADER

ROOT = Path(__file__).parents[1]
TOOL = ROOT / "tests/tools/contained.py"
FIXTURE = ROOT / "tests/fixtures/detections"
SERVE = """
import asyncio, json, os, socket, subprocess, sys, time, urllib.error, urllib.request
sys.path.insert(0, os.getcwd())
from torture.hostile import visit
told = dict(uid=os.getuid(), home=os.environ.get("HOME"))
places = dict(root="/written", project="written", temporary="/tmp/written", own=sys.argv[1] + "/written")
for name, place in places.items():
    try:
        open(place, "w").close()
        told["can write " + name] = True
    except OSError:
        told["can write " + name] = False
try:
    socket.create_connection(("192.0.2.1", 80), 5).close()
    told["network"] = True
except OSError:
    told["network"] = False
port = 8765
log = open(sys.argv[1] + "/log", "w")
command = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.port", str(port)]
server = subprocess.Popen(command, stdout=log, stderr=log)
try:
    while True:
        try:
            told["health"] = json.load(urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=300))
            break
        except urllib.error.HTTPError as fault:
            raise SystemExit(fault.read().decode())
        except OSError:
            if server.poll() is not None:
                raise SystemExit(open(log.name).read())
            time.sleep(0.2)
    for path in ("/statements?lang=fr", "/api/v1/enforcement.csv", "/feed.atom"):
        told[path] = urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=300).status
    told["page"] = asyncio.run(visit(f"localhost:{port}", [("enforcement", "lang=fr")], 600))[0][0]
    if len(sys.argv) > 2:
        drawn = urllib.request.urlopen(f"http://localhost:{port}{sys.argv[2]}", timeout=300).read()
        told["picture"] = drawn[1:4].decode()
finally:
    server.terminate()
    server.wait(60)
print(json.dumps(told))
"""


def contained(writable: Path, *command: str, **surroundings: str) -> subprocess.CompletedProcess:
    """What the command says in such a place; the test is left where the machine allows none, and says so."""
    ran = subprocess.run(
        [sys.executable, str(TOOL), str(writable), "--", *command], cwd=ROOT, env={**os.environ, **surroundings},
        capture_output=True, text=True, timeout=1800,
    )  # fmt: skip # saves 4 lines
    if ran.returncode == 77:
        pytest.skip("this machine lets nobody make a place without network and with read-only files")
    return ran


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_the_server_works_read_only_without_rights_network_and_home(warehouse, tmp_path):
    shutil.copytree(warehouse, tmp_path / "warehouse", ignore=shutil.ignore_patterns("store", "*.log"))
    for path in (*(tmp_path / "warehouse").iterdir(), tmp_path / "warehouse"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    drawn = (
        ["/figures/enforcement.acts.png"]
        if any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
        else []
    )
    ran = contained(
        tmp_path, sys.executable, "-c", SERVE, "{}", *drawn,
        GARDEFOU_WAREHOUSE="{}/warehouse", GARDEFOU_WARM="0",
    )  # fmt: skip # saves 6 lines
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["home"] is None and not told["network"] and told["can write own"]
    assert not (told["can write root"] or told["can write project"] or told["can write temporary"])
    assert told["health"]["parts"]["queries"] == told["health"]["parts"]["pages"] == "works"
    assert told["/statements?lang=fr"] == told["/api/v1/enforcement.csv"] == told["/feed.atom"] == 200 and told["page"]
    assert told.get("picture") == ("PNG" if drawn else None)


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_the_commands_write_into_the_volumes_and_nowhere_else(tmp_path):
    """Ingest and build, with the volumes as the image leaves them: folders of the user without rights."""
    out, store = tmp_path / "warehouse", tmp_path / "store"
    places, etl, file = "--out {}/warehouse --store {}/store", f"{sys.executable} -m etl", FIXTURE / "nudenet.jsonl"
    commands = (
        f"ingest detections {file} --detector d --format nudenet --accept-losses --store {{}}/store",
        f"build {places}",
        f"status {places}",
    )
    ran = contained(tmp_path, "sh", "-ec", "; ".join(f"{etl} {one}" for one in commands))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert len(list(out.glob("2*.duckdb"))) == 1 and list(store.rglob("*.parquet"))
    assert not [path for path in out.iterdir() if path.stat().st_mode & 0o022], "nobody else may write there"


def test_what_the_image_is_made_of_is_named_by_its_digest():
    """A tag may be another image tomorrow."""
    import re

    named = [line.split()[1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("FROM ")]
    services = yaml.load((ROOT / "compose.yaml").read_text(), LOADER)["services"].values()
    named += [one["image"] for one in services if "build" not in one]
    assert named and not [one for one in named if not re.search(r"@sha256:[0-9a-f]{64}$", one) and one != "garde-fou"]
