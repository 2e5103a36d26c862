import { describe, expect, test } from "bun:test";
import { readResponse } from "./local-http.ts";

function read(text: string, isClosed = false) {
  return readResponse(Buffer.from(text), isClosed);
}

describe("an answer", () => {
  test("with a length is complete when it has as much", () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Id: a: b\r\n\r\n";
    expect(read(`${head}abc`)).toBeUndefined();
    expect(read(`${head}abcd`)).toEqual({
      status: 200,
      headers: { "content-length": "4", "x-id": "a: b" },
      body: "abcd",
    });
  });

  test("in chunks is complete with the last one", () => {
    const head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    expect(read(`${head}3\r\nabc\r\n`)).toBeUndefined();
    expect(read(`${head}3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n`)?.body).toBe("abcd");
  });

  test("without either ends with the connection", () => {
    expect(read("HTTP/1.1 202 Accepted\r\n\r\n{}")).toBeUndefined();
    expect(read("HTTP/1.1 202 Accepted\r\n\r\n{}", true)).toMatchObject({ status: 202, body: "{}" });
  });

  test("that is none is never complete", () => {
    for (const text of [
      "",
      "HTTP/1.1 200",
      "SSH-2.0\r\n\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\nab",
    ]) {
      expect(read(text, true)).toBeUndefined();
    }
  });
});
