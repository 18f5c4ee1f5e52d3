# SpectralGPT for QGIS. `make demo` and `make test` each set up what they need first.
#
#   VARIANT=auto|cpu|cuda   which build of PyTorch set-up installs (auto: CUDA where there is an NVIDIA GPU)
#   BASE_PYTHON=python3     starts the installer, which looks for another one where this one does not fit
#   QGIS_PYTHON=…           the Python that sees QGIS's modules (Debian: /usr/bin/python3)
#   PROFILE=default         the QGIS profile that `make install` links the plugin into
#   ARGS="-k scene"         more arguments for pytest

VARIANT ?= auto
PROFILE ?= default
ARGS ?=
export BASE_PYTHON QGIS_PYTHON

.PHONY: help setup setup-test demo test lint install package lock retrain clean

help:
	@echo "make demo      classify a real Sentinel-2 scene and find changes in it, in a real QGIS"
	@echo "make test      all tests: the engine's, and those inside QGIS"
	@echo "make setup     install what the demo needs: QGIS by apt, the engine into .venv"
	@echo "make lint      ruff and mypy"
	@echo "make install   link the plugin into your QGIS profile"
	@echo "make package   the plugin's zip, in dist/"
	@echo "make lock      resolve the engine's dependencies anew"
	@echo "make retrain   train the shipped networks anew: DATA=folder HARDWARE='what it runs on', with a GPU"

setup:
	@tools/setup.sh --variant $(VARIANT)

setup-test:
	@tools/setup.sh --variant $(VARIANT) --test

demo: setup
	@demo/run.sh

test: setup-test
	@tools/run_tests.sh $(ARGS)

lint:
	@tools/python.sh models/install.py --target .venv --variant $(VARIANT) --dev
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m ruff format --check .
	@.venv/bin/python -m mypy

install: setup
	@.venv/bin/python tools/link_plugin.py --profile $(PROFILE)

package:
	@tools/python.sh tools/package.py

lock:
	@tools/lock.sh

# Pictures are read with Pillow, which the engine does without.
RETRAIN_PACKAGES = build/retrained/packages
retrain: setup
	@test -d $(RETRAIN_PACKAGES)/PIL || .venv/bin/python -m pip install --quiet --require-hashes \
		--target $(RETRAIN_PACKAGES) -r benchmarks/requirements.txt
	@PYTHONPATH="$(CURDIR)/$(RETRAIN_PACKAGES)" .venv/bin/python tools/retrain.py "$(DATA)" build/retrained \
		--hardware "$(HARDWARE)" $(ARGS)

clean:
	rm -rf dist build demo-output .pytest_cache .mypy_cache .ruff_cache
