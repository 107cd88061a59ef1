#!/bin/sh
# Copy the pinned browser libraries into the package, and bundle the rule editor's. Run by hand after changing scripts/vendor/package.json;
# the result is committed, so that nobody needs npm or a bundler to run, test or install zcforms.
#   scripts/vendor.sh          install exactly what package-lock.json pins, copy, write SHA256SUMS
#   scripts/vendor.sh check    only compare what is committed with SHA256SUMS
set -eu
cd "$(dirname "$0")/.."
target=zcforms/web/static/vendor

if [ "${1:-}" = check ]; then
    cd "$target" && exec sha256sum --check --strict --quiet SHA256SUMS
fi

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
cp scripts/vendor/package.json scripts/vendor/package-lock.json "$build"
(cd "$build" && npm ci --ignore-scripts --no-audit --no-fund)

rm -rf "$target"
mkdir -p "$target"
modules=$build/node_modules
cp "$modules/bootstrap/dist/css/bootstrap.min.css" "$modules/bootstrap/dist/js/bootstrap.bundle.min.js" "$target"
cp "$modules/bootstrap/LICENSE" "$target/bootstrap.LICENSE"
cp "$modules/htmx.org/dist/htmx.min.js" "$target"
cp "$modules/htmx.org/LICENSE" "$target/htmx.LICENSE"
# Rows that are dragged: one module, loaded on pages that have some.
cp scripts/vendor/sortable.js "$build"
(cd "$build" && node_modules/.bin/esbuild sortable.js --bundle --minify --format=esm --target=es2022 \
    --legal-comments=none --charset=utf8 --log-level=warning --outfile=sortable.min.js)
cp "$build/sortable.min.js" "$target"
cp "$modules/sortablejs/LICENSE" "$target/sortable.LICENSE"
# The editor of rules: one module, made of packages that are all MIT licensed; their notices stand together.
cp scripts/vendor/codemirror.js "$build"
(cd "$build" && node_modules/.bin/esbuild codemirror.js --bundle --minify --format=esm --target=es2022 \
    --legal-comments=none --charset=utf8 --log-level=warning --outfile=codemirror.min.js --metafile=codemirror.json)
cp "$build/codemirror.min.js" "$target"
(cd "$build" && node -e '
    const { readFileSync } = require("fs");
    const inputs = Object.keys(JSON.parse(readFileSync("codemirror.json")).inputs);
    const packages = new Set(inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean));
    for (const name of [...packages].sort()) {
        const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
        console.log(`${name} ${version}\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim()}\n`);
    }') > "$target/codemirror.LICENSE"
# Source maps are not shipped: without this line a browser's developer tools ask for files that are not there.
sed -i -e 's|^//# sourceMappingURL=.*$||' -e 's|/\*# sourceMappingURL=[^*]*\*/||' "$target"/*.js "$target"/*.css
(cd "$target" && sha256sum -- *.css *.js *.LICENSE > SHA256SUMS)
