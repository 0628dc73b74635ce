# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # $tmp
#
# Packages of Debian from a suite that this machine need not have, with a private
# directory for apt: nothing of this machine's configuration changes.  After new_tmp.

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# apt_private COMMAND ARGUMENT...: apt-get, say, with the private directory
apt_private() {
	apt_command=$1
	shift
	"$apt_command" -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$tmp/apt/parts" \
		-o Dir::State::Lists="$tmp/apt/lists" -o Dir::Cache="$tmp/apt/cache" \
		-o Dir::State::status=/dev/null -o APT::Sandbox::User="$(id -un)" "$@" </dev/null >&2
}

# apt_suites TYPE SUITE...: what apt_private knows; TYPE is deb or deb-src
apt_suites() {
	[ -f "$keyring" ] || die "there is no $keyring: install debian-archive-keyring"
	apt_type=$1
	shift
	mirror=$(debian_mirror) || exit
	mkdir -p "$tmp/apt/parts" "$tmp/apt/lists/partial" "$tmp/apt/cache/archives/partial" &&
	cat >"$tmp/apt/parts/base.sources" <<-EOT || exit
		Types: $apt_type
		URIs: $mirror
		Suites: $*
		Components: main
		Signed-By: $keyring
	EOT
	apt_private apt-get update
}
