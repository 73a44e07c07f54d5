#!/usr/bin/env bash
# Runs a throw-away PostgreSQL on loopback until its standard input ends, so that it never outlives whoever started it.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: scripts/test-postgres.sh [--durable] [--remove] [--port PORT] DIR

Starts a PostgreSQL server with its files in DIR, made when missing, prints a connection string for it on one line, and stops it
when standard input ends. It listens on 127.0.0.1 only and has a password of its own. The binaries are those on the PATH or the newest of
/usr/lib/postgresql; they refuse to run as root, so root lends them to the user 'postgres'.

  --durable     every commit waits for the disk, for tests that kill the server; without it the files are worth nothing after a crash
  --remove      remove DIR at the end
  --port PORT   listen on this port instead of a free one
  --check       only say whether binaries are there (exit code 0) or what is missing (exit code 1)
TEXT
}

durable=no remove=no port='' check=no dir=''
while [ $# -gt 0 ]; do
    case "$1" in
        -h|--help) usage; exit 0 ;;
        --durable) durable=yes ;;
        --remove) remove=yes ;;
        --port) port=${2:?--port needs a number}; shift ;;
        --check) check=yes ;;
        -*) echo "test-postgres: unknown option $1 (see --help)" >&2; exit 2 ;;
        *) dir=$1 ;;
    esac
    shift
done

# PostgreSQL 15 or newer, with initdb beside it.
find_binaries() {
    local candidate version
    for candidate in "$(dirname "$(readlink -f "$(command -v initdb 2>/dev/null || echo /none/initdb)")")" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) \
        /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
        [ -x "$candidate/initdb" ] && [ -x "$candidate/postgres" ] || continue
        version=$("$candidate/postgres" --version | grep -oE '[0-9]+' | head -n 1)
        [ "$version" -ge 15 ] || continue
        echo "$candidate"
        return 0
    done
    return 1
}

bin=$(find_binaries) || { echo "no binaries of PostgreSQL 15 or newer (on Debian and Ubuntu: apt-get install postgresql)" >&2; exit 1; }
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
    id postgres >/dev/null 2>&1 || { echo "PostgreSQL does not run as root, and there is no user 'postgres' to run it as" >&2; exit 1; }
    as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups)
fi
[ "$check" = no ] || exit 0
[ -n "$dir" ] || { usage >&2; exit 2; }

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
[ "$(id -u)" -ne 0 ] || chown postgres "$dir"
data=$dir/data
if [ ! -f "$dir/password" ]; then
    (umask 077; head -c 18 /dev/urandom | base64 | tr '+/' 'xy' >"$dir/password")
    [ "$(id -u)" -ne 0 ] || chown postgres "$dir/password"
    "${as_owner[@]}" "$bin/initdb" -D "$data" -U prokure --auth=scram-sha-256 --pwfile="$dir/password" --encoding=UTF8 --locale=C \
        --no-sync --no-instructions >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
fi

free_port() {
    local try
    while :; do
        try=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$try") 2>/dev/null || { echo "$try"; return; }
    done
}

settings=(-c listen_addresses=127.0.0.1 -c "unix_socket_directories=$dir" -c max_connections=200 -c shared_buffers=64MB -c log_min_messages=fatal)
[ "$durable" = yes ] || settings+=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)

# A port that was free a moment ago may be taken by now, and what a killed server left may not have ended yet.
server=
for _ in $(seq 20); do
    listen=${port:-$(free_port)}
    "${as_owner[@]}" "$bin/postgres" -D "$data" "${settings[@]}" -c "port=$listen" >>"$dir/server.log" 2>&1 </dev/null &
    server=$!
    ready=no
    while kill -0 "$server" 2>/dev/null; do
        if [ "$(sed -n '1p;4p;8p' "$data/postmaster.pid" 2>/dev/null | tr -d ' ' | tr '\n' ' ')" = "$server $listen ready " ]; then
            ready=yes
            break
        fi
        sleep 0.05
    done
    [ "$ready" = no ] || break
    sleep 0.3
done
[ "$ready" = yes ] || { tail -n 5 "$dir/server.log" >&2; exit 1; }

stop() {
    kill -INT "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    [ "$remove" = no ] || rm -rf "$dir"
}
trap stop EXIT
trap 'exit 0' INT TERM
echo "Host=127.0.0.1;Port=$listen;Username=prokure;Password=$(cat "$dir/password");Database=postgres"
cat >/dev/null
