#!/usr/bin/env bash
# tests/no-secret.sh FOLDER SECRETS: fails when a line of SECRETS stands anywhere in the files below FOLDER. What the tests wrote and
# which keys and peppers they used is gathered by tests/Common/Written.cs while TEST_WRITTEN and TEST_SECRETS are set.
set -euo pipefail
folder=$1 secrets=$2
# The first key of a server is shown once on its console, on purpose; the console of servers inside the tests ends in their reports.
find "$folder" -name '*.trx' -exec sed -i '/^The first key of this server/,/^Others:/d' {} +
files=$(find "$folder" -type f | wc -l)
forms=$(sort -u "$secrets" | wc -l)
sort -u -o "$secrets" "$secrets"

# A search that finds nothing has to show that it can find something.
if [ "$files" -lt 100 ] || [ "$forms" -lt 500 ] || ! head -n 1 "$secrets" | grep -qF -f "$secrets"; then
    echo "Too little was gathered to say that no secret is anywhere: $files files, $forms forms of secrets." >&2
    exit 1
fi
status=0
grep -rlaF -f "$secrets" "$folder" || status=$?
case $status in
    0)
        echo "The files above have a key or a pepper in them, in these lines:" >&2
        grep -rnaoF -f "$secrets" "$folder" | sed -E 's/^([^:]*:[0-9]*:.{8}).*/\1…/' | head -20 >&2
        exit 1
        ;;
    1) echo "no secret: none of $forms forms of keys and peppers is in $files files ($(du -sh "$folder" | cut -f1)) that the tests wrote" ;;
    *) exit "$status" ;;
esac
