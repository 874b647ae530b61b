#!/bin/sh
# Makes src/gen from the schema: the same .proto files as the server is built from. It needs protoc
# (Debian: protobuf-compiler).
set -eu

web=$(cd "$(dirname "$0")/.." && pwd)
proto=$web/../../proto
out=$web/src/gen

command -v protoc >/dev/null || {
  echo "scripts/generate.sh: protoc is missing; install protobuf-compiler" >&2
  exit 1
}
# Unchanged files are left alone, so that a build in watch mode does not start over.
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
protoc --proto_path="$proto" --plugin=protoc-gen-es="$web/node_modules/.bin/protoc-gen-es" \
  --es_out="$fresh" --es_opt=target=ts,import_extension=none "$proto"/samlad/v1/*.proto
if ! diff -rq "$fresh" "$out" >/dev/null 2>&1; then
  rm -rf "$out"
  mkdir -p "$out"
  cp -R "$fresh"/. "$out"/
fi
