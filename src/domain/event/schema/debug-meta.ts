import { address, field, list, path, string, struct, unsigned, uuid } from "./basic.ts";
import type { Field, StructType, VariantType } from "./format.ts";
import { CODE_ID, DEBUG_ID_TYPE } from "./texts.ts";

const E = { write: "empty" } as const;
const R = { required: true } as const;
const TAG: Readonly<Record<string, Field>> = { type: string() };

const NATIVE = struct("nativedebugimage", {
  ...TAG,
  code_id: field(CODE_ID),
  code_file: path({ ...R, aliases: ["name"], pii: "maybe" }),
  debug_id: field(DEBUG_ID_TYPE, { ...R, aliases: ["id"] }),
  debug_file: path({ pii: "maybe" }),
  debug_checksum: string(),
  arch: string(),
  image_addr: address(),
  image_size: unsigned(),
  image_vmaddr: address(),
});

/** Of old Apple SDKs; nothing is required of it, as it becomes another one before that is asked. */
const APPLE = struct("appledebugimage", {
  ...TAG,
  name: string(),
  arch: string(),
  cpu_type: unsigned(),
  cpu_subtype: unsigned(),
  image_addr: address(),
  image_size: unsigned(),
  image_vmaddr: address(),
  uuid: uuid(),
});

const VARIANTS: readonly (readonly [string, StructType])[] = [
  ["apple", APPLE],
  ...["symbolic", "macho", "elf", "pe", "pe_dotnet", "wasm"].map((name) => [name, NATIVE] as const),
  ["proguard", struct("proguarddebugimage", { ...TAG, uuid: uuid(R) })],
  [
    "sourcemap",
    struct("sourcemapdebugimage", {
      ...TAG,
      code_file: string(R),
      debug_id: field(DEBUG_ID_TYPE, R),
      debug_file: string({ pii: "maybe" }),
    }),
  ],
  ["jvm", struct("jvmdebugimage", { ...TAG, debug_id: field(DEBUG_ID_TYPE, R) })],
];

const IMAGE: VariantType = {
  kind: "variant",
  variants: new Map(VARIANTS),
  fallback: struct("an object", {}, { other: { keepsNulls: true } }),
  tag: ({ type }) => (typeof type === "string" ? type : undefined),
};

/** Whether images of this type are understood. */
export function isKnownImage(type: string | undefined): boolean {
  return type !== undefined && IMAGE.variants.has(type);
}

export const DEBUG_META = struct("debugmeta", {
  sdk_info: field(
    struct("systemsdkinfo", {
      sdk_name: string(),
      version_major: unsigned(),
      version_minor: unsigned(),
      version_patchlevel: unsigned(),
    }),
    E,
  ),
  images: list(field(IMAGE), E),
});
