# Sourced by the tools: where we are, what must be installed, how a build directory is made.
# shellcheck shell=bash
# shellcheck disable=SC2034

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

# dpkg-dev: meson asks dpkg-architecture for the library folder, and guesses lib64 without it.
packages_build="dpkg-dev g++ meson ninja-build pkg-config cmake libsqlitecpp-dev libsqlite3-dev libspdlog-dev"
packages_samples="libcli11-dev nlohmann-json3-dev iso-codes"
packages_postgres="libpqxx-dev libpq-dev postgresql pgbouncer"
packages_test="$packages_samples $packages_postgres libgtest-dev libgmock-dev librapidcheck-dev locales sqlite3"
packages_check="clang clang-format clang-tidy libclang-rt-dev"  # the last: what the sanitizers link

say() { printf '== %s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "to install $* I need root, or sudo"
    fi
}

missing_packages() {
    local name
    for name in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s ' "$name"
    done
}

# need GROUP…: installs what is missing of those groups (build, samples, test, check); quick when nothing is.
# A machine that is no Debian is left alone: meson then says what it does not find.
need() {
    local group variable wanted="" missing
    command -v dpkg-query >/dev/null || return 0
    for group in "$@"; do variable=packages_$group; wanted+=" ${!variable}"; done
    # shellcheck disable=SC2086
    missing=$(missing_packages $wanted)
    [ -n "$missing" ] || return 0
    say "Installing $missing"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends $missing >/dev/null
}

# configure DIRECTORY [OPTION…]: makes the build directory, or brings an older one to these options; nothing
# when it has them.
configure() {
    local directory=$1; shift
    local log=$directory.log
    if [ -f "$directory/build.ninja" ]; then
        [ "$(cat "$directory/tools-options" 2>/dev/null)" != "$*" ] || return 0
        meson configure "$directory" "$@" >"$log" 2>&1 || { cat "$log"; return 1; }
    else
        rm -rf "$directory"
        meson setup "$directory" "$@" >"$log" 2>&1 || { cat "$log"; return 1; }
    fi
    rm -f "$log"
    echo "$*" >"$directory/tools-options"
}

compile() { ninja -C "$1" --quiet; }
