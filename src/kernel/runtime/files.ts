import { type FSWatcher, rmSync, watch } from "node:fs";

/** Deletes a file; one that is not there is fine. Throws the system's error. */
export function removeFile(path: string): void {
  rmSync(path, { force: true });
}

/**
 * Tells that something in a folder changed, once per burst: `quietMs` after the last event. Which file is not said,
 * since editors and `kubectl` replace files by way of others. Never keeps the process alive.
 * @throws the system's error when the folder cannot be watched; callers fall back to polling.
 */
export function watchFolder(path: string, quietMs: number, onChange: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watcher: FSWatcher = watch(path, { persistent: false }, () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, quietMs);
    timer.unref();
  });
  watcher.on("error", () => watcher.close()); // the folder went away
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
