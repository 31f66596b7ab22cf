#!/usr/bin/env bash
# Run once by the image of PostgreSQL, in an empty database.
set -euo pipefail
for file in /migrations/*.sql; do
    psql -v ON_ERROR_STOP=1 --username postgres --dbname postgres -f "$file"
done
