"""Known faults of the packages that requirements.lock names: `make audit`.

0: each was looked up and none has a known fault; 1: faults, listed; 2: some or all could not be looked up, so that
nothing is ruled out for them. The tool itself ends with 0 when it reached no database: what it skipped is counted here.
"""

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parents[2] / "requirements.lock"
COMMAND = ("-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json")
MORE = 10  # names listed of those that could not be looked up


def judged(found: list[dict], needed: int) -> tuple[int, list[str]]:
    """The exit code and what is said, for the tool's record of each package, of which there should be `needed`."""
    faulty = [one for one in found if one.get("vulns")]
    silent = [one["name"] for one in found if "vulns" not in one or one.get("skip_reason")]
    said = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault.get('fix_versions', ())) or 'no version yet'}"
        for one in faulty
        for fault in one["vulns"]
    ]
    missing = len(silent) + max(0, needed - len(found))
    if missing:
        some = ", ".join(silent[:MORE]) + (" …" if len(silent) > MORE else "")
        said.append(f"{missing} of {needed} packages could not be looked up, so nothing is ruled out for them: {some}")
    if not said:
        said.append(f"no known fault in the {needed} packages of requirements.lock")
    return (1 if faulty else 2 if missing else 0), said


def main() -> int:
    """Asks, with the interpreter that has the tool, and says."""
    needed = sum("==" in line and not line[0].isspace() for line in LOCK.read_text("utf-8").splitlines())
    ran = subprocess.run([sys.executable, *COMMAND, "-r", str(LOCK)], capture_output=True, text=True, check=False)
    try:
        found = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        print((ran.stderr or ran.stdout).strip()[-500:], file=sys.stderr)
        found = []
    code, said = judged(found, needed)
    print("\n".join(said), file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
