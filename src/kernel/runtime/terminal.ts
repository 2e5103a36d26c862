import { fstatSync } from "node:fs";

/** Whether somebody sits behind the descriptor: 0 input, 1 output, 2 errors. */
export function isTerminal(fd: 0 | 1 | 2): boolean {
  try {
    // node:tty (and process.stdout) load the whole of node:net, 2 to 8 ms of a start: asked only where it may be one.
    return fstatSync(fd).isCharacterDevice() && process.getBuiltinModule("node:tty").isatty(fd);
  } catch {
    return false; // a closed descriptor
  }
}
