# The verb `lab`: what the change budget decides on recorded sessions, beside the simple rules (test/lab/README.md).

.PHONY: lab
lab: build/mentor ## compare the change budget with simple rules on TRACES
	@TRACES='$(TRACES)' SET='$(SET)' SETS='$(SETS)' PER_TRACE='$(PER_TRACE)' $(NODE) test/lab/lab.mjs
