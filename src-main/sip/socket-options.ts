import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { getCACertificates } from "node:tls";
import type { ClientOptions } from "ws";
import type { Account } from "#contract/account.ts";
import type { LineTrouble } from "#contract/line-trouble.ts";

/** A setting of the connection that cannot be used as it stands; `trouble` says which. */
export class ConnectionRefused extends Error {
  override readonly name = "ConnectionRefused";
  readonly trouble: LineTrouble;

  constructor(trouble: LineTrouble, options?: ErrorOptions) {
    super(trouble.is, options);
    this.trouble = trouble;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How the socket to the account's server is opened: by which proxy, with which headers, trusting whom.
 * @throws ConnectionRefused when the file of certificates cannot be used.
 */
export function socketOptions(account: Account, env: Environment): ClientOptions {
  const headers = account.headers === undefined ? {} : { headers: account.headers };
  if (!/^wss:/i.test(account.server)) return headers;
  return {
    ...headers,
    ca: [...authorities(), ...(account.caFile === undefined ? [] : [readCaFile(account.caFile)])],
    ...(account.proxy?.toLowerCase() === "direct"
      ? {}
      : { agent: new Agent({ proxyEnv: proxyOf(account, env) }) }),
  };
}

/** A proxy named in the account is used for its server in any case; that of the environment keeps its exceptions. */
function proxyOf({ proxy }: Account, env: Environment): NodeJS.ProcessEnv {
  if (proxy !== undefined) return { HTTPS_PROXY: proxy };
  const names = ["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

let known: string[] | null = null;

/** Reading the system's store takes milliseconds; once per process is enough. */
function authorities(): string[] {
  known ??= [...new Set([...getCACertificates("default"), ...getCACertificates("system")])];
  return known;
}

/** Read anew for each connection: a certificate that was renewed needs no restart. */
function readCaFile(file: string): string {
  try {
    const text = readFileSync(file, "utf8");
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  } catch (error) {
    const fault = error instanceof Error && "code" in error ? String(error.code) : null;
    throw new ConnectionRefused({ is: "ca-file-unreadable", fault }, { cause: error });
  }
  throw new ConnectionRefused({ is: "no-certificate-in-ca-file" });
}
