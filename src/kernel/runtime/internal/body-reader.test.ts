import { expect, test } from "bun:test";
import { BodyReader } from "./body-reader.ts";

function reader(length: number | "chunked" | undefined, maxBytes = 1 << 20) {
  const holds: boolean[] = [];
  const body = new BodyReader({ length, maxBytes, hold: (held) => void holds.push(held) });
  return { body, holds, push: (text: string, from = 0) => body.push(Buffer.from(text, "latin1"), from) };
}

function text(result: Awaited<ReturnType<BodyReader["read"]>>): string {
  return result.ok ? Buffer.from(result.value).toString("latin1") : `error: ${result.error}`;
}

test("a body in one piece is a view, not a copy", async () => {
  const { body } = reader(3);
  const bytes = Buffer.from("head:abcnext");
  expect(body.push(bytes, 5)).toBe(8);
  const result = await body.read(10);
  expect(result.ok && result.value.buffer).toBe(bytes.buffer);
  expect(text(result)).toBe("abc");
});

test("chunks, however they are cut, make the same body and end where they end", async () => {
  const wire = "3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\ntrailer: x\r\n\r\nNEXT";
  for (let cut = 1; cut < wire.length - 4; cut++) {
    const { body, push } = reader("chunked");
    const read = body.read(100);
    push(wire.slice(0, cut));
    const end = push(wire.slice(cut));
    expect([cut, wire.slice(cut + end), text(await read)]).toEqual([cut, "NEXT", "abc0123456789"]);
  }
});

test.each([
  "2\n{}\n0\n\n",
  "0x2\r\n{}\r\n",
  "2;a\nb\r\n{}\r\n",
  "2\r\n{}xx0\r\n\r\n",
  "fffffffffffffffff\r\n",
  "\r\n",
  "-1\r\n",
])("broken chunks %j abort", async (wire) => {
  const { body, push } = reader("chunked");
  push(wire);
  expect(text(await body.read(100))).toBe("error: aborted");
  expect(body.complete).toBe(false);
});

test("chunk lines and trailers are bounded", async () => {
  for (const wire of [`1;${"x".repeat(5000)}`, `0\r\n${`a: ${"x".repeat(1000)}\r\n`.repeat(20)}`]) {
    const { body, push } = reader("chunked");
    push(wire);
    expect(text(await body.read(100))).toBe("error: aborted");
  }
});

test("a limit counts what is announced, what has come, and what comes later", async () => {
  expect(text(await reader(11).body.read(10))).toBe("error: too_large");
  const come = reader("chunked");
  come.push("b\r\n01234567890\r\n");
  expect(text(await come.body.read(10))).toBe("error: too_large");
  const later = reader("chunked");
  const read = later.body.read(10);
  later.push("b\r\n01234567890\r\n");
  expect(text(await read)).toBe("error: too_large");
  const transport = reader(11, 10);
  transport.push("01234567890");
  expect(text(await transport.body.read(100))).toBe("error: too_large");
});

test("an unread body holds the peer back, and lets go when it is read or dropped", async () => {
  const { body, holds, push } = reader(200_000);
  push("x".repeat(70_000));
  expect(holds).toEqual([true]);
  const read = body.read(200_000);
  expect(holds).toEqual([true, false]);
  push("x".repeat(130_000));
  expect(text(await read)).toHaveLength(200_000);
  const dropped = reader(200_000);
  dropped.push("x".repeat(70_000));
  dropped.body.discard();
  expect(dropped.holds).toEqual([true, false]);
  expect(dropped.push("x".repeat(130_000))).toBe(130_000);
  expect(dropped.body.complete).toBe(true);
});

test("a stream hands out pieces as they come and fails when cut", async () => {
  const { body, push } = reader(6);
  const stream = body.stream();
  push("abc");
  expect(Buffer.from((await stream.next()).value as Uint8Array).toString()).toBe("abc");
  const next = stream.next();
  push("def");
  expect(Buffer.from((await next).value as Uint8Array).toString()).toBe("def");
  expect((await stream.next()).done).toBe(true);

  const cut = reader(6);
  cut.push("abc");
  cut.body.end();
  expect(cut.body.stream().next()).rejects.toThrow("aborted");
});

test("without a length the end of the connection is the end of the body", async () => {
  const { body, push } = reader(undefined);
  push("abc");
  push("def");
  body.end();
  expect(text(await body.read(10))).toBe("abcdef");
});

test("tiny chunks do not cost more memory than their bytes", async () => {
  const { body } = reader("chunked", 1 << 24);
  const read = body.read(1 << 24);
  const many = Buffer.from("1\r\nx\r\n".repeat(20_000));
  const buffersBytes = (): number => process.memoryUsage().arrayBuffers; // the resident size is other tests' too
  const before = buffersBytes();
  for (let i = 0; i < 10; i++) body.push(Buffer.from(many), 0);
  expect(buffersBytes() - before).toBeLessThan(8 << 20);
  body.push(Buffer.from("0\r\n\r\n"), 0);
  expect(text(await read)).toHaveLength(200_000);
});
