import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { Account } from "#contract/account.ts";
import { AgentWindow, launchChromium } from "#test/support/agent-window.ts";
import {
  discard,
  freshFolder,
  importRecords,
  show,
  startProduct,
  useSwitch,
  type Product,
  type Shown,
} from "#test/support/product.ts";
import { callback } from "#test/support/records.ts";
import { agent, DOMAIN } from "./accounts.ts";
import { Rig, type RigOptions } from "./rig.ts";

export interface RigStoryOptions extends RigOptions {
  readonly settings?: Record<string, unknown>;
  readonly password?: string;
  /** False for an account that will not come online. */
  readonly isLineExpected?: boolean;
  /** STUN and TURN servers of the account. */
  readonly iceServers?: Account["iceServers"];
  /** What Chromium is started with, beside the usual. */
  readonly browserArgs?: readonly string[];
  /** What Node itself is started with. */
  readonly nodeArgs?: readonly string[];
}

export type Attempt = Shown["attempts"][number];

/** A callback of the test's own, in the agent's hands. */
export interface Customer {
  readonly id: string;
  readonly name: string;
}

/** The built product in a real browser, with an account at the rig's server. */
export class RigStory {
  readonly rig: Rig;
  readonly folder: string;
  readonly product: Product;
  readonly window: AgentWindow;
  readonly #browser: Browser;
  #customers = 0;

  private constructor(
    rig: Rig,
    folder: string,
    product: Product,
    window: AgentWindow,
    browser: Browser,
  ) {
    this.rig = rig;
    this.folder = folder;
    this.product = product;
    this.window = window;
    this.#browser = browser;
  }

  static async begin(rig: Rig, options: RigStoryOptions = {}): Promise<RigStory> {
    const folder = freshFolder();
    const password = options.password ?? agent.password;
    const account = { ...accountAt(rig.tap.url), iceServers: options.iceServers ?? [] };
    useSwitch(folder, { account, password }, options.settings);
    // Echo cancellation and its like take a steady tone for noise and remove it.
    const processing = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    writeFileSync(join(folder, "preferences.json"), JSON.stringify({ processing }));
    const product = await startProduct(folder, options.nodeArgs);
    const browser = await launchChromium([
      `--use-file-for-fake-audio-capture=${rig.voiceFile}`,
      ...(options.browserArgs ?? []),
    ]);
    try {
      const window = await AgentWindow.open(browser, product.url);
      if (options.isLineExpected !== false) await window.waitForLine();
      // Nobody takes a call before she sees that her microphone is there.
      await window.page.getByText(/^Fake .*Audio Input/).waitFor();
      return new RigStory(rig, folder, product, window, browser);
    } catch (error) {
      await browser.close();
      await product.stop();
      throw error;
    }
  }

  /** New callbacks to call these numbers, one for each, which dial themselves after so many seconds. */
  async customers(numbers: readonly string[], timeoutSeconds = 0): Promise<Customer[]> {
    const made = numbers.map((number) => {
      this.#customers += 1;
      const [id, name] = [`rig-${this.#customers}`, `Customer c${this.#customers}c`];
      return { id, name, record: callback({ id, name, numbers: [number], timeoutSeconds }) };
    });
    await importRecords(
      this.folder,
      made.map(({ record }) => record),
    );
    return made;
  }

  /** Accepts the customer and calls. */
  async call({ name }: Customer): Promise<void> {
    await this.window.accept(name);
    await this.window.button("Call").click();
  }

  async customer(number: string, timeoutSeconds = 0): Promise<Customer> {
    const [customer] = await this.customers([number], timeoutSeconds);
    if (customer === undefined) throw new Error("no customer was made");
    return customer;
  }

  /** A new callback, accepted and called. */
  async dial(number: string): Promise<Customer> {
    const customer = await this.customer(number);
    await this.call(customer);
    return customer;
  }

  /** The card of a call that rings. */
  get incoming() {
    return this.window.page.getByRole("region", { name: "Incoming call" });
  }

  /** The row of a call beside the customer's. */
  get side() {
    return this.window.page.getByRole("region", { name: /^Call with / });
  }

  /** Waits for the wrap-up and answers with the one attempt that is on disk. */
  async attemptOf({ id }: Customer): Promise<Attempt> {
    await this.window.wrapUp.waitFor();
    const { attempts } = await show(this.folder, id);
    expect(attempts).toHaveLength(1);
    return attempts[0] as Attempt;
  }

