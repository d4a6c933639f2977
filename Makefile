# Code Mentor. `make` alone lists the verbs.
#
# Everything generated goes under build/. Third-party C is fetched through npm with a checksum (src/make/third-party.mjs)
# and compiled from build/third-party.
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

NODE := node_modules/.bin/node
export WRANGLER_SEND_METRICS := false
export CLOUDFLARE_CF_FETCH_ENABLED := false

help: ## list the verbs
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

# ---- what is needed before anything can be built ----

node_modules/.stamp: package.json package-lock.json
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

build/toolchain.mk: src/make/toolchain.sh | node_modules/.stamp
	@sh src/make/toolchain.sh $@

build/third-party/.stamp: src/make/third-party.mjs | node_modules/.stamp
	@$(NODE) src/make/third-party.mjs
	@touch $@

ifneq ($(filter-out help clean,$(MAKECMDGOALS)),)
include build/toolchain.mk
endif

# ---- sources ----

THIRD := build/third-party
TS := $(THIRD)/tree-sitter
CORE_C := $(wildcard src/base/*.c src/code/*.c src/mentor/*.c src/session/*.c) src/core.c
SYNTAX_C := $(wildcard src/syntax/*.c src/syntax/languages/*.c)
SYNTAX_BASE_C := src/base/hash.c src/base/buf.c src/base/utf8.c src/base/arena.c src/code/language.c
CLI_C := $(wildcard src/cli/*.c)
TS_C := $(foreach f,get_changed_ranges language lexer node parser query stack subtree tree_cursor tree wasm_store,$(TS)/src/$(f).c)
GRAMMAR_C := $(foreach g,javascript python java c cpp go rust,$(THIRD)/tree-sitter-$(g)/src/parser.c) \
             $(foreach g,javascript python cpp rust,$(THIRD)/tree-sitter-$(g)/src/scanner.c) \
             $(foreach f,parser scanner,$(THIRD)/tree-sitter-typescript/typescript/src/$(f).c)
CATALOGUE := $(wildcard src/catalogue/*/*.md)

WARN := -Wall -Wextra -Wshadow -Wconversion -Werror
C := -std=c11 -g -MMD -MP -Isrc -isystem $(THIRD)/cjson -isystem $(TS)/include
CJSON := -w -DCJSON_NESTING_LIMIT=32 -Dstrtod=json_strtod -Dmalloc=json_no_malloc -Drealloc=json_no_realloc -Dfree=json_no_free
TREE_SITTER := -std=c11 -w -D_DEFAULT_SOURCE -DTREE_SITTER_HIDE_SYMBOLS -DTREE_SITTER_REUSE_ALLOCATOR \
               -Isrc/syntax/libc -I$(TS)/include -I$(TS)/src

build/gen/.stamp: $(CATALOGUE) src/make/catalogue.mjs src/make/tip-source.mjs | node_modules/.stamp
	@mkdir -p build/gen
	@$(NODE) src/make/catalogue.mjs
	@$(NODE) src/make/catalogue.mjs --examples
	@touch $@

# ---- one set of rules for each way to compile: wasm, native, native with sanitizers, libFuzzer ----

NATIVE_FLAGS := -O2
SAN_FLAGS := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FUZZ_FLAGS := -O1 -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
WASM_FLAGS := -Os -mbulk-memory -ffunction-sections -fdata-sections

# $(call objects,variant,sources)
objects = $(patsubst %.c,build/obj/$(1)/%.o,$(2))

define variant
build/obj/$(1)/src/%.o: src/%.c build/toolchain.mk build/third-party/.stamp build/gen/.stamp
	@mkdir -p $$(@D)
	@$(2) $(3) $$(C) $$(WARN) $$(DEFINES_$(1)) -c $$< -o $$@
build/obj/$(1)/test/%.o: test/%.c build/toolchain.mk build/third-party/.stamp build/gen/.stamp
	@mkdir -p $$(@D)
	@$(2) $(3) $$(C) $$(WARN) $$(DEFINES_$(1)) -Itest -c $$< -o $$@
build/obj/$(1)/build/gen/%.o: build/gen/.stamp build/toolchain.mk build/third-party/.stamp
	@mkdir -p $$(@D)
	@$(2) $(3) $$(C) $$(WARN) -Wno-overlength-strings -c build/gen/$$*.c -o $$@
build/obj/$(1)/$$(THIRD)/cjson/%.o: build/third-party/.stamp build/toolchain.mk
	@mkdir -p $$(@D)
	@$(2) $(3) -std=c11 $$(CJSON) -c $$(THIRD)/cjson/$$*.c -o $$@
build/obj/$(1)/$$(THIRD)/%.o: build/third-party/.stamp build/toolchain.mk
	@mkdir -p $$(@D)
	@$(2) $(4) $$(TREE_SITTER) -I$$(dir $$(THIRD)/$$*.c) -c $$(THIRD)/$$*.c -o $$@
endef

$(eval $(call variant,wasm,$$(WASM_CC),$(WASM_FLAGS),$(WASM_FLAGS)))
$(eval $(call variant,native,$$(NATIVE_CC),$(NATIVE_FLAGS),-O1))
$(eval $(call variant,san,$$(NATIVE_CC),$(SAN_FLAGS),$(SAN_FLAGS)))
$(eval $(call variant,fuzz,$$(NATIVE_CC),$(FUZZ_FLAGS),$(FUZZ_FLAGS)))
-include $(shell find build/obj -name '*.d' 2>/dev/null)

CORE_PARTS := $(CORE_C) build/gen/tips.c $(THIRD)/cjson/cJSON.c
SYNTAX_PARTS := $(SYNTAX_C) build/gen/queries.c $(TS_C) $(GRAMMAR_C)

# A small stack first: running over it traps. No optimizer at the link, since clang would run any wasm-opt of the PATH.
build/core.wasm: $(call objects,wasm,$(CORE_PARTS))
	@$(WASM_CC) -mexec-model=reactor -Wl,--stack-first -Wl,-z,stack-size=65536 -Wl,--gc-sections -Wl,--strip-debug \
	    -Wl,--max-memory=67108864 -Wl,--export-dynamic $^ -o $@
	@echo "core.wasm: $$(wc -c <$@) bytes, $$(gzip -9c $@ | wc -c) gzip"

# The sandbox may allocate, up to its maximum; what it is built from is third-party C, so it gets a larger stack.
build/syntax.wasm: $(call objects,wasm,$(SYNTAX_PARTS) $(SYNTAX_BASE_C))
	@$(WASM_CC) -mexec-model=reactor -Wl,--stack-first -Wl,-z,stack-size=1048576 -Wl,--gc-sections -Wl,--strip-debug \
	    -Wl,--max-memory=268435456 $^ -o $@
	@echo "syntax.wasm: $$(wc -c <$@) bytes, $$(gzip -9c $@ | wc -c) gzip"

build/mentor: $(call objects,native,$(CORE_PARTS) $(SYNTAX_PARTS) $(CLI_C))
	@$(NATIVE_CC) $^ -o $@

.PHONY: help all
all: build/core.wasm ## build the wasm modules, the page and build/mentor
all: build/core.wasm build/syntax.wasm build/mentor
