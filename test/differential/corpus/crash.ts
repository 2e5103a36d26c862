import { gzipSync, zstdCompressSync } from "node:zlib";
import {
  type Case,
  contentType,
  EVENT_ID,
  FORM,
  type FormPart,
  form,
  one,
  post,
  type Suite,
  sentryAuth,
} from "../case.ts";

const DUMP = "MDMP minidump";

const raw = (name: string, type: string, body: Uint8Array | string): Case =>
  one(`minidump: ${name}`, (slot) =>
    post(`/api/${slot.project}/minidump/`, body, sentryAuth(slot), contentType(type)),
  );

const multipart = (name: string, ...parts: FormPart[]): Case =>
  one(`minidump form: ${name}`, (slot) =>
    post(`/api/${slot.project}/minidump/`, form(...parts), sentryAuth(slot), FORM),
  );

const attach = (name: string, ...parts: FormPart[]): Case =>
  one(`attachments: ${name}`, (slot) =>
    post(`/api/${slot.project}/events/${EVENT_ID}/attachments/`, form(...parts), sentryAuth(slot), FORM),
  );

const dump = (body: Uint8Array | string = DUMP, filename = "a.dmp"): FormPart => ({
  name: "upload_file_minidump",
  filename,
  body,
});

const EMBEDDED =
  '\r\n--inner\r\nContent-Disposition: form-data; name="upload_file_minidump"; filename="b.dmp"\r\n\r\nMDMP inner\r\n--inner--\r\n';

export const crash: Suite = {
  name: "crash reports and attachments",
  cases: [
    raw("raw", "application/octet-stream", DUMP),
    raw("raw as x-dmp", "application/x-dmp", "PMDM x"),
    raw("raw of no magic", "application/x-dmp", "nonsense"),
    raw("raw empty", "application/x-dmp", ""),
    raw("raw in gzip", "application/x-dmp", gzipSync(DUMP)),
    raw("raw in zstd", "application/x-dmp", zstdCompressSync(DUMP)),
    raw(
      "raw in broken gzip",
      "application/x-dmp",
      Buffer.concat([Buffer.from("1f8b", "hex"), Buffer.from("nonsense")]),
    ),
    raw("raw in broken bzip2", "application/x-dmp", "BZh nonsense"),
    raw("raw in broken xz", "application/x-dmp", Buffer.from("fd377a585a0000", "hex")),
    raw("no boundary", "multipart/form-data", DUMP),
    raw("other media type", "text/plain", DUMP),
    one("minidump: no media type", (slot) => post(`/api/${slot.project}/minidump/`, DUMP, sentryAuth(slot))),
    one("minidump: no slash", (slot) =>
      post(`/api/${slot.project}/minidump?sentry_key=${slot.key}`, DUMP, contentType("application/x-dmp")),
    ),
    one("minidump: no auth", (slot) =>
      post(`/api/${slot.project}/minidump/`, DUMP, contentType("application/x-dmp")),
    ),
    multipart("dump only", dump()),
    multipart("dump with media type", { ...dump(), type: "application/x-dmp" }),
    multipart("dump in gzip", dump(gzipSync(DUMP), "a.dmp.gz")),
    multipart("dump of no magic", dump("nonsense")),
    multipart("no dump", { name: "a", body: "b" }),
    multipart("nothing"),
    multipart("dump in a text field", { name: "upload_file_minidump", body: DUMP }),
    multipart(
      "form fields",
      dump(),
      { name: "a", body: "1" },
      { name: "sentry[release]", body: "r" },
      { body: "none" },
    ),
    multipart("event id in sentry JSON", dump(), { name: "sentry", body: `{"event_id":"${EVENT_ID}"}` }),
    multipart("event id in sentry[event_id]", dump(), { name: "sentry[event_id]", body: EVENT_ID }),
    multipart("event id in hyphens", dump(), {
      name: "sentry[event_id]",
      body: "9ec79c33-ec99-42ab-8353-589fcb2e04dc",
    }),
    multipart("event id broken", dump(), { name: "sentry[event_id]", body: "x" }),
    multipart("event payload", dump(), {
      name: "__sentry-event",
      filename: "__sentry-event",
      body: Buffer.from("80", "hex"),
    }),
    multipart("event payload with id", dump(), {
      name: "__sentry-event",
      filename: "__sentry-event",
      body: Buffer.concat([Buffer.from("81a86576656e745f6964d920", "hex"), Buffer.from(EVENT_ID)]),
    }),
    multipart("event payload no msgpack", dump(), {
      name: "__sentry-event",
      filename: "e",
      body: Buffer.from("c1", "hex"),
    }),
    multipart(
      "breadcrumbs and view hierarchy",
      dump(),
      { name: "__sentry-breadcrumb1", filename: "__sentry-breadcrumb1", body: Buffer.from("90", "hex") },
      { name: "__sentry-breadcrumb2", filename: "__sentry-breadcrumb2", body: Buffer.from("90", "hex") },
      { name: "view-hierarchy.json", filename: "view-hierarchy.json", body: "{}" },
    ),
    multipart(
      "other files",
      dump(),
      { name: "log", filename: "log.txt", type: "text/plain", body: "line" },
      { name: "gpu", filename: "x.nv-gpudmp", body: "gpu" },
      { name: "gpu2", filename: "x.nvdbg", body: "gpu" },
    ),
    multipart("embedded multipart", dump(EMBEDDED)),
    multipart("two dumps", dump("MDMP 1", "1.dmp"), dump("MDMP 2", "2.dmp")),
    attach("one file", { name: "a", filename: "a.txt", type: "text/plain", body: "hello" }),
    attach("file without media type", { name: "a", filename: "a.bin", body: "hello" }),
    attach("file of strange media type", { name: "a", filename: "a.bin", type: "nonsense", body: "hello" }),
    attach(
      "files and fields",
      { name: "a", filename: "a", body: "1" },
      { name: "f", body: "v" },
      { name: "g", body: "w" },
    ),
    attach("fields only", { name: "f", body: "v" }),
    attach("empty file", { name: "a", filename: "a", body: "" }),
    attach("file name with quotes and umlauts", { name: "a", filename: "ä%22b.txt", body: "x" }),
    attach("no part"),
    one("attachments: bad event id", (slot) =>
      post(
        `/api/${slot.project}/events/x/attachments/`,
        form({ name: "a", body: "b" }),
        sentryAuth(slot),
        FORM,
      ),
    ),
    one("attachments: hyphenated event id", (slot) =>
      post(
        `/api/${slot.project}/events/9ec79c33-ec99-42ab-8353-589fcb2e04dc/attachments/`,
        form({ name: "a", filename: "f", body: "b" }),
        sentryAuth(slot),
        FORM,
      ),
    ),
    one("attachments: no multipart", (slot) =>
      post(
        `/api/${slot.project}/events/${EVENT_ID}/attachments/`,
        "x",
        sentryAuth(slot),
        contentType("text/plain"),
      ),
    ),
    one("attachments: cut short", (slot) =>
      post(
        `/api/${slot.project}/events/${EVENT_ID}/attachments/`,
        form({ name: "a", filename: "a", body: "hello" }).subarray(0, 120),
        sentryAuth(slot),
        FORM,
      ),
    ),
    one("attachments: no auth", (slot) =>
      post(`/api/${slot.project}/events/${EVENT_ID}/attachments/`, form(), FORM),
    ),
  ],
};
