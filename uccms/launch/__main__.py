"""What `make run` does once the packages are installed (docs/running.md)."""

from uccms.launch.launcher import main

if __name__ == "__main__":
    main()
