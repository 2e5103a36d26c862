import { expect, test } from "bun:test";
import { errorCodes } from "./error-codes.ts";
import { fakeRepo } from "./repo.ts";

test("codes in the sources and in the table agree", () => {
  const repo = fakeRepo({
    "src/a.ts": [
      '/** @throws Fault `BATON_HTTP_DNS` */ fault("BATON_HTTP_NEW"); env["BATON_AWS_LAMBDA"];',
      'new Fault("x", { code: "BATON_DISK_GONE" });',
    ].join("\n"),
    "src/a.test.ts": '{ code: "BATON_TEST_ONLY" }',
  });
  const known = { BATON_HTTP_DNS: {}, BATON_HTTP_OLD: {}, BATON_HTTP_OLDER: { retiredIn: "0.2.0" } };
  expect(errorCodes(repo, known).map(({ message }) => message.split(" ")[0])).toEqual([
    "BATON_HTTP_NEW",
    "BATON_DISK_GONE",
    "BATON_HTTP_OLD",
  ]);
});
