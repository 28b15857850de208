#!/usr/bin/env bash
# What the distance between nodes costs: the same three nodes twice on one machine, once as far apart as their links say (quorate
# demo --wan), once as near as loopback, under the same loads in turn. See README.md beside this file. Needs: bash, awk, Linux.
set -euo pipefail
export LC_ALL=C

usage() {
  cat <<'EOF'
usage: cities.sh [options]
  --pairs N          pairs of runs per load (3)
  --seconds N        measured time of a run (5)
  --warmup-ops N     operations on each cluster before anything counts (100000)
  --cities RTT       round trip between cities (20ms)
  --zones RTT        round trip between zones (1ms)
  --data DIR         where the clusters store their data (a new directory under /var/tmp)
  --port-base N      ports from N on (25790)
  --out FILE         results in markdown (docs/benchmarks/results/DATE-COMMIT-cities.md)
EOF
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
quorate=$top/quorate
pairs=3 seconds=5 warmup_ops=100000 cities=20ms zones=1ms data='' port_base=25790 out=''
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
  esac
  if [ $# -lt 2 ]; then usage >&2; exit 2; fi
  case $1 in
    --pairs) pairs=$2 ;;
    --seconds) seconds=$2 ;;
    --warmup-ops) warmup_ops=$2 ;;
    --cities) cities=$2 ;;
    --zones) zones=$2 ;;
    --data) data=$2 ;;
    --port-base) port_base=$2 ;;
    --out) out=$2 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift 2
done

data=${data:-$(mktemp -d /var/tmp/quorate-cities.XXXXXX)}
mkdir -p "$data"
commit=$(git -C "$top" rev-parse --short HEAD 2>/dev/null || echo unknown)
if [ -n "$(git -C "$top" status --porcelain 2>/dev/null)" ]; then commit=$commit-modified; fi
out=${out:-$here/results/$(date -u +%Y-%m-%d)-$commit-cities.md}
mkdir -p "$(dirname "$out")"

say() { echo "cities: $*" >&2; }
die() { say "$*"; exit 1; }

started=()
stop_all() {
  for pid in "${started[@]:-}"; do
    if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; fi
  done
  wait 2>/dev/null || true
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# --- clusters --------------------------------------------------------------------------------------------------------------------

# Each node in a city of its own, or all in one; the first one leads.
topology() { # cities|zones BASE
  local i city=shanghai
  echo "cluster: $1-$2"
  echo "cities:"
  if [ "$1" = zones ]; then printf '  shanghai:\n    zones:\n'; fi
  for i in 0 1 2; do
    if [ "$1" = cities ]; then
      city=$(echo shanghai hangzhou nanjing | cut -d ' ' -f $((i + 1)))
      printf '  %s:\n    zones:\n' "$city"
    fi
    echo "      z$i: { nodes: { n$i: { host: 127.0.0.1, client: $(($2 + i * 10)), peer: $(($2 + i * 10 + 1))," \
      "http: $(($2 + i * 10 + 2)) } } }"
  done
  echo "links:"
  local rtt=$cities
  if [ "$1" = zones ]; then rtt=$zones; fi
  echo "  - { between: [z0, z1], rtt: $rtt }"
  echo "  - { between: [z0, z2], rtt: $rtt }"
  echo "  - { between: [z1, z2], rtt: $rtt }"
  echo "keyspaces:"
  echo "  default: { pattern: multi-active, voters: [n0, n1, n2], home: n0 }"
}

start() { # NAME cities|zones BASE [--wan]
  mkdir -p "$data/$1"
  topology "$2" "$3" >"$data/$1/topology.yaml"
  "$quorate" demo --topology "$data/$1/topology.yaml" --data "$data/$1/data" "${@:4}" >"$data/$1/demo.log" 2>&1 &
  local pid=$! tries=0
  started+=("$pid")
  until grep -q '^ready' "$data/$1/demo.log"; do
    kill -0 "$pid" 2>/dev/null || die "$1 ended; see $data/$1/demo.log"
    tries=$((tries + 1))
    if [ $tries -ge 120 ]; then die "$1 is not ready; see $data/$1/demo.log"; fi
    sleep 1
  done
  # Whoever won the first election, the leader goes home.
  tries=0
  until "$quorate" status --endpoints "127.0.0.1:$3" --output json | tr -d ' \n' | grep -q '"name":"n0"[^{]*"leads":\["default"'; do
    tries=$((tries + 1))
    if [ $tries -ge 60 ]; then die "n0 does not lead in $1"; fi
    sleep 1
  done
  say "$1 is ready"
}

# --- loads -----------------------------------------------------------------------------------------------------------------------

keys=(--key-size 8 --key-space 10000)

# Home is where the leader is; far is another node. Clients stand beside the node that they ask.
load() { # LOAD BASE -> words of the bench command
  local home="--endpoints 127.0.0.1:$2" far="--endpoints 127.0.0.1:$(($2 + 20))"
  case $1 in
    put-home-1) echo put --val-size 256 "$home" ;;
    put-far-1) echo put --val-size 256 "$far" ;;
    lget-home-100) echo get --consistency l "$home" --conns 10 --clients 100 --rate 2000 ;;
    sget-home-100) echo get --consistency s "$home" --conns 10 --clients 100 --rate 2000 ;;
    lget-far-1) echo get --consistency l "$far" ;;
    lget-far-1000) echo get --consistency l "$far" --conns 100 --clients 1000 --rate 5000 ;;
    bget-far-1) echo get --consistency bounded --max-staleness 5s "$far" ;;
    *) die "unknown load '$1'" ;;
  esac
}
loads="put-home-1 put-far-1 lget-home-100 sget-home-100 lget-far-1 lget-far-1000 bget-far-1"

