import { randomUUID } from "node:crypto";
import { epochMs } from "#core/time.ts";
import type { Account, Settings } from "#contract/settings.ts";
import { createDesk, dayStartAt } from "#desk/desk.ts";
import type { Clock, DeskService, MediaLink, Phone, Report, Store } from "#desk/ports.ts";
import { createNumbers } from "#numbers/numbers.ts";
import { readPassword } from "#settings/secrets.ts";
import { readSettings } from "#settings/settings-file.ts";
import { createPhone } from "#sip/phone.ts";
import { openStore } from "#store/open.ts";

export interface AssembleOptions {
  /** Folder of the database, the settings and the password file. */
  readonly userData: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly media: MediaLink;
  readonly report: Report;
  /** Where the host keeps passwords; null for an account it has none of. Without it: environment or file. */
  readonly password?: (account: Account) => string | null;
}

const clock: Clock = () => epochMs(Date.now());

/**
 * Builds the whole desk for a host: settings, store, phone and, without an account, the demo switch
 * with its sample callbacks. The one place where the parts meet; both hosts call it.
 */
export async function assemble(options: AssembleOptions): Promise<DeskService> {
  const { userData, report } = options;
  const { settings, problems } = readSettings(userData);
  for (const problem of problems) report(problem);
  const numbers = createNumbers(settings.defaultCountry);
  const store = openStore(userData, { numbers });
  if (store.setAside !== null) {
    const { file, reason, isRestored } = store.setAside;
    const instead = isRestored ? "the last automatic backup" : "an empty database";
    report(
      `the database was damaged (${reason}) and is kept as ${file}; ${instead} took its place`,
    );
  }
  const account = accountInUse(settings);
  const line =
    account === null
      ? await demoLine(options, settings, store)
      : { phone: ownLine(options, settings, account), stop: () => Promise.resolve() };
  const desk = createDesk({
    store,
    phone: line.phone,
    media: options.media,
    numbers,
    settings,
    clock,
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    ids: randomUUID,
    dayStart: (now) => dayStartAt(now, -new Date(now).getTimezoneOffset()),
    report,
  });
  return {
    ...desk,
    async stop() {
      await desk.stop();
      await line.stop();
    },
  };
}

/** The account chosen, else the first; null means the demo account. */
function accountInUse(settings: Settings): Account | null {
  const { accounts, activeAccount } = settings;
  return accounts.find(({ id }) => id === activeAccount) ?? accounts[0] ?? null;
}

function ownLine(options: AssembleOptions, settings: Settings, account: Account): Phone {
  const password = options.password?.(account) ?? readPassword(options.userData, options.env);
  const { media, report } = options;
  return createPhone({ account, password, isDemo: false, media, call: settings.call, report });
}

/** The demo switch in this process, a line on it, and sample callbacks when there are none yet. */
async function demoLine(
  options: AssembleOptions,
  settings: Settings,
  store: Store,
): Promise<{ phone: Phone; stop: () => Promise<void> }> {
  const { media, report } = options;
  const [{ startDemoSwitch }, { putSamples }] = await Promise.all([
    import("#demo/switch.ts"),
    import("#demo/put-samples.ts"),
  ]);
  if (store.callbacks.countDemo() === 0) await putSamples(store.callbacks, clock);
  const demo = await startDemoSwitch({ report });
  const { account, password } = demo;
  const phone = createPhone({
    account,
    password,
    isDemo: true,
    media,
    call: settings.call,
    report,
  });
  return { phone, stop: () => demo.stop() };
}
