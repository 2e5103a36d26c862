import { asObject } from "../../../../src/kernel/base/loose-json.ts";
import { inlineText } from "../../lib/json.ts";
import { Facts } from "../../parts/facts.tsx";
import type { ViewProps } from "../overview.tsx";

/** A browser's report, whatever form it came in. */
export function SecurityView({ json }: ViewProps) {
  const reports = (Array.isArray(json) ? json : [json]).map(asObject);
  return (
    <>
      {reports.map((report, i) => {
        const inner = Object.entries(report).find(([, value]) => typeof value === "object" && value !== null);
        const [name, body] = inner ?? ["report", report];
        const entries = Object.entries(asObject(body));
        return (
          <Facts
            key={i}
            title={name.replaceAll("-", " ")}
            facts={entries.map(([key, value]) => [key, inlineText(value)])}
          />
        );
      })}
    </>
  );
}
