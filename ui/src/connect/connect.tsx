import { info } from "../state/info.ts";
import { HowToConnect } from "./welcome.tsx";

export function Connect() {
  return (
    <main class="page" aria-labelledby="connect-title">
      <div class="welcome">
        <h1 id="connect-title">Connect an SDK</h1>
        <HowToConnect />
        <section>
          <h2>For programs</h2>
          <p>
            Everything on this page is also a JSON API: <a href="/local/openapi.json">its description</a>,{" "}
            <a href="/local/items">items</a>, <a href="/local/stats">counts</a>. On the command line,{" "}
            <code>baton tap</code> streams the same feed.
          </p>
          <p class="hint">Baton {info.value?.version}</p>
        </section>
      </div>
    </main>
  );
}
