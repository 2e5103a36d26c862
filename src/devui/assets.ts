import type { Asset } from "./ports.ts";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  map: "application/json",
};

let loaded: Promise<ReadonlyMap<string, Asset>> | undefined;

/** The page's files by path. Loaded on the first request, since building them takes a moment when run from sources. */
export function pageAssets(): Promise<ReadonlyMap<string, Asset>> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<ReadonlyMap<string, Asset>> {
  const { pageFiles } = await import("./page-files.ts");
  const assets = new Map<string, Asset>();
  for (const [name, body] of Object.entries(pageFiles)) {
    const contentType = CONTENT_TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    const path = name === "index.html" ? "/index.html" : `/assets/${name}`;
    assets.set(path, { contentType, body, immutable: name !== "index.html" });
  }
  return assets;
}
