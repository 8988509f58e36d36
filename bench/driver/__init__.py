"""The benchmark driver: see `scripts/bench --help` and bench/README.md."""
