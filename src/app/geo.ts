import type { Config } from "../config/config.ts";
import type { Geo } from "../domain/event/normalize/geo.ts";
import { Fault } from "../kernel/base/fault.ts";

/**
 * Opens the database of places, when one is configured. Rejects with a Fault when it cannot be read: events would silently lack
 * what their project counts on.
 */
export async function openGeo({
  geoip,
  processing,
}: Config): Promise<((ip: string) => Geo | undefined) | undefined> {
  const path = geoip.path ?? processing.geoipPath;
  if (path === null) return undefined;
  const { GeoDatabase } = await import("../domain/event/geo-database.ts");
  const { mapFile } = await import("../kernel/runtime/mapped-file.ts");
  try {
    const database = new GeoDatabase(mapFile(path));
    return (ip) => database.find(ip);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `cannot open the GeoIP database ${path}: ${why}`;
    throw new Fault(message, { code: "BATON_GEOIP", source: "local", cause: error });
  }
}
