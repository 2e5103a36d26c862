import type { HeaderLine } from "../../support/http-reader.ts";
import { type Case, EVENT, EVENT_ID, envelope, one, post, type Suite, sentryAuth } from "../case.ts";

/** Request headers that travel on in the envelope header or the upstream request. */
const withHeaders = (name: string, ...headers: HeaderLine[]): Case =>
  one(`meta: ${name}`, (slot) => post(`/api/${slot.project}/envelope/`, EVENT, sentryAuth(slot), ...headers));

/** Envelope headers that win over the request's, and how they are written back. */
const withEnvelope = (name: string, headers: Record<string, unknown>, ...more: HeaderLine[]): Case =>
  one(`envelope header: ${name}`, (slot) =>
    post(
      `/api/${slot.project}/envelope/`,
      envelope({ event_id: EVENT_ID, ...headers }, [{ type: "event" }, "{}"]),
      sentryAuth(slot),
      ...more,
    ),
  );

const TRACE = {
  trace_id: "12345678123456781234567812345678",
  public_key: "a94ae32be2584e0bbd7a4cbb95971fee",
};

export const requestMeta: Suite = {
  name: "request meta",
  cases: [
    withHeaders("user agent", ["user-agent", "sentry.python/2.0"]),
    withHeaders("no user agent"),
    withHeaders("origin", ["origin", "https://example.com"]),
    withHeaders("origin null", ["origin", "null"]),
    withHeaders("referer", ["referer", "https://example.com/a?b=c"]),
    withHeaders("origin before referer", ["origin", "https://a.example"], ["referer", "https://b.example/"]),
    withHeaders("origin not a URL", ["origin", "nonsense"], ["referer", "https://b.example/"]),
    withHeaders("x-forwarded-for", ["x-forwarded-for", "1.2.3.4"]),
    withHeaders("x-forwarded-for chain", ["x-forwarded-for", "1.2.3.4, 5.6.7.8"]),
    withHeaders("x-forwarded-for twice", ["x-forwarded-for", "1.2.3.4"], ["x-forwarded-for", "5.6.7.8"]),
    withHeaders(
      "x-sentry-forwarded-for",
      ["x-sentry-forwarded-for", "1.1.1.1"],
      ["x-forwarded-for", "2.2.2.2"],
    ),
    withHeaders("cf-connecting-ip", ["cf-connecting-ip", "1.1.1.1"], ["x-forwarded-for", "2.2.2.2"]),
    withHeaders(
      "x-vercel-forwarded-for",
      ["x-vercel-forwarded-for", "1.1.1.1"],
      ["x-forwarded-for", "2.2.2.2"],
    ),
    withHeaders("forwarded-for empty", ["cf-connecting-ip", ""], ["x-forwarded-for", "2.2.2.2"]),
    withHeaders("x-real-ip", ["x-real-ip", "3.3.3.3"]),
    withHeaders(
      "client hints",
      ["sec-ch-ua", '"Chromium";v="1"'],
      ["sec-ch-ua-platform", '"Linux"'],
      ["sec-ch-ua-platform-version", '"6"'],
      ["sec-ch-ua-model", '""'],
    ),
    withHeaders("one client hint", ["sec-ch-ua-platform", '"Linux"']),
    withHeaders("relay id", ["x-sentry-relay-id", "271758da-3c03-4426-8063-2aa8e02aeb60"]),
    withHeaders("unrelated", ["x-foo", "bar"], ["cookie", "a=b"]),
    withEnvelope("sdk", { sdk: { name: "sentry.x", version: "1" } }),
    withEnvelope("unknown keys, sorted", { zzz: 1, aaa: { b: [1.0, null] }, foo: "é" }),
    withEnvelope("number spelling of unknown keys", { big: 12345678901234567890n.toString(), f: 1.5e300 }),
    withEnvelope("sent_at", { sent_at: "2026-11-24T02:48:59.230Z" }),
    withEnvelope("sent_at with offset", { sent_at: "2026-11-24T02:48:59+01:00" }),
    withEnvelope("sent_at with many digits", { sent_at: "2026-11-24T02:48:59.123456789123Z" }),
    withEnvelope("sent_at no date", { sent_at: "yesterday" }),
    withEnvelope("sent_at null", { sent_at: null }),
    withEnvelope("retention", { retention: 30 }),
    withEnvelope("trace", { trace: TRACE }),
    withEnvelope("trace in full", {
      trace: {
        ...TRACE,
        release: "a@1",
        environment: "prod",
        transaction: "foo",
        sample_rate: "0.5",
        sample_rand: "0.25",
        sampled: "true",
        user_id: "u",
        user_segment: "s",
        replay_id: "9ec79c33-ec99-42ab-8353-589fcb2e04dc",
        org_id: "1",
      },
    }),
    withEnvelope("trace sample_rate number", { trace: { ...TRACE, sample_rate: 1, sampled: false } }),
    withEnvelope("trace sample_rate negative", { trace: { ...TRACE, sample_rate: -1 } }),
    withEnvelope("trace sample_rate no number", { trace: { ...TRACE, sample_rate: "x" } }),
    withEnvelope("trace nested user", { trace: { ...TRACE, user: { id: "u", segment: "s" } } }),
    withEnvelope("trace segment_name", { trace: { ...TRACE, segment_name: "seg" } }),
    withEnvelope("trace hyphens", { trace: { ...TRACE, trace_id: "12345678-1234-5678-1234-567812345678" } }),
    withEnvelope("trace malformed", { trace: { x: 1 } }),
    withEnvelope("trace a string", { trace: "x" }),
    withEnvelope("trace null", { trace: null }),
    withEnvelope("client", { client: "foo/1" }),
    withEnvelope("version 6", { version: 6 }),
    withEnvelope("version 70000", { version: 70000 }),
    withEnvelope("remote_addr", { remote_addr: "9.9.9.9" }),
    withEnvelope("remote_addr no address", { remote_addr: "x" }),
    withEnvelope("forwarded_for", { forwarded_for: "9.9.9.9, 8.8.8.8" }, ["x-forwarded-for", "1.2.3.4"]),
    withEnvelope("forwarded_for empty", { forwarded_for: "" }),
    withEnvelope("user_agent", { user_agent: "theirs" }, ["user-agent", "request's"]),
    withEnvelope("origin equal", { origin: "https://a.example" }, ["origin", "https://a.example"]),
    withEnvelope("origin differs", { origin: "https://a.example" }, ["origin", "https://b.example"]),
    withEnvelope("origin without a request's", { origin: "https://a.example" }),
    withEnvelope("client_hints", { client_hints: { sec_ch_ua: "x" } }),
    withEnvelope("no_cache", { no_cache: true }),
    withEnvelope("no_cache false", { no_cache: false }),
    withEnvelope("required_features", { required_features: ["organizations:session-replay", "foo"] }),
    withEnvelope("required_features empty", { required_features: [] }),
    withEnvelope("unreal_user_id", { unreal_user_id: "u" }),
    withEnvelope("event_id with hyphens", { event_id: "9EC79C33-EC99-42AB-8353-589FCB2E04DC" }),
    withEnvelope("event_id all zero", { event_id: "0".repeat(32) }),
    withEnvelope("event_id a number", { event_id: 5 }),
  ],
};
