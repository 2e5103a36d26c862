/**
 * Runtimes small enough to read: what AWS's managed runtimes do between the Runtime API and a handler, for functions that
 * run on this machine. Written beside the function as a file and started with its language's own interpreter.
 */

/** `node runtime.mjs FOLDER/index.handler` */
export const NODE_RUNTIME = String.raw`
import { pathToFileURL } from "node:url";
import { existsSync } from "node:fs";

const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime";
const target = process.argv[2] ?? process.env._HANDLER;
const dot = target.lastIndexOf(".");
const [file, name] = [target.slice(0, dot), target.slice(dot + 1)];
const post = (path, body) => fetch(api + path, { method: "POST", body: JSON.stringify(body ?? null) });
const failure = (error) => ({ errorType: error?.name ?? "Error", errorMessage: String(error?.message ?? error), trace: String(error?.stack ?? "").split("\n") });

process.on("SIGTERM", () => process.exit(0));
process.on("uncaughtException", (error) => { console.error(error); process.exit(129); });

let handler;
try {
  const found = [".mjs", ".cjs", ".js", ".ts"].map((end) => file + end).find((path) => existsSync(path));
  if (!found) throw Object.assign(new Error("cannot find " + file), { name: "Runtime.ImportModuleError" });
  const module = await import(pathToFileURL(found).href);
  handler = module[name] ?? module.default?.[name];
  if (typeof handler !== "function") throw Object.assign(new Error(target + " is no function"), { name: "Runtime.HandlerNotFound" });
} catch (error) {
  await post("/init/error", failure(error));
  console.error(error);
  process.exit(1);
}

async function invokeNext() {
  const response = await fetch(api + "/invocation/next");
  const event = await response.json();
  const header = (name) => response.headers.get(name) ?? "";
  const id = header("lambda-runtime-aws-request-id");
  process.env._X_AMZN_TRACE_ID = header("lambda-runtime-trace-id");
  const context = {
    awsRequestId: id,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: header("lambda-runtime-invoked-function-arn"),
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: "/aws/lambda/" + process.env.AWS_LAMBDA_FUNCTION_NAME,
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Number(header("lambda-runtime-deadline-ms")) - Date.now(),
  };
  let path = "/invocation/" + id + "/response";
  let answer;
  try {
    answer = await handler(event, context);
  } catch (error) {
    path = "/invocation/" + id + "/error";
    answer = failure(error);
  }
  const startMs = performance.now();
  await post(path, answer);
  if (process.env.TELL_ANSWER_TIME) console.log("answer taken in " + (performance.now() - startMs).toFixed(3) + " ms");
}

// Managed instances let one process work on several invocations.
const workers = Number(process.env.AWS_LAMBDA_MAX_CONCURRENCY) || 1;
for (let n = 0; n < workers; n++) void (async () => { for (;;) await invokeNext(); })();
`;

/** `python3 runtime.py FOLDER/index.handler`, where AWS's own `awslambdaric` is not installed. */
export const PYTHON_RUNTIME = `
import importlib.util, json, os, sys, time, traceback, urllib.request

API = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime"
target = sys.argv[1] if len(sys.argv) > 1 else os.environ["_HANDLER"]
path, name = target.rsplit(".", 1)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

def post(where, body):
    data = json.dumps(body).encode()
    opener.open(urllib.request.Request(API + where, data=data, method="POST")).read()

def failure(error):
    return {"errorType": type(error).__name__, "errorMessage": str(error), "stackTrace": traceback.format_exc().splitlines()}

class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        self.log_group_name = "/aws/lambda/" + self.function_name
        self.log_stream_name = "local"
        self._deadline = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

try:
    sys.path.insert(0, os.path.dirname(path) or ".")
    spec = importlib.util.spec_from_file_location("handler_module", path + ".py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    handler = getattr(module, name)
except Exception as error:
    post("/init/error", failure(error))
    traceback.print_exc()
    sys.exit(1)

while True:
    response = opener.open(API + "/invocation/next", timeout=None)
    event = json.loads(response.read() or b"null")
    context = Context(response.headers)
    where = "/invocation/" + context.aws_request_id
    try:
        answer = handler(event, context)
        where += "/response"
    except Exception as error:
        answer = failure(error)
        where += "/error"
    post(where, answer)
`;
