import { computed, signal } from "@preact/signals";
import { KINDS } from "../lib/kinds.ts";

export type Verdict = "all" | "delivered" | "dropped";

export const words = signal("");
export const kind = signal("all");
export const verdict = signal<Verdict>("all");
export const project = signal("");

/** The search line the receiver gets: what was typed, and what was clicked. */
export const search = computed(() => {
  const parts = [words.value.trim()];
  const types = KINDS.find(({ key }) => key === kind.value)?.types;
  if (types !== undefined) parts.push(`type:${types.join(",")}`);
  if (verdict.value === "dropped") parts.push("fate:dropped");
  if (verdict.value === "delivered") parts.push("-fate:dropped");
  if (project.value !== "") parts.push(`project:${project.value}`);
  return parts.filter((part) => part !== "").join(" ");
});

export const filtered = computed(() => search.value !== "");

export function clearFilters(): void {
  words.value = "";
  kind.value = "all";
  verdict.value = "all";
  project.value = "";
}
