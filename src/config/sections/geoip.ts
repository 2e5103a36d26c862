import { path } from "../options/kinds.ts";
import { section } from "../options/option.ts";

export const geoip = section("geoip", "Where an address is.", () => ({
  path: path("path", { default: null, nullable: true, doc: "MaxMind database file." }),
}));
