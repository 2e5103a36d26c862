/** How an SDK is pointed at a DSN, in the fewest lines its documentation has. */
export interface Snippet {
  readonly key: string;
  readonly label: string;
  readonly install: string;
  readonly code: string;
}

export function snippets(dsn: string): readonly Snippet[] {
  return [
    {
      key: "browser",
      label: "Browser",
      install: "npm install @sentry/browser",
      code: `import * as Sentry from "@sentry/browser";

Sentry.init({
  dsn: "${dsn}",
  tracesSampleRate: 1,
});
Sentry.captureException(new Error("hello from the browser"));`,
    },
    {
      key: "node",
      label: "Node.js",
      install: "npm install @sentry/node",
      code: `import * as Sentry from "@sentry/node";

Sentry.init({
  dsn: "${dsn}",
  tracesSampleRate: 1,
});
Sentry.captureException(new Error("hello from Node"));`,
    },
    {
      key: "python",
      label: "Python",
      install: "pip install sentry-sdk",
      code: `import sentry_sdk

sentry_sdk.init(
    dsn="${dsn}",
    traces_sample_rate=1.0,
)
sentry_sdk.capture_message("hello from Python")`,
    },
    {
      key: "go",
      label: "Go",
      install: "go get github.com/getsentry/sentry-go",
      code: `sentry.Init(sentry.ClientOptions{
	Dsn: "${dsn}",
})
defer sentry.Flush(2 * time.Second)
sentry.CaptureMessage("hello from Go")`,
    },
    {
      key: "java",
      label: "Java",
      install: "implementation 'io.sentry:sentry:8.+'",
      code: `Sentry.init(options -> {
  options.setDsn("${dsn}");
  options.setTracesSampleRate(1.0);
});
Sentry.captureMessage("hello from Java");`,
    },
    {
      key: "dotnet",
      label: ".NET",
      install: "dotnet add package Sentry",
      code: `using var _ = SentrySdk.Init(o => o.Dsn = "${dsn}");
SentrySdk.CaptureMessage("hello from .NET");`,
    },
    {
      key: "ruby",
      label: "Ruby",
      install: "gem install sentry-ruby",
      code: `require "sentry-ruby"

Sentry.init { |config| config.dsn = "${dsn}" }
Sentry.capture_message("hello from Ruby")`,
    },
    {
      key: "php",
      label: "PHP",
      install: "composer require sentry/sentry",
      code: `\\Sentry\\init([
  'dsn' => '${dsn}',
]);
\\Sentry\\captureMessage('hello from PHP');`,
    },
    {
      key: "rust",
      label: "Rust",
      install: "cargo add sentry",
      code: `let _guard = sentry::init("${dsn}");
sentry::capture_message("hello from Rust", sentry::Level::Info);`,
    },
    {
      key: "curl",
      label: "curl",
      install: "",
      code: curlLines(dsn),
    },
  ];
}

function curlLines(dsn: string): string {
  const url = new URL(dsn);
  const endpoint = `${url.protocol}//${url.host}/api${url.pathname}/envelope/?sentry_key=${url.username}`;
  const event = `'{}\\n{"type":"event"}\\n{"message":"hello from curl"}\\n'`;
  return `printf ${event} |\n  curl --data-binary @- '${endpoint}'`;
}
