# The verb `bench` and the wasm module that only the benchmarks need. Read together with the Makefile:
# `make -f Makefile -f test/bench/bench.mk bench`, or by an `include` at the end of the Makefile.

# The core's own objects, without its border, and the doors for the benchmarks. Linked as build/core.wasm is.
build/bench.wasm: $(call objects,wasm,$(filter-out src/core.c,$(CORE_PARTS)) test/bench/keystroke_wasm.c)
	@$(WASM_CC) -mexec-model=reactor -Wl,--stack-first -Wl,-z,stack-size=65536 -Wl,--gc-sections -Wl,--strip-debug \
	    -Wl,--max-memory=67108864 $^ -o $@

.PHONY: bench
bench: all build/bench.wasm ## measure against named peers, as ratios of one run
	@$(NODE) test/bench/run.mjs $(BENCH)
