import { describe, expect, test } from "bun:test";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { dumpContainer, formEventId, isMinidump, isRawMinidump, unpackedFilename } from "./minidump.ts";
import { crashAttachmentType, embeddedBoundary, fieldsItem, fileItem } from "./multipart.ts";

const ID = "3bf0c84598b54c10b0215873d2d35a03";

describe("parts of a crash report", () => {
  test.each([
    ["upload_file_minidump", "a.dmp", "event.minidump"],
    ["upload_file_minidump", "a.nv-gpudmp", "event.nv_gpudmp"],
    ["x", "a.nvdbg", "event.nv_shader_debug"],
    ["__sentry-breadcrumb2", "q", "event.breadcrumbs"],
    ["__sentry-event", "q", "event.payload"],
    ["view-hierarchy.json", "v.json", "event.view_hierarchy"],
    ["other", "o.txt", "event.attachment"],
  ] as const)("field %s, file %s is %s", (field, filename, type) => {
    expect(crashAttachmentType(field, filename)).toBe(type);
  });

  test.each([
    ["application/json", '"content_type":"application/json",'],
    ["text/plain; charset=x", '"content_type":"application/octet-stream",'],
    ["nope", ""],
    [undefined, ""],
  ])("content type %p", (contentType, written) => {
    const item = fileItem(
      { field: "f", filename: "a", contentType, bytes: utf8Bytes("xy") },
      "event.attachment",
    );
    expect(item.headerJson()).toBe(
      `{"type":"attachment","length":2,"attachment_type":"event.attachment",${written}"filename":"a"}`,
    );
  });

  test("fields become one item, or none", () => {
    expect(fieldsItem([["a", "b"]])?.headerJson()).toBe(
      '{"type":"form_data","length":10,"content_type":"text/plain"}',
    );
    expect(fieldsItem([])).toBeUndefined();
  });

  test.each([
    ["--X\r\nrest", "X"],
    ["\r\n\n--ab c\nrest", "ab c"],
    ["--\r\n", undefined],
    ["MDMP--X\r\n", undefined],
    [`--${"x".repeat(71)}\r\n`, undefined],
    ["--X", undefined],
  ])("%j has the boundary %p", (payload, boundary) => {
    expect(embeddedBoundary(utf8Bytes(payload))).toBe(boundary as string);
  });
});

describe("minidumps", () => {
  test("are told by their first bytes, in either order", () => {
    expect(isMinidump(utf8Bytes("MDMP1"))).toBe(true);
    expect(isMinidump(utf8Bytes("PMDM"))).toBe(true);
    expect(isMinidump(utf8Bytes("MDM"))).toBe(false);
  });

  test.each([
    [[0x1f, 0x8b, 1], "gzip"],
    [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "xz"],
    [[0x42, 0x5a, 0x68], "bzip2"],
    [[0x28, 0xb5, 0x2f, 0xfd], "zstd"],
    [[0x4d, 0x44, 0x4d, 0x50], undefined],
    [[], undefined],
  ] as const)("%p is packed as %p", (bytes, container) => {
    expect(dumpContainer(new Uint8Array(bytes))).toBe(container as "gzip");
  });

  test("lose the suffix of their packing, once", () => {
    expect(unpackedFilename("a.dmp.gz")).toBe("a.dmp");
    expect(unpackedFilename("a.zst.xz")).toBe("a.zst");
    expect(unpackedFilename("a.dmp")).toBe("a.dmp");
  });

  test("come raw by exactly two content types", () => {
    expect(isRawMinidump("application/x-dmp")).toBe(true);
    expect(isRawMinidump("application/x-dmp; a=b")).toBe(false);
    expect(isRawMinidump(undefined)).toBe(false);
  });

  test.each([
    [[["sentry", `{"event_id":"${ID}"}`]], ID],
    [[["sentry[event_id]", "3BF0C845-98B5-4C10-B021-5873D2D35A03"]], ID],
    [
      [
        ["sentry", "nope"],
        ["sentry", "null"],
        ["sentry[event_id]", ID],
      ],
      ID,
    ],
    [
      [
        ["sentry", '{"event_id":"zz"}'],
        ["sentry[event_id]", ID],
      ],
      undefined,
    ],
    [[["sentry__1", `{"event_id":"${ID}"}`]], undefined],
  ] as const)("fields %j name the event %p", (fields, id) => {
    expect(formEventId(fields)).toBe(id as string);
  });
});
