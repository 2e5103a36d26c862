import { expect, test } from "bun:test";
import { renamedOf, scrubbingOf } from "./conventions.ts";

test("who may scrub an attribute", () => {
  expect(["http.method", "sentry.release", "nobody.knows"].map(scrubbingOf)).toEqual([
    "manual",
    "never",
    "auto",
  ]);
  expect([scrubbingOf("score.lcp"), scrubbingOf("score.a.b")]).toEqual(["manual", "auto"]);
});

test("what an attribute is called today", () => {
  expect(renamedOf("http.method")).toEqual({ name: "http.request.method", keepsOld: true });
  expect(renamedOf("db.statement")).toEqual({ name: "db.query.text", keepsOld: false });
  expect(renamedOf("cls.source.1")).toEqual({ name: "browser.web_vital.cls.source.1", keepsOld: true });
  expect([renamedOf("http.request.method"), renamedOf("cls.source.")]).toEqual([undefined, undefined]);
});
