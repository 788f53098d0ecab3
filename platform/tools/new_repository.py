"""What `./pants run platform/tools:new-repository` starts."""

import sys

from inseam.new_repository.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
