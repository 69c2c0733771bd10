#!/usr/bin/env bash
# All tests, as `npm test` runs them: style, types, unit tests, and as root the lab, the one in a real Kubernetes at the end. Needs no
# terminal and no questions.
# `test/run.sh cluster`, as `npm run test:cluster` runs it: the scenarios in a real Kubernetes, and nothing else.
# The last line is `N passed, N failed`, the sum over all suites; the exit status is 0 only when nothing failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

passed=0
failed=0
scratch=$(mktemp -d)
policy=/usr/sbin/policy-rc.d
ours=no

tidy() {
  rm -rf "$scratch"
  if [ "$ours" = yes ]; then rm -f "$policy"; fi
}
trap tidy EXIT

count() {
  passed=$((passed + $1))
  failed=$((failed + $2))
}

# A step without tests of its own counts as one.
step() {
  local name=$1
  shift
  echo "== $name"
  if "$@"; then count 1 0; else count 0 1; fi
}

# The labs run real servers; on Debian they can be had. Installed servers are not started: the labs start their own.
install_servers() {
  local missing
  missing=$(bin/node --input-type=module -e \
    'import { missingPackages } from "./src/lab/index.ts"; console.log(missingPackages().join(" "))') || return 0
  if [ -z "$missing" ] || ! command -v apt-get >/dev/null; then return 0; fi
  echo "== packages for the lab: $missing"
  if [ ! -e "$policy" ]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # one word for each package
  if ! { apt-get -qq update && apt-get -qq -y --no-install-recommends install $missing; } >"$scratch/apt" 2>&1; then
    tail -n 5 "$scratch/apt"
    echo "Cannot install $missing: the scenarios that need them will fail"
  fi
}

unit_tests() {
  echo "== unit tests"
  local report=$scratch/unit.json status=0
  bin/node node_modules/vitest/vitest.mjs run --reporter=default --reporter=json --outputFile.json="$report" || status=$?
  local numbers
  # A file that cannot be loaded holds no test that could fail: it counts as one.
  if numbers=$(bin/node -e '
    const report = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
    console.log(report.numPassedTests, report.numFailedTests + broken.length);
  ' "$report"); then
    # shellcheck disable=SC2086 # two numbers
    count $numbers
    # An error outside of every test fails the run and no test.
    if [ "$status" -ne 0 ] && [ "${numbers#* }" -eq 0 ]; then count 0 1; fi
  else
    count 0 1
  fi
}

# What is asked is the lab's own score: `lab score` with these options.
score() {
  local said=$scratch/score status=0 line
  bin/node bin/faultline.js lab score "$@" | tee "$said" || status=$?
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$said" | tail -n 1) || line=
  if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    if [ "$status" -ne 0 ] && [ "${BASH_REMATCH[2]}" -eq 0 ]; then count 0 1; fi
  else
    count 0 1
  fi
}

can_make_worlds() {
  [ "$(id -u)" -eq 0 ] && unshare --mount --net --pid --fork true 2>/dev/null
}

# The scenarios in a real Kubernetes: its programs are built where they are not there yet, in ten minutes of processor time.
cluster() {
  echo "== cluster"
  # Two clusters, four cases side by side in each: most of a case is waiting. What is healthy is so in noise as well.
  score --clusters --without drowned,healthy --again --jobs 4
}

if [ "${1:-}" = cluster ]; then
  step "build" bin/node build.ts
  cluster
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
  exit
fi

if can_make_worlds; then install_servers; fi
step "style" bin/node node_modules/@biomejs/biome/bin/biome check .
step "types" bin/node node_modules/typescript/bin/tsc
# What is built starts in half the time: the lab does so three times for each scenario.
step "build" bin/node build.ts
unit_tests
if can_make_worlds; then
  echo "== lab"
  # Three worlds side by side: most of a case is waiting.
  score --without drowned --again --jobs 3
  cluster
else
  echo "Left out: the lab (real faults in network namespaces and in a real Kubernetes) and the unit tests with worlds of their own (capabilities taken away," \
    "ssh, vantages that vanish), which need root and CAP_SYS_ADMIN; comparisons with real servers that are not installed"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
