# Sourced by run.sh and test.sh: what they need of Debian's packages.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_XMLDOC_MODE=skip

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download" >&2; exit 1; }

# Packages that were found missing.
missing=()

# need_library NAME PACKAGE: a shared library, wherever the system keeps it.
need_library() { compgen -G "/usr/lib/*/$1*" >/dev/null || compgen -G "/usr/lib/$1*" >/dev/null || missing+=("$2"); }

# need_command NAME PACKAGE
need_command() { command -v "$1" >/dev/null || missing+=("$2"); }

# The server of PostgreSQL, which Debian keeps off the path.
need_postgres() { compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null || need_command postgres postgresql; }

# The codecs that have no managed library as good: without one the server starts and refuses the formats that need it.
need_codecs() {
    need_library libicuuc.so libicu72
    need_library libmp3lame.so.0 libmp3lame0
    need_library libFLAC.so libflac12
    need_library libopus.so.0 libopus0
}

# Installs what is missing; nothing to do is nothing done.
install_missing() {
    [ "${#missing[@]}" -gt 0 ] || return 0
    echo "Installing ${missing[*]}…"
    local run=()
    [ "$(id -u)" = 0 ] || run=(sudo)
    command -v apt-get >/dev/null && "${run[@]}" apt-get update -qq \
        && DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
