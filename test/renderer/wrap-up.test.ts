import { fireEvent, screen } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import { emptyDraft } from "#core/wrap-up.ts";
import { ahead, attemptOf, desk, minutes, seconds, talking, wrapUp } from "./builders.ts";
import { click, first, openWindow, press, second, settle, useStillClock } from "./open-window.ts";

useStillClock();

const notes = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Notes" });
const write = async (text: string) => {
  await fireEvent.input(notes(), { target: { value: text } });
  await settle();
};
// Without a layout the list cannot be placed, and what has no place counts as hidden.
const offered = () => [...document.querySelectorAll("[data-combobox-item]")];
const pick = async (box: string, option: string) => {
  await fireEvent.click(screen.getByRole("combobox", { name: box }));
  await settle(20);
  const item = offered().find((each) => each.textContent.trim() === option);
  if (item === undefined) throw new Error(`${option} is not offered`);
  await fireEvent.pointerUp(item);
  await settle(20);
};

describe("a wrap-up that must have a code", () => {
  test("opens Done once a code is chosen, and says so before", async () => {
    const bridge = await openWindow({ desk: { turn: wrapUp({ prompt: "mandatory" }) } });
    const done = screen.getByRole("button", { name: "Done" });
    expect(done).toBeDisabled();
    expect(done).toHaveAccessibleDescription("Choose a wrap-up code first.");
    await pick("Wrap-up code", "Resolved");
    await click("button", "Done");
    expect(bridge.inputsOf("wrap-up.finish")).toEqual([
      {
        key: first,
        draft: { outcome: "answered", code: "resolved", notes: "", next: { do: "close" } },
      },
    ]);
  });

  test("cannot be skipped", async () => {
    await openWindow({ desk: { turn: wrapUp({ prompt: "mandatory" }) } });
    expect(screen.queryByRole("button", { name: "Skip wrap-up" })).toBeNull();
  });
});

describe("an optional wrap-up", () => {
  test("may be done without a code, or skipped with its notes kept", async () => {
    const bridge = await openWindow({ desk: { turn: wrapUp({ prompt: "optional" }) } });
    await write("called in sick");
    await click("button", "Skip wrap-up");
    expect(bridge.asked.slice(-2).map(({ name }) => name)).toEqual([
      "wrap-up.draft",
      "wrap-up.skip",
    ]);
    expect(screen.getByRole("button", { name: "Done" })).toBeEnabled();
  });
});

describe("a forced time", () => {
  const turn = wrapUp({
    prompt: "forcedTimeout",
    closesAt: ahead(seconds(30)),
    totalMs: seconds(60),
    draft: { ...emptyDraft, code: "resolved" },
  });

  test("shows Save wrap-up and no Done", async () => {
    const bridge = await openWindow({ desk: { turn } });
    expect(screen.queryByRole("button", { name: "Done" })).toBeNull();
    await click("button", "Save wrap-up");
    expect(bridge.orders()).toEqual(["wrap-up.save"]);
  });

  test("lets what was saved be changed and saved again", async () => {
    const bridge = await openWindow({ desk: { turn: { ...turn, isSaved: true } } });
    expect(screen.getByText("Saved. You may still change it and save again.")).toBeVisible();
    await pick("Outcome", "Busy");
    await click("button", "Save wrap-up");
    expect(bridge.inputsOf("wrap-up.save")[0]?.draft).toMatchObject({
      outcome: "busy",
      code: "resolved",
    });
  });

  test("that has no clock left is finished with Done", async () => {
    await openWindow({ desk: { turn: { ...turn, closesAt: null } } });
    expect(screen.getByRole("button", { name: "Done" })).toBeEnabled();
  });
});

describe("a review after a restart", () => {
  test("preselects nothing and waits for the agent's word", async () => {
    const bridge = await openWindow({
      desk: {
        turn: wrapUp({
          prompt: "optional",
          needsReview: true,
          verdict: "unknown",
          sipStatus: null,
        }),
      },
    });
    expect(screen.getByRole("heading", { name: "We lost sight of this call" })).toBeVisible();
    expect(screen.getByRole("combobox", { name: "Outcome" })).toHaveValue("");
    expect(screen.getByRole("button", { name: "Done" })).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Skip wrap-up" })).toBeNull();
    await pick("Outcome", "No answer");
    await click("button", "Done");
    expect(bridge.inputsOf("wrap-up.finish")[0]?.draft).toMatchObject({
      outcome: "no-answer",
      next: { do: "again" },
    });
  });
});

