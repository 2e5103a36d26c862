import { describe, expect, test } from "bun:test";
import { requestBodyLength, responseBodyLength } from "./http-framing.ts";
import { HeadParser, headerOf } from "./http-head.ts";

function bytesOf(text: string): Buffer {
  return Buffer.from(`${text}\r\n\r\n`, "latin1");
}

function parseRequestHead(text: string): ReturnType<HeadParser["request"]> {
  return new HeadParser().request(bytesOf(text), text.length + 4);
}

function parseResponseHead(text: string): ReturnType<HeadParser["response"]> {
  return new HeadParser().response(bytesOf(text), text.length + 4);
}

function headers(...lines: string[]): string[] {
  const head = parseRequestHead(["GET / HTTP/1.1", ...lines].join("\r\n"));
  if (typeof head === "number") throw new Error(`refused with ${head}`);
  return [...head.headers];
}

describe("request heads", () => {
  test("keep the path as it was sent", () => {
    const head = parseRequestHead("POST /x/../y//%2E?a=%20?b HTTP/1.1\r\nHost: a\r\nX-Two:  b \r\nx-two:c");
    expect(head).toEqual({
      method: "POST",
      path: "/x/../y//%2E",
      query: "a=%20?b",
      minorVersion: 1,
      headers: ["host", "a", "x-two", "b", "x-two", "c"],
    });
    if (typeof head !== "number") expect(headerOf(head.headers, "x-two")).toBe("b, c");
  });

  test("take a proxy's absolute form, and cut a fragment", () => {
    expect(parseRequestHead("GET http://a.b:80/c?d HTTP/1.1")).toMatchObject({ path: "/c", query: "d" });
    expect(parseRequestHead("GET http://a.b?d HTTP/1.1")).toMatchObject({ path: "/", query: "d" });
    expect(parseRequestHead("GET /c?d#e HTTP/1.0")).toMatchObject({ query: "d", minorVersion: 0 });
  });

  test.each([
    ["GET / HTTP/1.1\r\nx : y", 400],
    ["GET / HTTP/1.1\r\n: y", 400],
    ["GET / HTTP/1.1\r\nx", 400],
    ["GET / HTTP/1.1\r\nx: y\r\n folded", 400],
    ["GET / HTTP/1.1\r\nx: y\nz: w", 400],
    ["GET / HTTP/1.1\r\nx: y\rz", 400],
    ["GET / HTTP/1.1\r\nx: y\0z", 400],
    ["GET / HTTP/1.1\nx: y", 400],
    ["GET  / HTTP/1.1", 400],
    [" GET / HTTP/1.1", 400],
    ["G@T / HTTP/1.1", 400],
    ["GET / HTTP/1.2", 400],
    ["GET /<script> HTTP/1.1", 400],
    ["GET /\xff HTTP/1.1", 400],
    ["GET nowhere HTTP/1.1", 404],
    ["OPTIONS * HTTP/1.1", 404],
    [`GET /${"a".repeat(65_534)} HTTP/1.1`, 414],
    [`GET / HTTP/1.1\r\n${Array.from({ length: 101 }, (_, i) => `x${i}: a`).join("\r\n")}`, 431],
  ])("refuse %j", (text, status) => {
    expect(parseRequestHead(text)).toBe(status as 400);
  });

  test("take paths in UTF-8, and values in Latin-1, byte by byte", () => {
    const utf8 = Buffer.from("/é").toString("latin1");
    expect(parseRequestHead(`GET ${utf8} HTTP/1.1\r\nx: \xe9`)).toMatchObject({
      path: utf8,
      headers: ["x", "\xe9"],
    });
  });
});

test("a connection's next head is parsed as if it were the first", () => {
  const parser = new HeadParser();
  const base = "POST /a?b HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\nx: y";
  const variants = [
    base,
    base.replace("length: 2", "length: 22"),
    base.replace("host: a", "host: a\r\nhost: a"),
    base.replace("host: a\r\n", ""),
    base.replace("x: y", "x: yz"),
    `${base}\r\nlast: 1`,
    base.replace("x: y", "x: y\nz"),
    base.replace("/a?b", "/a?bc"),
    "POST /a?b HTTP/1.1",
    `POST /a?b HTTP/1.1\r\nlong: ${"l".repeat(2000)}\r\nx: y`,
    `POST /a?b HTTP/1.1\r\nlong: ${"l".repeat(2001)}\r\nx: y`,
    `POST /${"p".repeat(2000)} HTTP/1.1\r\nx: y`,
    base,
  ];
  for (const text of variants) {
    expect(parser.repeated(bytesOf(text))).toBe(0);
    expect(parser.request(bytesOf(text), text.length + 4)).toEqual(parseRequestHead(text));
  }
});

