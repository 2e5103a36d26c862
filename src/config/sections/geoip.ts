import { path } from "../options/kinds.ts";
import { type ConfigOf, section } from "../options/option.ts";

export const geoip = section("geoip", "Where an address is.", () => ({
  path: path("path", { default: null, nullable: true, doc: "MaxMind database file." }),
}));
export type GeoipConfig = ConfigOf<typeof geoip>;
