#!/usr/bin/env bash
# Compares Quorate with etcd 3.5 on one machine: three nodes of each, the same load tool (quorate bench), the same disk, fsync on.
# See README.md beside this file for the method and for what the figures mean. Needs: bash, awk, and for etcd a Debian with apt.
set -euo pipefail
export LC_ALL=C

usage() {
  cat <<'EOF'
usage: compare-etcd.sh [options]
  --pairs N          pairs of runs per load (5)
  --seconds N        measured time of a run at 1,000 clients; at 1 client half of it (10)
  --warmup-ops N     operations on each system before anything counts (500000)
  --only LIST        comma-separated loads out of: put-1000 txn-1000 get-1000 sget-1000 put-1 txn-1 get-1 sget-1
  --a KIND --b KIND  the two systems, quorate or etcd (quorate and etcd); etcd twice shows the noise of the method
  --quorate CMD      the launcher (the repository's ./quorate)
  --etcd-dir DIR     where etcd is, or is put (DATA/etcd-bin)
  --data DIR         where both store their data; must be on the disk that counts (a new directory under /var/tmp)
  --port-base N      A listens on N.., B on N+100.. (24790)
  --out FILE         results in markdown (docs/benchmarks/results/DATE-COMMIT.md)
EOF
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
pairs=5 seconds=10 warmup_ops=500000 only=put-1000,txn-1000,get-1000,sget-1000,put-1,txn-1,get-1,sget-1
kind_a=quorate kind_b=etcd quorate=$top/quorate etcd_dir='' data='' port_base=24790 out=''
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
  esac
  if [ $# -lt 2 ]; then usage >&2; exit 2; fi
  case $1 in
    --pairs) pairs=$2 ;;
    --seconds) seconds=$2 ;;
    --warmup-ops) warmup_ops=$2 ;;
    --only) only=$2 ;;
    --a) kind_a=$2 ;;
    --b) kind_b=$2 ;;
    --quorate) quorate=$2 ;;
    --etcd-dir) etcd_dir=$2 ;;
    --data) data=$2 ;;
    --port-base) port_base=$2 ;;
    --out) out=$2 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift 2
done

data=${data:-$(mktemp -d /var/tmp/quorate-compare.XXXXXX)}
mkdir -p "$data"
etcd_dir=${etcd_dir:-$data/etcd-bin}
commit=$(git -C "$top" rev-parse --short HEAD 2>/dev/null || echo unknown)
if [ -n "$(git -C "$top" status --porcelain 2>/dev/null)" ]; then commit=$commit-modified; fi
out=${out:-$here/results/$(date -u +%Y-%m-%d)-$commit.md}
mkdir -p "$(dirname "$out")"

say() { echo "compare: $*" >&2; }
die() { say "$*"; exit 1; }

# --- processes -------------------------------------------------------------------------------------------------------------------

