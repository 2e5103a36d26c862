import { type JsonObject, numberOf } from "../../../kernel/base/json/value.ts";
import { contextOf, textOf } from "../access.ts";

const APPLE_FAMILIES = new Set(["iPhone", "iOS", "iOS-Device"]);
const LOW_MODELS = /^(?:iPhone[1-8],|iPad[1-5],|iPad6,1[12]$)/;
const MEDIUM_MODELS = /^(?:iPhone(?:9|1[0-2]),|iPad6,[3478]$|iPad(?:7|8|11|12),)/;
const GIBIBYTE = 2 ** 30;

/** How fast a device is: 1 low, 2 medium, 3 high; `undefined` when the event does not tell. */
export function deviceClassOf(root: JsonObject): "1" | "2" | "3" | undefined {
  const device = contextOf(root, "device");
  const family = textOf(device?.family);
  if (device === undefined || family === undefined) return undefined;
  if (APPLE_FAMILIES.has(family)) return classOfModel(textOf(device.model));
  const frequency = numberOf(device.processor_frequency);
  const cores = numberOf(device.processor_count);
  const memory = numberOf(device.memory_size);
  if (frequency === undefined || cores === undefined || memory === undefined) return undefined;
  if (frequency < 2000 || cores < 8 || memory < 4 * GIBIBYTE) return "1";
  return frequency < 2500 || memory < 6 * GIBIBYTE ? "2" : "3";
}

function classOfModel(model: string | undefined): "1" | "2" | "3" | undefined {
  if (model === undefined) return undefined;
  if (LOW_MODELS.test(model)) return "1";
  return MEDIUM_MODELS.test(model) ? "2" : "3";
}
