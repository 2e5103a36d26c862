import fc from "fast-check";
import { arbitraryText as text } from "./arbitrary-text.ts";

/**
 * Events with something personal in all places. No object is empty: the reference still sees those that this relay has already
 * left out, and remarks that it removed nothing.
 */

const KEYS =
  "foo bar password access_token Token x cookies sessionid http.request.header.cookie Authorization otp é k.d 0 __session email name it's Foo data".split(
    " ",
  );
const key = fc.constantFrom(...KEYS);
const scalar = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(5, 1.5, true, null) },
);
const filled = <T>(value: fc.Arbitrary<T>) =>
  fc.tuple(text, fc.dictionary(key, value, { maxKeys: 4 })).map(([own, rest]) => ({ zz: own, ...rest }));
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie("json"), { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(key, tie("json")), { minLength: 1, maxLength: 2 }),
    filled(tie("json")),
  ),
}));
const texts = filled(text);
const object = filled(json);
const file = fc.oneof(text, fc.constantFrom("a/b/x.js", "/home/me/x.js", "x.js", "C:\\Users\\me\\a.c", "a/"));
const frame = fc.record({
  filename: file,
  abs_path: file,
  function: text,
  vars: object,
  module: text,
  context_line: text,
});
const ids = { span_id: "fa90fdead5f74052", trace_id: "4c79f60c11214eb38604f4ae0781bfb2" };
const spanData = object.map((data) => ({ ...data, "http.request.header.cookie": "sessionid=1" }));

export const arbitraryEvent = fc.record(
  {
    extra: object,
    tags: texts,
    user: fc.record({
      id: text,
      email: text,
      ip_address: fc.constantFrom("1.2.3.4", "::1", "2001:db8::1"),
      username: text,
      data: object,
      geo: fc.record({ city: text, country_code: fc.constant("AT") }),
    }),
    request: fc.record({
      url: text,
      method: fc.constant("GET"),
      data: json,
      query_string: fc.oneof(texts, fc.constant("foo=1&token=2")),
      cookies: fc.oneof(texts, fc.constant("foo=a; sessionid=b")),
      headers: fc.tuple(text, text).map(([auth, agent]) => [
        ["Authorization", auth],
        ["Cookie", "sessionid=1"],
        ["User-Agent", agent],
      ]),
      env: texts,
      fragment: text,
    }),
    exception: fc.record({
      values: fc.array(
        fc.record({
          type: text,
          value: text,
          module: text,
          mechanism: fc.record({ type: fc.constant("x"), description: text, data: object }),
          stacktrace: fc.record({ frames: fc.array(frame, { minLength: 1, maxLength: 2 }) }),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    breadcrumbs: fc.record({
      values: fc.array(fc.record({ message: text, data: object, category: text }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
    logentry: fc.record({
      message: text,
      formatted: text,
      params: fc.array(text, { minLength: 1, maxLength: 2 }),
    }),
    contexts: fc.record({
      os: fc.record({ name: text, kernel_version: text }),
      device: fc.record({ name: text, device_unique_identifier: text, foo: text }),
      custom: object,
      trace: fc.record({ data: object, foo: text, op: text }).map((trace) => ({ ...ids, ...trace })),
      response: fc.record({ headers: texts, cookies: texts, data: json }),
    }),
    spans: fc.array(
      fc
        .record({
          description: text,
          op: text,
          data: spanData,
          tags: texts,
          sentry_tags: fc.record({ "user.ip": text, "user.email": text, "browser.name": text }),
        })
        .map((span) => ({ ...ids, start_timestamp: 1, timestamp: 2, ...span })),
      { minLength: 1, maxLength: 2 },
    ),
    server_name: text,
    transaction: text,
    logger: text,
    unknown_key: json,
  },
  { requiredKeys: ["extra"] },
);
