import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { isMissing, textOf } from "../access.ts";

const WINDOWS = /^(?:Microsoft )?Windows (?:NT )?(\d+\.\d+\.(\d+))/;
const WINDOWS_BY_NAME = /^Windows \d+ +\((\d+\.\d+\.(\d+))/;
const MAC = /^Mac OS X (\d+\.\d+\.\d+)(?: \(([a-fA-F0-9]+)\))?$/;
const APPLE_MOBILE = /^(iOS|iPadOS) (\d+\.\d+(?:\.\d+)?)/;
const LINUX_DISTRIBUTION = /^Linux (\d+\.\d+(?:\.\d+){0,2}) ([a-zA-Z]+) (\d+(?:\.\d+){0,2})/;
const KERNEL = /^([a-zA-Z]+) (\d+\.\d+(?:\.\d+){0,2})/;
const ANDROID = /^Android (?:OS )?(\d+(?:\.\d+){0,2}) \/ API-\d+/;
const NAME_AND_VERSION = /^([a-zA-Z]+) ([0-9.-]+)/;

/** Versions of Windows as people know them, by the builds they came in. */
const WINDOWS_BUILDS: readonly (readonly [first: number, last: number, version: string])[] = [
  [2600, 3790, "XP"],
  [6002, 6002, "Vista"],
  [7601, 7601, "7"],
  [9200, 9200, "8"],
  [9600, 9600, "8.1"],
  [10_240, 19_044, "10"],
  [22_000, 22_999, "11"],
];

type Described = Readonly<
  Partial<Record<"name" | "version" | "build" | "kernel_version", string | undefined>>
>;

/** Reads name and version of an operating system out of what it says of itself, when it says nothing else. */
export function describeSystem(os: JsonObject): void {
  if (!isMissing(os.name) || !isMissing(os.version)) return;
  const described = systemOf(textOf(os.raw_description) ?? "");
  for (const [key, value] of Object.entries(described ?? {})) if (value !== undefined) os[key] = value;
}

function systemOf(text: string): Described | undefined {
  const windows = WINDOWS.exec(text) ?? WINDOWS_BY_NAME.exec(text);
  if (windows !== null) return windowsOf(windows[1] as string, windows[2] as string);
  const mac = MAC.exec(text);
  if (mac !== null) return { name: "macOS", version: mac[1], build: mac[2] };
  const mobile = APPLE_MOBILE.exec(text);
  if (mobile !== null) return { name: mobile[1], version: mobile[2] };
  const linux = LINUX_DISTRIBUTION.exec(text);
  if (linux !== null) return { name: linux[2], version: linux[3], kernel_version: linux[1] };
  const kernel = KERNEL.exec(text);
  if (kernel !== null) return { name: kernel[1], kernel_version: kernel[2] };
  const android = ANDROID.exec(text);
  if (android !== null) return { name: "Android", version: android[1] };
  if (text === "Nintendo Switch") return { name: "Nintendo OS" };
  const named = NAME_AND_VERSION.exec(text);
  return named === null ? undefined : { name: named[1], version: named[2] };
}

function windowsOf(version: string, build: string): Described {
  const number = Number(build);
  const known = WINDOWS_BUILDS.find(([first, last]) => number >= first && number <= last);
  return { name: "Windows", version: known?.[2] ?? version, build };
}
