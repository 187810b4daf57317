"""The adapters against their real hosts: `make test-hosts`, `make test-engines`. Not part of `make test`, which installs no host."""
