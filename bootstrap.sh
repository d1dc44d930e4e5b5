#!/usr/bin/env bash
# Make .venv from the lock with nothing but a Python of 3.11 or newer on the machine.
set -euo pipefail
python=${1:-python3}
cd "$(dirname "$0")"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python"; exit 4; }
if ! command -v uv >/dev/null; then
    # Debian's python3 may come without pip and venv: then both come from its own archive
    "$python" -m pip --version >/dev/null 2>&1 && "$python" -c 'import ensurepip' 2>/dev/null || {
        echo "installing python3-pip and python3-venv"
        [ "$(id -u)" = 0 ] && sudo= || sudo=sudo
        $sudo apt-get update -qq && $sudo apt-get install -y -qq python3-pip python3-venv
    }
    [ -x .venv/uv/bin/uv ] || { "$python" -m venv .venv/uv && .venv/uv/bin/pip install --quiet uv; }
    PATH="$PWD/.venv/uv/bin:$PATH"
fi
[ -x .venv/bin/python ] || uv venv --quiet --allow-existing --python "$python" .venv
echo "installing the locked packages (about 3 GB at the first time)"
uv pip install --quiet --python .venv/bin/python -r requirements.lock
uv pip install --quiet --python .venv/bin/python --no-deps --editable .
