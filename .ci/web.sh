# What the web client is built with, and its build. Sourced by server/run and tests/web/run, after
# packages.sh.
# shellcheck shell=bash disable=SC2034

# The shores of the base map are taken from these when it is made.
samlad_web_packages=(protobuf-compiler gmt gmt-gshhg-full)
# The browser that the web client is tested in.
samlad_web_test_packages=(chromium)

# The web client's tools need Node.js 20.19, 22.12 or later.
node_is_new_enough() {
  local version major minor
  command -v node >/dev/null && command -v npm >/dev/null || return 1
  version=$(node --version) && version=${version#v}
  major=${version%%.*}
  minor=${version#*.} && minor=${minor%%.*}
  ((major == 20 && minor >= 19 || major == 22 && minor >= 12 || major > 22))
}

# ensure_node FOLDER: node and npm in PATH. Debian 12's own are too old for the tools: they fetch a newer
# node from npm into FOLDER. 1 and a sentence if there is none to be had.
ensure_node() {
  local folder=$1 cpu
  node_is_new_enough && return 0
  if ! command -v npm >/dev/null; then (ensure_packages nodejs npm) || return 1; fi
  node_is_new_enough && return 0
  case $(uname -m) in
    x86_64) cpu=x64 ;;
    aarch64) cpu=arm64 ;;
    *) cpu=$(uname -m) ;;
  esac
  local bin=$folder/node_modules/.bin
  if [[ ! -x $bin/node ]]; then
    echo "Installing a newer Node.js than $(node --version) into $folder"
    mkdir -p "$folder"
    echo '{"private": true}' >"$folder/package.json"
    npm install --prefix "$folder" --no-save --no-audit --no-fund \
      "node-linux-$cpu@^22.12.0" npm@10 || true
  fi
  export PATH=$bin:$PATH
  hash -r
  node_is_new_enough && return 0
  echo "The web client needs Node.js 20.19 or later: install it from nodejs.org and start again," \
    "or go on without the web client by --no-web." >&2
  return 1
}

# install_web_modules WEB: the packages that the lock file names; nothing if they are there.
install_web_modules() {
  local web=$1 wanted stamp
  stamp=$web/node_modules/.installed
  wanted="$(node --version) $(sha256sum <"$web/package-lock.json")"
  if [[ -f $stamp && $(<"$stamp") == "$wanted" ]]; then return 0; fi
  (cd "$web" && npm ci --no-audit --no-fund) || return 1
  echo "$wanted" >"$stamp"
}

# build_web WEB NODE_FOLDER: makes WEB/dist, which the server serves. The base map is made anew only when
# what it is made of has changed.
build_web() {
  local web=$1
  (ensure_packages "${samlad_web_packages[@]}") || return 1
  ensure_node "$2" || return 1
  install_web_modules "$web" || return 1
  (cd "$web" && npm run --silent basemap && npm run --silent build -- --logLevel error)
}