describe("what the network said", () => {
  const refused = { talkMs: 0, prompt: "optional" } as const;

  test("of a redirection is shown, with where it points, to be copied", async () => {
    const redirects = ["+1 555 0101", "sip:ann@example.invalid"];
    await openWindow({
      desk: { turn: wrapUp({ ...refused, verdict: "redirected", sipStatus: 302, redirects }) },
    });
    expect(
      screen.getByText(
        "Redirected to +1 555 0101. Redirected to sip:ann@example.invalid. Ringback does not follow redirections by itself.",
      ),
    ).toBeVisible();
  });
  test("of a wait is told, and another try is not proposed before", async () => {
    const bridge = await openWindow({
      desk: {
        turn: wrapUp({
          ...refused,
          verdict: "network-busy",
          sipStatus: 503,
          sipReason: "No circuit",
          retryAfterSeconds: 5_400,
          notBefore: ahead(minutes(90)),
        }),
      },
    });
    expect(screen.getByText("The network asks to wait 2 h before calling again.")).toBeVisible();
    expect(screen.getByRole("combobox", { name: "Outcome" })).toHaveAccessibleDescription(
      "The line says: Network busy (SIP 503). Its words: No circuit.",
    );
    await click("button", "Done");
    const next = bridge.inputsOf("wrap-up.finish")[0]?.draft.next;
    expect(next?.do === "again" && next.at).toBeGreaterThanOrEqual(ahead(minutes(90)));
  });
  test("of a fault of our own side is said in our words, the line having none", async () => {
    const fault = "media-path" as const;
    await openWindow({ desk: { turn: wrapUp({ ...refused, verdict: "call-failed", fault }) } });
    expect(screen.getByRole("combobox", { name: "Outcome" })).toHaveAccessibleDescription(
      /The sound of the call could not be carried\.$/,
    );
  });
  test("of an account that was refused is no word of the customer's", async () => {
    await openWindow({
      desk: { turn: wrapUp({ ...refused, verdict: "account-refused", sipStatus: 407 }) },
    });
    expect(screen.getByText(/^The server refused your account, not the customer\./)).toBeVisible();
  });
});

describe("a review", () => {
  const review = { needsReview: true, verdict: "unknown", sipStatus: null } as const;
  test.each([
    [true, /^Ringback stopped while \+49 30 23125020 was on the line\./],
    [false, /^The line broke, and nobody told how the call with \+49 30 23125020 ended\./],
  ])("says why it is one; interrupted: %s", async (isInterrupted, sentence) => {
    await openWindow({ desk: { turn: wrapUp({ ...review, isInterrupted }) } });
    expect(screen.getByText(sentence)).toBeVisible();
  });
});

describe("outcome and code", () => {
  test.each([
    ["Silence", "silence", "again"],
    ["Cancelled or already handled", "cancelled", "close"],
  ])("%s may be said, and proposes what becomes of the callback", async (name, outcome, fate) => {
    const bridge = await openWindow({ desk: { turn: wrapUp({ prompt: "optional" }) } });
    await pick("Outcome", name);
    await click("button", "Done");
    expect(bridge.inputsOf("wrap-up.finish")[0]?.draft).toMatchObject({
      outcome,
      next: { do: fate },
    });
  });

  test("the outcome tells what the line said", async () => {
    await openWindow({
      desk: { turn: wrapUp({ verdict: "busy", sipStatus: 486, q850Cause: 17, talkMs: 0 }) },
    });
    expect(screen.getByRole("combobox", { name: "Outcome" })).toHaveAccessibleDescription(
      "The line says: Busy (SIP 486, cause 17).",
    );
  });

  test("the codes are found by the beginnings of their words", async () => {
    await openWindow({ desk: { turn: wrapUp() } });
    const box = screen.getByRole("combobox", { name: "Wrap-up code" });
    await fireEvent.input(box, { target: { value: "mess" } });
    await settle(20);
    expect(offered().map(({ textContent }) => textContent.trim())).toEqual(["Left a message"]);
  });

  test("a code this build was not told of is shown as it is", async () => {
    await openWindow({ desk: { turn: wrapUp({ draft: { ...emptyDraft, code: "X-99" } }) } });
    expect(screen.getByRole("combobox", { name: "Wrap-up code" })).toHaveValue("X-99");
  });
});