started=()
stop_all() {
  for pid in "${started[@]:-}"; do
    if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; fi
  done
  wait 2>/dev/null || true
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# The process that serves: the launcher itself when it replaced itself, else its youngest descendant.
leaf() {
  local pid=$1 child
  while child=$(awk '{ print $NF }' "/proc/$pid/task/$pid/children" 2>/dev/null) && [ -n "$child" ]; do pid=$child; done
  echo "$pid"
}

endpoints_of() { echo "127.0.0.1:$1,127.0.0.1:$(($1 + 10)),127.0.0.1:$(($1 + 20))"; }

start_etcd() { # NAME BASE
  local name=$1 base=$2 cluster='' i
  bash "$here/etcd-3.5.sh" "$etcd_dir" >/dev/null
  for i in 0 1 2; do cluster=$cluster${cluster:+,}n$i=http://127.0.0.1:$((base + i * 10 + 1)); done
  for i in 0 1 2; do
    local client=http://127.0.0.1:$((base + i * 10)) peer=http://127.0.0.1:$((base + i * 10 + 1))
    "$etcd_dir/etcd" --name "n$i" --data-dir "$data/$name/n$i" --log-level error --quota-backend-bytes 8589934592 \
      --listen-client-urls "$client" --advertise-client-urls "$client" \
      --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" \
      --initial-cluster "$cluster" --initial-cluster-token "compare-$base" >"$data/$name/n$i.log" 2>&1 &
    started+=($!)
    echo $! >>"$data/$name/launched"
  done
}

start_quorate() { # NAME BASE
  local name=$1 base=$2 i
  {
    echo "cluster: compare"
    echo "cities:"
    echo "  here:"
    echo "    zones:"
    for i in 0 1 2; do
      echo "      z$i: { nodes: { n$i: { host: 127.0.0.1, client: $((base + i * 10)), peer: $((base + i * 10 + 1))," \
        "http: $((base + i * 10 + 2)) } } }"
    done
    echo "keyspaces:"
    echo "  default: { pattern: same-city, voters: [n0, n1, n2], home: here }"
  } >"$data/$name/topology.yaml"
  for i in 0 1 2; do
    "$quorate" server --topology "$data/$name/topology.yaml" --node "n$i" --data "$data/$name/n$i" \
      >"$data/$name/n$i.log" 2>&1 &
    started+=($!)
    echo $! >>"$data/$name/launched"
  done
}

start() { # NAME KIND BASE
  mkdir -p "$data/$1"
  : >"$data/$1/launched"
  case $2 in
    etcd) start_etcd "$1" "$3" ;;
    quorate) start_quorate "$1" "$3" ;;
    *) die "unknown system '$2', expected quorate or etcd" ;;
  esac
  local tries=0 pid
  until "$quorate" bench put --endpoints "$(endpoints_of "$3")" --conns 3 --clients 3 --total 100 --timeout 2s \
    >"$data/$1/first-write.log" 2>&1; do
    tries=$((tries + 1))
    while read -r pid; do
      kill -0 "$pid" 2>/dev/null || die "a node of $2 ended (are its ports taken?); see $data/$1/*.log"
    done <"$data/$1/launched"
    if [ $tries -ge 30 ]; then die "$2 does not serve; see $data/$1/*.log"; fi
    sleep 1
  done
  local pids=''
  while read -r pid; do
    pids=$pids${pids:+,}$(leaf "$pid")
  done <"$data/$1/launched"
  echo "$pids" >"$data/$1/pids"
  say "$1 = $2 on $(endpoints_of "$3"), processes $pids"
}

# --- loads -----------------------------------------------------------------------------------------------------------------------

keys=(--key-size 8 --key-space 100000)
many=(--conns 100 --clients 1000)

operation() { # LOAD -> words of the bench command
  case ${1%-*} in
    put) echo put --val-size 256 ;;
    txn) echo txn --val-size 256 --compare version ;;
    get) echo get --consistency l ;;
    sget) echo get --consistency s ;;
    *) die "unknown load '$1'" ;;
  esac
}

warm_up() { # BASE
  local endpoints load share=$((warmup_ops / 5)) one=$((warmup_ops / 10))
  endpoints=$(endpoints_of "$1")
  # Every key exists from here on.
  "$quorate" bench put --endpoints "$endpoints" "${keys[@]}" "${many[@]}" --sequential --total 100000 >/dev/null
  for load in put txn get sget; do
    # shellcheck disable=SC2046 # the operation is several words
    "$quorate" bench $(operation "$load") --endpoints "$endpoints" "${keys[@]}" "${many[@]}" --total $share >/dev/null
    # shellcheck disable=SC2046
    "$quorate" bench $(operation "$load") --endpoints "$endpoints" "${keys[@]}" --target-leader --total $one >/dev/null
  done
}

run() { # NAME BASE LOAD -> "throughput p50 p99 cpu client-cpu" of one run
  local name=$1 base=$2 load=$3 json failed
  local -a shape
  if [ "${load##*-}" = 1 ]; then
    shape=(--target-leader --warmup 2s --duration "$(((seconds + 1) / 2))s")
  else
    shape=("${many[@]}" --warmup 3s --duration "${seconds}s")
  fi
  json=$data/$name/$load.json
  # shellcheck disable=SC2046
  "$quorate" bench $(operation "$load") --endpoints "$(endpoints_of "$base")" "${keys[@]}" "${shape[@]}" \
    --seed $RANDOM --server-pids "$(cat "$data/$name/pids")" --output json >"$json" || die "$name $load failed; see $json"
  failed=$(grep -c '"firstMessage"' "$json" || true)
  if [ "$failed" -gt 0 ]; then say "$name $load had errors, see $json"; cp "$json" "$data/$name/$load-errors-$RANDOM.json"; fi
  awk -F'[:,]' '
    /"throughputPerSecond"/ { t = $2 } /"p50Micros"/ { a = $2 } /"p99Micros"/ { b = $2 }
    /"serverCpuMicrosPerOp"/ { c = $2 } /"clientCpuMicrosPerOp"/ { d = $2 }
    END { printf "%.0f %.0f %.0f %.1f %.1f\n", t, a, b, c, d }' "$json"
}