run() { # NAME BASE LOAD -> "throughput p50 p99", micros
  local json=$data/$1/$3.json
  # shellcheck disable=SC2046 # the load is several words
  "$quorate" bench $(load "$3" "$2") "${keys[@]}" --warmup 2s --duration "${seconds}s" --seed $RANDOM --output json >"$json" ||
    die "$1 $3 failed; see $json"
  if grep -q '"firstMessage"' "$json"; then die "$1 $3 had errors, see $json"; fi
  awk -F'[:,]' '/"throughputPerSecond"/ { t = $2 } /"p50Micros"/ { a = $2 } /"p99Micros"/ { b = $2 }
    END { printf "%.0f %.0f %.0f\n", t, a, b }' "$json"
}

warm_up() { # BASE
  local all="127.0.0.1:$1,127.0.0.1:$(($1 + 10)),127.0.0.1:$(($1 + 20))" each
  "$quorate" bench put --endpoints "$all" "${keys[@]}" --conns 30 --clients 300 --sequential --total 10000 >/dev/null
  for each in 'put --val-size 256' 'get --consistency l' 'get --consistency s' 'get --consistency bounded'; do
    # shellcheck disable=SC2086 # several words
    "$quorate" bench $each --endpoints "$all" "${keys[@]}" --conns 30 --clients 300 --total $((warmup_ops / 4)) >/dev/null
  done
}

"$quorate" version >/dev/null
export QUORATE_NO_BUILD=1
raw=$data/raw.txt
: >"$raw"
base=$port_base
for shape in cities zones; do
  started=()
  start "$shape-far" "$shape" "$base" --wan
  start "$shape-near" "$shape" $((base + 30))
  warm_up "$base"
  warm_up $((base + 30))
  for load in $loads; do
    for pair in $(seq 1 "$pairs"); do
      far=$(run "$shape-far" "$base" "$load")
      near=$(run "$shape-near" $((base + 30)) "$load")
      say "$shape $load pair $pair: with distance $far | without $near   (op/s, p50 us, p99 us)"
      echo "$shape $load $pair $far $near" >>"$raw"
    done
  done
  stop_all
  base=$((base + 60))
done
started=()

report() {
  echo "# What distance costs, $(date -u +%Y-%m-%d), commit $commit"
  echo
  echo "Made by [cities.sh](../cities.sh); [how to read it](../README.md)."
  echo
  echo "- machine: $(nproc) cores, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)," \
    "$(awk '/^MemTotal/ { printf "%d GB", $2 / 1048576 + 0.5 }' /proc/meminfo), kernel $(uname -r)"
  echo "- three voters, the first one leads; round trips of $cities between cities, $zones between zones of one city"
  echo "- $pairs pairs, $seconds s a run; keys 8 B out of 10,000, values 256 B; the load's last part is its number of clients; 100" \
    "clients ask 2,000 times a second, 1,000 ask 5,000 times, and 1 as often as it is answered"
  echo "- load average at the end: $(cut -d' ' -f1-3 /proc/loadavg)"
  echo
  echo "Milliseconds: median (least to most) over the pairs."
  echo
  echo "| shape | load | p50 with distance | p50 without | difference of p50 | p99 with distance | p99 without |"
  echo "|---|---|---|---|---|---|---|"
  awk '
    function order(v, n,   i, j, t) {
      for (i = 2; i <= n; i++) { t = v[i]; for (j = i - 1; j >= 1 && v[j] > t; j--) v[j + 1] = v[j]; v[j + 1] = t }
    }
    function cell(key, column,   i, v, n) {
      n = count[key]
      for (i = 1; i <= n; i++) v[i] = column == 0 ? x[key, i, 5] - x[key, i, 8] : x[key, i, column]
      order(v, n)
      return sprintf("%.2f (%.2f to %.2f)", (n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2) / 1000, v[1] / 1000, v[n] / 1000)
    }
    {
      key = $1 " | " $2
      if (!(key in count)) all[++total] = key
      n = ++count[key]
      for (i = 4; i <= 9; i++) x[key, n, i] = $i
    }
    END {
      for (l = 1; l <= total; l++)
        printf "| %s | %s | %s | %s | %s | %s |\n", all[l], cell(all[l], 5), cell(all[l], 8), cell(all[l], 0), cell(all[l], 6), cell(all[l], 9)
    }' "$raw"
}
report >"$out"
sed -n '/^| shape/,$p' "$out"
say "results in $out"