describe("what next", () => {
  test("call again counts its minutes from the moment of Done", async () => {
    const bridge = await openWindow({ desk: { turn: wrapUp({ prompt: "optional" }) } });
    await fireEvent.click(screen.getByRole("radio", { name: /Call again/ }));
    await settle();
    await fireEvent.input(screen.getByRole("spinbutton", { name: "In" }), {
      target: { value: "45" },
    });
    await settle(60_000);
    await click("button", "Done");
    const next = bridge.inputsOf("wrap-up.finish")[0]?.draft.next;
    expect(next?.do).toBe("again");
    expect(next?.do === "again" && next.at).toBeGreaterThanOrEqual(ahead(minutes(46)));
  });

  test("a time of day stays that time", async () => {
    const at = ahead(minutes(200));
    const bridge = await openWindow({
      desk: {
        turn: wrapUp({ prompt: "optional", draft: { ...emptyDraft, next: { do: "again", at } } }),
      },
    });
    await settle(60_000);
    await click("button", "Done");
    expect(bridge.inputsOf("wrap-up.finish")[0]?.draft.next).toEqual({ do: "again", at });
  });
});

describe("notes", () => {
  test("the field she types in is the same through talk and wrap-up", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    const field = notes();
    field.focus();
    await write("half a sen");
    bridge.publish(desk({ turn: wrapUp() }));
    await settle();
    expect(notes()).toBe(field);
    expect(field).toHaveFocus();
    expect(field.value).toBe("half a sen");
  });

  test("belong to their call: the next one starts empty", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    await write("about Maria");
    bridge.publish(desk({ turn: null }));
    await settle();
    bridge.publish(desk({ turn: talking({ key: second, attempt: attemptOf(2) }) }));
    await settle();
    expect(notes().value).toBe("");
  });

  test("say that they are saved, and when they are not", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    await write("one");
    await settle(400);
    expect(screen.getByText(/^Saved .* on this computer$/)).toBeVisible();
    bridge.refuse("wrap-up.draft", "disk");
    await write("two");
    await settle(400);
    expect(screen.getByText(/Not saved yet/)).toBeVisible();
    bridge.refuse("wrap-up.draft", null);
    await settle(2_500);
    expect(screen.getByText(/^Saved .* on this computer$/)).toBeVisible();
    expect(bridge.inputsOf("wrap-up.draft").at(-1)?.draft.notes).toBe("two");
  });
});

describe("when it is done", () => {
  test("the next callback that is due comes on the stage, and nothing is accepted by itself", async () => {
    const bridge = await openWindow({ desk: { turn: wrapUp({ prompt: "optional" }) } });
    await click("button", "Done");
    bridge.publish(desk({ turn: null }));
    await settle();
    expect(screen.getByRole("heading", { name: "J. O’Neil" })).toBeVisible();
    // The same reflex that finished the last one must not take the next.
    await press("Enter", { ctrlKey: true }, document.body);
    expect(bridge.orders()).toEqual(["wrap-up.finish"]);
    await settle(400);
    await press("Enter", { ctrlKey: true }, document.body);
    expect(bridge.orders()).toEqual(["wrap-up.finish", "callback.accept"]);
  });

  test("a refused finish keeps everything", async () => {
    const bridge = await openWindow({ desk: { turn: wrapUp({ prompt: "optional" }) } });
    await write("do not lose me");
    bridge.refuse("wrap-up.finish", "disk");
    await click("button", "Done");
    expect(notes().value).toBe("do not lose me");
    expect(screen.getByRole("alert")).toHaveTextContent("The disk is full");
  });
});
