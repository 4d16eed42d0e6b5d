#!/bin/sh
# Known faults of the locked packages, where a database of them can be reached; where none can, that is said, and is no pass.
set -u
python="${1:-.venv/bin/python}"
if ! "$python" -m pip_audit --version >/dev/null 2>&1; then
  echo "pip-audit is not installed: nothing was audited. Install it beside: $python -m pip install pip-audit" >&2
  exit 2
fi
"$python" -m pip_audit --require-hashes --disable-pip -r requirements.lock
code=$?
[ $code -eq 0 ] && echo "no known fault in the packages of requirements.lock"
[ $code -ne 0 ] && echo "the audit found faults, or reached no database (read above); known vulnerabilities are not ruled out" >&2
exit $code
