#!/usr/bin/env bash
# Makes sure a Chromium is there for the browser tests: installs Debian/Ubuntu's or Homebrew's, else says what to do.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && exit 0
[ -x "/Applications/Chromium.app/Contents/MacOS/Chromium" ] && exit 0
[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] && exit 0
as_root=""
if [ "$(id -u)" -ne 0 ]; then as_root="sudo -n"; fi
if command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests (apt-get)…"
    if $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium fonts-dejavu-core fonts-liberation >/dev/null; then
        exit 0
    fi
elif command -v brew >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests (Homebrew)…"
    brew install --cask chromium && exit 0
fi
echo "The browser tests need Chromium and this script could not install it." >&2
echo "Install it yourself (Debian: sudo apt-get install chromium; macOS: brew install --cask chromium)," >&2
echo "or name an existing one: CHROMIUM=/path/to/chromium make test" >&2
exit 1
