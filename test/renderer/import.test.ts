import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import { IMPORT_CHUNK_BYTES, type ImportView } from "#contract/imports.ts";
import { IMPORT_ID, type FakeBridge } from "./fake-bridge.ts";
import { ended, looked, reading } from "./import-views.ts";
import { click, openWindow, press, settle, useStillClock } from "./open-window.ts";

useStillClock();

const tell = async (bridge: FakeBridge, view: ImportView | null) => {
  bridge.emit("import.changed", { view });
  await settle(100);
};
const dialog = () => screen.getByRole("dialog", { name: "Import callbacks" });
const file = (text = "a,b\n1,2\n", name = "friday.csv") => new File([text], name);

async function openImport(): Promise<FakeBridge> {
  const bridge = await openWindow();
  await click("button", "Import");
  return bridge;
}

async function choose(given = file()): Promise<void> {
  const input = within(dialog()).getByLabelText("Choose a file, or drop it here");
  await fireEvent.change(input, { target: { files: [given] } });
  await settle(200);
}

describe("importing", () => {
  test("opens by its button and by its chord, and closes by Escape", async () => {
    await openWindow();
    expect(screen.queryByRole("dialog")).toBeNull();
    await press("i", { ctrlKey: true });
    expect(dialog()).toBeVisible();
    expect(within(dialog()).getByLabelText("Choose a file, or drop it here")).toHaveFocus();
    await press("Escape");
    await settle(100);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("looks through a file as soon as it is chosen, in pieces that fit, and keeps nothing", async () => {
    const bridge = await openImport();
    const text = "x".repeat(IMPORT_CHUNK_BYTES + 10);
    await choose(file(text));
    expect(bridge.inputsOf("import.open")).toEqual([
      { name: "friday.csv", totalBytes: text.length, format: "auto", purpose: "look" },
    ]);
    const chunks = bridge.inputsOf("import.push").map(({ chunk }) => atob(chunk));
    expect(chunks.map(({ length }) => length)).toEqual([IMPORT_CHUNK_BYTES, 10]);
    expect(chunks.join("")).toBe(text);
    expect(bridge.inputsOf("import.end")).toEqual([{ id: IMPORT_ID }]);
  });

  test("never has more than two pieces under way", async () => {
    const bridge = await openWindow();
    const release = bridge.delay("import.push");
    await click("button", "Import");
    await choose(file("x".repeat(IMPORT_CHUNK_BYTES * 5)));
    expect(bridge.inputsOf("import.push")).toHaveLength(2);
    release();
    bridge.hurry("import.push");
    await settle(300);
    expect(bridge.inputsOf("import.push")).toHaveLength(5);
  });

  test("shows what was found, and imports it on her word", async () => {
    const bridge = await openImport();
    await choose();
    await tell(bridge, looked);
    const within_ = within(dialog());
    expect(within_.getByText("2 records can be imported")).toBeVisible();
    expect(within_.getByText(/1 would be refused · 1 has fields/)).toBeVisible();
    const first = within_.getByRole("table", { name: /first records/ });
    expect(within(first).getByText("Maria Keller")).toBeVisible();
    expect(within(first).getByText("as soon as possible")).toBeVisible();
    const columns = within_.getByRole("table", { name: "Columns" });
    expect(within(columns).getByText("numbers")).toBeVisible();
    expect(within(columns).getByText(/kept under its own name, dates as day and/)).toBeVisible();
    const problems = within_.getByRole("table", { name: "2 problems" });
    expect(within(problems).getByText("has no number")).toBeVisible();
    expect(within_.getByText(/And 1 more/)).toBeVisible();
    expect(within_.getByRole("button", { name: "Import 2 records" })).toHaveFocus();
    await click("button", "Import 2 records");
    await settle(200);
    expect(bridge.inputsOf("import.open").at(-1)).toMatchObject({ purpose: "keep" });
    expect(bridge.inputsOf("import.end")).toHaveLength(2);
  });

  test("tells how far it is, how fast, and how long it takes; and is cancelled on her word", async () => {
    const bridge = await openImport();
    await choose();
    await tell(bridge, reading());
    const bar = within(dialog()).getByRole("progressbar", { name: "Importing" });
    expect(bar).toHaveAttribute("aria-valuenow", "25");
    expect(bar).toHaveAttribute(
      "aria-valuetext",
      expect.stringMatching(/20,000 records read · [\d,]+ per second · about 3\d\ss left/),
    );
    await click("button", "Cancel");
    expect(bridge.inputsOf("import.cancel")).toEqual([{ id: IMPORT_ID }]);
  });

  test("goes on when its modal is closed, and the button says how far it is and how it ended", async () => {
    const bridge = await openImport();
    await tell(bridge, reading());
    await press("Escape");
    await settle(100);
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(bridge.inputsOf("import.cancel")).toEqual([]);
    expect(screen.getByRole("button", { name: "Importing 25 %" })).toBeVisible();
    await tell(bridge, ended("done", { tookMs: 1_000 }));
    await click("button", "Import is done");
    expect(within(dialog()).getByText("3 callbacks imported")).toBeVisible();
    await click("button", "OK");
    expect(bridge.inputsOf("import.forget")).toEqual([{ id: IMPORT_ID }]);
  });

  test("that only looks ends with its modal", async () => {
    const bridge = await openImport();
    await tell(bridge, reading({ purpose: "look" }));
    await press("Escape");
    await settle(100);
    expect(bridge.inputsOf("import.cancel")).toEqual([{ id: IMPORT_ID }]);
  });

  test.each([
    ["done", { tookMs: 1 }, { read: 2, unchanged: 2 }, /Everything in it was here already/],
    ["done", { tookMs: 1 }, { read: 2, added: 1, refused: 1 }, /kept in quarantine/],
    ["done", { tookMs: 1 }, { read: 1, added: 1, flagged: 1 }, /never called by themselves/],
    ["cancelled", { by: "agent" }, {}, /Import the same file again/],
    ["cancelled", { by: "window-gone" }, {}, /Its window was closed/],
    ["failed", { by: "unreadable", unreadable: { is: "no-json" } }, {}, /neither JSON nor lines/],
    ["failed", { by: "unreadable", unreadable: { is: "compressed" } }, {}, /Unpack it/],
    ["failed", { by: "unreadable", unreadable: { is: "no-header" } }, {}, /has no header/],
    [
      "failed",
      { by: "unreadable", unreadable: { is: "no-known-column", columns: ["a", "b"], more: 0 } },
      {},
      /has a known name: the columns are “a”, “b”\./,
    ],
    [
      "failed",
      { by: "unreadable", unreadable: { is: "no-number-column", columns: ["a"], more: 7 } },
      {},
      /numbers to call: the columns are “a”, and 7 more\./,
    ],
    ["failed", { by: "unreadable", unreadable: null }, {}, /^The file cannot be read\.$/],
    ["failed", { by: "disk", unreadable: null }, {}, /disk is full/],
    ["failed", { by: "busy", unreadable: null }, {}, /Another program/],
    ["failed", { by: "fault", unreadable: null }, {}, /its log says what/],
  ] as const)("says how it ended and what to do next: %s %j %j", async (at, more, counts, says) => {
    const bridge = await openImport();
    await tell(bridge, ended(at, more, counts));
    expect(within(dialog()).getByText(says)).toBeVisible();
  });

  test("takes a file that is dropped on the window", async () => {
    const bridge = await openWindow();
    const dataTransfer = { types: ["Files"], files: [file()] };
    await fireEvent.dragOver(window, { dataTransfer });
    expect(screen.getByText("Drop the file to look through it")).toBeVisible();
    const dropped = await fireEvent.drop(window, { dataTransfer });
    expect(dropped).toBe(false);
    await settle(200);
    expect(dialog()).toBeVisible();
    expect(bridge.inputsOf("import.open")).toMatchObject([{ purpose: "look" }]);
  });

  test("that was lost with the page is told when the page is back", async () => {
    const bridge = await openWindow();
    const lost = ended("cancelled", { by: "window-gone" });
    bridge.answer("import.read", lost);
    bridge.connect(false);
    bridge.connect(true);
    await settle(100);
    expect(within(dialog()).getByText(/Its window was closed/)).toBeVisible();
  });

  test("of a file that cannot be read any more is cancelled, and says so", async () => {
    const bridge = await openImport();
    const gone = file();
    gone.slice = () => {
      throw new DOMException("gone", "NotFoundError");
    };
    await choose(gone);
    expect(bridge.inputsOf("import.cancel")).toEqual([{ id: IMPORT_ID }]);
    await tell(bridge, ended("cancelled", { by: "agent", purpose: "look" }));
    expect(within(dialog()).getByText(/moved, changed or taken away/)).toBeVisible();
  });

  test("is refused while another is under way, and says so", async () => {
    const bridge = await openImport();
    bridge.refuse("import.open", "import-running");
    await choose();
    expect(bridge.inputsOf("import.push")).toEqual([]);
    expect(screen.getByText(/Another import is under way/)).toBeVisible();
  });
});
