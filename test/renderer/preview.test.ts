import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import { desk, dialing, preview, seconds, side, ahead, ago } from "./builders.ts";
import { choose, click, first, openWindow, press, settle, useStillClock } from "./open-window.ts";

useStillClock();

const countdown = () => screen.getByRole("timer", { name: "Auto-call countdown" });

describe("a countdown", () => {
  test("counts whole seconds by main's clock, whatever this machine's clock says", async () => {
    // Main lives five seconds ahead; what is 12 seconds off here is 7 seconds off there.
    await openWindow({ desk: { now: ahead(seconds(5)), turn: preview() } });
    expect(countdown()).toHaveTextContent(/^7/);
    await settle(1_000);
    expect(countdown()).toHaveTextContent(/^6/);
  });

  test("never shows less than nothing", async () => {
    await openWindow({ desk: { turn: preview() } });
    await settle(15_000);
    expect(countdown()).toHaveTextContent(/^0/);
    expect(screen.getByRole("heading", { name: "Calling now" })).toBeVisible();
  });

  test("is not read out each second, but at its last ten", async () => {
    await openWindow({ desk: { turn: preview() } });
    expect(countdown()).toHaveAttribute("aria-live", "off");
    const announcer = document.querySelector("[aria-live=polite][aria-atomic]");
    expect(announcer).toHaveTextContent("A countdown runs.");
    await settle(2_500);
    expect(announcer).toHaveTextContent("ten seconds");
  });

  test("that asks says why and offers the call", async () => {
    await openWindow({
      desk: {
        turn: preview({
          countdown: { mode: "asking", dialAt: ago(seconds(90)), because: "nobody-at-the-desk" },
        }),
      },
    });
    expect(screen.getByRole("heading", { name: "Call now?" })).toBeVisible();
    expect(screen.getByText(/Nobody was at the desk/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Call" })).toBeEnabled();
  });
});

describe("a preview", () => {
  test("says with whom the agent is on a call, until that is on hold", async () => {
    const other = side({ at: "talking", name: "Ann" });
    const bridge = await openWindow({ desk: { turn: preview(), sides: [other] } });
    expect(screen.getByText(/You are on a call with Ann/)).toBeVisible();
    bridge.publish(desk({ turn: preview(), sides: [{ ...other, hold: "on" }] }));
    await settle();
    expect(screen.queryByText(/You are on a call with Ann/)).toBeNull();
  });
  test("does not offer to skip where the record does not allow it", async () => {
    const bridge = await openWindow({ desk: { turn: preview({ isSkipEnabled: false }) } });
    expect(screen.queryByRole("button", { name: "Skip" })).toBeNull();
    await press("s");
    expect(bridge.orders()).toEqual([]);
  });

  test("calls once, however often Call is pressed while it is under way", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    bridge.delay("preview.call");
    await click("button", "Call");
    await click("button", "Call");
    await press("Enter", {}, document.body);
    expect(bridge.orders()).toEqual(["preview.call"]);
  });

  test("takes no second click of a double click for a wish of its own", async () => {
    const bridge = await openWindow();
    await choose(/Maria/);
    await click("button", "Accept");
    bridge.publish(desk({ turn: preview() }));
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Call" }), { detail: 2 });
    expect(bridge.orders()).toEqual(["callback.accept"]);
  });

  test("stops its countdown while another time is chosen, and lets it run on when that is left", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    await click("button", "Reschedule");
    await click("button", "Cancel");
    expect(bridge.orders()).toEqual(["preview.pause", "preview.resume"]);
  });

  test("is put off to the time proposed first", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    await click("button", "Reschedule");
    await click("button", "Set time");
    expect(bridge.inputsOf("preview.reschedule")).toEqual([
      { key: first, againAt: ahead(seconds(30 * 60)) },
    ]);
  });

  test("is not put off to a time that has passed", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    await click("button", "Reschedule");
    await fireEvent.input(screen.getByLabelText("Call at"), {
      target: { value: "2020-01-01T09:00" },
    });
    await settle();
    expect(screen.getByRole("button", { name: "Set time" })).toBeDisabled();
    expect(screen.getByText("Choose a time that is still to come.")).toBeVisible();
    await fireEvent.submit(screen.getByRole("form", { name: "Choose another time" }));
    expect(bridge.inputsOf("preview.reschedule")).toEqual([]);
  });

  test("names what would keep a call from going out", async () => {
    await openWindow({
      desk: {
        turn: preview(),
        registration: { at: "offline", reason: null, account: null, isDemo: false },
      },
    });
    expect(screen.getByText("The line is not registered: no call can go out.")).toBeVisible();
  });

  test("tells a refusal in one line, by its code, with what more there is to it behind", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    bridge.refuse("preview.call", "another-call", { is: "another-call", who: "Ann" });
    await click("button", "Call");
    const alert = screen.getByRole("alert");
    expect(alert).toHaveTextContent("You are on another call. Hold it or hang up first.");
    expect(within(alert).getByText(/another call/)).toHaveAttribute(
      "title",
      "You are on a call with Ann: hold it or hang up first.",
    );
  });

  test("gives way to the call without a click", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    bridge.publish(desk({ turn: dialing() }));
    await settle();
    expect(screen.queryByRole("button", { name: "Call" })).toBeNull();
    expect(screen.getByRole("button", { name: "Hang up" })).toBeEnabled();
  });
});
