import { PERMISSIVE_CONFIG, type ProjectConfig } from "../project-config.ts";
import type { ProjectInfo, ProjectState } from "../project-state.ts";

/** Project 42 of organization 1, which allows everything. */
export function projectWith(publicKey: string, config: Partial<ProjectConfig> = {}): ProjectInfo {
  return {
    projectId: "42",
    organizationId: 1,
    publicKeys: [{ publicKey, numericId: 7 }],
    lastChange: undefined,
    revision: undefined,
    slug: undefined,
    upstream: undefined,
    config: { ...PERMISSIVE_CONFIG, ...config },
  };
}

export function enabledProject(publicKey: string): ProjectState {
  return { status: "enabled", project: projectWith(publicKey) };
}
