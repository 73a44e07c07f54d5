# Sourced by ./run and ./test: looks for what they need, installs what can be installed, and says clearly what is missing.

require_dotnet() {
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
    if ! command -v dotnet >/dev/null 2>&1; then
        echo "The .NET 10 SDK is needed, and there is no 'dotnet' on the PATH. See https://dotnet.microsoft.com/download/dotnet/10.0" >&2
        exit 1
    fi
    if ! dotnet --list-sdks 2>/dev/null | grep -qE '^10\.'; then
        echo "The .NET 10 SDK is needed; 'dotnet --list-sdks' shows: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')" >&2
        exit 1
    fi
}

# Installs a Debian package where we may; says so where we may not. Usage: offer_package COMMAND PACKAGE... -- what it is for
offer_package() {
    local command=$1 packages=()
    shift
    command -v "$command" >/dev/null 2>&1 && return 0
    while [ "$1" != -- ]; do packages+=("$1"); shift; done
    shift
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "== installing ${packages[*]} ($*)"
        if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >/dev/null 2>&1; then
            return 0
        fi
    fi
    echo "'$command' is not there ($*): tests that need it are skipped. On Debian and Ubuntu: apt-get install ${packages[*]}" >&2
}

offer_node() {
    offer_package node nodejs npm -- "the JSONata reference runs on it, to compare with"
}

# The binaries are not on Debian's PATH, so the script that runs them says whether they are there.
offer_postgres() {
    [ -n "${PROKURE_TEST_POSTGRES:-}" ] || scripts/test-postgres.sh --check 2>/dev/null || offer_package initdb postgresql -- "the PostgreSQL stores are tested on it"
}
