# Code Mentor. `make` alone lists the verbs.
#
# Everything generated goes under build/. Third-party C is fetched through npm with a checksum (src/make/third-party.mjs)
# and compiled from build/third-party.
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules

NODE := node_modules/.bin/node
export WRANGLER_SEND_METRICS := false
export CLOUDFLARE_CF_FETCH_ENABLED := false

help: ## list the verbs
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile test/bench/bench.mk test/lab/lab.mk

# ---- what is needed before anything can be built ----

node_modules/.stamp: package.json package-lock.json
	@# Packages that are there and not older than the lock file stay: a running wrangler must not lose its own files.
	@[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error
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
# All its memory is the sandbox's heap: Python's scanner asks for calloc by its plain name, and the C library's allocator
# would begin where our heap begins.
TREE_SITTER := -std=c11 -w -D_DEFAULT_SOURCE -DTREE_SITTER_HIDE_SYMBOLS -DTREE_SITTER_REUSE_ALLOCATOR \
               -Dmalloc=heap_alloc -Dcalloc=heap_alloc_zeroed -Drealloc=heap_resize -Dfree=heap_free \
               -Isrc/syntax/libc -I$(TS)/include -I$(TS)/src

build/gen/.stamp: $(CATALOGUE) src/make/catalogue.mjs src/make/tip-source.mjs | node_modules/.stamp
	@mkdir -p build/gen
	@$(NODE) src/make/catalogue.mjs
	@$(NODE) src/make/catalogue.mjs --examples
	@touch $@

# The words of a tip: our lists, the catalogue, and what the compiler of TypeScript says.
LEXICON := $(wildcard src/lexicon/*.txt src/lexicon/names/*.txt src/make/lexicon*.mjs)
build/gen/.lexicon: $(LEXICON) $(CATALOGUE) build/third-party/.stamp src/code/language.h | node_modules/.stamp
	@mkdir -p build/gen
	@$(NODE) src/make/lexicon.mjs
	@touch $@
build/gen/lexicon.c: build/gen/.lexicon ;

# The curriculum: ours, or a deployment's own with make LESSONS=folder. The folder itself is newer when a file goes.
LESSONS ?= src/lessons
.PHONY: FORCE
build/gen/.lessons-folder: FORCE
	@mkdir -p build/gen
	@echo '$(LESSONS)' | cmp -s - $@ || echo '$(LESSONS)' >$@
build/gen/.lessons: $(LESSONS) $(wildcard $(LESSONS)/*.md src/make/lesson*.mjs) build/gen/.lessons-folder src/code/language.h \
    src/base/limits.h | node_modules/.stamp
	@$(NODE) src/make/lessons.mjs $(LESSONS)
	@touch $@
build/gen/lessons.c: build/gen/.lessons ;

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
build/obj/$(1)/build/gen/lexicon.o: build/gen/.lexicon
build/obj/$(1)/build/gen/lessons.o: build/gen/.lessons
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
# tree-sitter calls its scanners through pointers of an older type, which only the sanitizer minds.
$(eval $(call variant,san,$$(NATIVE_CC),$(SAN_FLAGS),$(SAN_FLAGS) -fno-sanitize=function))
$(eval $(call variant,fuzz,$$(NATIVE_CC),$(FUZZ_FLAGS),$(FUZZ_FLAGS) -fno-sanitize=function))
-include $(shell find build/obj -name '*.d' 2>/dev/null)

# With the sanitizers every block of the sandbox comes from malloc, so that they see it.
DEFINES_san := -DSYNTAX_LIBC_HEAP
DEFINES_fuzz := -DSYNTAX_LIBC_HEAP

CORE_PARTS := $(CORE_C) build/gen/tips.c build/gen/lexicon.c build/gen/lessons.c $(THIRD)/cjson/cJSON.c
SYNTAX_PARTS := $(SYNTAX_C) build/gen/queries.c $(TS_C) $(GRAMMAR_C)

# A small stack first: running over it traps. No optimizer at the link, since clang would run any wasm-opt of the PATH.
build/core.wasm: $(call objects,wasm,$(CORE_PARTS))
	@$(WASM_CC) -mexec-model=reactor -Wl,--stack-first -Wl,-z,stack-size=65536 -Wl,--gc-sections -Wl,--strip-debug \
	    -Wl,--max-memory=67108864 -Wl,--export-dynamic $^ -o $@
	@echo "core.wasm: $$(wc -c <$@) bytes, $$(gzip -9c $@ | wc -c) gzip"

# The sandbox may allocate, up to its maximum; what it is built from is third-party C, so it gets a larger stack.
build/syntax.wasm: $(call objects,wasm,$(SYNTAX_PARTS) $(SYNTAX_BASE_C))
	@$(WASM_CC) -mexec-model=reactor -Wl,--stack-first -Wl,-z,stack-size=1048576 -Wl,--gc-sections -Wl,--strip-debug \
	    -Wl,--max-memory=134217728 $^ -o $@
	@echo "syntax.wasm: $$(wc -c <$@) bytes, $$(gzip -9c $@ | wc -c) gzip"

build/mentor: $(call objects,native,$(CORE_PARTS) $(SYNTAX_PARTS) $(CLI_C))
	@$(NATIVE_CC) $^ -o $@

# For authors of tips: build/tip-check says how (src/catalogue/README.md).
build/tip-run: src/make/tip_run.c $(call objects,native,$(filter-out src/syntax/syntax.c build/gen/queries.c,$(SYNTAX_PARTS)) $(SYNTAX_BASE_C))
	@$(NATIVE_CC) -O2 $(C) $(WARN) $(filter %.c %.o,$^) -o $@
build/tip-check: build/tip-run
	@printf '#!/bin/sh\nexec node "$$(dirname "$$0")/../src/make/tip-check.mjs" "$$@"\n' >$@ && chmod +x $@

# ---- the page ----

build/site/.stamp: $(wildcard public/*) src/make/page.mjs src/base/limits.h src/code/language.h | node_modules/.stamp
	@$(NODE) src/make/page.mjs
	@touch $@

# ---- verbs ----

.PHONY: help all run test lint fuzz bench bless hostile token deploy clean
# build/mentor wants a compiler for this machine; the product itself does not.
all: build/core.wasm build/syntax.wasm build/site/.stamp $(if $(NATIVE_CC),build/mentor) ## build the wasm modules, the page and build/mentor

run: all ## serve the whole product on http://localhost:8787
	@echo "toolchain: $(WASM_NAME)"
	@$(NODE) node_modules/wrangler/bin/wrangler.js dev --port $(or $(PORT),8787)

# Every C test with ASan and UBSan; the corpora of the fuzzers and a short run of each; stories; the real worker in
# workerd; the page in Chromium.
NATIVE_TESTS := $(patsubst test/core/%.c,build/test/%,$(wildcard test/core/test_*.c)) \
                $(patsubst test/property/%.c,build/test/%,$(wildcard test/property/*.c))
FUZZERS := $(patsubst test/fuzz/fuzz_%.c,%,$(wildcard test/fuzz/fuzz_*.c))
FUZZ_S ?= 300
JOBS := $(shell nproc 2>/dev/null || echo 1)
FUZZ_SEED ?= 0# a new one each time; a test draws always the same
NODE_TEST := $(NODE) --test --test-reporter=spec

build/test/%: build/obj/san/test/core/%.o $(call objects,san,$(CORE_PARTS) $(SYNTAX_PARTS) src/cli/host.c)
	@mkdir -p $(@D) && $(NATIVE_CC) $(SAN_FLAGS) $^ -o $@
build/test/%: build/obj/san/test/property/%.o $(call objects,san,$(CORE_PARTS) $(SYNTAX_PARTS) src/cli/host.c)
	@mkdir -p $(@D) && $(NATIVE_CC) $(SAN_FLAGS) $^ -o $@
build/fuzz/%: build/obj/fuzz/test/fuzz/fuzz_%.o $(call objects,fuzz,$(CORE_PARTS) $(SYNTAX_PARTS) src/cli/host.c)
	@mkdir -p $(@D) && $(NATIVE_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer $^ -o $@

.PHONY: test-native test-fuzz test-stories test-worker test-browser mutate-gate
test-native: $(NATIVE_TESTS)
	@printf '%s\n' $(NATIVE_TESTS) | xargs -P $(JOBS) -I{} sh -c \
	    '{} >{}.log 2>&1 && echo "{}: $$(tail -n 1 {}.log)" || { cat {}.log; exit 255; }'
test-fuzz: $(addprefix build/fuzz/,$(FUZZERS))
	@$(MAKE) --no-print-directory fuzz FUZZ_S=5 FUZZ_SEED=1
test-stories: all
	@$(NODE_TEST) --test-concurrency=$(JOBS) test/core/*.test.mjs test/story/*.test.mjs test/property/*.test.mjs test/gate/*.test.mjs \
	    test/lessons/*.test.mjs
test-worker: all
	@$(NODE_TEST) test/worker/*.test.mjs
test-browser: all
	@$(NODE_TEST) test/browser/*.test.mjs

# Built by all cores, then one kind of test after the other: some of them measure time.
.PHONY: test-build
test-build: all $(NATIVE_TESTS) $(addprefix build/fuzz/,$(FUZZERS))
test: ## run everything
	@$(MAKE) --no-print-directory -j$(JOBS) test-build
	@$(MAKE) --no-print-directory lint test-native test-fuzz test-stories test-worker test-browser

lint: | node_modules/.stamp ## layers, formatting, types
	@$(NODE) src/make/layers.mjs
	@$(NODE) src/make/format.mjs
	@$(NODE) node_modules/typescript/bin/tsc -p shim
	@$(NODE) node_modules/typescript/bin/tsc -p public
	@echo "types: as JSDoc says"

# One on each core; what one printed is shown when it found something.
FUZZ_ONE = mkdir -p build/fuzz/corpus/{} test/fuzz/corpus/{}; \
    dict=; [ ! -e test/fuzz/{}.dict ] || dict=-dict=test/fuzz/{}.dict; \
    build/fuzz/{} $$dict -max_total_time=$(FUZZ_S) -seed=$(FUZZ_SEED) -print_final_stats=0 -verbosity=0 \
        -artifact_prefix=build/fuzz/ build/fuzz/corpus/{} test/fuzz/corpus/{} >build/fuzz/{}.log 2>&1 \
    && echo "fuzz {}: $(FUZZ_S) s, no finding" || { cat build/fuzz/{}.log; exit 255; }
fuzz: $(addprefix build/fuzz/,$(FUZZERS)) ## fuzz every parser for FUZZ_S seconds each (300)
	@printf '%s\n' $(FUZZERS) | xargs -P $(JOBS) -I{} sh -c '$(FUZZ_ONE)'

# Breaks the gate in one place at a time: does a test notice? MUTATE="--rules" for the rules alone.
mutate-gate: build/mentor
	@$(NODE) test/gate/mutate.mjs $(MUTATE)

include test/bench/bench.mk
include test/lab/lab.mk

bless: build/mentor ## write what the stories and the prompts say now; read the diff
	@for f in test/story/*.trace; do build/mentor step $$f >build/blessed.trace; cp build/blessed.trace $$f; done; git diff --stat test/story
	@$(NODE) test/core/prompt.test.mjs --bless >/dev/null; $(NODE) test/core/chat-prompt.test.mjs --bless >/dev/null
	@git diff --stat test/data/prompt test/data/chat

hostile: all ## all hostile programs against an obedient model, through the real worker (a quarter of an hour)
	@HOSTILE_EVERY=1 $(NODE_TEST) test/worker/obedient.test.mjs

token: | node_modules/.stamp ## print a token for POST /chat (SUB=, SECRET=; by default the secret of wrangler.toml)
	@$(NODE) src/make/token.mjs

deploy: all ## deploy to Cloudflare (needs an account)
	@$(NODE) node_modules/wrangler/bin/wrangler.js deploy -e production

clean: ## remove what make made
	@rm -rf build
