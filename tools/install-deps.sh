#!/bin/bash
# Installs the Debian packages that building and testing need, and nothing when all are there.
# The one list of packages of this project.
set -euo pipefail

build="gcc g++ cmake ninja-build bison flex pkg-config make
	llvm-19-dev libzstd-dev libz3-dev zlib1g-dev libncurses-dev libxml2-dev
	libbpf-dev libelf-dev libdw-dev libmicrohttpd-dev libreadline-dev liblzma-dev libiberty-dev libjson-c-dev linux-libc-dev"
tests="libcmocka-dev clang-19 libclang1-19 libclang-rt-19-dev clang-format-14 clang-tidy-14 llvm-19
	bpftool bpftrace debootstrap gcovr iproute2 qemu-system-x86 busybox-static cpio procps mount
	golang-go golang-github-cilium-ebpf-dev rustc
	mandoc groff-base xz-utils binutils util-linux
	bash-completion fish zsh
	chromium chromium-driver python3 python3-selenium python3-jsonschema python3-pyte prometheus iproute2 curl
	python3-bpfcc gcc-bpf"

missing=$( (dpkg-query -W -f '${Package} ${Status}\n' $build $tests 2>/dev/null || true) |
	awk -v wanted="$(echo $build $tests)" '
		/ install ok installed$/ { have[$1] = 1 }
		END {
			n = split(wanted, names)
			for (i = 1; i <= n; i++)
				if (!(names[i] in have))
					print names[i]
		}')
if [ -z "$missing" ]; then
	exit 0
fi

if [ "$(id -u)" != 0 ]; then
	echo "install-deps.sh: these packages are missing; run this as root, or install them:" >&2
	echo $missing >&2
	exit 1
fi
echo "install-deps.sh: installing" $missing
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
# The tests start a Prometheus of their own; installing it must not make a service of it.
if [[ " "$(echo $missing)" " == *" prometheus "* && ! -e /etc/systemd/system/prometheus.service ]]; then
	mkdir -p /etc/systemd/system
	ln -s /dev/null /etc/systemd/system/prometheus.service
fi
# The lists of a fresh machine may be missing or old: update them only if they do not suffice.
install $missing 2>/dev/null && exit 0
apt-get update -qq
install $missing