test("a head that came twice is known by its bytes, and only whole", () => {
  const parser = new HeadParser();
  const bytes = bytesOf("POST /a HTTP/1.1\r\nhost: a");
  for (let i = 0; i < 2; i++) {
    expect(parser.repeated(bytes)).toBe(0);
    parser.request(bytes, bytes.length);
  }
  expect(parser.repeated(Buffer.concat([bytes, Buffer.from("body")]))).toBe(bytes.length);
  expect(parser.repeated(bytes.subarray(0, -1))).toBe(0);
  expect(parser.repeated(bytesOf("POST /a HTTP/1.1\r\nhost: a\r\nx: y"))).toBe(0);
  parser.request(bytesOf("POST /a HTTP/1.1"), 20);
  expect(parser.repeated(bytes)).toBe(0);
});

describe("a head that came twice is known whatever its length says", () => {
  const head = (length: string): Buffer => bytesOf(`POST /a HTTP/1.1\r\nContent-Length: ${length}\r\nx: y`);

  function afterTwo(first: Buffer, second = first): HeadParser {
    const parser = new HeadParser();
    for (const bytes of [first, second]) parser.request(bytes, bytes.length);
    return parser;
  }

  test.each(["0", "5", "1681", "123456789012345"])("%s", (length) => {
    const parser = afterTwo(head("12"), head("900"));
    const bytes = head(length);
    expect(parser.repeated(Buffer.concat([bytes, Buffer.from("5 bytes")]))).toBe(bytes.length);
    expect(parser.repeatedLength).toBe(Number(length));
    for (let cut = 0; cut < bytes.length; cut++) expect(parser.repeated(bytes.subarray(0, cut))).toBe(0);
  });

  test.each(["", "007", "00", "+5", "5 ", "5, 5", "0x5", "1234567890123456", "5\r\ncontent-length: 5"])(
    "not when it says %j",
    (length) => expect(afterTwo(head("12")).repeated(head(length))).toBe(0),
  );

  test("not when it says it twice, or oddly: then only as it stands", () => {
    const twice = bytesOf("POST /a HTTP/1.1\r\ncontent-length: 5\r\ncontent-length: 5");
    expect(afterTwo(twice).repeated(twice)).toBe(twice.length);
    expect(afterTwo(twice).repeatedLength).toBeUndefined();
    expect(afterTwo(head("007")).repeated(head("008"))).toBe(0);
  });

  test("a name or a value that looks like it is none", () => {
    const bytes = bytesOf("POST /a HTTP/1.1\r\nx-content-length: 12\r\ny: content-length: 12");
    const other = Buffer.from(bytes.toString("latin1").replace("th: 12", "th: 13"), "latin1");
    expect(afterTwo(bytes).repeated(other)).toBe(0);
  });
});

test("a body's length is certain, or the request is refused", () => {
  expect(requestBodyLength(headers(), 1)).toBe(0);
  expect(requestBodyLength(headers("content-length: 007"), 1)).toBe(7);
  expect(requestBodyLength(headers("content-length: 2", "content-length: 2"), 1)).toBe(2);
  expect(requestBodyLength(headers("transfer-encoding: gzip, Chunked"), 1)).toBe("chunked");
  for (const lines of [
    ["content-length: 2", "content-length: 3"],
    ["content-length: 2, 2"],
    ["content-length: +2"],
    ["content-length: 0x2"],
    ["content-length:"],
    ["content-length: 9999999999999999"],
    ["content-length: 4", "transfer-encoding: chunked"],
    ["transfer-encoding: chunked", "content-length: 4"],
    ["transfer-encoding: chunked, gzip"],
    ["transfer-encoding: xchunked"],
    ["transfer-encoding: identity"],
  ]) {
    expect([lines, requestBodyLength(headers(...lines), 1)]).toEqual([lines, "invalid"]);
  }
  expect(requestBodyLength(headers("transfer-encoding: chunked"), 0)).toBe("invalid");
});

test("response heads", () => {
  const head = parseResponseHead("HTTP/1.1 200\r\nA: b");
  expect(head).toEqual({ status: 200, minorVersion: 1, headers: ["a", "b"] });
  expect(parseResponseHead("HTTP/2 200 OK")).toBeUndefined();
  expect(parseResponseHead("HTTP/1.1 20 OK")).toBeUndefined();
  expect(responseBodyLength("HEAD", 200, ["content-length", "5"])).toBe(0);
  expect(responseBodyLength("GET", 304, ["content-length", "5"])).toBe(0);
  expect(responseBodyLength("GET", 200, ["content-length", "5", "content-length", "5"])).toBe(5);
  expect(responseBodyLength("GET", 200, ["content-length", "5, 6"])).toBe("invalid");
  expect(responseBodyLength("GET", 200, [])).toBeUndefined();
});
