/** What is wrong with a config. */
export class PiiConfigError extends Error {}

/** Members of a JSON object, read with the complaints that the reference has. */
export class Members {
  readonly #object: Readonly<Record<string, unknown>>;

  private constructor(object: Readonly<Record<string, unknown>>) {
    this.#object = object;
  }

  static of(json: unknown, expected: string): Members {
    if (typeof json === "object" && json !== null && !Array.isArray(json))
      return new Members(json as Record<string, unknown>);
    return complain(json, expected);
  }

  static strings(json: unknown): readonly string[] {
    if (!Array.isArray(json)) return complain(json, "a sequence");
    for (const item of json) if (typeof item !== "string") complain(item, "a string");
    return json;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#object, name);
  }

  value(name: string): unknown {
    return this.has(name) ? this.#object[name] : undefined;
  }

  /** `undefined` when it is not there or null. */
  string(name: string): string | undefined {
    const value = this.value(name) ?? undefined;
    return value === undefined || typeof value === "string" ? value : complain(value, "a string");
  }

  requiredString(name: string): string {
    this.#require(name);
    const value = this.value(name);
    return typeof value === "string" ? value : complain(value, "a string");
  }

  requiredStrings(name: string): readonly string[] {
    this.#require(name);
    return Members.strings(this.value(name));
  }

  boolean(name: string): boolean | undefined {
    const value = this.value(name);
    return value === undefined || typeof value === "boolean" ? value : complain(value, "a boolean");
  }

  /** `undefined` when it is not there or null. */
  list(name: string): readonly unknown[] | undefined {
    const value = this.value(name) ?? undefined;
    return value === undefined || Array.isArray(value) ? value : complain(value, "a sequence");
  }

  object(name: string, expected: string): Members | undefined {
    return this.has(name) ? Members.of(this.value(name), expected) : undefined;
  }

  /** None when it is not there. */
  map(name: string): readonly (readonly [string, unknown])[] {
    if (!this.has(name)) return [];
    return Object.entries(Members.of(this.value(name), "a map").#object);
  }

  #require(name: string): void {
    if (!this.has(name)) throw new PiiConfigError(`missing field \`${name}\``);
  }
}

function complain(value: unknown, expected: string): never {
  throw new PiiConfigError(`invalid type: ${describe(value)}, expected ${expected}`);
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "sequence";
  switch (typeof value) {
    case "string":
      return `string ${JSON.stringify(value)}`;
    case "boolean":
      return `boolean \`${value}\``;
    case "number":
      return `${Number.isInteger(value) ? "integer" : "floating point"} \`${value}\``;
    default:
      return "map";
  }
}
