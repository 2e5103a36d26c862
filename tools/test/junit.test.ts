import { expect, test } from "bun:test";
import { parseJunit } from "./junit.ts";

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bun test" tests="4" assertions="2" failures="1" skipped="2" time="0.01">
  <testsuite name="a.test.ts" file="a.test.ts" tests="4" failures="1" skipped="2" time="0.003">
    <testcase name="ok &lt;a&gt; > b" classname="" time="0.00" file="a.test.ts" line="2" assertions="1" />
    <testsuite name="d" file="a.test.ts" line="3" tests="3" failures="1" skipped="2" time="0.001">
      <testcase name="sk" classname="d" time="0" file="a.test.ts" line="3" assertions="0">
        <skipped />
      </testcase>
      <testcase name="bad" classname="d" time="0.001" file="a.test.ts" line="3" assertions="1">
        <failure type="AssertionError" message="expected&#10;">AssertionError</failure>
      </testcase>
      <testcase name="later" classname="d" time="0" file="a.test.ts" line="3" assertions="0">
        <skipped message="TODO" />
      </testcase>
    </testsuite>
  </testsuite>
</testsuites>
`;

test("counts passed, failed and skipped", () => {
  expect(parseJunit(REPORT)).toEqual({
    passed: 1,
    failed: 1,
    skipped: ["a.test.ts: d > sk", "a.test.ts: d > later"],
    failures: ["a.test.ts: d > bad"],
    files: new Set(["a.test.ts"]),
  });
});

test("takes a report that breaks off for none", () => {
  expect(parseJunit("")).toBeUndefined();
  expect(parseJunit(REPORT.slice(0, -20))).toBeUndefined();
});
