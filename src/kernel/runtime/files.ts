import {
  closeSync,
  type FSWatcher,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  watch,
  writeFileSync,
} from "node:fs";

let temporary = 0;

/**
 * Replaces `path` as a whole: a reader, or a crash, sees the old content or the new, never a part. The file is
 * readable by its owner alone unless `mode` says otherwise. Throws the system's error, leaving nothing behind.
 */
export function writeFileAtomic(path: string, content: string | Uint8Array, mode = 0o600): void {
  const draft = `${path}.${process.pid}.${temporary++}.tmp`;
  try {
    const fd = openSync(draft, "wx", mode);
    try {
      writeFileSync(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, path);
  } catch (error) {
    try {
      unlinkSync(draft);
    } catch {
      // Never made, or already in place: the first error is the one that matters.
    }
    throw error;
  }
}

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
