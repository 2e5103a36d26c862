import { field, LIMITS, list, string, struct } from "./basic.ts";
import { IP_ADDRESS } from "./scalars.ts";
import { INFER_IP } from "./texts.ts";
import { VALUE_TYPES } from "./value-types.ts";

const E = { write: "empty" } as const;
const ED = { write: "empty_deep" } as const;

const PACKAGE = struct("clientsdkpackage", { name: string(), version: string() }, { other: "drop" });
const SETTINGS = struct("clientsdksettings", { infer_ip: field(INFER_IP) }, { other: "drop" });

export const SDK = struct(
  "clientsdkinfo",
  {
    name: string({ required: true, ...LIMITS.short }),
    version: string({ required: true, ...LIMITS.short }),
    integrations: list(string(ED), ED),
    features: list(string(ED), ED),
    packages: list(field(PACKAGE, ED), ED),
    client_ip: field(IP_ADDRESS, { ...E, pii: "true" }),
    settings: field(SETTINGS, E),
  },
  { types: VALUE_TYPES.sdk },
);
