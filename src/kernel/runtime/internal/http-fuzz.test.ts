import { expect, test } from "bun:test";
import fc from "fast-check";
import { BodyReader } from "./body-reader.ts";
import { HEAD_END, HeadParser } from "./http-head.ts";
import { chunk, LAST_CHUNK } from "./http-response.ts";
import { planRequest } from "./request-plans.ts";

/** Bytes that look like HTTP more often than chance would have it. */
const scraps = fc.constantFrom(
  "GET / HTTP/1.1",
  "HTTP/1.1 200 OK",
  "\r\n",
  "\n",
  "content-length: 5",
  "Content-Length:5",
  "transfer-encoding: chunked",
  "connection: close",
  "host: a",
  ": ",
  " ",
  "\t",
  "\0",
  "x",
);
const wire = fc.array(fc.oneof(scraps, fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 20 });

test("no bytes make the parser throw, and a head parsed after others is parsed as if alone", () => {
  const parser = new HeadParser();
  fc.assert(
    fc.property(wire, (parts) => {
      const text = Buffer.from(parts.join(""), "latin1");
      const bytes = Buffer.concat([text, HEAD_END]);
      const head = parser.repeated(bytes) > 0 ? undefined : parser.request(bytes, bytes.length);
      const alone = new HeadParser().request(bytes, bytes.length);
      if (head !== undefined) expect(head).toEqual(alone);
      new HeadParser().response(bytes, bytes.length);
      if (typeof alone === "object") planRequest(alone, bytes.length);
    }),
    { numRuns: 500 },
  );
});

test("a head that is known by its bytes says what it would say parsed alone", () => {
  const lines = fc.array(
    fc.constantFrom("content-length: 5", "content-length: 70", "Content-Length:5", "host: a", "x: 5"),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(lines, fc.array(lines, { minLength: 1, maxLength: 4 }), (first, later) => {
      const parser = new HeadParser();
      const bytesOf = (all: readonly string[]): Buffer =>
        Buffer.from(["POST /a HTTP/1.1", ...all, "", ""].join("\r\n"));
      for (let i = 0; i < 2; i++) parser.request(bytesOf(first), bytesOf(first).length);
      for (const each of later) {
        const bytes = bytesOf(each);
        if (parser.repeated(bytes) === 0) continue;
        const alone = new HeadParser().request(bytes, bytes.length);
        const plan = typeof alone === "number" ? undefined : planRequest(alone, bytes.length);
        // With no length, or two, nothing may differ.
        if (parser.repeatedLength === undefined) expect(each).toEqual(first);
        else expect(plan?.announced ?? parser.repeatedLength).toBe(parser.repeatedLength);
        expect(each.map((line) => line.replace(/\d+/, ""))).toEqual(
          first.map((line) => line.replace(/\d+/, "")),
        );
      }
    }),
    { numRuns: 300 },
  );
});

test("what is accepted has no control characters in names or values", () => {
  fc.assert(
    fc.property(wire, (parts) => {
      const text = `GET / HTTP/1.1\r\n${parts.join("")}`;
      const bytes = Buffer.concat([Buffer.from(text, "latin1"), HEAD_END]);
      const head = new HeadParser().request(bytes, bytes.length);
      if (typeof head !== "object") return;
      for (const item of head.headers) expect(/^[\t\x20-\x7e\x80-\xff]*$/.test(item)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("any body comes through chunks, however it is cut on the way", async () => {
  const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(bodies, fc.array(fc.nat(20), { maxLength: 30 }), async (parts, cuts) => {
      const whole = Buffer.concat([...parts.map(chunk), Buffer.from(LAST_CHUNK)]);
      const body = new BodyReader({ length: "chunked", maxBytes: 1000, hold: () => {} });
      const read = body.read(1000);
      let at = 0;
      for (const cut of [...cuts, whole.length]) {
        const piece = whole.subarray(at, at + cut);
        expect(body.push(piece, 0)).toBe(piece.length);
        at += piece.length;
      }
      const result = await read;
      expect(result.ok && Buffer.compare(result.value, Buffer.concat(parts))).toBe(0);
    }),
    { numRuns: 200 },
  );
});
