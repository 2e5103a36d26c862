import { useEffect, useRef } from "preact/hooks";
import { Connect } from "./connect/connect.tsx";
import { Feed } from "./feed/feed.tsx";
import { Header } from "./header.tsx";
import { Inspector } from "./inspect/inspector.tsx";
import { helpOpen, KEYS } from "./state/keys.ts";
import { itemId, view } from "./state/route.ts";
import { Topology } from "./topology/topology.tsx";

export function App() {
  const open = itemId.value !== undefined;
  return (
    <>
      <Header />
      {view.value === "topology" ? <Topology /> : null}
      {view.value === "connect" ? <Connect /> : null}
      {view.value === "feed" ? (
        <div class={open ? "split open" : "split"}>
          <Feed />
          {open ? <Inspector /> : null}
        </div>
      ) : null}
      <Help />
    </>
  );
}

function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (helpOpen.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [helpOpen.value]);
  const close = () => {
    helpOpen.value = false;
  };
  return (
    <dialog ref={dialog} class="help" onClose={close} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.split("  ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <h2>Search</h2>
      <p>
        Words, and <code>key:value</code>: <code>type:error</code> <code>-level:info</code>{" "}
        <code>fate:dropped</code> <code>release:"my app@1"</code> <code>trace:…</code> <code>project:42</code>{" "}
        <code>sdk:python</code> <code>env:prod</code>
      </p>
      <button type="button" onClick={close}>
        Close
      </button>
    </dialog>
  );
}
