# The Debian 12 packages that Samlad is built and tested with. Sourced by server/run and tests/run.
# shellcheck shell=bash disable=SC2034

# To build and run the server and its command line client.
samlad_build_packages=(
  build-essential cmake ninja-build
  libboost1.81-dev libboost-json1.81-dev
  librocksdb-dev protobuf-compiler libprotobuf-dev zlib1g-dev
  libssl-dev libsodium-dev libyaml-cpp-dev libtomlplusplus-dev
  libcli11-dev libspdlog-dev prometheus-cpp-dev
  libgtest-dev libbenchmark-dev
  ccache mold
)
# For the fuzz tests.
samlad_test_packages=(clang-14 libclang-rt-14-dev)
# The servers that the benchmark compares samlad with.
samlad_peer_packages=(nats-server nginx libnginx-mod-nchan mosquitto)

# ensure_packages NAME...: installs those that are missing. Without root, sudo or a terminal to ask on
# it says what it needs and ends the script with 1.
ensure_packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed ||
      missing+=("$name")
  done
  ((${#missing[@]})) || return 0

  local as_root=()
  if ((EUID != 0)); then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; then
      as_root=(sudo)
    else
      {
        echo "Samlad needs these Debian packages. As root, install them and start again:"
        echo "  apt-get install --no-install-recommends ${missing[*]}"
      } >&2
      exit 1
    fi
  fi
  echo "Installing: ${missing[*]}"
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
}
