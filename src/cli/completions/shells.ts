export const SHELLS = ["bash", "elvish", "fish", "powershell", "zsh"] as const;
export type Shell = (typeof SHELLS)[number];
