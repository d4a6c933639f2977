#!/bin/sh
# Finds a C compiler for wasm and one for this machine, and writes what make needs to know to $1.
#
# Order for wasm: WASI_SDK_PATH (a real wasi-sdk), a system clang with wasi-libc and the builtins for wasm32 (installed
# with apt-get where root or sudo is there), the npm package @yowasp/clang, which needs nothing but Node. Each one is
# probed by compiling and linking one line: a clang without wasi-libc reads the host's headers without a word.
set -eu
out=$1
yowasp=@yowasp/clang@22.0.0-git20542-10
dir=$(dirname "$out")
mkdir -p "$dir"
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
printf '#include <string.h>\n#include <stdlib.h>\nint probe(const char *a){return (int)strlen(a) + (int)sizeof(size_t);}\n' >"$probe/p.c"

# works COMPILER FLAGS...: can it compile and link for wasm?
works() {
    "$@" -O2 -c "$probe/p.c" -o "$probe/p.o" >"$probe/log" 2>&1 &&
        "$@" -mexec-model=reactor -Wl,--export=probe "$probe/p.o" -o "$probe/p.wasm" >>"$probe/log" 2>&1 &&
        [ -s "$probe/p.wasm" ]
}

wasm_cc='' wasm_name=''
if [ -n "${WASI_SDK_PATH:-}" ]; then
    for target in wasm32-wasip1 wasm32-wasi; do
        if works "$WASI_SDK_PATH/bin/clang" "--target=$target"; then
            wasm_cc="$WASI_SDK_PATH/bin/clang --target=$target"
            wasm_name="wasi-sdk ($WASI_SDK_PATH)"
            break
        fi
    done
    [ -n "$wasm_cc" ] || { echo "toolchain: WASI_SDK_PATH=$WASI_SDK_PATH has no clang that links wasm:" >&2; cat "$probe/log" >&2; exit 1; }
fi

system_clang() {
    for version in 22 21 20 19 18 17; do
        clang=$(command -v "clang-$version") || continue
        if works "$clang" --target=wasm32-wasi -nostdlibinc -isystem /usr/include/wasm32-wasi; then
            wasm_cc="$clang --target=wasm32-wasi -nostdlibinc -isystem /usr/include/wasm32-wasi"
            wasm_name="system clang-$version with wasi-libc"
            return 0
        fi
    done
    return 1
}

install_clang() {
    command -v apt-get >/dev/null || return 1
    sudo=''
    [ "$(id -u)" = 0 ] || { sudo=$(command -v sudo) && "$sudo" -n true 2>/dev/null; } || return 1
    $sudo apt-get update -q >/dev/null 2>&1 || true
    for version in 19 18 22; do
        echo "toolchain: installing clang-$version, lld and wasi-libc with apt-get" >&2
        DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends \
            "clang-$version" "lld-$version" wasi-libc "libclang-rt-$version-dev-wasm32" "libclang-rt-$version-dev" \
            "clang-format-$version" libc6-dev >/dev/null 2>&1 && return 0
    done
    return 1
}

if [ -z "$wasm_cc" ] && [ -z "${TOOLCHAIN_YOWASP:-}" ]; then
    system_clang || { install_clang && system_clang; } || true
fi
if [ -z "$wasm_cc" ]; then
    if [ ! -e node_modules/@yowasp/clang ]; then
        echo "toolchain: fetching $yowasp with npm" >&2
        npm install --no-save --no-package-lock --ignore-scripts --loglevel=error "$yowasp" >/dev/null 2>&1 || true
    fi
    wasm_cc="node_modules/.bin/node src/make/yowasp.mjs --target=wasm32-wasip1"
    wasm_name="$yowasp from npm"
    cp "$probe/p.c" "$dir/probe.c"
    $wasm_cc -O2 -c "$dir/probe.c" -o "$dir/probe.o" >"$probe/log" 2>&1 || { cat "$probe/log" >&2; echo "toolchain: no compiler for wasm. Install clang-19, lld-19, wasi-libc and libclang-rt-19-dev-wasm32, or set WASI_SDK_PATH." >&2; exit 1; }
fi

# For this machine: clang first, since the sanitizers and fuzzers are its.
native_cc=''
for cc in clang-22 clang-21 clang-20 clang-19 clang-18 clang gcc cc; do
    found=$(command -v "$cc") || continue
    printf 'int main(void){return 0;}\n' >"$probe/n.c"
    if "$found" -fsanitize=address,undefined "$probe/n.c" -o "$probe/n" >/dev/null 2>&1; then native_cc=$found; break; fi
done

{
    echo "WASM_CC := $wasm_cc"
    echo "WASM_NAME := $wasm_name"
    echo "NATIVE_CC := $native_cc"
} >"$out"
echo "toolchain: $wasm_name for wasm; ${native_cc:-none} for this machine"
