# A response of 1 GiB, and 200 of 64 MiB at once: memory stays flat, each is recorded whole. Takes 2 GB of disk.
set -euo pipefail
. scripts/prerequisites.sh
require_dotnet
export PROKURE_LARGE_BODY_MIB=${PROKURE_LARGE_BODY_MIB:-1024} PROKURE_LARGE_BODIES_MIB=${PROKURE_LARGE_BODIES_MIB:-64}
dotnet build tests/ProKure.EndToEnd -c Release -nologo -v quiet -consoleLoggerParameters:NoSummary
exec dotnet artifacts/bin/ProKure.EndToEnd/release/ProKure.EndToEnd.dll -noColor -showLiveOutput -class ProKure.EndToEnd.LargeBodyTests
