/**
 * Error texts whose end is the wording of the reference's libraries (its JSON, multipart, inflate and query parsers).
 * spec: clients must not depend on them; so only what stands before is compared.
 */
export const LIBRARY = "<library text>";

const PREFIXES = [
  "Failed to buffer the request body: ",
  "Failed to deserialize query string: ",
  "Failed to parse the request body as JSON: ",
  "Failed to deserialize the JSON body into the target type: ",
  "invalid JSON data: ",
  "mime parse error: ",
  "Invalid URL: ",
];

/** Texts that are part of the interface, although they follow such a prefix. */
const INTERFACE = [
  "Failed to buffer the request body: length limit exceeded",
  "Failed to deserialize query string: missing field `sentry_data`",
  "Invalid URL: unknown variant `foo`, expected `live` or `ready`",
];

/** Causes that are part of the interface: spec's vocabularies. */
const CAUSES = [
  /^unexpected end of file$/,
  /^missing envelope header$/,
  /^missing newline after header or payload$/,
  /^invalid envelope header$/,
  /^(origin|project id|public key) header mismatch between envelope and request$/,
  /^invalid item header$/,
  /^too many individual items$/,
  /^Cannot parse `project_id` with value/,
  /^invalid value for version$/,
  /^missing public key in auth header$/,
  /^(envelope buffer|relay is running)/,
];

export function canonicalErrorText(body: string): string {
  if (body.startsWith('{"detail":')) return canonicalError(body);
  if (INTERFACE.includes(body)) return body;
  const prefix = PREFIXES.find((each) => body.startsWith(each));
  return prefix === undefined ? body : `${prefix}${LIBRARY}`;
}

function canonicalError(body: string): string {
  const error = JSON.parse(body) as { detail: string; causes?: string[] };
  const causes = error.causes?.map((cause) => (CAUSES.some((known) => known.test(cause)) ? cause : LIBRARY));
  // A library may tell one cause in several.
  const told = causes?.filter((cause, index) => cause !== LIBRARY || causes[index - 1] !== LIBRARY);
  return JSON.stringify({
    ...error,
    detail: canonicalErrorText(error.detail),
    ...(told && { causes: told }),
  });
}
