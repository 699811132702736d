"""Starts the emulator with IAM checks that see what AWS would see (request_context.py)."""

import sys

# The repository's folder stays as it is.
sys.dont_write_bytecode = True

import request_context  # noqa: E402

# Before the emulator's application is loaded, which takes some of what is replaced by name.
request_context.install()

from ministack.app import main  # noqa: E402

main()
