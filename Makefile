# Thin on purpose: each target runs one thing that can be run by hand as well.
.DEFAULT_GOAL := help
.PHONY: help setup demo test bench check clean

RUN := node --require ./register.cjs

# The AWS SDK's word to those who build on it, not to those who run this.
export AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED := true

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing into node_modules and .fleet
	@tools/setup/main.sh

demo: setup ## bring the platform up on this machine and take an enclave through it; KEEP=1 leaves it running
	@$(RUN) local/demo.ts $(if $(KEEP),--keep)

test: setup ## run all tests
	@node_modules/.bin/mocha 'test/**/*.test.ts'

bench: setup ## measure; BENCH=<name> for one measurement
	@$(RUN) bench/run.ts $(BENCH)

check: setup ## types, lint and format, import rule, docs
	@node_modules/.bin/tsc
	@node_modules/.bin/biome ci
	@node_modules/.bin/depcruise --config .dependency-cruiser.cjs bin cli state base runtime enclave components contracts backend lambdas runner local test bench tools
	@$(RUN) tools/check/docs.ts

clean: ## remove everything that was installed or built, and the local AWS
	@if [ -d node_modules ]; then bin/fleet local stop; fi
	rm -rf node_modules .fleet