  /**
   * Waits until the screen tells an ending as the agent reads it: the call's state, what the line said,
   * whether the customer was reached, and the row of the table of attempts. Without `sip`, no answer came.
   */
  async showsEnd(
    outcome: string,
    number: string,
    end: { readonly sip?: number; readonly cause?: number; readonly isTalked?: boolean } = {},
  ): Promise<void> {
    const { page, wrapUp } = this.window;
    const { sip, cause, isTalked = false } = end;
    const display = number.replace(/^\+1/, "+1 ");
    const code = cause === undefined ? `(SIP ${sip})` : `(SIP ${sip}, cause ${cause})`;
    const said = sip === undefined ? outcome : `${outcome} ${code}`;
    await this.window.waitForCall("ended");
    await wrapUp.getByText(`The line says: ${said}.`).waitFor();
    expect(await wrapUp.getByRole("combobox", { name: "Outcome" }).inputValue()).toBe(outcome);
    const stage = page.getByRole("region", { name: "Active callback" });
    await stage
      .getByText(isTalked ? `with ${display}.` : `${display} was not reached.`)
      .first()
      .waitFor();
    const status = sip === undefined || sip === 200 ? [] : [sip];
    const shown = [outcome, ...status, ...(cause === undefined ? [] : [`cause ${cause}`])].join(
      " ",
    );
    await page
      .getByRole("table", { name: "Attempts" })
      .getByRole("row", { name: shown })
      .filter({ hasText: display })
      .first()
      .waitFor();
  }

  /** What the callback's own story keeps, in order. */
  async happenedTo({ id }: Customer): Promise<string[]> {
    return (await show(this.folder, id)).timeline.map(({ what }) => what);
  }

  /** Waits for the wrap-up and ends it; where the line does not know what happened, she says so, too. */
  async finish(): Promise<void> {
    const { wrapUp, page } = this.window;
    const done = this.window.button("Done");
    await wrapUp.waitFor();
    if (await done.isDisabled()) {
      await page.getByRole("combobox", { name: "Outcome" }).fill("No answer");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    }
    await done.click();
    await wrapUp.waitFor({ state: "detached" });
  }

  /** The browser, for a page of another kind beside the agent's window. */
  get browser(): Browser {
    return this.#browser;
  }

  /** Whatever a test left: its call is ended, its wrap-up saved, the network whole. */
  async settle(): Promise<void> {
    const { window, rig } = this;
    for (const end of [this.incoming, this.side]) {
      const last = end.getByRole("button", { name: /^(Decline call|Hang up)/ });
      // It may end by itself at this very moment.
      if (await last.isVisible()) await last.click({ timeout: 2_000 }).catch(() => undefined);
      await end.waitFor({ state: "detached" });
    }
    const hangUp = window.button("Hang up");
    if (await hangUp.isVisible()) {
      // It may end by itself at this very moment.
      await hangUp.click({ timeout: 2_000 }).catch(() => undefined);
      await window.wrapUp.waitFor();
    }
    if (await window.wrapUp.isVisible()) await this.finish();
    await rig.reset();
  }

  async end(): Promise<void> {
    await this.#browser.close();
    await this.product.stop();
    discard(this.folder);
  }
}

function accountAt(server: string): Account {
  return {
    id: "rig",
    displayName: "Kim Agent",
    uri: `sip:${agent.user}@${DOMAIN}`,
    server,
    authUser: agent.user,
    iceServers: [],
  };
}

/** One rig and one product for all tests of a file, each of which finds them at rest. */
export function useRigStory(options: RigStoryOptions = {}): () => RigStory {
  let rig: Rig | null = null;
  let story: RigStory | null = null;
  beforeAll(async () => {
    rig = await Rig.start(options);
    story = await RigStory.begin(rig, options).catch((error: unknown) => {
      process.stderr.write(`${rig?.logs() ?? ""}\n`);
      throw error;
    });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") process.stderr.write(`${rig?.logs() ?? ""}\n`);
    await story?.settle();
  });
  afterAll(async () => {
    await story?.end();
    await rig?.stop();
  });
  return () => {
    if (story === null) throw new Error("the rig has not been started yet");
    return story;
  };
}
