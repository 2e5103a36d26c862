import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { ensureObject, isMissing, objectOf, textOf } from "../access.ts";

/** Where an address is, as far as a database knows. */
export interface Geo {
  readonly country_code?: string;
  readonly city?: string;
  readonly subdivision?: string;
  readonly region?: string;
}

/** Says where the user is, unless the event does. */
export function normalizeGeo(
  root: JsonObject,
  connectionIp: string | undefined,
  geoOf: (ip: string) => Geo | undefined,
): void {
  if (!isMissing(objectOf(root.user)?.geo)) return;
  const said = textOf(objectOf(root.user)?.ip_address);
  const ip = said === undefined || said === "{{auto}}" ? connectionIp : said;
  const geo = ip === undefined ? undefined : geoOf(ip);
  const user = ensureObject(root, "user");
  if (geo !== undefined) user.geo = { ...geo };
}
