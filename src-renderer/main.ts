import { mount } from "svelte";
import App from "./App.svelte";
import { connectBridge } from "./host/connect.ts";
import { addMediaFrame } from "./host/media-frame.ts";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app to mount the window in");

const bridge = await connectBridge();
mount(App, { target, props: { bridge } });
addMediaFrame(document);
