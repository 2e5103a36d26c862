import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  setMember,
} from "../../kernel/base/json/value.ts";

const FILTERED = "[Filtered]";

/**
 * Scrubs what a GraphQL client asked with and what it was answered: the values of variables, and answers by the same names.
 * Which variables there were cannot be told when there are none: then the answer is removed. Nothing is remarked.
 */
export function scrubGraphql(event: JsonObject): void {
  const request = objectAt(event, "request");
  const target = request === undefined ? undefined : memberOf(request, "api_target");
  if (request === undefined || typeof target !== "string" || target.toLowerCase() !== "graphql") return;
  const data = objectAt(request, "data");
  if (data === undefined) return;
  const variables = objectAt(data, "variables");
  const names = new Set(variables === undefined ? [] : Object.keys(variables));
  if (variables !== undefined) for (const name of names) setMember(variables, name, FILTERED);
  const response = objectAt(objectAt(event, "contexts"), "response");
  const answer = objectAt(response, "data");
  if (answer === undefined) return;
  if (names.size === 0) answer.data = undefined;
  else filterNamed(memberOf(answer, "data"), names);
}

/** Lists are looked at as one value, as in the reference: what is in them stays unless they are of such a name. */
function filterNamed(value: JsonValue | undefined, names: ReadonlySet<string>): void {
  if (!isJsonObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined && !isJsonObject(member) && names.has(key)) setMember(value, key, FILTERED);
    else filterNamed(member, names);
  }
}

function objectAt(value: JsonObject | undefined, key: string): JsonObject | undefined {
  const member = value === undefined ? undefined : memberOf(value, key);
  return isJsonObject(member) ? member : undefined;
}
