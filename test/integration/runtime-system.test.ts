import { expect, test } from "bun:test";
import { createSocket } from "node:dgram";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchFolder } from "../../src/kernel/runtime/files.ts";
import { onSignal } from "../../src/kernel/runtime/signals.ts";
import { isSocketInUse } from "../../src/kernel/runtime/socket-in-use.ts";
import { openUdpSender } from "../../src/kernel/runtime/udp.ts";

test("datagrams arrive; with nobody there they are lost without a fuss", async () => {
  const receiver = createSocket("udp4");
  await new Promise<void>((resolve) => receiver.bind(0, "127.0.0.1", resolve));
  const { port } = receiver.address();
  const received = new Promise<string>((resolve) =>
    receiver.once("message", (bytes) => resolve(bytes.toString())),
  );
  const sender = openUdpSender({ host: "127.0.0.1", port });
  sender.send("a:1|c");
  expect(await received).toBe("a:1|c");
  await new Promise<void>((resolve) => receiver.close(() => resolve()));
  for (let i = 0; i < 3; i++) {
    sender.send("b:1|c");
    await Bun.sleep(5);
  }
  sender.close();
});

test("a unix socket is in use while somebody listens on it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-socket-"));
  const path = join(folder, "a.sock");
  expect(await isSocketInUse(path)).toBe(false);
  const listener = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => listener.listen(path, resolve));
  expect(await isSocketInUse(path)).toBe(true);
  await new Promise<void>((resolve) => listener.close(() => resolve()));
  writeFileSync(path, ""); // what a crashed process leaves is no more than a file
  expect(await isSocketInUse(path)).toBe(false);
  rmSync(folder, { recursive: true });
});

test("a burst of changes in a folder is told once, also for replaced files", async () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-watch-"));
  let told = 0;
  const stop = watchFolder(folder, 30, () => {
    told += 1;
  });
  const path = join(folder, "project.json");
  const replaceWith = (text: string) => {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  };
  for (let i = 0; i < 3; i++) writeFileSync(path, `{"i":${i}}`);
  replaceWith("{}");
  for (let i = 0; i < 100 && told === 0; i++) await Bun.sleep(10);
  await Bun.sleep(50);
  expect(told).toBe(1);
  replaceWith("[]");
  for (let i = 0; i < 100 && told === 1; i++) await Bun.sleep(10);
  expect(told).toBe(2);
  stop();
  writeFileSync(path, "after");
  await Bun.sleep(60);
  expect(told).toBe(2);
  rmSync(folder, { recursive: true });
});

test("a signal is heard until its subscription ends", async () => {
  let heard = 0;
  const arrived = Promise.withResolvers<void>();
  const stop = onSignal("SIGUSR2", () => {
    heard += 1;
    arrived.resolve();
  });
  process.kill(process.pid, "SIGUSR2");
  await arrived.promise;
  const other = onSignal("SIGUSR2", () => {}); // without any, the signal would end this process
  stop();
  process.kill(process.pid, "SIGUSR2");
  await Bun.sleep(20);
  expect(heard).toBe(1);
  other();
});
