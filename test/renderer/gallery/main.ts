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

const { act, devices, isSteady = false, levels } = world;
if (devices !== undefined) bridge.answer("sound.devices", devices);
if (levels !== undefined) setTimeout(() => bridge.emit("call.levels", levels), 100);
if (act !== undefined) {
  setTimeout(() => {
    const before = isSteady ? places() : null;
    act(bridge, document);
    if (before !== null) setTimeout(() => tellMoved(before), 300);
  }, 250);
}

/**
 * Where each control of the queue, the stage and the context stands, but for the acts of a wrap-up: where
 * there is too little height for all, those stay in sight rather than in place.
 */
function places(): Map<Element, string> {
  const controls = document.querySelectorAll(
    "main :is(button, input, textarea, [role=option]):not(.finish *)",
  );
  return new Map(
    [...controls].map((control) => {
      const { x, y, width } = control.getBoundingClientRect();
      return [control, [x, y, width].map(Math.round).join(" ")];
    }),
  );
}

function tellMoved(before: ReadonlyMap<Element, string>): void {
  for (const [control, place] of places()) {
    const was = before.get(control);
    if (was === undefined || was === place) continue;
    const name = control.textContent.trim().slice(0, 40);
    reportError(new Error(`moved from ${was} to ${place}: ${name}`));
  }
}
