/**
 * Where Baton differs from the reference on purpose, as docs/differences.md tells its operators (its table is made
 * from this one). An unlisted difference fails the differential tests, and so does an entry that none of them needs.
 */
export interface KnownDifference {
  /** What the reference does, as a sentence. */
  readonly reference: string;
  /** What Baton does instead, and why. */
  readonly baton: string;
  /** Names of the cases that it concerns. */
  readonly cases: RegExp;
  /** Paths of the canonical conversation that may differ. */
  readonly path: RegExp;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    reference: "NEL, OTLP and log drains are wrapped into an item that the next relay refuses.",
    baton: "They go to the same endpoint upstream, as the client sent them.",
    cases: /^(report: nel|integration (otlp|vercel)|body limit: (nel|otlp|vercel))/,
    path: /^upstream/,
  },
  {
    reference: "Follows a redirect that answers a forwarded request, and answers 502 where that never ends.",
    baton: "Hands the redirect to the client, whom it concerns.",
    cases: /^forward: answer 302$/,
    path: /./,
  },
  {
    reference: "Writes unknown envelope headers anew: `1e5` becomes `100000.0`, escapes are undone.",
    baton: "Unknown headers keep their bytes.",
    cases: /^envelope bytes: .*(1e5|u00e9)/,
    path: /^upstream0\.envelope$/,
  },
  {
    reference: "Of several `X-Forwarded-For` lines only the first counts.",
    baton: "They count as one list, as HTTP has it.",
    cases: /^meta: x-forwarded-for twice$/,
    path: /^upstream0\.(envelope|header\.x-forwarded-for)$/,
  },
  {
    reference:
      "Of a body of several gzip members only the first is read, and what follows the first is ignored.",
    baton: "All members are read; what follows them and is none is an error.",
    cases: /^encoding: gzip (of two members|with trailing bytes)$/,
    path: /./,
  },
  {
    reference: "Of two `Content-Encoding` lines only the first is undone.",
    baton: "Answers 415, as for any encoding that it does not know.",
    cases: /^encoding: two headers$/,
    path: /^answer0/,
  },
  {
    reference: "A preflight with an unknown `Content-Encoding` is told the allowed methods beside its 415.",
    baton: "The 415 alone.",
    cases: /^encoding: unknown on a preflight$/,
    path: /^answer0\.header\.allow$/,
  },
  {
    reference: "A short answer in gzip that is forwarded says `vary: accept-encoding`.",
    baton: "Only answers that are large enough to be encoded say so.",
    cases: /^forward: answer gzip/,
    path: /^answer0\.header\.vary$/,
  },
];
