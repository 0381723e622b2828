import { expect } from "vitest";
import { hears } from "./media-lab.ts";
import type { MediaEnd } from "./media-page.ts";

/** What a session is prepared or opened with on a machine of its own. */
export const setup = (session: string) => ({ session, iceServers: [], gatherLimitMs: 500 });

/** One side offers, the other answers; as SIP would carry it, or as `carry` changes it on the way. */
export async function exchange(
  from: MediaEnd,
  to: MediaEnd,
  session: string,
  how: { isHeld?: boolean; isAnswerHeld?: boolean; isIceRestart?: boolean } = {},
  carry: (sdp: string) => string | Promise<string> = (sdp) => sdp,
): Promise<{ offer: string; answer: string }> {
  const { isHeld = false, isAnswerHeld = false, isIceRestart = false } = how;
  const { sdp: offer } = await from.ask("offer", { session, isHeld, isIceRestart });
  const arrived = await carry(offer);
  const { sdp: answer } = await to.ask("answer", { session, sdp: arrived, isHeld: isAnswerHeld });
  await from.ask("accept", { session, sdp: await carry(answer) });
  return { offer, answer };
}

/** `caller` offers in a session it prepared, `callee` answers in one it opened; resolves when sound can pass. */
export async function call(
  caller: MediaEnd,
  callee: MediaEnd,
  session: string,
  carry?: (sdp: string) => string | Promise<string>,
): Promise<{ offer: string; answer: string }> {
  await caller.ask("prepare", setup(session));
  await callee.ask("open", setup(session));
  const told = await exchange(caller, callee, session, {}, carry);
  await Promise.all(
    [caller, callee].map((end) =>
      end.until("connection", (fact) => fact.session === session && fact.state === "connected"),
    ),
  );
  return told;
}

/** Waits until a window hears just these of the tones on its nth connection. */
export const hearing = (end: MediaEnd, among: readonly number[], nth = 0) => ({
  toEqual: (tones: readonly number[]): Promise<void> =>
    expect.poll(() => hears(end.page, nth, among), { timeout: 15_000 }).toEqual(tones),
});
