# shellcheck shell=bash
# Functions of the scripts: what is missing on this machine is installed.
# Each function explains itself on stderr and returns non-zero when it can't help.

FAKTORY_VERSION=1.10.0
FAKTORY_BINARY="${XDG_CACHE_HOME:-$HOME/.cache}/millwright/faktory-$FAKTORY_VERSION/faktory"

step() { printf '==> %s\n' "$*" >&2; }

have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_install() {
  if ! have apt-get; then
    step "cannot install $*: there is no apt-get here"
    return 1
  fi
  if [ "$(id -u)" != 0 ] && ! { have sudo && sudo -n true 2>/dev/null; }; then
    step "cannot install $*: needs root, or sudo without a password"
    return 1
  fi
  step "installing $*"
  as_root apt-get update -qq >&2 || step "apt-get update failed; trying with the lists at hand"
  # RUNLEVEL=1 keeps packages from starting their services.
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

ensure_redis() {
  have redis-server && return 0
  apt_install redis-server || return 1
  # systemd doesn't heed RUNLEVEL. The tests start a Redis of their own, nothing needs this one.
  if have systemctl && systemctl is-active --quiet redis-server; then
    as_root systemctl disable --now redis-server
  fi
}

# For the test of the completion script; the tests do without.
ensure_zsh() {
  have zsh || apt_install zsh
}

# Looks for mistakes in the scripts; the tests do without.
ensure_shellcheck() {
  have shellcheck || apt_install shellcheck
}

RUFF_VERSION=0.17.6

# Looks for mistakes in the driver of the benchmark. Prints where it is; it is a module, as Debian has no package.
ensure_ruff() {
  local home="${XDG_CACHE_HOME:-$HOME/.cache}/millwright/ruff-$RUFF_VERSION"
  if [ ! -d "$home" ]; then
    step "installing ruff $RUFF_VERSION"
    python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$home.new" \
      "ruff==$RUFF_VERSION" >&2 || return 1
    mv "$home.new" "$home"
  fi
  echo "$home"
}

JACOCO_VERSION=0.8.15

# Counts which lines the tests run through; the tests do without. Prints the folder with its two jars.
ensure_jacoco() {
  local home="${XDG_CACHE_HOME:-$HOME/.cache}/millwright/jacoco-$JACOCO_VERSION" artifact
  if [ ! -d "$home" ]; then
    step "fetching JaCoCo $JACOCO_VERSION"
    for artifact in "org.jacoco.agent:$JACOCO_VERSION:jar:runtime" "org.jacoco.cli:$JACOCO_VERSION:jar:nodeps"; do
      mvn -q -B -N dependency:copy "-Dartifact=org.jacoco:$artifact" "-DoutputDirectory=$home.$$" \
        -Dmdep.stripVersion=true >&2 || return 1
    done
    mv "$home.$$" "$home" || return 1
  fi
  # One that Java refuses would end every JVM of the tests.
  java "-javaagent:$home/org.jacoco.agent-runtime.jar=output=none" -version >/dev/null 2>&1 || return 1
  echo "$home"
}

java_major() {
  javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

ensure_jdk() {
  [ "$(java_major)" -ge 17 ] 2>/dev/null && return 0
  apt_install default-jdk-headless && [ "$(java_major)" -ge 17 ] && return 0
  step "a JDK of 17 or later is needed; javac says: $(javac -version 2>&1)"
  return 1
}

ensure_maven() {
  have mvn || apt_install maven
}

go_minor() {
  go env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p'
}

# Go 1.21 and later fetch the toolchain that go.mod asks for by themselves. An older one can still
# download it, as the module that it is published as.
ensure_go() {
  have go || apt_install golang-go ca-certificates || return 1
  [ "$(go_minor)" -ge 21 ] && return 0
  local toolchain dir
  toolchain="golang.org/toolchain@v0.0.1-go1.25.0.linux-$(go env GOARCH)"
  step "fetching $toolchain, as $(go env GOVERSION) is too old"
  dir="$(cd / && go mod download -json "$toolchain" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')"
  [ -n "$dir" ] || return 1
  chmod -R u+x "$dir/bin" "$dir/pkg/tool"
  PATH="$dir/bin:$PATH"
  unset GOROOT
}

# Builds the server once for all work trees.
ensure_faktory() {
  [ -x "$FAKTORY_BINARY" ] && return 0
  ensure_go || return 1
  step "building Faktory $FAKTORY_VERSION into $FAKTORY_BINARY (about a minute, once)"
  mkdir -p "$(dirname "$FAKTORY_BINARY")"
  # Built beside and moved, so that a build that was cut off is never taken for the server.
  (cd tools/faktory && go build -o "$FAKTORY_BINARY.$$" github.com/contribsys/faktory/cmd/faktory) \
    && mv "$FAKTORY_BINARY.$$" "$FAKTORY_BINARY"
}
