import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { type Case, EVENT, FORM, form, one, post, type Suite, sentryAuth } from "../case.ts";

const encoded = (name: string, encoding: string, body: Uint8Array): Case =>
  one(`encoding: ${name}`, (slot) =>
    post(`/api/${slot.project}/envelope/`, body, sentryAuth(slot), ["content-encoding", encoding]),
  );

const TWO_MEMBERS = Buffer.concat([gzipSync(EVENT.subarray(0, 20)), gzipSync(EVENT.subarray(20))]);

/** A JSON error longer than 128 bytes, which is what the answers' compression asks for. */
const longAnswer = (accept: string): Case =>
  one(`answer encoding: ${accept}`, (slot) =>
    post(`/api/${slot.project}/envelope/`, '{"event_id":"zz"}\n', sentryAuth(slot), [
      "accept-encoding",
      accept,
    ]),
  );

export const encodings: Suite = {
  name: "content encodings",
  cases: [
    encoded("gzip", "gzip", gzipSync(EVENT)),
    encoded("gzip of two members", "gzip", TWO_MEMBERS),
    encoded("gzip with trailing bytes", "gzip", Buffer.concat([gzipSync(EVENT), Buffer.from("x")])),
    encoded("gzip cut short", "gzip", gzipSync(EVENT).subarray(0, 30)),
    encoded("gzip without bytes", "gzip", Buffer.alloc(0)),
    encoded("gzip of nothing", "gzip", gzipSync("")),
    encoded("gzip announced, plain sent", "gzip", EVENT),
    encoded("deflate", "deflate", deflateSync(EVENT)),
    encoded("deflate raw", "deflate", deflateRawSync(EVENT)),
    encoded("br", "br", brotliCompressSync(EVENT)),
    encoded("br corrupt", "br", Buffer.from("nonsense")),
    encoded("zstd", "zstd", zstdCompressSync(EVENT)),
    encoded(
      "zstd of two frames",
      "zstd",
      Buffer.concat([zstdCompressSync(EVENT.subarray(0, 9)), zstdCompressSync(EVENT.subarray(9))]),
    ),
    encoded("zstd corrupt", "zstd", EVENT),
    encoded("zstd cut short", "zstd", zstdCompressSync(EVENT).subarray(0, 30)),
    encoded("identity", "identity", EVENT),
    encoded("empty", "", EVENT),
    encoded("utf-8", "UTF-8", EVENT),
    encoded("GZIP", "GZIP", gzipSync(EVENT)),
    encoded("x-gzip", "x-gzip", gzipSync(EVENT)),
    encoded("two in one", "gzip, deflate", gzipSync(EVENT)),
    encoded("unknown", "lzma", EVENT),
    one("encoding: two headers", (slot) =>
      post(
        `/api/${slot.project}/envelope/`,
        gzipSync(gzipSync(EVENT)),
        sentryAuth(slot),
        ["content-encoding", "gzip"],
        ["content-encoding", "gzip"],
      ),
    ),
    one("encoding: unknown on a preflight", (slot) => ({
      method: "OPTIONS",
      target: `/api/${slot.project}/envelope/`,
      headers: [["content-encoding", "lzma"]],
    })),
    one("encoding: unknown on health", () => ({
      method: "GET",
      target: "/api/relay/healthcheck/live/",
      headers: [["content-encoding", "lzma"]],
    })),
    one("encoding: corrupt in multipart", (slot) =>
      post(`/api/${slot.project}/minidump/`, form({ name: "a", body: "b" }), sentryAuth(slot), FORM, [
        "content-encoding",
        "gzip",
      ]),
    ),
    one("encoding: gzip store", (slot) =>
      post(`/api/${slot.project}/store/`, gzipSync('{"message":"hi"}'), sentryAuth(slot), [
        "content-encoding",
        "gzip",
      ]),
    ),
    one("encoding: chunked body", (slot) => ({
      ...post(`/api/${slot.project}/envelope/`, EVENT, sentryAuth(slot)),
      chunked: true,
    })),
    one("encoding: chunked gzip body", (slot) => ({
      ...post(`/api/${slot.project}/envelope/`, gzipSync(EVENT), sentryAuth(slot), [
        "content-encoding",
        "gzip",
      ]),
      chunked: true,
    })),
    ...[
      "gzip",
      "br",
      "zstd",
      "deflate",
      "identity",
      "*",
      "gzip;q=0",
      "gzip;q=0.5, br;q=0.1",
      "foo",
      "GZIP",
    ].map(longAnswer),
    one("answer encoding: short body", (slot) =>
      post(`/api/${slot.project}/envelope/`, EVENT, sentryAuth(slot), ["accept-encoding", "gzip"]),
    ),
  ],
};
