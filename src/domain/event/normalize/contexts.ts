import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json/value.ts";
import { isMissing, listOf, objectOf, someText, textOf } from "../access.ts";
import { parseCookie } from "../schema/cookies.ts";
import { describeSystem } from "./operating-system.ts";
import { jsonBody, nameContentType } from "./request.ts";

/** `<name> 1.2`, with up to two numbers more. */
const NAME_AND_VERSION = /^(.+) (\d+\.\d+(?:\.\d+)?(?:\.\d+)?)/;

/** Versions of the .NET Framework by the build its registry tells. */
const DOTNET_BUILDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "4.5": "378389",
    "4.5.1": "378675 378758",
    "4.5.2": "379893",
    "4.6": "393295 393297",
    "4.6.1": "394254 394271",
    "4.6.2": "394802 394806",
    "4.7": "460798 460805",
    "4.7.1": "461308 461310",
    "4.7.2": "461808 461814",
    "4.8": "528040 528049 528209 528372 528449",
  }).flatMap(([version, builds]) => builds.split(" ").map((build) => [build, version] as const)),
);

/** Contexts are told apart into fields, and summed up in one of them. */
export function normalizeContexts(
  root: JsonObject,
  nameOfModel: (model: string) => string | undefined,
): void {
  const contexts = objectOf(root.contexts);
  if (contexts === undefined) return;
  contexts.reprocessing = undefined;
  for (const key of Object.keys(contexts)) {
    const context = contexts[key];
    if (isJsonObject(context)) normalizeContext(context, nameOfModel);
  }
}

function normalizeContext(context: JsonObject, nameOfModel: (model: string) => string | undefined): void {
  switch (context.type) {
    case "runtime":
      normalizeRuntime(context);
      return;
    case "os":
      describeSystem(context);
      sumUp(context, "os");
      return;
    case "browser":
      sumUp(context, "browser");
      return;
    case "response":
      normalizeResponse(context);
      return;
    case "trace":
      if (isMissing(context.status)) context.status = "unknown";
      return;
    case "device": {
      const name = nameOfModel(textOf(context.model) ?? "");
      if (name !== undefined) context.name = name;
    }
  }
}

function normalizeRuntime(runtime: JsonObject): void {
  if (someText(runtime.name) === undefined && someText(runtime.version) === undefined) {
    const parts = NAME_AND_VERSION.exec(textOf(runtime.raw_description) ?? "");
    if (parts !== null) {
      runtime.name = parts[1];
      runtime.version = parts[2];
    }
  }
  if (textOf(runtime.name)?.startsWith(".NET Framework") && isMissing(runtime.version)) {
    const version = DOTNET_BUILDS.get(textOf(runtime.build) ?? "");
    if (version !== undefined) runtime.version = version;
  }
  if (isMissing(runtime.runtime) && !isMissing(runtime.name) && !isMissing(runtime.version))
    runtime.runtime = `${runtime.name} ${runtime.version}`;
}

/** `name version`, or the name alone. */
function sumUp(context: JsonObject, key: string): void {
  const name = textOf(context.name);
  const version = textOf(context.version);
  if (!isMissing(context[key]) || name === undefined) return;
  context[key] = version === undefined ? name : `${name} ${version}`;
}

function normalizeResponse(response: JsonObject): void {
  response.inferred_content_type = undefined;
  const text = someText(response.data);
  const body = text === undefined ? undefined : jsonBody(text);
  if (body === undefined) nameContentType(response);
  else {
    response.data = body.data;
    response.inferred_content_type = body.type;
  }
  takeSetCookie(response);
}

function takeSetCookie(response: JsonObject): void {
  const headers = listOf(response.headers);
  const index = headers?.findIndex((pair) => Array.isArray(pair) && pair[0] === "Set-Cookie") ?? -1;
  if (headers === undefined || index < 0) return;
  if ((listOf(response.cookies)?.length ?? 0) > 0) {
    removeHeader(response, headers, index);
    return;
  }
  const text = textOf((headers[index] as JsonValue[])[1]) ?? "";
  const parts = text.split(";").filter((part) => part.trim() !== "");
  const cookies = parts.map(parseCookie);
  if (cookies.some((cookie) => typeof cookie === "string")) return;
  removeHeader(response, headers, index);
  response.cookies = cookies as JsonValue[];
}

function removeHeader(response: JsonObject, headers: JsonValue[], index: number): void {
  headers.splice(index, 1);
  if (headers.length === 0) response.headers = undefined;
}
