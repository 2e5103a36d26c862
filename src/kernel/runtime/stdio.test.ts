import { expect, test } from "bun:test";
import { Output, type WriteFd } from "./stdio.ts";

type Done = (error: Error | null, written: number) => void;

function slowReader(): { write: WriteFd; calls: { text: string; done: Done }[] } {
  const calls: { text: string; done: Done }[] = [];
  return {
    write: (_fd, bytes, done) => void calls.push({ text: Buffer.from(bytes).toString(), done }),
    calls,
  };
}

test("lines that wait go out together, in order, also after a partial write", () => {
  const { write, calls } = slowReader();
  const output = new Output({ fd: 2 }, write);
  for (const text of ["one", "two", "three"]) expect(output.line(text)).toBe(true);
  expect(calls.map((call) => call.text)).toEqual(["one\n"]);
  calls[0]?.done(null, 2);
  expect(calls[1]?.text).toBe("e\n");
  calls[1]?.done(null, 2);
  expect(calls[2]?.text).toBe("two\nthree\n");
});

test("a reader that stopped costs lines, counted, not memory", () => {
  const { write, calls } = slowReader();
  const output = new Output({ fd: 2, maxPendingBytes: 10 }, write);
  expect([output.line("1234"), output.line("1234"), output.line("1")]).toEqual([true, true, false]);
  expect(output.dropped()).toBe(1);
  calls[0]?.done(null, 5);
  expect(output.line("1234")).toBe(true);
});

test("flush resolves when the last line is out", async () => {
  const { write, calls } = slowReader();
  const output = new Output({ fd: 2 }, write);
  output.line("last words");
  const flushed = output.flush(10_000);
  calls[0]?.done(null, 11);
  await flushed;
  expect(calls).toHaveLength(1);
});

test("a closed pipe swallows what follows", () => {
  const { write, calls } = slowReader();
  const output = new Output({ fd: 2 }, write);
  output.line("a");
  calls[0]?.done(Object.assign(new Error("gone"), { code: "EPIPE" }), 0);
  expect(output.line("b")).toBe(false);
  expect(output.dropped()).toBe(2);
  expect(calls).toHaveLength(1);
});
