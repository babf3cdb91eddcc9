# shellcheck shell=bash disable=SC2034
# Functions and lists that the scripts in this folder share.  Must be sourced.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

build_packages=(g++ meson ninja-build pkg-config protobuf-compiler libprotobuf-dev libprotoc-dev zlib1g-dev libdeflate-dev libpcap-dev
  libfmt-dev libsimdjson-dev libhwy-dev libcli11-dev libexpected-dev doctest-dev libbenchmark-dev)
# Programs that the system tests run, or compare results with.
test_packages=(python3 tshark tcpdump iproute2 nsd unbound knot-dnsutils strace binutils
  golang-go golang-github-farsightsec-go-nmsg-dev)
clang_packages=(clang libclang-rt-dev)

# Options for builds with sanitizers.  Their reports name lines but no variables.
sanitized_options=(-Db_lundef=false --buildtype=debug -Doptimization=2 -Dcpp_args=-g1 -Dbenchmarks=disabled)

# install_missing PACKAGE...: installs the packages that are missing (Debian, Ubuntu).
install_missing() {
  local missing=() package
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  echo "installing: ${missing[*]}"
  local as_root=()
  [[ $(id -u) == 0 ]] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# configure FOLDER [MESON OPTION...]: sets up a build folder, or changes the options of an existing one.
configure() {
  local folder=$1
  shift
  if [[ ! -f $folder/build.ninja ]]; then
    meson setup "$folder" "$root" "$@" >/dev/null
  elif (($#)); then
    meson configure "$folder" "$@"
  fi
}
