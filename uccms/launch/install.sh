#!/bin/sh
# Makes .venv with the first Python that will do, or a later one that was built to be quick where the first was
# not, and installs the packages of requirements.lock when it changed. Everything that can be wrong here is one
# sentence; what pip said stays in var/install.log.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$(pwd)
stamp=.venv/installed.lock

say() { echo "$*" >&2; }
disk_is_full() { # less than 4 MB left: then even what went wrong could not be written down
  [ "$(df -Pk . 2>/dev/null | awk 'NR == 2 {print $4}')" -lt 4096 ] 2>/dev/null
}
if cmp -s requirements.lock "$stamp" && .venv/bin/python -c '' 2>/dev/null; then exit 0; fi

python='' old='' unable=''
will_do() { # notes why it will not
  command -v "$1" >/dev/null 2>&1 || return 1
  version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || return 1
  if ! "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then old="$old $version"; return 1; fi
  if ! "$1" -c 'import venv, ensurepip' 2>/dev/null; then unable=$version; return 1; fi
}
is_quick() { # built with profile-guided optimization, as distributions do: pages take a sixth less time
  case $(command -v "$1") in /usr/bin/*) return 0 ;; esac
  "$1" -c 'import sys, sysconfig
sys.exit("--enable-optimizations" not in str(sysconfig.get_config_var("CONFIG_ARGS")))' 2>/dev/null
}
for each in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
  if will_do "$each"; then python=$each; break; fi
done
if [ -n "$python" ] && [ -z "${PYTHON:-}" ] && ! is_quick "$python"; then
  for each in $(IFS=:; for folder in $PATH; do echo "$folder/python3"; done); do
    if will_do "$each" && is_quick "$each"; then python=$each; break; fi
  done
fi
if [ -z "$python" ]; then
  if [ -n "$unable" ]; then
    say "Python $unable is here without its module venv: install it (on Debian: apt install python3-venv)."
  elif [ -n "$old" ]; then
    say "UCCMS needs Python 3.11 or newer, and finds only$old. PYTHON=/path/to/python3 make run uses another one."
  else
    say "UCCMS needs Python 3.11 or newer, and finds none."
  fi
  exit 1
fi

if ! { mkdir -p var && [ -w . ] && [ -w var ] && : >var/install.log; } 2>/dev/null; then
  if disk_is_full; then
    say "The disk is full: nothing can be written in $top. Free some space."
  else
    say "$top cannot be written: give this user the right to, or use another copy."
  fi
  exit 1
fi
chmod 700 var

failed() {
  if disk_is_full || grep -qiE 'no space left|errno 28|quota exceeded|file too large' var/install.log; then
    say "The disk is full: the packages do not fit into $top/.venv. Free some space."
  else
    say "$1 ($top/var/install.log says more): $(tail -n 1 var/install.log)"
  fi
  exit 1
}

say "Installing the packages (once; about a minute)."
rm -f "$stamp"
if ! .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  rm -rf .venv
  "$python" -m venv .venv >>var/install.log 2>&1 || failed "No virtual environment could be made"
fi
.venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes --no-deps \
  -r requirements.lock >>var/install.log 2>&1 || failed "The packages could not be installed"
cp requirements.lock "$stamp" 2>>var/install.log || failed "The packages could not be noted as installed"
