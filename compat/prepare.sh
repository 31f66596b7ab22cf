#!/usr/bin/env bash
# Shared by run.sh and test.sh. Chooses the package feed once and installs what the choice needs.
# Sourced, from the project's root.
set -euo pipefail

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_XMLDOC_MODE=skip

prepare() {
    command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download" >&2; exit 1; }
    if [ ! -f PackageFeed.props ]; then
        local feed=compat
        echo "Looking for the official packages…"
        if dotnet restore StreamServer.csproj -p:PackageFeed=official -v q >/dev/null 2>&1; then feed=official; fi
        cat > PackageFeed.props <<XML
<Project>
  <PropertyGroup>
    <PackageFeed Condition="'\$(PackageFeed)' == ''">$feed</PackageFeed>
  </PropertyGroup>
</Project>
XML
        echo "Package feed: $feed (PackageFeed.props; delete it to look again)"
    fi
    compat/install-native.sh "$(sed -n 's:.*>\(official\|compat\)<.*:\1:p' PackageFeed.props)"
}
