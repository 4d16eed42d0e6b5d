"""What an operator is told can be set is what the code reads, and the files name only what exists."""

import re
from pathlib import Path

import yaml

from etl.yaml_text import LOADER

ROOT = Path(__file__).parents[1]
CODE = [
    ROOT / "serve.py",
    *(path for folder in ("etl", "pages", "figures", "server", "brief") for path in (ROOT / folder).rglob("*.py")),
]


def named(*paths: Path) -> set[str]:
    return {name for path in paths for name in re.findall(r"GARDEFOU_[A-Z_]+", path.read_text("utf-8"))}


def test_every_setting_the_code_reads_is_told_to_operators_and_no_other():
    files = [ROOT / "compose.yaml", ROOT / "deploy/Caddyfile"]
    told = named(ROOT / "docs/hosting.md")
    assert named(*CODE) | named(*files) | named(ROOT / "Makefile") - {"GARDEFOU_TIMES"} == told  # of the tests


def test_compose_runs_two_workers_and_the_files_it_mounts_exist():
    compose = yaml.load((ROOT / "compose.yaml").read_text("utf-8"), LOADER)
    services = compose["services"]
    workers = [name for name, one in services.items() if one.get("image") == "garde-fou" and "profiles" not in one]
    assert len(workers) == 2
    assert services["proxy"]["environment"]["GARDEFOU_WORKERS"].split() == [f"{name}:8501" for name in workers]
    for volume in services["proxy"]["volumes"]:
        source = volume.split(":")[0]
        assert source in compose["volumes"] or (ROOT / source).exists()
    for name in workers:
        settings = services[name]["environment"]
        assert "localhost" in settings["STREAMLIT_SERVER_ALLOWED_HOSTS"], "the health check is asked as localhost"
        assert settings["GARDEFOU_VISITOR_HEADER"] == "X-Visitor", "as deploy/Caddyfile writes it"
        written = [volume for volume in services[name]["volumes"] if not volume.endswith(":ro")]
        assert [volume.split(":")[0] for volume in written] == ["files"]


def test_the_image_copies_what_exists_and_runs_as_no_root():
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    copied = [line.split()[-2] for line in lines if line.startswith("COPY")]
    assert all((ROOT / path).exists() for path in copied)
    user = next(n for n, line in enumerate(lines) if line.startswith("USER "))
    assert lines[user] != "USER root" and user < next(n for n, line in enumerate(lines) if line.startswith("CMD"))
    assert "serve.py" in lines[-1]


def test_neither_the_proxy_nor_the_settings_ask_for_a_log_of_visitors():
    proxy = (ROOT / "deploy/Caddyfile").read_text("utf-8")
    assert not re.search(r"^\s*log\s*\{", proxy, flags=re.MULTILINE), "a log block of a site is an access log"
    assert "exclude http.log.error" in proxy and "header_up -X-Forwarded-For" in proxy
    assert "gatherUsageStats = false" in (ROOT / ".streamlit/config.toml").read_text("utf-8")


def test_the_lock_names_every_package_with_its_hashes_and_the_image_installs_nothing_else():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", text, flags=re.MULTILINE))
    pins = dict(line.split("==") for line in (ROOT / "requirements.txt").read_text("utf-8").split())
    assert {name: locked.get(name.lower().replace("_", "-")) for name in pins} == pins
    entries = re.split(r"\n(?=[A-Za-z0-9])", text[re.search(r"^[A-Za-z0-9]", text, flags=re.MULTILINE).start() :])
    assert len(entries) == len(locked) > len(pins) and all("--hash=sha256:" in entry for entry in entries)
    assert "--require-hashes -r requirements.lock" in (ROOT / "Dockerfile").read_text("utf-8")
    assert "://" not in text, "no index of anybody's own"


def test_the_server_starts_without_a_home_or_a_way_out_and_writes_nothing_beside_its_data(warehouse, tmp_path):
    """What of the container is tried here without an engine: no HOME, no proxy, a warehouse that stays as it was."""
    import json
    import os
    import subprocess
    import sys
    import time
    import urllib.request

    from serving import free_port

    port = free_port()
    kept = {
        "PATH": os.environ["PATH"], "GARDEFOU_WAREHOUSE": str(warehouse), "GARDEFOU_WARM": "0", "TMPDIR": str(tmp_path),
        "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9",
    }  # fmt: skip # saves 4 lines
    before = {path: path.stat().st_mtime_ns for path in warehouse.iterdir() if path.is_file()}
    with open(tmp_path / "log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.port", str(port)],
            cwd=ROOT, env=kept, stdout=log, stderr=log,
        )  # fmt: skip # saves 3 lines
    try:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=30) as got:
                    told = json.load(got)
                break
            except OSError:
                assert server.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.2)
        assert told["parts"]["queries"] == told["parts"]["pages"] == "works"
    finally:
        server.terminate()
        server.wait(60)
    assert {path: path.stat().st_mtime_ns for path in warehouse.iterdir() if path.is_file()} == before


def test_an_audit_that_looked_up_nothing_is_no_clean_one():
    import sys

    sys.path.insert(0, str(ROOT / "tests/tools"))
    from audit import judged

    clean = {"name": "a", "version": "1", "vulns": []}
    faulty = {"name": "b", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}
    skipped = {"name": "c", "skip_reason": "not found"}
    assert judged([clean], 1) == (0, ["no known fault in the 1 packages of requirements.lock"])
    assert judged([clean, faulty], 2) == (1, ["b 1: X-1, mended in 2"])
    assert judged([clean, skipped], 2)[0] == 2 and "c" in judged([clean, skipped], 2)[1][0]
    assert judged([], 95)[0] == judged([clean], 2)[0] == 2
    assert judged([faulty, skipped], 2)[0] == 1 and len(judged([faulty, skipped], 2)[1]) == 2
    assert re.fullmatch(r"pip-audit==[0-9.]+\n", (ROOT / "requirements-audit.txt").read_text())


def test_the_unit_of_a_worker_says_what_the_documents_promise():
    unit = (ROOT / "deploy/garde-fou@.service").read_text("utf-8")
    for line in (
        "User=gardefou",
        "LimitNOFILE=8192",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "UMask=0077",
        "PrivateTmp=yes",
    ):
        assert f"\n{line}\n" in unit
    assert "ReadWritePaths" not in unit, "a worker writes nothing but its temporary folder"
    told = (ROOT / "docs/hosting.md").read_text("utf-8")
    for name in re.findall(r"deploy/[A-Za-z@.-]+[A-Za-z]", told):
        assert (ROOT / name).exists(), name
    assert re.search(r"EnvironmentFile=(\S+)", unit)[1] in told
