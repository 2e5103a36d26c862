/** The checks of `baton doctor`: each takes what was measured and says what it means. No I/O here. */
import { startProblem } from "../../config/checks.ts";
import type { Config } from "../../config/config.ts";
import type { LoadedConfig } from "../../config/load/load.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { ProbeError, TlsInfo } from "../../kernel/runtime/probes.ts";
import { statusText } from "../status-text.ts";
import type { Finding } from "./finding.ts";

const DAY_MS = 86_400_000;

export function checkConfig({ config, credentials, file, warnings }: LoadedConfig): Finding {
  const problem = startProblem(config, credentials);
  const name = "config";
  if (problem !== undefined)
    return {
      state: "fail",
      name,
      text: problem,
      advice: "`baton config explain KEY` says more about an option",
    };
  const text = `${file ?? "built-in defaults"}, ${config.relay.mode} mode`;
  if (warnings.length === 0) return { state: "ok", name, text };
  return {
    state: "warn",
    name,
    text: `${text}, ${warnings.length} warnings`,
    advice: "`baton config check` lists them",
  };
}

export function checkNames(host: string, addresses: Result<readonly string[], ProbeError>): Finding {
  const name = "DNS";
  if (addresses.ok) return { state: "ok", name, text: `${host} is ${addresses.value.join(", ")}` };
  const { code, message } = addresses.error;
  const advice =
    code === "ENOTFOUND"
      ? "check the name in `relay.upstream` (or `http.proxy`) for a typo; if it is right, this machine's resolver does not know it"
      : "the resolver did not answer: look at /etc/resolv.conf and whether port 53 is open";
  return { state: "fail", name, text: `${host}: ${message}`, advice };
}

export function checkTcp(place: string, tcp: Result<void, ProbeError>): Finding {
  const name = "TCP";
  if (tcp.ok) return { state: "ok", name, text: `${place} accepts connections` };
  const { code, message } = tcp.error;
  const advice =
    code === "ECONNREFUSED"
      ? "nothing listens there: check the port in `relay.upstream`, and whether the upstream runs"
      : code === "ETIMEDOUT"
        ? "packets vanish: a firewall or security group drops them; a proxy may be needed (`http.proxy`)"
        : "there is no route: check the network of this machine";
  return { state: "fail", name, text: `${place}: ${message}`, advice };
}

export function checkTls(host: string, tls: Result<TlsInfo, ProbeError>, nowMs: number): Finding {
  const name = "TLS";
  if (!tls.ok) {
    const { code, message } = tls.error;
    return { state: "fail", name, text: `${host}: ${message}`, advice: tlsAdvice(code) };
  }
  const { protocol, validTo, issuer } = tls.value;
  const leftDays = Math.floor((Date.parse(validTo) - nowMs) / DAY_MS);
  const text = `${protocol}, certificate of ${issuer}, valid for ${leftDays} days`;
  if (leftDays >= 7) return { state: "ok", name, text };
  return { state: "warn", name, text, advice: "the upstream's certificate ends soon: tell whoever runs it" };
}

function tlsAdvice(code: string): string {
  if (code === "CERT_HAS_EXPIRED") return "the certificate has expired, or this machine's clock is wrong";
  if (/SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY/.test(code)) {
    return "the issuer is not trusted here: add its certificate to NODE_EXTRA_CA_CERTS; a proxy that inspects TLS has one of its own";
  }
  if (/ALTNAME/.test(code))
    return "the certificate is for another name: `relay.upstream` points to the wrong host";
  return "the other side does not speak TLS there: check scheme and port of `relay.upstream`";
}

/** What the upstream said to `GET /api/0/relays/live/`. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly date: string | undefined;
  readonly server: string | undefined;
  readonly tookMs: number;
}

export function checkAnswer(
  url: string,
  answer: Result<UpstreamAnswer, ProbeError>,
  proxied: boolean,
): Finding {
  const name = "upstream";
  if (!answer.ok) {
    const text = `${url}: ${answer.error.message}`;
    return { state: "fail", name, text, advice: noAnswerAdvice(url, proxied) };
  }
  const { status, tookMs } = answer.value;
  const text = `answered ${statusText(status)} in ${Math.round(tookMs)} ms`;
  if (status >= 200 && status < 300) return { state: "ok", name, text };
  if (status === 407)
    return {
      state: "fail",
      name,
      text,
      advice: "the proxy wants a user and a password: `http.proxy: http://user:password@host:port`",
    };
  if (status === 404)
    return {
      state: "warn",
      name,
      text,
      advice: "it answers, but not as Sentry or a relay does: is `relay.upstream` the right host?",
    };
  if (status >= 500)
    return {
      state: "warn",
      name,
      text,
      advice: "the upstream is there but not well; deliveries are retried",
    };
  return {
    state: "warn",
    name,
    text,
    advice: "something between here and the upstream answers in its place: a proxy or a firewall?",
  };
}

function noAnswerAdvice(url: string, proxied: boolean): string {
  if (proxied)
    return "the proxy is there but does not let it through: may this machine use it, and does it allow CONNECT?";
  if (url.startsWith("http:")) return "something listens there, but answers no HTTP: does it expect https?";
  return "the connection stands, but no answer came: the upstream, or something before it, is overloaded";
}

/** Signatures older than `auth.signature_max_age` (by default 5 minutes) are refused upstream. */
export function checkClock(answer: Result<UpstreamAnswer, ProbeError>, nowMs: number): Finding {
  const name = "clock";
  const theirMs = answer.ok ? Date.parse(answer.value.date ?? "") : Number.NaN;
  if (Number.isNaN(theirMs)) return { state: "skip", name, text: "the upstream told no time" };
  const offSeconds = Math.round((nowMs - theirMs) / 1000);
  const text = `${Math.abs(offSeconds)} s ${offSeconds < 0 ? "behind" : "ahead of"} the upstream`;
  if (Math.abs(offSeconds) <= 5) return { state: "ok", name, text: "agrees with the upstream's" };
  const advice =
    "set this machine's clock by NTP: timestamps are corrected by it, and signatures 5 minutes off are refused";
  return { state: Math.abs(offSeconds) > 120 ? "fail" : "warn", name, text, advice };
}

/** Who could pretend to be whom. */
export function checkTrust({ auth, relay }: Config): Finding {
  const name = "trust";
  if (auth.trustEnvelopeMeta !== "always")
    return { state: "ok", name, text: `auth.trust_envelope_meta is ${auth.trustEnvelopeMeta}` };
  const open = relay.host !== "127.0.0.1" && relay.host !== "::1";
  if (!open) return { state: "ok", name, text: "only this machine can connect" };
  return {
    state: "warn",
    name,
    text: "request metadata in envelope headers is believed from everybody, as the reference does",
    advice:
      "if only relays that sign send to this one, set `auth.trust_envelope_meta: signed`; with none below it, `never`",
  };
}
