import { expect, test } from "bun:test";
import { functionCommand } from "./function-command.ts";

function find(files: Record<string, string>, wanted?: string) {
  return functionCommand("/f", "/tmp/x", wanted, (name) => files[name]);
}

test("a function is recognised by what lies in its folder", () => {
  expect(find({ "index.mjs": "" })).toMatchObject({
    words: ["node", "/tmp/x/runtime.mjs", "/f/index.handler"],
  });
  expect(find({ "lambda_function.py": "def lambda_handler(event, context):\n" })).toMatchObject({
    words: ["python3", "/tmp/x/runtime.py", "/f/lambda_function.lambda_handler"],
  });
  expect(find({ "app.py": "import x\ndef handler(e, c): pass" })).toMatchObject({
    words: ["python3", "/tmp/x/runtime.py", "/f/app.handler"],
  });
  expect(find({ bootstrap: "", "index.js": "" })).toMatchObject({
    runtime: "custom",
    words: ["/f/bootstrap"],
  });
});

test("a runtime that was named wins, and what is missing is said", () => {
  expect(find({ bootstrap: "", "index.js": "" }, "node")).toMatchObject({ runtime: "node" });
  expect(find({ "index.js": "" }, "python")).toContain("lambda_function.py");
  expect(find({})).toContain("looks like no function");
});
