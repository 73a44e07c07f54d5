# A response of 1 GiB, and 200 large ones at once: memory stays flat, each is recorded whole. Takes 2 GB of disk.
set -euo pipefail
. scripts/prerequisites.sh
require_dotnet
export PROKURE_LARGE_BODY_MIB=${PROKURE_LARGE_BODY_MIB:-1024} PROKURE_LARGE_BODY_CALLS=${PROKURE_LARGE_BODY_CALLS:-200}
dotnet build tests/ProKure.EndToEnd -nologo -v quiet -consoleLoggerParameters:NoSummary
exec dotnet artifacts/bin/ProKure.EndToEnd/debug/ProKure.EndToEnd.dll -noColor -showLiveOutput -class ProKure.EndToEnd.LargeBodyTests
