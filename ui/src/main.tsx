import { render } from "preact";
import { App } from "./app.tsx";
import { startDetail } from "./state/detail.ts";
import { startFeed } from "./state/feed.ts";
import { startInfo } from "./state/info.ts";
import { startKeys } from "./state/keys.ts";
import { startRouting } from "./state/route.ts";
import { startTheme } from "./state/theme.ts";

startTheme();
startRouting();
startKeys();
startDetail();
startFeed();
void startInfo();

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
