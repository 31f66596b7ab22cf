#!/usr/bin/env bash
# ./test.sh: installs what the tests need, builds, runs every test, ends with one line "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source deploy/debian.sh
need_codecs
# An independent decoder that the tests check our encoders with.
need_command ffmpeg ffmpeg
# What Supabase is made of, and its own client as a referee.
need_postgres
need_command node nodejs
need_command npm npm
# Before two replicas.
need_command haproxy haproxy
# What reads our metrics, and the one who judges them.
need_command promtool prometheus
# The page is tried in a real browser.
need_command chromium chromium
install_missing

dotnet build StreamServer.slnx -c Release -v q -clp:"ErrorsOnly;NoSummary" --nologo
dotnet format StreamServer.slnx --verify-no-changes --no-restore
if find . -name '*.cs' -not -path './artifacts/*' -print0 | LC_ALL=C.UTF-8 xargs -0 grep -nE '^.{141,}'; then
    echo "Those lines are longer than the 140 columns of .editorconfig." >&2
    exit 1
fi

results=artifacts/test-results
secrets=artifacts/test-secrets.txt
rm -rf "$results" "$secrets"
export TEST_WRITTEN="$PWD/$results/written" TEST_SECRETS="$PWD/$secrets"
status=0
projects=()
for file in $(grep -l Microsoft.NET.Test.Sdk tests/*/*.csproj); do projects+=("$(basename "$file" .csproj)"); done
for project in "${projects[@]}"; do
    dotnet test "tests/$project/$project.csproj" -c Release --no-build --nologo \
        --logger "console;verbosity=minimal" --logger "trx;LogFileName=$project.trx" --results-directory "$results" \
        --blame-hang --blame-hang-timeout 5m || status=1
done

# No key and no pepper that a test used is in anything that the tests wrote.
leaks=0
tests/no-secret.sh "$results" "$secrets" || leaks=1
rm -f "$secrets"

# The counters of every .trx file, added up. A missing or unreadable file is a failure, not a zero.
count() { grep -ho "<Counters [^>]*" "$results"/*.trx | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | paste -sd+ | bc_; }
bc_() { local expression; read -r expression; echo $((expression)); }
[ "$(ls "$results"/*.trx 2>/dev/null | wc -l)" = "${#projects[@]}" ] || status=1
[ ! -f "$results/hostile.txt" ] || cat "$results/hostile.txt"
total=$(count total) passed=$(count passed) executed=$(count executed)
failed=$((executed - passed + leaks)) skipped=$((total - executed))
[ "$failed" = 0 ] && [ "$passed" -gt 0 ] || status=1
[ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
