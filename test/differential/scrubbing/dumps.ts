import { byRules, DEFAULTS, EVENT_ID, type ScrubbingCase } from "./case.ts";
import { minidump } from "./minidump.ts";

const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");
const DUMP = minidump({
  stack: Buffer.concat([Buffer.from("stack a@b.cd "), utf16("stack a@b.cd ")]),
  heap: Buffer.concat([Buffer.from("heap a@b.cd "), utf16("heap a@b.cd ")]),
  environ: Buffer.from("HOME=/home/me\0MAIL=a@b.cd\0"),
  commandLine: Buffer.from("/usr/bin/x\0--mail=a@b.cd\0"),
  codeFile: "C:\\Users\\me\\a@b.cd\\x.exe",
  debugFile: "/home/me/a@b.cd/x.pdb",
});
const CONFIGS: Readonly<Record<string, object>> = {
  "all bytes": byRules({ $binary: ["@anything:mask"] }),
  "addresses in bytes": byRules({ $binary: ["@email"] }),
  texts: byRules({ $string: ["@email"] }),
  "paths of users": byRules({ "$string || $binary": ["@userpath"] }),
  "the stack by its type": byRules({ $stack_memory: ["@email"] }),
  "the stack by its key": byRules({
    "$minidump.stack_memory": ["@email"],
    heap_memory: ["@anything:remove"],
  }),
  "names of files": byRules({
    code_file: ["@anything:mask"],
    "$attachments.*.debug_file": ["@anything:replace"],
  }),
  "all of it": byRules({ "$attachments.**": ["@email"] }),
  "by the file's name": byRules({ "$attachments.'dump.dmp'": ["@email"] }),
  "by the file's name, and below": byRules({ "$attachments.'dump.dmp'.**": ["@email:hash"] }),
  switches: DEFAULTS,
};

export const DUMP_CASES: readonly ScrubbingCase[] = [
  ...Object.entries(CONFIGS).flatMap(([name, config]) => [
    dump(name, config, DUMP),
    dump(`${name}, cut off`, config, DUMP.subarray(0, 200)),
  ]),
  dump("no dump at all", byRules({ $binary: ["@email"] }), Buffer.from("MDMP a@b.cd")),
];

function dump(name: string, config: object, bytes: Buffer): ScrubbingCase {
  const header = { type: "attachment", filename: "dump.dmp", attachment_type: "event.minidump" };
  return {
    name: `dump: ${name}`,
    config: { ...config },
    header: { event_id: EVENT_ID },
    parts: [[header, bytes]],
  };
}
