# Thin on purpose: each target runs one thing that can be run by hand as well.
.DEFAULT_GOAL := help
.PHONY: help setup demo test bench check clean prices validate-all runner-image \
	infra-init infra-plan infra-up infra-down infra-status \
	infra-workspace-list infra-workspace-select infra-workspace-status infra-workspace-migrate

RUN := node --require ./register.cjs
JOBS ?= 2

# The AWS SDK's word to those who build on it, not to those who run this.
export AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED := true

# Of the infra- targets. SCOPE is state, base, runtime, enclaves or all; ENV is what `fleet workspace select` chose, or
# dev; ARGS are more flags of the command, for instance ARGS=--yes; LOCAL=1 means the AWS on this machine.
FLEET := bin/fleet $(if $(LOCAL),--local)
# Refused here, so that targets which are about the whole environment do not pass over a wrong word.
one_of = $(if $(filter-out $2,$($1)),$(error $1=$($1) is unknown: use one of $2))
ifneq ($(filter infra-% validate-all,$(MAKECMDGOALS)),)
$(call one_of,SCOPE,state base runtime enclaves all)
$(call one_of,ENV,dev staging prod)
endif
SCOPE ?= all
ENV ?= $(or $(firstword $(shell $(FLEET) workspace select)),dev)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-23s  %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing into node_modules and .fleet
	@tools/setup/main.sh

demo: setup ## bring the platform up on this machine and take an enclave through it; KEEP=1 leaves it running
	@$(RUN) local/demo.ts $(if $(KEEP),--keep)

test: setup ## run all tests, JOBS=2 files at a time
	@node_modules/.bin/mocha --parallel --jobs $(JOBS) 'test/**/*.test.ts'

bench: setup ## measure; BENCH=<name> for one measurement
	@$(RUN) bench/run.ts $(BENCH)

check: setup ## types, lint and format, import rule, docs, workflows
	@node_modules/.bin/tsc
	@node_modules/.bin/biome ci
	@node_modules/.bin/depcruise --config .dependency-cruiser.cjs bin cli state base runtime enclave components contracts backend lambdas runner local test bench tools
	@$(RUN) tools/check/docs.ts
	@tools/check/actionlint.sh

prices: setup ## write the price table anew from AWS's price list; FROM=<folder> of its files where AWS is out of reach
	@$(RUN) tools/prices/main.ts $(FROM)

runner-image: ## build the runner's image with docker, try it, and leave its bill of materials in runner-image/
	@sh tools/check/runner-image.sh

validate-all: setup ## check configuration, programs, policies and limits of all environments, offline
	@bin/fleet validate all $(ARGS)

infra-init: setup ## make the environment's state bucket and key; all infra- targets take SCOPE, ENV and ARGS
	@$(FLEET) bootstrap $(ENV) $(ARGS)

infra-plan: setup ## show what infra-up would change
	@$(FLEET) preview $(SCOPE) $(ENV) $(ARGS)

infra-up: setup ## deploy
	@$(FLEET) up $(SCOPE) $(ENV) $(ARGS)

infra-down: setup ## destroy, last first, and say what that saves
	@$(FLEET) down $(SCOPE) $(ENV) $(ARGS)

infra-status: setup ## show what is deployed, what it costs and who is at work on it
	@$(FLEET) status $(SCOPE) $(ENV) $(ARGS)

infra-workspace-list: setup ## list the environment's stacks, short-lived copies too, or those of SCOPE
	@$(FLEET) workspace list $(ENV) $(if $(filter-out all,$(SCOPE)),--template $(SCOPE:enclaves=enclave)) $(ARGS)

infra-workspace-select: setup ## remember the environment, or NAME=<copy>, as the ENV of what follows
	@$(FLEET) workspace select $(or $(NAME),$(ENV)) $(ARGS)

infra-workspace-status: setup ## show NAME=<copy>, or without a name the environment
	@$(FLEET) $(if $(NAME),workspace status $(NAME),status $(SCOPE) $(ENV)) $(ARGS)

infra-workspace-migrate: setup ## move in from Terraform: STATE=<file that `terraform state pull` wrote>
	@$(FLEET) migrate terraform --state $(or $(STATE),$(error say which state: STATE=<file>)) --env $(ENV) $(ARGS)

clean: ## remove everything that was installed or built, and the local AWS
	@if [ -d node_modules ]; then bin/fleet local stop; fi
	rm -rf node_modules .fleet
