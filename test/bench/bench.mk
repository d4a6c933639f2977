# The verb `bench` and the wasm module that only the benchmarks need. Read together with the Makefile:
# `make -f Makefile -f test/bench/bench.mk bench`, or by an `include` at the end of the Makefile.

# The core's own objects and the doors for the benchmarks. Linked as build/core.wasm is, but what the budget does at each
# key goes through a door that can be shut.
build/bench.wasm: $(call objects,wasm,$(CORE_PARTS) test/bench/keystroke_wasm.c)
	@$(WASM_CC) -mexec-model=reactor -Wl,--stack-first -Wl,-z,stack-size=65536 -Wl,--gc-sections -Wl,--strip-debug \
	    -Wl,--wrap=look_touch -Wl,--wrap=place_is_quiet -Wl,--max-memory=67108864 $^ -o $@

# The sandbox without the catalogue's queries, and a door to tree-sitter's bare parse. Linked as build/syntax.wasm is.
build/bench-syntax.wasm: $(call objects,wasm,$(filter-out build/gen/queries.c,$(SYNTAX_PARTS)) $(SYNTAX_BASE_C) test/bench/reading_wasm.c)
	@$(WASM_CC) -mexec-model=reactor -Wl,--stack-first -Wl,-z,stack-size=1048576 -Wl,--gc-sections -Wl,--strip-debug \
	    -Wl,--max-memory=134217728 $^ -o $@

# A verdict of the gate, as the native program has it.
build/bench-gate: $(call objects,native,$(filter-out src/core.c src/session/%,$(CORE_PARTS)) test/bench/gate.c)
	@$(NATIVE_CC) $^ -o $@

.PHONY: bench
bench: all build/bench.wasm build/bench-syntax.wasm $(if $(NATIVE_CC),build/bench-gate) ## measure against named peers, as ratios of one run
	@$(NODE) test/bench/run.mjs $(BENCH)
