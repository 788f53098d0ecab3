"""What `./pants run platform/doubles:entropy-data` starts."""

from doubles.entropy_data.__main__ import main

if __name__ == "__main__":
    main()
