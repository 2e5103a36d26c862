import { describe, expect, test } from "bun:test";
import { type Call, command, type Group } from "./command.ts";
import { helpText } from "./help.ts";
import { parseArguments } from "./parse.ts";

const run = () => 0;
const program: Group = {
  name: "baton",
  about: "A relay.",
  commands: [
    command({
      name: "run",
      about: "Run the relay",
      flags: {
        mode: { kind: "value", long: "mode", doc: "The mode.", choices: ["proxy", "static"] },
        port: { kind: "value", long: "port", short: "P", valueName: "PORT", doc: "The port." },
        upstream: { kind: "value", long: "upstream", short: "u", doc: "The upstream.", conflicts: "dsn" },
        dsn: { kind: "value", long: "dsn", doc: "The DSN.", conflicts: "upstream" },
        source: { kind: "value", long: "source-id", doc: "The source.", env: "RELAY_SOURCE_ID" },
        yes: { kind: "switch", long: "yes", doc: "Do not ask." },
        secret: { kind: "value", long: "secret-key", doc: "The key.", requires: "public-key" },
        public: { kind: "value", long: "public-key", doc: "The key.", requires: "secret-key" },
      },
      run,
    }),
    {
      name: "config",
      about: "Manage the config",
      commands: [
        command({
          name: "explain",
          about: "Explain",
          flags: {},
          positionals: { name: "KEY", doc: "The key.", required: true },
          run,
        }),
      ],
    },
    command({
      name: "exec",
      about: "Run a command",
      flags: {},
      positionals: { name: "CMD", doc: "The command.", required: true, many: true },
      run,
    }),
  ],
};

function parse(line: string, env: Readonly<Record<string, string>> = {}) {
  return parseArguments(program, line === "" ? [] : line.split(" "), env);
}

function call(line: string, env: Readonly<Record<string, string>> = {}): Call {
  const request = parse(line, env);
  if (!request.ok || request.value.ask !== "call") throw new Error(`no call: ${JSON.stringify(request)}`);
  return request.value.call;
}

function failure(line: string): string {
  const request = parse(line);
  if (request.ok) throw new Error("expected an error");
  return request.error;
}

describe("values", () => {
  test("are taken behind, attached with = or directly", () => {
    for (const line of ["run --port 5", "run --port=5", "run -P 5", "run -P5", "run -P=5"]) {
      expect(call(line).flags.port).toBe("5");
    }
  });

  test("global options stand anywhere; the deepest wins", () => {
    expect(call("-c a config explain http").global.config).toBe("a");
    expect(call("config -c a explain http -c b").global.config).toBe("b");
  });

  test("come from the environment where the option is absent", () => {
    expect(call("run", { RELAY_SOURCE_ID: "x" }).flags.source).toBe("x");
    expect(call("run --source-id y", { RELAY_SOURCE_ID: "x" }).flags.source).toBe("y");
  });

  test("a switch is there or not", () => {
    expect([call("run").flags.yes, call("run --yes").flags.yes]).toEqual([false, true]);
  });

  test("a command line of its own keeps its dashes", () => {
    expect(call("exec -- node -e 1").arguments).toEqual(["node", "-e", "1"]);
    expect(call("exec node -e 1").arguments).toEqual(["node", "-e", "1"]);
  });
});

describe("errors", () => {
  const usage = (text: string, line = "run [OPTIONS]") =>
    `error: ${text}\n\nUsage: baton ${line}\n\nFor more information, try '--help'.`;

  test("name the usage", () => {
    expect(failure("run x")).toBe(usage("unexpected argument 'x' found"));
    expect(failure("run -P 1 -P 2")).toBe(
      usage("the argument '--port <PORT>' cannot be used multiple times"),
    );
    expect(failure("config explain")).toBe(
      usage("the following required arguments were not provided:\n  <KEY>", "config explain [OPTIONS] <KEY>"),
    );
  });

  test("offer what was meant", () => {
    expect(failure("confgi")).toContain("tip: a similar subcommand exists: 'config'");
    expect(failure("run --prot 5")).toBe(
      usage(
        "unexpected argument '--prot' found\n\n  tip: a similar argument exists: '--port'",
        "run --port <PORT>",
      ),
    );
  });

  test("list the possible values", () => {
    expect(failure("run --mode foo")).toBe(
      "error: invalid value 'foo' for '--mode <mode>'\n  [possible values: proxy, static]\n\nFor more information, try '--help'.",
    );
    expect(failure("run --mode")).toStartWith(
      "error: a value is required for '--mode <mode>' but none was supplied\n  [possible",
    );
  });

  test("tell what excludes and what needs each other", () => {
    expect(failure("run -u a --dsn b")).toBe(
      usage(
        "the argument '--upstream <upstream>' cannot be used with '--dsn <dsn>'",
        "run --upstream <upstream>",
      ),
    );
    expect(failure("run --public-key a")).toContain(
      "  --secret-key <secret_key>\n\nUsage: baton run --public-key <public_key> --secret-key",
    );
  });

  test("a missing command lists the commands", () => {
    expect(failure("")).toContain("[subcommands: run, config, exec]");
  });
});

test("help wraps, and orders options by their place", () => {
  const request = parse("run -h");
  const text = request.ok && request.value.ask === "help" ? helpText(request.value.level) : "";
  expect(text.match(/--[a-z-]+(?= |$)/gm)?.slice(0, 4)).toEqual([
    "--config",
    "--mode",
    "--log-level",
    "--port",
  ]);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(80);
});
