import { expect, test } from "bun:test";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { checkEvent } from "../event/check.ts";
import { EventDocument } from "../event/document.ts";
import { suggestSelectors } from "./suggest-selectors.ts";

test("values are suggested by kind and by place, those of no concern are not", () => {
  const event = {
    extra: { list: ["x", 5, true], "0": null },
    tags: { "a b": "t" },
    user: { email: "a@b.cd" },
    exception: { values: [{ type: "T", value: "V" }] },
    environment: "prod",
  };
  const document = EventDocument.parse(utf8Bytes(JSON.stringify(event)));
  if (!document.ok) throw new Error("no JSON");
  checkEvent(document.value, { constrained: false });
  const lines = suggestSelectors(document.value).map(({ path, value }) => `${path} ${value}`);
  expect(lines).toEqual([
    "$string V",
    "$string a@b.cd",
    "$string x",
    "$number null",
    "$error.value V",
    "$user.email a@b.cd",
    "extra null",
    "extra.list null",
    "extra.list.* null",
    "extra.list.* x",
    "tags null",
    "tags.a-b t",
  ]);
});
