import { bundlePage } from "../../ui/bundle.ts" with { type: "macro" };

/** The built page, file name → text: a literal by the time this module runs. */
export const pageFiles: Readonly<Record<string, string>> = bundlePage();
