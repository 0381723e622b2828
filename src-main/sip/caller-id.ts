import type { URI } from "sip.js";
import type { Account } from "#contract/account.ts";
import { targetOf } from "./target.ts";

/** What a callback wants to be shown to the person called. */
export interface WantedCallerId {
  readonly callerId?: string | undefined;
  readonly callerIdName?: string | undefined;
}

/** How an INVITE says who calls. */
export interface CallerId {
  readonly fromUri?: URI;
  readonly fromDisplayName?: string;
  readonly headers: readonly string[];
}

/** It stands between quotes in a header. */
export function asDisplayName(name: string): string {
  return name.replace(/["\\\p{Cc}]/gu, "").trim();
}

/**
 * The number that the called person sees: the callback's own where the account lets it, else the
 * account's, else that of the account itself. A number that is neither E.164 nor a SIP address is
 * passed over.
 */
export function callerIdOf(account: Account, domain: string, wanted: WantedCallerId): CallerId {
  const own = account.callerIdFromCallback === true ? wanted : {};
  const ownUri = own.callerId === undefined ? null : targetOf(own.callerId, domain);
  const uri =
    ownUri ?? (account.callerId === undefined ? null : targetOf(account.callerId, domain));
  if (uri === null) return { headers: [] };
  const ownName = ownUri === null ? "" : asDisplayName(own.callerIdName ?? "");
  const name = ownName === "" ? asDisplayName(account.displayName) : ownName;
  if (account.callerIdIn === "From") return { fromUri: uri, fromDisplayName: name, headers: [] };
  const shown = name === "" ? "" : `"${name}" `;
  return { headers: [`P-Preferred-Identity: ${shown}<${uri.toString()}>`] };
}
