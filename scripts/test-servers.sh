# Sourced by ./test: starts the servers that several test programs share, so that not each of them starts its own, and ends them with the run.
# A server that the environment names is used as it is. Where none can be had, the tests look for themselves, and say why they are skipped.

test_servers_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
test_mongodb_instance=
test_postgres_folder=
test_postgres_container=

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

# The server's standard input is a file descriptor of this run: however the run ends, it closes, and the server stops and removes its files.
start_test_postgres() {
    [ -z "${PROKURE_TEST_POSTGRES:-}" ] || return 0
    local why process
    if ! why=$("$test_servers_root/scripts/test-postgres.sh" --check 2>&1); then
        start_postgres_in_docker || echo "PostgreSQL is not there ($why): tests that need it are skipped." >&2
        return 0
    fi
    test_postgres_folder=$(mktemp -d)

    # The server may run as another user, who has to get through to its folder.
    chmod 711 "$test_postgres_folder"
    mkfifo "$test_postgres_folder/stdin"
    "$test_servers_root/scripts/test-postgres.sh" --remove "$test_postgres_folder/server" <"$test_postgres_folder/stdin" >"$test_postgres_folder/stdout" &
    process=$!
    exec 8>"$test_postgres_folder/stdin"
    until grep -q . "$test_postgres_folder/stdout"; do
        kill -0 "$process" 2>/dev/null || return 0
        sleep 0.1
    done
    PROKURE_TEST_POSTGRES=$(cat "$test_postgres_folder/stdout")
    export PROKURE_TEST_POSTGRES
}

start_postgres_in_docker() {
    command -v docker >/dev/null 2>&1 && docker info >/dev/null 2>&1 || return 1
    local password port
    password=$(head -c 18 /dev/urandom | base64 | tr '+/' 'xy')
    test_postgres_container=$(docker run --rm -d -e POSTGRES_USER=prokure -e "POSTGRES_PASSWORD=$password" -p 127.0.0.1::5432 \
        postgres:17 -c fsync=off -c max_connections=200) || return 1
    port=$(docker port "$test_postgres_container" 5432/tcp | head -n 1 | sed 's/.*://')
    until docker exec "$test_postgres_container" pg_isready -q -h 127.0.0.1 -U prokure; do
        docker inspect "$test_postgres_container" >/dev/null 2>&1 || return 1
        sleep 0.2
    done
    export PROKURE_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=prokure;Password=$password;Database=postgres"
}

stop_test_servers() {
    [ -z "$test_mongodb_instance" ] || "$test_servers_root/tests/mongodb-testserver/mongodb-testserver" drop --instance "$test_mongodb_instance"
    [ -z "$test_postgres_container" ] || docker kill "$test_postgres_container" >/dev/null
    if [ -n "$test_postgres_folder" ]; then
        exec 8>&-
        while [ -d "$test_postgres_folder/server" ]; do sleep 0.1; done
        rm -rf "$test_postgres_folder"
    fi
}
