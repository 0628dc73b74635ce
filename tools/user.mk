# SPDX-License-Identifier: GPL-2.0-only
#
# What the parts in user space have in common.  Included by each of their Makefiles
# after $(top) is set.  CC, AR, PKG_CONFIG, CPPFLAGS, CFLAGS and LDFLAGS as usual;
# WERROR=-Werror is what our own checks add.

VERSION := 0.1.0

# A path is one word for make.  DESTDIR and the directories below it may have spaces:
# recipes take them from the environment.
ifneq ($(words $(CURDIR)),1)
$(error make cannot build in '$(CURDIR)', a path with a space; move the repository)
endif

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
COMPLETIONDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
DESTDIR ?=

# For these recipes alone: another make must not take them for what a user has set.
install uninstall: export DESTDIR := $(DESTDIR)
install uninstall: export PREFIX := $(PREFIX)
install uninstall: export BINDIR := $(BINDIR)
install uninstall: export LIBDIR := $(LIBDIR)
install uninstall: export INCLUDEDIR := $(INCLUDEDIR)
install uninstall: export MANDIR := $(MANDIR)
install uninstall: export COMPLETIONDIR := $(COMPLETIONDIR)
install uninstall: export ZSHDIR := $(ZSHDIR)
install uninstall: export FISHDIR := $(FISHDIR)

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin AR),default)
AR := ar
endif
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
WERROR ?=

# $(call pkg,--cflags,PACKAGE...): scripts/need tells what is missing, with better words
pkg = $(shell $(PKG_CONFIG) $(1) $(2) 2>/dev/null)

# What a build needs is named before the compiler stumbles over it: $(needs) is for
# scripts/need.  The objects have it as an order-only prerequisite.
.PHONY: needed
needed: export CC := $(CC)
needed: export CPPFLAGS := $(CPPFLAGS)
needed: export PKG_CONFIG := $(PKG_CONFIG)
needed:
	@$(top)/scripts/need $(needs)

# $(call remove,DIRECTORY,FILE...): for uninstall; what others have there stays
remove = [ ! -d $(1) ] || { cd $(1) && rm -f $(2); }
