import { mount } from "svelte";
import App from "#renderer/App.svelte";
import { FakeBridge } from "../fake-bridge.ts";
import { desk, NOON } from "../builders.ts";
import { scenes } from "./scenes.ts";

const asked = new URLSearchParams(location.search);
const name = asked.get("state") ?? "welcome";
const theme = asked.get("theme");
const scene = scenes[name];
const target = document.getElementById("app");
if (scene === undefined) throw new Error(`no state ${name}: ${Object.keys(scenes).join(", ")}`);
if (target === null) throw new Error("no #app");
if (theme !== null) {
  localStorage.setItem("ringback.theme", theme);
  document.documentElement.dataset.theme = theme;
}

const world = scene();
const startedAt = Date.now();
const bridge = new FakeBridge({
  desk: desk(world.desk),
  rows: world.rows,
  callbacks: world.callbacks,
  counts: world.counts,
});
mount(App, { target, props: { bridge, now: () => NOON + (Date.now() - startedAt) } });

const { act, levels } = world;
if (levels !== undefined) setTimeout(() => bridge.emit("call.levels", levels), 100);
if (act !== undefined) setTimeout(() => act(bridge, document), 250);
