import { expect, test } from "bun:test";
import { parseUploadMetadata, parseUploadParams, uploadLocation, uploadQuery } from "./upload.ts";

test("a location's query is read under both names and written in one order", () => {
  const params = parseUploadParams("signature=S.1&x=1&upload_zed=a%20b&length=5&upload_id=7&sentry_key=k");
  expect(params).toEqual({ length: 5, id: "7", others: [["upload_zed", "a b"]], signature: "S.1" });
  expect(typeof params === "string" ? params : uploadQuery(params)).toBe(
    "upload_length=5&upload_id=7&upload_zed=a%20b&upload_signature=S.1",
  );
});

test.each([
  ["upload_length=5", "missing field `upload_signature`"],
  ["upload_length=x&signature=s", "upload_length: invalid digit found in string"],
])("%s is none", (query, error) => expect(parseUploadParams(query)).toBe(error));

test.each([
  ["/api/42/upload/abc/?upload_signature=s&sentry_key=k", "/api/42/upload/abc/?upload_signature=s"],
  [
    "https://up.example/api/42/upload/abc/?length=5&signature=s",
    "/api/42/upload/abc/?upload_length=5&upload_signature=s",
  ],
  ["/api/42/upload/abc/", undefined],
  ["/elsewhere/?signature=s", undefined],
])("the location %s is passed on as %s", (location, expected) =>
  expect(uploadLocation(location)).toBe(expected as string),
);

test("metadata names the kind of file", () => {
  const encoded = Buffer.from('{"attachment_type":"event.minidump"}').toString("base64");
  expect(parseUploadMetadata(`filename YQ==, sentry ${encoded}`)).toEqual({
    attachmentType: "event.minidump",
  });
  expect(parseUploadMetadata("filename YQ==")).toEqual({ attachmentType: undefined });
  expect(parseUploadMetadata("sentry !!!")).toHaveProperty("error");
  expect(parseUploadMetadata("sentry YQ==")).toHaveProperty("error");
});
