# Sourced by ./test: starts the servers that several test programs share, so that not each of them starts its own, and ends them with the run.
# A server that the environment names is used as it is. Where none can be had, the tests look for themselves, and say why they are skipped.

test_servers_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
test_mongodb_instance=

start_test_mongodb() {
    [ -z "${PROKURE_TEST_MONGODB:-}" ] || return 0
    # The tests start a mongod in no time themselves.
    ! command -v mongod >/dev/null 2>&1 || return 0
    local url
    if url=$("$test_servers_root/tests/mongodb-testserver/mongodb-testserver" start --instance "run$$" --port 0); then
        test_mongodb_instance=run$$
        export PROKURE_TEST_MONGODB=$url
    fi
}

stop_test_servers() {
    [ -z "$test_mongodb_instance" ] || "$test_servers_root/tests/mongodb-testserver/mongodb-testserver" drop --instance "$test_mongodb_instance"
}
