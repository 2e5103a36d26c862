/** The least that a Bun extension can be: registers and polls. The yardstick for start-up. */
import { request } from "node:http";

const [host, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? "").split(":");

function call(method: string, path: string, headers: Record<string, string>, body?: string) {
  return new Promise<{ identifier: string; text: string }>((resolve, reject) => {
    const outgoing = request(
      { host, port, method, path: `/2020-01-01/extension${path}`, headers },
      (incoming) => {
        let text = "";
        incoming.on("data", (chunk) => {
          text += chunk;
        });
        const identifier = String(incoming.headers["lambda-extension-identifier"] ?? "");
        incoming.on("end", () => resolve({ identifier, text }));
      },
    );
    outgoing.on("error", reject).end(body);
  });
}

const name = { "lambda-extension-name": "minimal" };
const { identifier } = await call("POST", "/register", name, '{"events":["INVOKE","SHUTDOWN"]}');
for (;;) {
  const { text } = await call("GET", "/event/next", { "lambda-extension-identifier": identifier });
  if (JSON.parse(text).eventType === "SHUTDOWN") process.exit(0);
}