# --- the comparison --------------------------------------------------------------------------------------------------------------

# Builds if it has to, and makes ready for fast starts; from here on nothing is built, whatever happens to the sources.
"$quorate" server --help >/dev/null 2>&1 || "$quorate" version >/dev/null
export QUORATE_NO_BUILD=1
start a "$kind_a" "$port_base"
start b "$kind_b" $((port_base + 100))
say "warming up: $warmup_ops operations and the keys on each"
warm_up "$port_base"
warm_up $((port_base + 100))

raw=$data/raw.txt
: >"$raw"
for load in ${only//,/ }; do
  for pair in $(seq 1 "$pairs"); do
    ra=$(run a "$port_base" "$load")
    rb=$(run b $((port_base + 100)) "$load")
    say "$load pair $pair: $kind_a $ra | $kind_b $rb   (op/s, p50 us, p99 us, server us/op, client us/op)"
    echo "$load $pair $ra $rb" >>"$raw"
  done
done

memory() { # NAME -> resident MB of each node
  local pid words=''
  for pid in $(tr , ' ' <"$data/$1/pids"); do
    words="$words $(awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$pid/status")"
  done
  echo "${words# }"
}

java=${QUORATE_JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/java}}
report() {
  echo "# $kind_a against $kind_b, $(date -u +%Y-%m-%d), commit $commit"
  echo
  echo "Made by [compare-etcd.sh](../compare-etcd.sh); [how to read it](../README.md)."
  echo
  echo "- machine: $(nproc) cores, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)," \
    "$(awk '/^MemTotal/ { printf "%d GB", $2 / 1048576 + 0.5 }' /proc/meminfo), kernel $(uname -r)," \
    "file system $(stat -f -c %T "$data")"
  echo "- JVM: $("${java:-java}" -version 2>&1 | sed -n 3p)"
  echo "- etcd: $("$etcd_dir/etcd" --version 2>/dev/null | head -n 1)"
  echo "- $pairs pairs; $seconds s a run at 1,000 clients on 100 connections to all nodes, half of that at 1 client on the" \
    "leader; $warmup_ops operations of warm-up; keys 8 B out of 100,000, values 256 B"
  echo "- resident memory after the runs, MB a node: $kind_a $(memory a); $kind_b $(memory b)"
  echo "- load average at the end: $(cut -d' ' -f1-3 /proc/loadavg)"
  echo
  echo "## Ratios, $kind_a / $kind_b: median (least to most) over the pairs"
  echo
  echo "| load | throughput | p50 | p99 | server CPU per op |"
  echo "|---|---|---|---|---|"
  awk '
    function order(v, n,   i, j, t) {
      for (i = 2; i <= n; i++) { t = v[i]; for (j = i - 1; j >= 1 && v[j] > t; j--) v[j + 1] = v[j]; v[j + 1] = t }
    }
    function middle(v, n) { return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2 }
    function cell(load, column,   i, v, n) {
      n = count[load]
      for (i = 1; i <= n; i++) v[i] = b[load, i, column] > 0 ? a[load, i, column] / b[load, i, column] : 0
      order(v, n)
      return sprintf("%.2f (%.2f to %.2f)", middle(v, n), v[1], v[n])
    }
    {
      if (!($1 in count)) loads[++total] = $1
      n = ++count[$1]
      for (i = 1; i <= 4; i++) { a[$1, n, i] = $(i + 2); b[$1, n, i] = $(i + 7) }
    }
    END {
      for (l = 1; l <= total; l++)
        printf "| %s | %s | %s | %s | %s |\n", loads[l], cell(loads[l], 1), cell(loads[l], 2), cell(loads[l], 3), cell(loads[l], 4)
    }' "$raw"
  echo
  echo "## Every run"
  echo
  echo "| load | pair | $kind_a op/s | p50 us | p99 us | CPU us/op | client us/op | $kind_b op/s | p50 us | p99 us | CPU us/op | client us/op |"
  echo "|---|---|---|---|---|---|---|---|---|---|---|---|"
  awk '{ printf "| %s", $1; for (i = 2; i <= 12; i++) printf " | %s", $i; print " |" }' "$raw"
}
report >"$out"
sed -n '/^## Ratios/,/^## Every/p' "$out" | sed '$d'
say "results in $out"
