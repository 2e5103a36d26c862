import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { isMissing, objectsIn, someText, valuesOf } from "../access.ts";

export function normalizeBreadcrumbs(root: JsonObject): void {
  for (const [, crumb] of objectsIn(valuesOf(root, "breadcrumbs"))) {
    if (someText(crumb.type) === undefined) crumb.type = "default";
    if (isMissing(crumb.level)) crumb.level = "info";
  }
}
