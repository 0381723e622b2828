import { mount } from "svelte";
import { connectBridge } from "./host/connect.ts";
import { askFirstPage } from "./host/first-page.ts";
import { addMediaFrame } from "./host/media-frame.ts";

/** A window whose queue comes this soon is drawn once, with it. */
const DRAW_AFTER_MS = 100;
/** Long enough for the queue to be drawn; no call can start so soon. */
const MEDIA_AFTER_MS = 250;

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app to mount the window in");
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// Both at once: main is asked while the window's own code, the larger part by far, is still coming.
const [{ bridge, isHere }, { default: App }] = await Promise.all([
  connectBridge().then(askFirstPage),
  import("./App.svelte"),
]);
await Promise.race([isHere, after(DRAW_AFTER_MS)]);
mount(App, { target, props: { bridge } });
// The audio has a page of its own to load, and takes its turn after what the agent looks at first.
setTimeout(() => addMediaFrame(document), MEDIA_AFTER_MS);
