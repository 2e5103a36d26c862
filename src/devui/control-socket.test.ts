import { expect, test } from "bun:test";
import { controlSocketPath } from "./control-socket.ts";

test("lies in the folder, or under a short name of its own where that is too deep", () => {
  expect(controlSocketPath("/etc/baton")).toBe("/etc/baton/control.sock");
  const deep = `/${"deep/".repeat(40)}`;
  expect(Buffer.byteLength(controlSocketPath(deep))).toBeLessThanOrEqual(100);
  expect(controlSocketPath(deep)).not.toBe(controlSocketPath(`${deep}er`));
});
