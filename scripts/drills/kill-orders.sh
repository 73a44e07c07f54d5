# Two hubs, killed at random while they create orders that must not be repeated: nothing is lost, nothing done twice.
set -euo pipefail
. scripts/prerequisites.sh

usage() {
    cat <<'TEXT'
Usage: ./drill kill-orders [--orders N] [--kills N] [--seed N]

Builds the hub, and drives it through faults on a PostgreSQL and a MongoDB of the drill's own. Prints what happened, and fails where something was lost or done twice.

Two hubs are killed by SIGKILL at random while they create purchase orders that must not be repeated; a look-up finds out what became of each.

  --orders N    purchase orders (default 5000)
  --kills N     kills (default 20)
  --seed N      where the random numbers begin; the drill prints it, so that it can be repeated
TEXT
}

fail() { echo "drill: $*" >&2; exit 2; }

orders=5000 kills=20 seed=
while [ $# -gt 0 ]; do
    case "$1" in
        -h|--help) usage; exit 0 ;;
        --orders|--kills|--seed)
            [ $# -gt 1 ] || fail "$1 needs a value (see ./drill kill-orders --help)"
            case "$2" in ''|0*|*[!0-9]*) fail "expected a number after $1, found '$2'" ;; esac
            case "$1" in
                --orders) orders=$2 ;;
                --kills) kills=$2 ;;
                --seed) seed=$2 ;;
            esac
            shift ;;
        *) fail "unknown argument $1 (see ./drill kill-orders --help)" ;;
    esac
    shift
done

require_dotnet
offer_postgres
echo "== build"
dotnet build tests/ProKure.EndToEnd -nologo -v quiet -consoleLoggerParameters:NoSummary
export PROKURE_DRILL_ORDERS=$orders PROKURE_DRILL_KILLS=$kills PROKURE_DRILL_SEED=$seed
exec dotnet artifacts/bin/ProKure.EndToEnd/debug/ProKure.EndToEnd.dll -noColor -diagnostics -class ProKure.EndToEnd.Faults.KilledFleetTests
