import { FORM, form, post } from "../../case.ts";
import { formData, inEnvelope, MINIDUMP, type SourceCase } from "./source-case.ts";

type Fields = readonly (readonly [name: string, value: string])[];
/** Alone, each with the value `v`. */
const NAMES = [
  "foo",
  "foo[bar]",
  "0",
  "",
  "sentry[tags][a][b]",
  "sentry[fingerprint][]",
  "sentry[release",
  "sentry[release]x",
  "sentry[extra][a]b[c]",
  "sentry[]",
  "sentry[extra][][a]",
  "sentry[",
  "sentry[]x",
  "sentry[a][",
  "sentry[a][b",
  "sentry[a]]",
  "sentry[[a]]",
  "sentry]a[",
  "sentry [a]",
  "sentry[a[b]",
  "SENTRY[a]",
  "sentry[é]",
  "sentry_",
  "sentry__",
  "sentry__x",
  "sentry__1x",
  "sentry__-1",
  "sentry__1[a]",
  "sentryx",
  `sentry${"[a]".repeat(15)}`,
  `sentry${"[a]".repeat(16)}`,
];
const FORMS: readonly (readonly [what: string, ...fields: Fields])[] = [
  ["nothing"],
  ["the same twice", ["a", "b"], ["a", "c"]],
  [
    "exceptions by index",
    ["sentry[exception][values][0][type]", "T"],
    ["sentry[exception][values][0][value]", "v"],
  ],
  ["bad JSON", ["sentry", "{bad"], ["sentry[release]", "ok"]],
  ["null", ["sentry", "null"]],
  ["a number", ["sentry", "3"], ["sentry[release]", "x"]],
  ["a list", ["sentry", "[1]"]],
  ["empty JSON", ["sentry", ""]],
  ["something after JSON", ["sentry", '{"release":"x"} y']],
  ["namespaces", ["sentry___foo", '{"release":"ns"}'], ["sentry___", '{"environment":"e"}']],
  ["pieces out of order", ["sentry__10", '"}'], ["sentry__2", "c"], ["sentry__+1", '{"release":"ab']],
  ["pieces with the same number", ["sentry__1", '{"release":"a"}'], ["sentry__01", '{"release":"b"}']],
  ["a piece", ["sentry__1", '{"release"']],
  [
    "merged levels",
    ["sentry", '{"extra":{"a":{"x":1}},"tags":{"t":"1"}}'],
    ["sentry[extra][a][y]", "2"],
    ["sentry[tags][u]", "9"],
  ],
  ["levels that are there", ["sentry[extra][a][x]", "3"], ["sentry", '{"extra":{"a":{"x":1,"z":1.0}}}']],
  ["lists that are there", ["sentry", '{"fingerprint":["a"]}'], ["sentry___2", '{"fingerprint":["b","c"]}']],
  ["null that is there", ["sentry", '{"release":null}'], ["sentry[release]", "x"]],
  ["a text in the way", ["sentry", '{"extra":"s"}'], ["sentry[extra][a]", "x"]],
  ["a list in the way", ["sentry", '{"extra":[1]}'], ["a", "2"]],
  ["null in the way", ["sentry", '{"extra":null}'], ["a", "2"]],
  ["an object that is there", ["sentry[extra][a]", "x"], ["sentry", '{"extra":"s"}']],
  [
    "pieces before JSON",
    ["sentry__1", '{"release":"piece"}'],
    ["sentry", '{"release":"whole"}'],
    ["sentry[release]", "b"],
  ],
  ["fields before extra", ["sentry[extra][a]", "1"], ["a", "2"]],
  ["extra before fields", ["a", "2"], ["sentry[extra][a]", "1"]],
  ["deep JSON", ["sentry", `{"extra":{"v":${"[".repeat(120)}${"]".repeat(120)}}}`]],
  ["too deep JSON", ["sentry", `{"extra":{"v":${"[".repeat(140)}${"]".repeat(140)}}}`]],
  ["numbers", ["sentry", '{"extra":{"n":1.0,"b":12345678901234567890123}}']],
  ["an event id", ["sentry[event_id]", "f".repeat(32)]],
  ["zero bytes", ["k\0", "v\0"]],
];
const DUMP = { name: "upload_file_minidump", filename: "d.dmp", body: "MDMP...." };

const sent = (what: string, ...fields: Fields): SourceCase => ({
  name: `form: sent with ${what}`,
  request: ({ key, project }) =>
    post(
      `/api/${project}/minidump/?sentry_key=${key}`,
      form(DUMP, ...fields.map(([name, body]) => ({ name, body }))),
      FORM,
    ),
});

/** Fields that come with a crash dump. */
export const FORM_CASES: readonly SourceCase[] = [
  sent("an id", ["sentry[event_id]", "f".repeat(32)], ["sentry[release]", "r"], ["note", "n"]),
  sent("pieces", ["sentry__1", '{"release":"r",'], ["sentry__2", '"environment":"e"}']),
  sent("JSON", ["sentry", '{"release":"r","tags":{"a":"b"}}']),
  sent("nothing"),
  ...NAMES.map((name) => inEnvelope(`form: ${JSON.stringify(name)}`, [MINIDUMP, formData([name, "v"])])),
  ...FORMS.map(([what, ...fields]) => inEnvelope(`form: with ${what}`, [MINIDUMP, formData(...fields)])),
  inEnvelope("form: cut off", [
    MINIDUMP,
    [{ type: "form_data" }, Buffer.from("\x01\0\0\0a\x01\0\0\0b\x09\0\0\0c", "latin1")],
  ]),
  inEnvelope("form: garbage", [MINIDUMP, [{ type: "form_data" }, "garbage"]]),
  inEnvelope("form: a value that is not UTF-8", [
    MINIDUMP,
    [{ type: "form_data" }, Buffer.from("\x01\0\0\0b\x01\0\0\0\xff\x01\0\0\0c\x01\0\0\0d", "latin1")],
  ]),
];
