import { parseArgs } from "node:util";

export interface LaunchArguments {
  readonly isBrowserWanted: boolean;
  readonly isHelpWanted: boolean;
  /** What the host is started with, as it was given. */
  readonly port: string | null;
  readonly userData: string | null;
}

export const usage = `Usage: npm start -- [--browser] [--port N] [--user-data DIR]
  --browser         serve the desk on 127.0.0.1 for a browser, without Electron
  --port N          port of the browser host; a free one without it
  --user-data DIR   folder of the database and the settings`;

/** @throws Error that says what is wrong with the arguments. */
export function readArguments(argv: readonly string[]): LaunchArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      browser: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
      port: { type: "string" },
      "user-data": { type: "string" },
    },
  });
  const { port = null, "user-data": userData = null } = values;
  if (port !== null && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    throw new Error(`--port must be a number from 0 to 65535, not "${port}"`);
  }
  if (userData === "") throw new Error("--user-data needs a folder");
  return { isBrowserWanted: values.browser, isHelpWanted: values.help, port, userData };
}

/** The arguments of the browser host. */
export function browserArguments({ port, userData }: LaunchArguments): string[] {
  return [
    ...(port === null ? [] : ["--port", port]),
    ...(userData === null ? [] : ["--user-data", userData]),
  ];
}

/** The arguments of the Electron host, which listens on no port. */
export function electronArguments({ userData }: LaunchArguments): string[] {
  return userData === null ? [] : ["--user-data", userData];
}
