import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { dayStartAt, epochMs } from "#core/time.ts";
import type { Account } from "#contract/account.ts";
import type { Settings } from "#contract/settings.ts";
import { createDesk } from "#desk/desk.ts";
import { createImports } from "#desk/imports.ts";
import { startSwitchThread } from "#demo/switch-thread.ts";
import type { Phone } from "#desk/phone-port.ts";
import { createSound } from "#desk/sound.ts";
import type { Clock, DeskService, MediaLink, Report } from "#desk/ports.ts";
import { createNumbers } from "#numbers/numbers.ts";
import { recordingsIn } from "#recordings/recordings.ts";
import { preferencesIn } from "#settings/preferences-file.ts";
import { readPassword } from "#settings/secrets.ts";
import { readSettings } from "#settings/settings-file.ts";
import { keepBackup } from "#store/automatic-backup.ts";
import { holdFolder } from "#store/folder-hold.ts";
import { openStore } from "#store/open.ts";
import { after } from "./after.ts";
import { importsInto } from "./import-thread.ts";
import { createLatePhone } from "./late-phone.ts";

export interface AssembleOptions {
  /** Folder of the database, the settings and the password file. */
  readonly userData: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly media: MediaLink;
  readonly report: Report;
  /** Where the host keeps passwords; null for an account it has none of. Without it: environment or file. */
  readonly password?: (account: Account) => Promise<string | null>;
}

const clock: Clock = () => epochMs(Date.now());

/**
 * Builds the whole desk for a host: settings, store, phone and, without an account, the demo switch
 * with its sample callbacks. The one place where the parts meet; both hosts call it.
 * @throws FolderInUse when another process is the desk of that folder, before anything is touched.
 */
export async function assemble(options: AssembleOptions): Promise<DeskService> {
  const { userData, report } = options;
  const letGo = holdFolder(userData);
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
  if (account === null && store.callbacks.countDemo() === 0) {
    const { putSamples } = await import("#demo/put-samples.ts");
    await putSamples(store.callbacks, clock);
  }
  const line = account === null ? demoLine(options, settings) : ownLine(options, settings, account);
  const place = { folder: userData, country: settings.defaultCountry };
  const start = importsInto(store, place, report);
  const desk = createDesk({
    store,
    phone: line.phone,
    media: options.media,
    imports: createImports({ start, clock, after, ids: randomUUID }),
    sound: createSound({
      media: options.media,
      settings,
      preferences: preferencesIn(userData),
      recordings: recordingsIn(userData),
      networkChanged: () => {
        line.phone.refresh("network-changed");
      },
      after,
      report,
    }),
    numbers,
    settings,
    clock,
    after,
    ids: randomUUID,
    dayStart: (now) => dayStartAt(now, -new Date(now).getTimezoneOffset()),
    report,
  });
  const endBackups = keepBackup(store, userData, { after, report });
  return {
    ...desk,
    async stop() {
      endBackups();
      await desk.stop();
      await line.stop();
      letGo();
    },
  };
}

/** The account chosen, else the first; null means the demo account. */
function accountInUse(settings: Settings): Account | null {
  const { accounts, activeAccount } = settings;
  return accounts.find(({ id }) => id === activeAccount) ?? accounts[0] ?? null;
}

interface Line {
  readonly phone: Phone;
  stop(): Promise<void>;
}

/** SIP is half of what main has to load; nothing that is shown first needs it, so that goes first. */
async function loadPhone() {
  await nextTurn();
  return import("#sip/phone.ts");
}

function ownLine(options: AssembleOptions, settings: Settings, account: Account): Line {
  const { media, env, report } = options;
  const coming = loadPhone().then(async ({ createPhone }) => {
    const kept = await options.password?.(account);
    const password = kept ?? readPassword(options.userData, env);
    const { call } = settings;
    return createPhone({ account, password, isDemo: false, env, media, call, report });
  });
  const phone = createLatePhone({ coming, account: account.uri, isDemo: false, report });
  return { phone, stop: () => Promise.resolve() };
}

/** The demo switch in a thread of its own, and a line on it. */
function demoLine(options: AssembleOptions, settings: Settings): Line {
  const { media, report } = options;
  const thread = startSwitchThread(report);
  const coming = Promise.all([loadPhone(), thread.started]).then(([{ createPhone }, started]) =>
    createPhone({ ...started, isDemo: true, media, call: settings.call, report }),
  );
  const phone = createLatePhone({ coming, account: null, isDemo: true, report });
  return { phone, stop: () => thread.stop() };
}
