# What must be on the machine before the project can install the rest. Each check says in one line what to install.

missing() {
  printf 'setup: %s\n' "$1" >&2
  exit 1
}

# require_node: Node 20.19 is the first of its line that can `require` the ES modules among the dependencies.
require_node() {
  local found
  found=$(node --version 2>/dev/null) || missing 'Node.js is missing: install version 20.19 or newer from https://nodejs.org'
  local numbers=${found#v}
  local major=${numbers%%.*} rest=${numbers#*.}
  local minor=${rest%%.*}
  if ((major < 20 || (major == 20 && minor < 19))); then
    missing "Node.js $found is too old: install version 20.19 or newer from https://nodejs.org"
  fi
}

# find_python: prints the first Python 3.10 or newer that can make a virtual environment.
find_python() {
  local python
  for python in python3 python3.13 python3.12 python3.11 python3.10; do
    if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1; then
      printf '%s' "$python"
      return
    fi
  done
  missing 'Python 3.10 or newer with its venv module is missing: install python3 and python3-venv, or from https://www.python.org'
}
