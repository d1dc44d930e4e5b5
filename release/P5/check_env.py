"""Is this computer ready for the notebook? Run ``python check_env.py`` here; Jupyter is not needed."""

import sys
from pathlib import Path

if sys.version_info < (3, 8):  # noqa: UP036 - the message is for those who have it
    sys.exit("error  Python is too old -> make an environment as the README says")

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from kit.environment import main  # noqa: E402 - kit lies beside this file

if __name__ == "__main__":
    sys.exit(main(HERE))
