// Write the files that pages load from `static/vendor`: only what our templates use.
//
// node build.mjs WEB OUT: WEB is the folder of templates and views that say what is used.

import { readFileSync, readdirSync, writeFileSync, mkdirSync } from "node:fs";
import { extname, join } from "node:path";
import { PurgeCSS } from "purgecss";
import subsetFont from "subset-font";

const [web, out] = process.argv.slice(2);
const packages = new URL("node_modules/", import.meta.url).pathname;
const sources = readdirSync(web, { recursive: true })
  .filter((name) => [".html", ".py", ".js"].includes(extname(name)) && !name.includes("vendor"))
  .map((name) => ({ extension: extname(name).slice(1), raw: readFileSync(join(web, name), "utf8") }));

const write = (name, content) => writeFileSync(join(out, name), content);
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).join("");

async function styles() {
  const [{ css }] = await new PurgeCSS().purge({
    content: sources,
    css: [join(packages, "bootstrap/dist/css/bootstrap.min.css")],
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
    safelist: { greedy: [/data-bs-theme/] },
    variables: true,
    keyframes: true,
  });
  write("bootstrap.css", css);
}

// An icon is named in a template as {% icon "bell" %} or with icon="bell", in Python as icon="bell".
function icons() {
  const names = new Set();
  for (const { raw } of sources) for (const [, name] of raw.matchAll(/\bicon[ =]"([a-z0-9-]+)"/g)) names.add(name);
  const symbols = [...names].sort().map((name) => {
    const svg = readFileSync(join(packages, `bootstrap-icons/icons/${name}.svg`), "utf8");
    const body = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).replace(/\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 16 16">${body}</symbol>`;
  });
  write("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

// Latin carries the figures and marks of Russian text too; accented letters are left out.
const ALPHABETS = {
  cyrillic: { text: range(0x400, 0x45f) + "№", unicode: "U+0400-045F, U+2116" },
  latin: {
    text: range(0x20, 0x7e) + "\u00a0§©«°±·»×–—‘’“”„•…€₽−",
    unicode: "U+0020-007E, U+00A0-00D7, U+2010-2026, U+20AC, U+20BD, U+2212",
  },
};

async function fonts() {
  const faces = [];
  for (const [alphabet, { text, unicode }] of Object.entries(ALPHABETS)) {
    for (const weight of [400, 500, 600]) {
      const name = `golos-text-${alphabet}-${weight}`;
      const whole = readFileSync(join(packages, `@fontsource/golos-text/files/${name}-normal.woff2`));
      write(`${name}.woff2`, await subsetFont(whole, text, { targetFormat: "woff2" }));
      faces.push(
        `@font-face { font-family: "Golos Text"; font-weight: ${weight}; font-display: swap; ` +
          `src: url("${name}.woff2") format("woff2"); unicode-range: ${unicode}; }`,
      );
    }
  }
  write("fonts.css", faces.join("\n") + "\n");
}

mkdirSync(out, { recursive: true });
await Promise.all([styles(), fonts()]);
icons();
write("htmx.js", readFileSync(join(packages, "htmx.org/dist/htmx.min.js")));
