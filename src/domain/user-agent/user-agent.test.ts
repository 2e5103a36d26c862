import { expect, test } from "bun:test";
import { browserOf, deviceOf, systemOf } from "./user-agent.ts";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.6668.90 Safari/537.36";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
const PIXEL =
  "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.1.2 Mobile Safari/537.36";

test("browsers", () => {
  expect(browserOf(CHROME)).toEqual({ family: "Chrome", major: "129", minor: "0", patch: "6668" });
  expect(browserOf(IPHONE)).toEqual({ family: "Mobile Safari", major: "17", minor: "5", patch: undefined });
  expect(browserOf("Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)")).toMatchObject({
    family: "IE",
    major: "8",
  });
  expect(browserOf("Googlebot/2.1")).toMatchObject({ family: "Googlebot", major: "2" });
});

test("systems and devices", () => {
  expect(systemOf(CHROME)).toMatchObject({ family: "Windows", major: "10" });
  expect(systemOf(IPHONE)).toEqual({ family: "iOS", major: "17", minor: "5", patch: undefined });
  expect(deviceOf(IPHONE)).toEqual({ family: "iPhone", brand: "Apple", model: "iPhone" });
  expect(deviceOf(PIXEL)).toMatchObject({ family: "Pixel 8", brand: "Google", model: "Pixel 8" });
});

test("what nobody knows", () => {
  expect([browserOf(""), browserOf("x"), systemOf("x"), deviceOf("x")]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([browserOf("x"), deviceOf("x")]).toEqual([undefined, undefined]); // remembered
});

test("only the start of a long one is looked at", () => {
  expect(browserOf(`${"x".repeat(2_000)} ${CHROME}`)).toBeUndefined();
  expect(browserOf(`${CHROME}${"x".repeat(1_000_000)}`)?.family).toBe("Chrome");
});
