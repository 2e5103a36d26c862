import { type Case, contentType, one, post, type Suite, sentryAuth } from "../case.ts";

const send = (path: string, type: string | undefined, body: Uint8Array | string, what: string): Case =>
  one(`integration ${path}: ${what}`, (slot) =>
    post(
      `/api/${slot.project}/integration/${path}`,
      body,
      sentryAuth(slot),
      ...(type === undefined ? [] : [contentType(type)]),
    ),
  );

const otlp = (path: string): Case[] => [
  send(path, "application/json", '{"resourceSpans":[]}', "JSON"),
  send(path, "application/json; charset=utf-8", "{}", "JSON with parameter"),
  send(path, "application/x-protobuf", Buffer.from("0a00", "hex"), "protobuf"),
  send(path, "application/x-protobuf", "", "protobuf empty"),
  send(path, "text/foo", "{}", "wrong media type"),
  send(path, undefined, "{}", "no media type"),
];

const unauthenticated = (path: string, type: string): Case =>
  one(`integration ${path}: no auth, ${type}`, (slot) =>
    post(`/api/${slot.project}/integration/${path}`, "{}", contentType(type)),
  );

const upload = (name: string, headers: readonly (readonly [string, string])[], body?: string): Case =>
  one(`upload: ${name}`, (slot) => ({
    method: "POST",
    target: `/api/${slot.project}/upload/`,
    headers: [sentryAuth(slot), ...headers],
    ...(body === undefined ? {} : { body }),
  }));

export const integrations: Suite = {
  name: "integrations and uploads",
  cases: [
    ...otlp("otlp/v1/traces"),
    ...otlp("otlp/v1/traces/"),
    ...otlp("otlp/v1/logs/"),
    unauthenticated("otlp/v1/traces/", "application/json"),
    unauthenticated("otlp/v1/traces/", "application/x-protobuf"),
    unauthenticated("vercel/logs/", "application/json"),
    send("otlp/v1/metrics/", "application/json", "{}", "unknown signal"),
    send("vercel/logs", "application/json", "[]", "JSON"),
    send("vercel/logs/", "application/x-ndjson", "{}\n{}", "lines"),
    send("vercel/logs/", "text/plain", "x", "wrong media type"),
    send("vercel/logs/", undefined, "x", "no media type"),
    upload("create", [
      ["tus-resumable", "1.0.0"],
      ["upload-length", "5"],
    ]),
    upload("create without version", [["upload-length", "5"]]),
    upload(
      "create with body",
      [
        ["tus-resumable", "1.0.0"],
        ["upload-length", "5"],
      ],
      "hello",
    ),
    one("upload: append", (slot) => ({
      method: "PATCH",
      target: `/api/${slot.project}/upload/abc/?upload_length=5&upload_signature=x&sentry_key=${slot.key}`,
      headers: [
        contentType("application/offset+octet-stream"),
        ["upload-offset", "0"],
        ["tus-resumable", "1.0.0"],
      ],
      body: "hello",
    })),
    one("upload: no auth", (slot) => post(`/api/${slot.project}/upload/`, "")),
    one("upload: wrong method", (slot) => ({
      method: "PUT",
      target: `/api/${slot.project}/upload/`,
      body: "",
    })),
    one("playstation", (slot) => post(`/api/${slot.project}/playstation/`, "x", sentryAuth(slot))),
  ],
};
