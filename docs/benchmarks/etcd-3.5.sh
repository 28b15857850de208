#!/usr/bin/env bash
# etcd-3.5.sh DIR [SUITE]: puts a static etcd 3.5 and etcdctl into DIR, from Debian's packages of SUITE (default trixie), through
# the mirror that apt already uses. Leaves the installed packages alone. Prints the version. Does nothing when DIR has etcd already.
set -euo pipefail

dir=${1:?usage: etcd-3.5.sh DIR [SUITE]}
suite=${2:-trixie}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
if [ -x "$dir/etcd" ]; then
  exec "$dir/etcd" --version
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"

mirror=$(awk '/^URIs:/ && !found { print $2; found = 1 }' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
mirror=${mirror:-http://deb.debian.org/debian}
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$work/sources.list"

apt=(apt-get
  -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache"
  -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=root)
"${apt[@]}" update -qq
(
  cd "$work"
  "${apt[@]}" download -qq etcd-server etcd-client
  for package in *.deb; do
    dpkg -x "$package" unpacked
  done
)
cp "$work/unpacked/usr/bin/etcd" "$work/unpacked/usr/bin/etcdctl" "$dir/"
"$dir/etcd" --version
