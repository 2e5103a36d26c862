import { describe, expect, test } from "bun:test";
import { HttpReader, headerOf } from "./http-reader.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");

describe("HttpReader", () => {
  const wire =
    "POST //a/../b?q HTTP/1.1\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 3\r\n\r\nabc" +
    "PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: 1\r\n\r\n" +
    "GET /d HTTP/1.1\r\n\r\n";

  test("reads requests however the bytes are cut", () => {
    for (const size of [1, 2, 7, 50, wire.length]) {
      const reader = new HttpReader("request");
      const messages = [];
      for (let at = 0; at < wire.length; at += size)
        messages.push(...reader.push(bytes(wire.slice(at, at + size))));
      expect(messages.map((m) => [m.startLine, m.body.toString()])).toEqual([
        ["POST //a/../b?q HTTP/1.1", "abc"],
        ["PUT /c HTTP/1.1", "hello"],
        ["GET /d HTTP/1.1", ""],
      ]);
      expect(messages[0] && headerOf(messages[0], "x-a")).toBe("1, 2");
      expect(reader.idle).toBe(true);
    }
  });

  test("reads a response that the closing connection delimits", () => {
    const reader = new HttpReader("response");
    expect(reader.push(bytes("HTTP/1.1 200 OK\r\n\r\nhel"))).toEqual([]);
    reader.push(bytes("lo"));
    expect(reader.end()?.body.toString()).toBe("hello");
  });

  test("refuses what is not HTTP", () => {
    expect(() => new HttpReader("response").push(bytes("\x16\x03\x01 tls\r\n\r\n"))).toThrow("not HTTP");
  });
});
