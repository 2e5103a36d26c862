import { expect, test } from "bun:test";
import { GeoDatabase } from "../../src/domain/event/geo-database.ts";
import { mmdb } from "../support/mmdb.ts";

const VIENNA = {
  country: { iso_code: "AT", names: { en: "Austria", de: "Österreich" } },
  city: { names: { en: "Vienna", de: "Wien" } },
  subdivisions: [{ names: { en: "Vienna state" } }],
};

test("knows where addresses are, in English", () => {
  const database = new GeoDatabase(
    mmdb({ "2.125.160.0/24": VIENNA, "81.2.69.142/32": { country: { iso_code: "GB" } } }),
  );
  const vienna = { country_code: "AT", city: "Vienna", subdivision: "Vienna state", region: "Austria" };
  expect([database.find("2.125.160.7"), database.find("2.125.160.7")]).toEqual([vienna, vienna]);
  expect(database.find("81.2.69.142")).toEqual({ country_code: "GB" });
  expect([database.find("81.2.69.143"), database.find("::1"), database.find("no address")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("refuses what is no database", () => expect(() => new GeoDatabase(Uint8Array.of(1, 2, 3))).toThrow());
